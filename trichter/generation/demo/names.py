"""Of what invented people and firms are made. Any likeness is chance; addresses end in `.example` (RFC 2606)."""

from trichter.generation.demo.tables import rows, words

WOMEN = words(
    """
    Anja Anna Antje Astrid Ayşe Barbara Beate Birgit Britta Carla Carola Charlotte Chiara Christine Claudia
    Daniela Derya Doris Dorothea Elena Elif Elisabeth Emilia Esra Eva Fatma Franziska Frieda Gabriele Gerda
    Greta Hanna Heike Helga Ines Ingrid Irina Iris Jana Jasmin Johanna Judith Julia Jutta Karin Katharina Katrin
    Kirsten Klara Kristin Larissa Laura Lena Leonie Lisa Luise Magdalena Maike Manuela Margarete Maria Marie
    Marlene Martina Melanie Merve Mia Michaela Milena Miriam Monika Nadine Natalia Nele Nicole Nina Nora Olga
    Paula Petra Regina Renate Rosa Ruth Sabine Samira Sandra Sarah Selin Silke Simone Sofia Sonja Stefanie
    Susanne Svenja Sybille Tanja Teresa Ulrike Ursula Vanessa Vera Veronika Viktoria Yasmin Zeynep
    """
)
MEN = words(
    """
    Achim Ahmet Albert Alexander Andreas Anton Arne Arthur Axel Bastian Benjamin Benno Bernd Boris Burak Carsten
    Christian Christoph Clemens Daniel David Dennis Detlef Dieter Dirk Dominik Edgar Elias Emre Enno Erik Fabian
    Felix Ferdinand Finn Florian Frank Friedrich Georg Gerald Gregor Günter Hakan Hannes Harald Heiko Heinz
    Helmut Hendrik Henrik Holger Hubert Ingo Jakob Jan Jens Joachim Johannes Jonas Jörg Josef Julian Jürgen Kai
    Karl Kevin Klaus Konrad Kurt Lars Leon Linus Lorenz Ludwig Lukas Manfred Marcel Marco Markus Martin Matthias
    Mehmet Michael Moritz Niklas Norbert Olaf Oliver Oskar Pascal Patrick Paul Peter Philipp Piotr Rainer Ralf
    Reinhard Robert Roland Rolf Sebastian Simon Stefan Sven Thomas Thorsten Tim Tobias Torben Ulf Uwe Viktor
    Volker Walter Werner Wolfgang Yannick
    """
)
LAST_NAMES = words(
    """
    Abel Acar Adler Ahrens Albrecht Althaus Arndt Arslan Auer Aumann Baader Bach Bachmann Bader Bahr Barth
    Bartsch Bauer Baumann Beck Becker Behrens Beier Berger Bergmann Bertram Binder Blum Bock Böhm Borchert
    Böttcher Brand Braun Breuer Brinkmann Bruns Buchholz Burger Busch Çelik Christ Conrad Dahl Demir Deuter
    Dietrich Doğan Dorn Drescher Ebeling Ebert Eckert Eder Ehlers Eichhorn Eilers Engel Erdmann Ernst Ewald
    Faber Falk Feldmann Fiedler Fink Fischer Fleischer Förster Franke Frei Freitag Fricke Friedl Fröhlich Fuchs
    Funk Gärtner Gebhardt Geiger Gerlach Giese Glaser Göbel Götz Graf Greiner Grimm Groß Gruber Günther Haas
    Hagemann Hahn Hansen Harms Hartmann Hauser Heinrich Heller Henning Herrmann Herzog Hess Heuer Hoffmann Holm
    Horn Huber Hübner Ilić Iversen Jäger Jahn Janssen Jordan Jung Kaiser Karaca Kaufmann Keil Keller Kern
    Kessler Kiefer Kirchner Klein Klemm Knoll Koch Köhler König Kolb Kovač Kowalski Kraft Krämer Krause Kremer
    Kröger Krüger Kuhn Kunze Kurz Lang Lange Lechner Lehmann Lenz Lindner Linke Lorenz Ludwig Lukács Lutz Maier
    Marx Maurer May Meier Meinhardt Mertens Metzger Michels Möller Moser Mühlbauer Müller Nagel Neubauer Neumann
    Nguyen Noack Nowak Nolte Ortmann Ott Otto Özdemir Pabst Paulsen Peters Petersen Pfeiffer Pichler Pohl
    Popović Prinz Raab Rademacher Rauch Reich Reimann Reinhardt Reiter Richter Riedel Ritter Rohde Rössler Roth
    Rudolph Ruf Sander Sauer Schäfer Scheffler Schenk Schilling Schlüter Schmidt Schmitz Schneider Scholz Schön
    Schreiber Schröder Schubert Schulte Schulz Schumacher Schuster Schütz Schwarz Seidel Seifert Simon Sommer
    Stark Stein Steiner Steinhoff Stephan Stolz Strauß Svoboda Şahin Tewes Thiel Thomsen Tran Ulrich Unger Urban
    Vogel Vogt Voigt Völker Voss Wagner Walter Weber Wegener Weidner Weiss Wendt Werner Wessel Wiese Wilke
    Winkler Winter Wirth Witt Wolf Wolter Yıldız Zander Ziegler Zimmermann
    """
)
TRADES = rows(
    """
    Metallbau | Metall | 30 | 260
    Gießtechnik | Gießerei | 60 | 400
    Zerspanung | Maschinenbau | 20 | 180
    Antriebstechnik | Maschinenbau | 50 | 500
    Werkzeugbau | Maschinenbau | 15 | 120
    Feinguss | Gießerei | 40 | 220
    Kunststofftechnik | Kunststoff | 30 | 320
    Spritzguss | Kunststoff | 25 | 210
    Papierwerke | Papier und Druck | 90 | 600
    Druckhaus | Papier und Druck | 20 | 190
    Kartonagen | Papier und Druck | 25 | 240
    Glaswerk | Glas und Keramik | 80 | 450
    Keramik | Glas und Keramik | 20 | 160
    Molkerei | Lebensmittel | 40 | 380
    Großbäckerei | Lebensmittel | 50 | 420
    Brauhaus | Lebensmittel | 15 | 140
    Fleischwaren | Lebensmittel | 30 | 260
    Textil | Textil | 25 | 220
    Wäscherei | Textil | 15 | 110
    Möbelwerke | Holz und Möbel | 40 | 350
    Sägewerk | Holz und Möbel | 15 | 90
    Kältetechnik | Handwerk | 10 | 80
    Galvanik | Metall | 25 | 170
    Härterei | Metall | 20 | 140
    Logistik | Logistik | 60 | 700
    Chemie | Chemie | 80 | 900
    Lacke | Chemie | 30 | 250
    Hotels | Gastgewerbe | 20 | 200
    Kliniken | Gesundheit | 150 | 1200
    Ingenieure | Energieberatung | 5 | 40
    """
)
"""Trade, industry, and between how many people work there."""
LEGAL_FORMS = ("GmbH", "GmbH", "GmbH", "GmbH & Co. KG", "AG", "KG", "e. K.")
CITIES = rows(
    """
    DE | Hagen | 58095
    DE | Freiburg | 79098
    DE | Stuttgart | 70173
    DE | Hamburg | 20095
    DE | Bremen | 28195
    DE | Hannover | 30159
    DE | Dortmund | 44135
    DE | Bochum | 44787
    DE | Siegen | 57072
    DE | Bielefeld | 33602
    DE | Osnabrück | 49074
    DE | Münster | 48143
    DE | Kassel | 34117
    DE | Erfurt | 99084
    DE | Jena | 07743
    DE | Chemnitz | 09111
    DE | Dresden | 01067
    DE | Leipzig | 04109
    DE | Magdeburg | 39104
    DE | Rostock | 18055
    DE | Kiel | 24103
    DE | Lübeck | 23552
    DE | Göttingen | 37073
    DE | Nürnberg | 90402
    DE | Würzburg | 97070
    DE | Augsburg | 86150
    DE | Ulm | 89073
    DE | Regensburg | 93047
    DE | Passau | 94032
    DE | Heilbronn | 74072
    DE | Karlsruhe | 76131
    DE | Offenburg | 77652
    DE | Villingen-Schwenningen | 78048
    DE | Koblenz | 56068
    DE | Saarbrücken | 66111
    DE | Trier | 54290
    DE | Aachen | 52062
    DE | Wuppertal | 42103
    DE | Solingen | 42651
    DE | Remscheid | 42853
    AT | Linz | 4020
    AT | Graz | 8010
    AT | Wels | 4600
    AT | Dornbirn | 6850
    CH | Winterthur | 8400
    CH | St. Gallen | 9000
    CH | Basel | 4051
    """
)
"""Country, city, and a postal code there."""
STREETS = (
    "Ahornallee",
    "Am Bahnhof",
    "Am Hang",
    "Bachstraße",
    "Birkenweg",
    "Eichenweg",
    "Feldstraße",
    "Gartenstraße",
    "Goethestraße",
    "Hauptstraße",
    "Industriestraße",
    "Kirchplatz",
    "Lindenstraße",
    "Mühlenweg",
    "Ringstraße",
    "Schillerstraße",
    "Schulstraße",
    "Talstraße",
    "Wiesengrund",
    "Ziegelhüttenweg",
)
POSITIONS = rows(
    """
    Leiterin Produktion | Leiter Produktion
    Geschäftsführerin | Geschäftsführer
    Energiemanagerin | Energiemanager
    Leiterin Instandhaltung | Leiter Instandhaltung
    Werkleiterin | Werkleiter
    Technische Leiterin | Technischer Leiter
    Leiterin Einkauf | Leiter Einkauf
    Controllerin | Controller
    Leiterin Nachhaltigkeit | Leiter Nachhaltigkeit
    Projektleiterin | Projektleiter
    Umweltbeauftragte | Umweltbeauftragter
    Facility-Managerin | Facility-Manager
    Energieberaterin | Energieberater
    Assistentin der Leitung | Assistent der Leitung
    Leiterin IT | Leiter IT
    """
)
"""What she and what he is."""
TITLES = ("Dr.", "Dr.-Ing.", "Prof. Dr.", "Dipl.-Ing.")
CONSUMER_DOMAINS = ("post.example", "briefkasten.example", "mailhaus.example", "zuhause.example")
DIALLING_CODES = (("30", "23125"), ("40", "66969"), ("69", "90009"), ("221", "4710"), ("89", "99998"))
"""Numbers of nobody, set aside for films by the Bundesnetzagentur: area, and what three digits follow."""

"""What the people of the demo company ask, say and write. In German, as the firm's customers do."""

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WHITEPAPER = "Whitepaper „12 Hebel“"
CALLBACK = "Rückruf"
WEBINARS = ("Webinar „Lastspitzen kappen“", "Webinar „ISO 50001 ohne Umwege“", "Webinar „Förderung richtig beantragen“")

FORMS = (
    (
        WHITEPAPER,
        "/whitepaper/12-hebel",
        "Wie viele Menschen arbeiten bei Ihnen?",
        ("unter 50", "50 bis 200", "200 bis 500", "über 500"),
    ),
    (
        "Kontakt",
        "/kontakt",
        "Ihre Nachricht",
        (
            "Wir möchten wissen, welche Anlagen nachts laufen. Wie fangen wir an?",
            "Bitte senden Sie uns Unterlagen zu Ihren Messpunkten.",
            "Können Sie Zähler anderer Hersteller auslesen?",
            "Unser Verband empfiehlt Sie. Was kostet die Messung für zwei Hallen?",
            "Wir haben eine Photovoltaikanlage auf dem Dach. Lässt sich die Einspeisung mitmessen?",
        ),
    ),
    (
        "Demo",
        "/demo",
        "Was möchten Sie sehen?",
        ("Auswertung je Anlage", "Alarm bei Lastspitzen", "Berichte für das Audit"),
    ),
    (
        "Messpunkt-Rechner",
        "/rechner",
        "Wie viel Strom brauchen Sie im Jahr?",
        ("unter 500 MWh", "500 bis 2.000 MWh", "über 2.000 MWh"),
    ),
)
"""Forms: title, path, one question and the answers it gets."""
CALLBACK_FORM = (
    CALLBACK,
    "/rueckruf",
    "Wann und worum geht es?",
    (
        "Vormittags. Es geht um Lastspitzen im Schmelzbetrieb.",
        "Donnerstag nach 14 Uhr, wir brauchen ein Energiemanagement nach ISO 50001.",
        "Jederzeit, am liebsten diese Woche. Der Stromvertrag läuft aus.",
    ),
)

PRICES = ("/preise", "Preise")
PAGES = (
    ("/praxisberichte/glaswerk-thalau", "Praxisbericht Glaswerk Thalau"),
    ("/loesung/lastspitzen", "Lastspitzen kappen"),
    ("/loesung/iso-50001", "ISO 50001"),
    ("/foerderung", "Förderung"),
    ("/loesung/messpunkte", "Messpunkte"),
)
MAILS = (
    ("Wo Ihre Energie bleibt", "/rechner"),
    ("Drei Praxisberichte", "/praxisberichte/glaswerk-thalau"),
    ("Nachts ist Ihr Werk nicht leise", "/loesung/messpunkte"),
    ("Förderung für Messtechnik: was sich ändert", "/foerderung"),
)
REPLIES = (
    ("Re: Wo Ihre Energie bleibt", "Danke für die Beispielrechnung. Haben Sie so etwas auch für eine Lackiererei?"),
    (
        "Anfrage Messtechnik",
        "Guten Tag, wir suchen eine Lösung, die ohne Stillstand nachgerüstet werden kann. Können wir telefonieren?",
    ),
    ("Re: Einladung zum Webinar", "Am 10. kann ich nicht. Gibt es eine Aufzeichnung?"),
    ("Frage zur Schnittstelle", "Lässt sich die Messung an unser Leitsystem anbinden? Wir arbeiten mit OPC UA."),
)
ANSWERS_AT_THE_STAND = (
    "Druckluft läuft am Wochenende durch, niemand weiß warum.",
    "Will im Frühjahr mit zehn Messpunkten anfangen.",
    "Hat schon Zähler, sucht die Auswertung dazu.",
    "Fragt für den Verband, nicht für den eigenen Betrieb.",
    "Audit steht an, bittet um Unterlagen.",
)
CALLS_IN = (
    "Hat die Nummer aus der Fachzeitschrift. Möchte einen Prospekt mit der Post, keine E-Mails.",
    "Fragt, ob sich die Messung für eine Bäckerei mit drei Filialen lohnt.",
    "Bittet um Rückruf nach dem Urlaub.",
)
CALLS_ABOUT_PRICES = (
    "Kommt aus dem Webinar. Fragt, was die Messung für zwei Hallen kostet.",
    "Hat die Preise gesehen und möchte wissen, was im Preis je Messpunkt enthalten ist.",
    "Sucht ein Angebot noch für das Budget dieses Jahres.",
)
CALLS_OUT = (
    "Strompreis ist stark gestiegen. Sucht Messung je Anlage, Technik entscheidet mit.",
    "Zertifizierung nach ISO 50001 bis Jahresende. Braucht ein Angebot für zwei Hallen.",
    "Hat Messgeräte vom Vorgänger, niemand wertet sie aus. Budget muss die Leitung freigeben.",
    "Förderantrag läuft, Entscheidung im nächsten Quartal. Möchte eine Begehung.",
    "Lastspitzen kosten rund 40.000 Euro im Jahr. Geschäftsführung ist einverstanden.",
)
CONVERSATIONS = (
    ("Empfehlung", "Ein Kunde hat uns beim Unternehmertreffen empfohlen."),
    ("Besuch im Haus", "Stand mit einem Kollegen am Empfang und wollte die Anzeige sehen."),
)
NOTES = (
    "Zählerschrank ist voll, Unterverteilung prüfen.",
    "Duzt am Telefon, möchte Mails an die Vertretung in Kopie.",
    "Entscheidung fällt in der Runde am Monatsende.",
    "Vergleicht mit einem zweiten Anbieter, dem fehlt die Auswertung je Schicht.",
)
REASONS_LOST = ("Zu teuer", "Anderer Anbieter", "Vorhaben verschoben", "Kein Bedarf mehr", "Keine Antwort mehr")
REASONS_OTHER = (
    "Wettbewerber",
    "Studentin, schreibt eine Abschlussarbeit",
    "Kein Betrieb, Privathaushalt",
    "Firma hat geschlossen",
)
REASONS_BACK = ("Zurück an Marketing: Budget erst im nächsten Jahr", "Zurück an Marketing: Umbau abwarten")
SERVICE = (
    "Inbetriebnahme abgeschlossen, alle Messpunkte melden.",
    "Funkstrecke im Keller zu schwach, Verstärker nachgerüstet.",
    "Schulung für drei Personen gehalten.",
    "Fragt nach dem Bericht für das Audit, Vorlage gesendet.",
)
REFERRED = (
    "Gießereiverband Süd",
    "Energieeffizienz-Netzwerk Mittelhessen",
    "Schwesterwerk in Wels",
    "Nachbarbetrieb im Gewerbegebiet",
)
JOBS = (
    "Elektronikerin oder Elektroniker im Außendienst",
    "Softwareentwicklung Auswertung",
    "Vertriebsinnendienst",
    "Ausbildung Mechatronik",
)
APPLICATIONS = (
    "Ich arbeite seit sechs Jahren in der Instandhaltung und möchte in den Außendienst.",
    "Meine Abschlussarbeit behandelt Lastmanagement in der Industrie.",
    "Ich suche zum nächsten Sommer einen Ausbildungsplatz.",
)
LAST_SIGNS = {
    "Samira Toprak": (
        "Re: Angebot für 14 Messpunkte",
        "Bitte rechnen Sie zwei Messpunkte in der Granulattrocknung dazu.",
    ),
    "Henrik Maurer": (
        "Fragen zur Schnittstelle",
        "Unser Leitsystem spricht OPC UA. Brauchen wir dafür ein eigenes Gateway?",
    ),
    "Petra Lindqvist": ("Re: Erstgespräch", "11 Uhr passt. Unser Braumeister kommt dazu."),
    "Tobias Rehm": (
        "Rückruf",
        "Wir müssen bis März ein Energiemanagement nach ISO 50001 nachweisen und messen bisher nur am Hauptzähler. "
        "Können Sie 40 Messpunkte in zwei Hallen ohne Stillstand nachrüsten? Ich bin heute bis 12 Uhr erreichbar.",
    ),
    "Florian Beck": (
        "Re: Testzugang",
        "Läuft der Zugang noch bis Ende der Woche? Ich zeige ihn morgen der Werkleitung.",
    ),
    "Katrin Oswald": ("Demo", "Mich interessiert die Auswertung je Kühlzelle."),
}
"""What those whom the design draws wrote last: title and words."""

"""Ahornwerk GmbH on paper: its Impressum and its privacy notice, invented like all of it."""

from trichter.facts.house import services

FIRM = {
    "name": "Ahornwerk",
    "legal_name": "Ahornwerk GmbH",
    "legal_form": "gmbh",
    "street": "Lindenstraße 8",
    "postal_code": "79098",
    "city": "Freiburg",
    "country": "DE",
    "phone": "+49 761 5550100",
    "email": "info@ahornwerk.example",
    "register_court": "Amtsgericht Freiburg",
    "register_number": "HRB 000000",
    "representatives": "Clara Ahorn",
    "business": "Energiemesstechnik",
}

NOTICES = {
    "de": """\
# Wer verantwortlich ist
Ahornwerk GmbH, Lindenstraße 8, 79098 Freiburg, info@ahornwerk.example, Telefon +49 761 5550100. Vertreten durch die \
Geschäftsführerin Clara Ahorn.

# Was wir speichern und warum
- **Ihre Angaben in Formularen:** Wir brauchen sie, um Ihnen zu senden oder zu beantworten, worum Sie bitten \
(Art. 6 Abs. 1 Buchst. b DSGVO).
- **Ihre Einwilligungen:** Wir bewahren Wortlaut, Zeit, Formular und Bestätigung auf, um sie nachweisen zu können \
(Art. 7 Abs. 1 DSGVO).
- **Was Sie von uns laden und beantworten:** Damit wir passend antworten und uns kein zweites Mal nach demselben \
erkundigen (Art. 6 Abs. 1 Buchst. f DSGVO). Sie können dem jederzeit widersprechen.

# Newsletter
Wir schreiben Ihnen nur, wenn Sie Ihre Anmeldung über eine E-Mail von uns bestätigt haben. In jeder \
E-Mail steht, wie Sie sich abmelden. Ohne Bestätigung löschen wir Ihre Anmeldung.

# Cookies
Diese Seiten legen nichts auf Ihrem Gerät ab und rufen nichts von anderen Servern ab.

# Wie lange
Anfragen löschen wir drei Jahre nach dem letzten Kontakt. Nachweise von Einwilligungen bewahren wir fünf Jahre auf.

# Wer die Daten erhält
Niemand außerhalb unseres Hauses. Alles läuft auf eigenen Servern in Deutschland.

# Ihre Rechte
Sie können Auskunft, Berichtigung, Löschung, Einschränkung und die Herausgabe Ihrer Daten verlangen, der Verarbeitung \
widersprechen und jede Einwilligung für die Zukunft widerrufen. Beschweren können Sie sich beim Landesbeauftragten für \
den Datenschutz und die Informationsfreiheit Baden-Württemberg.
""",
    "en": """\
# Who is responsible
Ahornwerk GmbH, Lindenstraße 8, 79098 Freiburg, Germany, info@ahornwerk.example, phone +49 761 5550100. Represented by \
its managing director Clara Ahorn.

# What we keep and why
- **What you enter in forms:** We need it to send or answer what you ask for (Art. 6(1)(b) GDPR).
- **Your consents:** We keep wording, time, form and confirmation to be able to prove them (Art. 7(1) GDPR).
- **What you download and answer:** So that our answer fits and we do not ask twice (Art. 6(1)(f) GDPR). You can \
object to this at any time.

# Newsletter
We write to you only after you have confirmed your sign-up by way of an e-mail from us. Each e-mail says how to \
unsubscribe. Without a confirmation we delete your sign-up.

# Cookies
These pages store nothing on your device and fetch nothing from other servers.

# How long
We delete inquiries three years after the last contact. Proofs of consent are kept for five years.

# Who receives the data
Nobody outside our house. Everything runs on our own servers in Germany.

# Your rights
You can ask for access, rectification, erasure, restriction and a copy of your data, object to the processing, and \
withdraw any consent for the future. You can complain to the data protection authority of Baden-Württemberg.
""",
}


def introduce() -> None:
    """Let the firm say who it is."""
    services.change(**FIRM)
    for language, text in NOTICES.items():
        services.publish_notice(language, text)

"""What each legal form has to tell about itself: DDG §5, GmbHG §35a, AktG §80, GenG §25a, HGB §§37a, 125, 177a."""

from dataclasses import dataclass

from trichter.kernel.words import Words


@dataclass(frozen=True, slots=True)
class LegalForm:
    """`represented_by` is how those are called who act for it, None where the owner acts in person."""

    words: Words
    represented_by: Words | None = None
    is_registered: bool = False
    has_board: bool = False


_DIRECTORS = Words("Managing directors", "Geschäftsführung")
_BOARD = Words("Executive board", "Vorstand")
_PARTNERS = Words("Partners entitled to represent", "Vertretungsberechtigte Gesellschafter")

LEGAL_FORMS = {
    "gmbh": LegalForm(Words("GmbH", "GmbH"), _DIRECTORS, is_registered=True),
    "ug": LegalForm(Words("UG (haftungsbeschränkt)", "UG (haftungsbeschränkt)"), _DIRECTORS, is_registered=True),
    "gmbh_co_kg": LegalForm(
        Words("GmbH & Co. KG", "GmbH & Co. KG"),
        Words(
            "General partner with register number, represented by",
            "Persönlich haftende Gesellschafterin mit Registernummer, vertreten durch",
        ),
        is_registered=True,
    ),
    "kg": LegalForm(
        Words("KG", "KG"), Words("General partners", "Persönlich haftende Gesellschafter"), is_registered=True
    ),
    "ohg": LegalForm(Words("OHG", "OHG"), _PARTNERS, is_registered=True),
    "ag": LegalForm(Words("AG", "AG"), _BOARD, is_registered=True, has_board=True),
    "se": LegalForm(Words("SE", "SE"), _BOARD, is_registered=True, has_board=True),
    "eg": LegalForm(Words("Cooperative (eG)", "Genossenschaft (eG)"), _BOARD, is_registered=True, has_board=True),
    "partg": LegalForm(
        Words("Professional partnership (PartG)", "Partnerschaftsgesellschaft (PartG)"), _PARTNERS, is_registered=True
    ),
    "gbr": LegalForm(Words("Civil partnership (GbR)", "GbR"), _PARTNERS),
    "egbr": LegalForm(Words("Registered civil partnership (eGbR)", "eGbR"), _PARTNERS, is_registered=True),
    "ek": LegalForm(Words("Registered merchant (e. K.)", "e. K."), is_registered=True),
    "person": LegalForm(Words("Sole trader or freelancer", "Einzelunternehmen oder Freiberuf")),
    "ev": LegalForm(Words("Registered association (e. V.)", "e. V."), _BOARD, is_registered=True),
    "foundation": LegalForm(Words("Foundation", "Stiftung"), _BOARD),
    "public": LegalForm(
        Words("Public body", "Körperschaft oder Anstalt des öffentlichen Rechts"),
        Words("Represented by", "Vertreten durch"),
    ),
    "other": LegalForm(Words("Another legal form", "Andere Rechtsform"), Words("Represented by", "Vertreten durch")),
}

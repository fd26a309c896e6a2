"""What colleagues learn in the first talk: whether somebody fits, can pay, may decide, and needs what we have."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from trichter.generation.demo.acts import Act, Teller
from trichter.generation.demo.chance import chance

_SAID = {
    "market_fit": {
        "yes": ("Eigene Produktion mit mehreren Anlagen.", "Mehr als 50 Beschäftigte, Energie ist ein großer Posten."),
        "no": ("Bürobetrieb ohne eigene Anlagen.",),
    },
    "purchasing_power": {
        "yes": ("Budget ist beantragt.", "Hat im letzten Jahr in Messtechnik investiert."),
        "no": ("Dieses Jahr ist kein Budget mehr da.",),
    },
    "decision_authority": {
        "yes": ("Entscheidet selbst.", "Legt der Geschäftsführung vor, die ist einverstanden."),
        "no": ("Muss die Leitung fragen, die nicht dabei war.",),
    },
    "need": {
        "yes": ("Weiß nicht, welche Anlage wie viel braucht.", "Braucht bis Jahresende einen Nachweis."),
        "no": ("Hat vor kurzem selbst nachgerüstet.",),
    },
}
"""By criterion and answer; nobody has evidence for what is unknown."""


def tell(teller: Teller, at: datetime) -> Iterator[Act]:
    """The answers of a talk at that moment. Who gets a quote met all; of the others some answers are open or no."""
    # Chance of its own: what else happens to the person stays as it is.
    rng = chance(f"criteria {teller.course.number}")
    is_met = "opportunity" in teller.course.reached
    for place, (criterion, said) in enumerate(_SAID.items()):
        answer = "yes" if is_met else rng.choices(("yes", "unknown", "no"), (60, 28, 12))[0]
        told = {"criterion": criterion, "answer": answer}
        if answer in said:
            told |= {"evidence": rng.choice(said[answer]), "source": "Telefonat"}
        yield teller.work(at + timedelta(minutes=place + 1), "criterion.judged", told)


def of_reimers(teller: Teller, at: datetime) -> Iterator[Act]:
    """As the design draws her card."""
    for criterion, answer, evidence in (
        ("market_fit", "yes", "Gießerei mit 180 Beschäftigten, vier Schmelzöfen, eigener Trafo."),
        ("purchasing_power", "yes", "Budget für 2027 ist beantragt, rund 30.000 Euro."),
        ("decision_authority", "unknown", "Technik entscheidet mit."),
        ("need", "yes", "Strompreis ist seit März um 31 % gestiegen, sucht Messung je Ofen."),
    ):
        told = {"criterion": criterion, "answer": answer, "evidence": evidence, "source": "Telefonat"}
        yield teller.work(at, "criterion.judged", told)

"""The white paper that Ahornwerk gives away: a real PDF, set while the company moves in."""

import io
import json
from datetime import datetime
from pathlib import Path

from trichter.generation.assets import services
from trichter.generation.assets.models import Asset

NAME = "Zwölf Hebel – Ahornwerk.pdf"
_SHEET = Path(__file__).with_name("whitepaper.typ")

TITLES = {
    "de": "Zwölf Hebel, die Ihre Energiekosten im ersten Jahr senken",
    "en": "Twelve levers that cut your energy costs in the first year",
}
_LEADS = {
    "de": "Für Betriebe mit 50 bis 500 Beschäftigten. Die Reihenfolge ist die, in der sich die Hebel in unseren "
    "Projekten bezahlt gemacht haben: zuerst, was nichts kostet. Alle Zahlen und Betriebe sind erfunden.",
    "en": "For firms with 50 to 500 people. The order is the one in which the levers paid off in our projects: first "
    "what costs nothing. All figures and firms are invented.",
}
_PARTS = {
    "de": ("Messen", "Abschalten", "Verschieben", "Verdienen"),
    "en": ("Measure", "Switch off", "Shift", "Earn"),
}
_LEVERS: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        (
            "Den Grundverbrauch kennen",
            "Lesen Sie den Hauptzähler Sonntagnacht um drei ab. Was dann fließt, fließt 8.760 Stunden im Jahr. Je "
            "Kilowatt sind das bei 22 Cent rund 1.930 Euro.",
        ),
        (
            "Zuerst die fünf größten Abgänge messen",
            "In den meisten Hallen stehen fünf Abgänge für drei Viertel des Stroms: Öfen, Druckluft, Kälte, Lüftung, "
            "Licht. Fünf Messpunkte genügen für den Anfang, der sechste kommt, wenn eine Frage offen bleibt.",
        ),
        (
            "Je Anlage und je Schicht vergleichen",
            "Viertelstundenwerte je Anlage zeigen, welche Schicht wärmer fährt als nötig. Nehmen Sie die beste Woche "
            "als Maß, nicht den Durchschnitt.",
        ),
        (
            "Druckluft über Nacht abstellen",
            "Ein Leck von drei Millimetern kostet im Jahr so viel wie ein Kleinwagen verbraucht. Ein Kugelhahn mit "
            "Zeitschaltung hat sich in drei Monaten bezahlt gemacht.",
        ),
        (
            "Lüftung nach Bedarf fahren",
            "Halbe Drehzahl braucht ein Achtel der Leistung. Ein Fühler für die Luftgüte ersetzt die Schaltuhr von "
            "1998.",
        ),
        (
            "Öfen nur warm halten, wenn es sich rechnet",
            "Ab welcher Pause das Aufheizen billiger ist als das Warmhalten, sagt eine einzige Messung. In der "
            "Beispielgießerei waren es neun Stunden.",
        ),
        (
            "Lastspitzen zu zweit vermeiden",
            "Zwei Öfen, die eine Viertelstunde versetzt anlaufen, senkten die Jahreshöchstlast um 18 Prozent. "
            "Gekostet hat es einen Aushang am Schichtplan.",
        ),
        (
            "Laden, wenn es billig ist",
            "Stapler laden nachts, Kälte lässt sich zwei Stunden vorhalten. Beides verschiebt Last, ohne dass jemand "
            "wartet.",
        ),
        (
            "Eigenen Strom selbst verbrauchen",
            "Jede Kilowattstunde vom eigenen Dach, die in der Halle bleibt, ist dreimal so viel wert wie eine "
            "eingespeiste. Messen Sie erst, dann planen Sie den Speicher.",
        ),
        (
            "Netzentgelte prüfen",
            "Wer seine Höchstlast aus den teuren Fenstern des Netzbetreibers heraushält, zahlt weniger für das Netz. "
            "Ohne Lastgang gibt es keinen Antrag.",
        ),
        (
            "Förderung mit Messwerten beantragen",
            "Förderstellen verlangen einen Nachweis vor und nach der Maßnahme. Wer vier Wochen vorher misst, hat ihn.",
        ),
        (
            "Dranbleiben",
            "Eine Viertelstunde im Monat, drei Zahlen, ein Mensch, der zuständig ist. Mehr braucht ein "
            "Energiemanagement am Anfang nicht.",
        ),
    ),
    "en": (
        (
            "Know your base load",
            "Read the main meter at three on a Sunday night. What flows then flows 8,760 hours a year. At 22 cents "
            "each kilowatt costs about 1,930 euros.",
        ),
        (
            "Meter the five largest feeders first",
            "In most halls five feeders carry three quarters of the power: furnaces, compressed air, cooling, "
            "ventilation, light. Five meters are enough to begin with.",
        ),
        (
            "Compare by machine and by shift",
            "Quarter-hour values show which shift runs hotter than needed. Take the best week as your measure, not the "
            "average.",
        ),
        (
            "Switch off compressed air at night",
            "A leak of three millimetres costs as much in a year as a small car burns. A ball valve with a timer "
            "paid for itself in three months.",
        ),
        (
            "Ventilate as needed",
            "Half the speed takes an eighth of the power. An air quality sensor replaces the timer of 1998.",
        ),
        (
            "Keep furnaces hot only where it pays",
            "One measurement tells from which break on heating up is cheaper than keeping warm. In our example "
            "foundry it was nine hours.",
        ),
        (
            "Avoid peaks in pairs",
            "Two furnaces that start a quarter of an hour apart lowered the peak of the year by 18 per cent. It took a "
            "note on the shift plan.",
        ),
        (
            "Charge when power is cheap",
            "Forklifts charge at night, cold can be stored for two hours. Both shift load, and nobody waits.",
        ),
        (
            "Use your own power yourself",
            "A kilowatt hour from your own roof is worth three times as much in the hall as in the grid. Measure "
            "first, then plan the storage.",
        ),
        (
            "Check your grid charges",
            "Whoever keeps the peak out of the expensive windows pays less for the grid. Without a load profile "
            "there is no application.",
        ),
        (
            "Apply for funding with figures",
            "Funding asks for proof before and after. Whoever measures four weeks ahead has it.",
        ),
        (
            "Keep at it",
            "A quarter of an hour each month, three figures, one person in charge. Energy management needs no more to "
            "begin with.",
        ),
    ),
}


def keep(now: datetime) -> Asset:
    """Set it in both languages and keep it among the files. Raises `DiskFull` and its like."""
    return services.keep(io.BytesIO(_set(now)), NAME)


def _set(now: datetime) -> bytes:
    import typst

    halves = [
        {
            "language": language,
            "title": TITLES[language],
            "lead": _LEADS[language],
            "parts": _PARTS[language],
            "levers": _LEVERS[language],
        }
        for language in ("de", "en")
    ]
    document: bytes = typst.compile(
        _SHEET,
        root=_SHEET.parent,
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps({"halves": halves, "year": now.year})},
        format="pdf",
        timestamp=now.replace(microsecond=0),
    )
    return document

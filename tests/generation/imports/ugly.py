"""A file as firms have it: a heading, merged titles, three forms of dates, phones in all spellings, broken Umlauts, the
same row twice, titles repeated on each printed page, and a line of totals."""

from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

TITLES = ["Nr.", "Name", "Vorname", "geb.", "Telefon", "E-Mail", "Name", "Telefon", "PLZ", "Ort", "Bemerkung"]
PEOPLE: list[list[Any]] = [
    [1, "MÃ¼ller", "JÃ¶rg", "17.03.1971", "0049 (0)40 / 123 45 67", "j.mueller@hafen.example",
     "Hafen & Söhne GmbH", "040 123450", 20095, "Hamburg", "Halle 4; hat Interesse"],
    [2, "von Berg", "Anja", date(1984, 5, 2), "+49 (0) 171 5550142", "Anja.vonBerg@Giesserei.example",
     "Gießerei Berg; Guss & Stahl KG", "", "01067", "Dresden", ""],
    [3, "Yıldız", "Ayşe", "3. März 1990", "030-5550143", "a.yildiz@energie.example", "", "", 10115, "Berlin", ""],
    [4, "GroÃŸ", "BÃ¤rbel", "24/12/65", "00492331555014", "b.gross@walzwerk.example", "Walz", "", "58089", "Hagen", ""],
    [1, "MÃ¼ller", "JÃ¶rg", "17.03.1971", "0049 (0)40 / 123 45 67", "j.mueller@hafen.example",
     "Hafen & Söhne GmbH", "040 123450", 20095, "Hamburg", "Halle 4; hat Interesse"],
    [5, "Kurz", "Ute", "k. A.", "siehe Karte", "u.kurz@firma.example", "", "", "", "", ""],
    TITLES,
    [6, "Lang", "Udo", "31.02.1980", "", "udo.lang(at)firma.example", "", "", "", "", ""],
    [7, "Reimers", "Anja", "", "", "a.reimers@wellner.example", "Wellner Gießtechnik GmbH", "", "", "Hagen", ""],
]  # fmt: skip
"""The first stands on line 5 of the file; line 11 repeats the titles."""
TOTALS = ["Summe:", "", "", "", "", "", "", "", "", "", 7]


def ugly(path: Path) -> Path:
    """The file. Lines 3 and 4 hold the titles: groups in merged cells, and the columns below them."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notizen").write(0, 0, "nur zum Rechnen")
        page = book.add_worksheet("Besucher")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy"})
        page.merge_range(0, 0, 0, 10, "Besucherliste E-world 2026 – vertraulich", bold)
        page.merge_range(2, 0, 2, 5, "Person", bold)
        page.merge_range(2, 6, 2, 10, "Firma", bold)
        page.write_row(3, 0, TITLES, bold)
        for number, row in enumerate(PEOPLE, start=4):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, place, value, day)
                elif value != "":
                    page.write(number, place, value)
        page.write_row(len(PEOPLE) + 5, 0, TOTALS, bold)
    return path

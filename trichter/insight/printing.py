"""The proof on paper: a PDF that can be read aloud (PDF/UA) and that an archive keeps (PDF/A), made in this house."""

import json
import re
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext

from trichter.facts.house import queries as houses
from trichter.insight.proof import Proof, in_both_zones

_SHEET = Path(__file__).with_name("proof.typ")
_STRANGE = re.compile(
    r"[^\n\t -~\u00a0-\u00ac\u00ae-\u02ff\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u1e00-\u1eff"
    r"\u2010-\u2027\u2030-\u2040\u20a0-\u20c0\u2122\u2190-\u23ff]"
)
"""What the fonts of the sheet cannot show, or what would reorder the words around it."""


def pdf(proof: Proof) -> bytes:
    """The proof as a file in the active language. What people wrote travels as data, so none of it becomes markup."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    document: bytes = typst.compile(
        _SHEET,
        root=_SHEET.parent,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"proof": json.dumps(_legible(_sheet(proof)))},
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=proof.made_at.replace(microsecond=0),
    )
    return document


def _sheet(proof: Proof) -> dict[str, Any]:
    return {
        "language": (get_language() or "en")[:2],
        "title": proof.title,
        "name": proof.name,
        "about": gettext("Contact %(number)s, printed %(time)s")
        % {"number": proof.contact_id, "time": in_both_zones(proof.made_at)},
        "by": houses.house().address_line,
        "verdict": proof.verdict,
        "is_whole": proof.is_whole,
        "statements": [
            {
                **{name: value for name, value in asdict(statement).items() if name not in ("at", "form")},
                "form": statement.form
                and {**asdict(statement.form), "items": [asdict(i) | {"box": i.box} for i in statement.form.items]},
            }
            for statement in proof.statements
        ],
        "labels": {
            "form": gettext("The form as it looked"),
            "url": gettext("Address of the page"),
            "mail": gettext("Source of the confirmation mail"),
            "seal": gettext("Seal in the ledger (SHA-256)"),
            "page": gettext("Page"),
            "of": gettext("of"),
        },
    }


def _legible(given: Any) -> Any:
    """The same with every strange character spelled out: a proof must not hide what nobody can see."""
    if isinstance(given, str):
        composed = unicodedata.normalize("NFC", given.replace("\r\n", "\n"))
        return _STRANGE.sub(lambda found: f"[U+{ord(found[0]):04X}]", composed)
    if isinstance(given, dict):
        return {name: _legible(value) for name, value in given.items()}
    return [_legible(one) for one in given] if isinstance(given, list | tuple) else given

"""An offer's form and the rows of its questions as one: typed into, rearranged, checked, and made into its content."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.text import slugify
from pydantic import ValidationError

from trichter.faces.web import offer_form
from trichter.faces.web.offer_form import PREFIX, OfferForm, QuestionForm
from trichter.faces.web.slugs import slug_of
from trichter.generation.assets import services as assets
from trichter.generation.forms.questions import RESERVED
from trichter.generation.offers.choices import Choices, choices
from trichter.generation.offers.content import Content
from trichter.kernel.errors import DomainError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict

MOST_QUESTIONS = 40
_MOVES = {"up": -1, "down": 1}


class Sheet:
    """`form` and `rows`; `problem` is what was wrong with a file that was brought along."""

    def __init__(self, form: OfferForm, rows: list[QuestionForm], *, problem: str = "") -> None:
        self.form = form
        self.rows = rows
        self.problem = problem

    @classmethod
    def of(cls, content: Content, *, seen: str = "") -> "Sheet":
        """As it is kept."""
        return cls._showing(offer_form.initial(content) | {"seen": seen}, offer_form.questions(content))

    @classmethod
    def rearranged(cls, data: QueryDict, move: str, *, problem: str = "") -> "Sheet":
        """As it was typed, after a button: `add`, `remove:2`, `up:2`, `down:2`; anything else changes nothing."""
        rows = [offer_form.raw(QuestionForm, data, prefix) for prefix in _prefixes(data)]
        what, _colon, number = move.partition(":")
        at = int(number) if number.isdecimal() and int(number) < len(rows) else None
        if what == "add" and len(rows) < MOST_QUESTIONS:
            rows.append({"type": "text"})
        elif at is not None and what == "remove":
            del rows[at]
        elif at is not None and what in _MOVES:
            rows.insert(min(max(at + _MOVES[what], 0), len(rows)), rows.pop(at))
        return cls._showing(offer_form.raw(OfferForm, data), rows, problem=problem)

    @classmethod
    def typed(cls, data: QueryDict) -> "Sheet":
        """To be checked and kept."""
        known = choices()
        rows = [QuestionForm(data, prefix=prefix, choices=known) for prefix in _prefixes(data)]
        return cls(OfferForm(data, choices=known), rows)

    @classmethod
    def _showing(cls, said: dict[str, Any], rows: list[dict[str, Any]], *, problem: str = "") -> "Sheet":
        known: Choices = choices()
        filled = [
            QuestionForm(initial=row, prefix=f"{PREFIX}{number}", choices=known) for number, row in enumerate(rows)
        ]
        return cls(OfferForm(initial=said, choices=known), filled, problem=problem)

    def content(self) -> Content | None:
        """What it says, or nothing if something is wrong: then the fields say what."""
        if not all([self.form.is_valid(), *(row.is_valid() for row in self.rows)]):
            return None
        keys = list(self._keys())
        asked = [row.said(key) for row, key in zip(self.rows, keys, strict=True)]
        try:
            return Content.model_validate(self.form.said() | {"questions": asked})
        except ValidationError as error:
            self._place(*offer_form.misplaced(error))
            return None

    def _place(self, loc: tuple[Any, ...], sentence: str) -> None:
        """At the field, or at the row, that can mend it."""
        if loc[0] == "questions" and len(loc) > 1:
            row = self.rows[loc[1]]
            field = str(loc[2]) if len(loc) > 2 and str(loc[2]) in row.fields else "options"
            row.add_error(field, sentence)
        elif f"{loc[0]}_de" in self.form.fields:
            self.form.add_error(f"{loc[0]}_{loc[1] if len(loc) > 1 and loc[1] == 'en' else 'de'}", sentence)
        else:
            self.form.add_error(str(loc[0]) if loc[0] in self.form.fields else None, sentence)

    def _keys(self) -> Iterator[str]:
        """The name of each question in answers: once given it stays, else it is made from the question."""
        taken = {row.cleaned_data["key"] for row in self.rows}
        for row in self.rows:
            given = row.cleaned_data["key"]
            key = given or _fresh(row.cleaned_data, taken)
            taken.add(key)
            yield key


def with_files(data: QueryDict, files: "MultiValueDict[str, UploadedFile[Any]]") -> tuple[QueryDict, str]:
    """What was typed with the files that were brought along, which are kept at once: a browser that shows the form
    again would not bring them again. Also says what is wrong with one."""
    typed, wrong = data.copy(), ""
    for name in ("picture", "file"):
        brought = files.get(f"{name}_new")
        if brought is None:
            continue
        try:
            kept = assets.keep(brought, brought.name or "")
        except DomainError as error:
            wrong = str(error)
        else:
            typed[name] = str(kept.pk)
    if typed.get("picture_gone") and "picture_new" not in files:
        typed["picture"] = ""
    typed.pop("picture_gone", None)
    return typed, wrong


def _prefixes(data: QueryDict) -> list[str]:
    """Of the rows that were sent: they are numbered without a gap."""
    numbered = (f"{PREFIX}{number}" for number in range(MOST_QUESTIONS))
    return [prefix for prefix in numbered if f"{prefix}-type" in data]


def _fresh(said: dict[str, Any], taken: set[str]) -> str:
    kind = said["type"]
    named = kind if kind in ("email", "phone", "firm") else slug_of(said["label_de"] or said["label_en"])
    stem = slugify(named).replace("-", "_")[:30].strip("_")
    if not stem or not stem[0].isalpha() or stem in RESERVED or stem.startswith(("consent_", "utm_")):
        stem = f"question_{stem}".rstrip("_")
    numbered = (stem if number == 1 else f"{stem}_{number}" for number in range(1, MOST_QUESTIONS + 2))
    return next(key for key in numbered if key not in taken)


def first_content() -> Content:
    """What a new offer begins with."""
    return Content.model_validate(
        {
            "slug": "neu",
            "button": {"de": "Jetzt anfordern", "en": "Get it now"},
            "thanks": {
                "de": "Sehen Sie nun in Ihr Postfach.",
                "en": "Now please look into your mailbox.",
            },
            "questions": [
                {"key": "first_name", "label": {"de": "Vorname", "en": "First name"}, "fills": "first_name"},
                {"key": "last_name", "label": {"de": "Nachname", "en": "Last name"}, "fills": "last_name"},
                {"key": "firm", "type": "firm", "label": {"de": "Firma", "en": "Firm"}},
                {
                    "key": "email",
                    "type": "email",
                    "label": {"de": "E-Mail-Adresse", "en": "E-mail address"},
                    "is_required": True,
                },
            ],
        }
    )

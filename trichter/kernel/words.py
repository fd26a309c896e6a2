"""Words in both languages, for things that bring their own label: a kind, a stage, a purpose is one file or one row."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Words:
    """A short text in English and German that renders in the active language."""

    en: str
    de: str

    def __str__(self) -> str:
        return self.de if (get_language() or "").startswith("de") else self.en

    @classmethod
    def of(cls, row: Mapping[str, str]) -> "Words":
        """From a stored `{"en": …, "de": …}`; a language left out speaks with the other's words."""
        en, de = row.get("en", ""), row.get("de", "")
        return cls(en=en or de, de=de or en)

    def row(self) -> dict[str, str]:
        """What is stored."""
        return {"en": self.en, "de": self.de}

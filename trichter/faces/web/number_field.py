"""A field for a number, as the language of whoever types it writes it: `12.000` are twelve thousand in German."""

from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize_input
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trichter.kernel.decimals import is_ambiguous, parsed


class NumberField(forms.DecimalField):
    """`held` is what stands there: sent back as it was shown, it is that again."""

    def __init__(self, *, held: Any = None, inputmode: str = "decimal", **given: Any) -> None:
        typed = forms.TextInput(attrs={"inputmode": inputmode, "autocomplete": "off"})
        super().__init__(required=False, max_digits=15, localize=True, widget=typed, **given)
        self.held = held

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Raises `ValidationError`, also for what may be read in two ways."""
        text, language = str(value or "").strip(), get_language() or "de"
        if not text:
            return None
        if self.held is not None and text == localize_input(self.held):
            return Decimal(str(self.held))
        if is_ambiguous(text, language):
            raise ValidationError(
                _("This can be read in two ways. Leave the point or comma out, or add one more zero.")
            )
        try:
            return parsed(text, language)
        except (NumberFormatError, ArithmeticError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

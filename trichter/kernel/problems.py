"""What pydantic finds wrong with a value, in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic_core import ErrorDetails

_NOT_WHOLE = _("not a whole number")
_NOT_A_NUMBER = _("not a number")
_NEITHER = _("neither yes nor no")
_NOT_A_TIME = _("not a time; write it as 2026-11-30T09:00:00+01:00")
_NOT_A_DATE = _("not a date; write it as 2026-11-30")
_SAID: dict[str, Any] = {
    "missing": _("it is missing"),
    "extra_forbidden": _("there is no such field"),
    "string_type": _("not a text"),
    "string_too_long": _("longer than %(max_length)s characters"),
    "string_too_short": _("shorter than %(min_length)s characters"),
    "string_pattern_mismatch": _("not in the form that it has to have"),
    "literal_error": _("choose one of %(expected)s"),
    "int_type": _NOT_WHOLE,
    "int_parsing": _NOT_WHOLE,
    "int_parsing_size": _NOT_WHOLE,
    "int_from_float": _NOT_WHOLE,
    "float_type": _NOT_A_NUMBER,
    "float_parsing": _NOT_A_NUMBER,
    "finite_number": _NOT_A_NUMBER,
    "bool_type": _NEITHER,
    "bool_parsing": _NEITHER,
    "greater_than_equal": _("it has to be at least %(ge)s"),
    "less_than_equal": _("it may be at most %(le)s"),
    "dict_type": _("write it in its parts"),
    "list_type": _("not a list"),
    "too_long": _("more than %(max_length)s of them"),
    "datetime_type": _NOT_A_TIME,
    "datetime_parsing": _NOT_A_TIME,
    "datetime_from_date_parsing": _NOT_A_TIME,
    "date_type": _NOT_A_DATE,
    "date_parsing": _NOT_A_DATE,
    "date_from_datetime_parsing": _NOT_A_DATE,
    "no_time_zone": _("there is no such time zone; write it as Europe/Berlin"),
    "no_store": _("not the address of a store; write it as s3://key:secret@host/bucket"),
    "no_mail_url": _(
        "not an address of a mail server; write it as smtp://user:password@mail.firma.example:587, or as mailbox:"
    ),
    "no_url": _("not an address of the web; write it as https://trichter.firma.example"),
    "question_reserved": _("“%(key)s” is a name that the form itself uses"),
    "question_without_options": _("a choice needs answers to choose from"),
    "question_option_twice": _("an answer stands there twice"),
    "question_ask": _("a consent, and nothing else, names its purpose and channel"),
    "question_forced": _("a consent is never required"),
    "question_bounds": _("the lowest number is above the highest"),
    "question_fills": _("there is no field “%(fills)s” to fill"),
    "one_host": _("visitors need another host name than colleagues, such as https://info.firma.example"),
}


def problem(found: ErrorDetails) -> str:
    """One of `ValidationError.errors()` in words; pydantic's own, which are English, for what is rare."""
    context = found.get("ctx", {})
    if found["type"] == "value_error":
        return str(context["error"])
    if found["type"] not in _SAID:
        return found["msg"]
    return str(_SAID[found["type"]] % {name: str(told).replace(" or ", ", ") for name, told in context.items()})

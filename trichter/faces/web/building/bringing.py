"""From a form with a rule among its fields to the builder, and back with nothing lost that was typed.

The form is posted to the builder as it is; the page of the builder carries what was posted, and hands it back, with the
rule in its place, by the session: the page that the form stands on begins with it, once.
"""

import json
from collections.abc import Mapping, Sequence

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from trichter.faces.web.building.scope import Scope, Sort
from trichter.qualification.rules.operands import Level

LEVELS: Mapping[str, Level] = {
    "stage_rules": Level.SCORE,
    "qualifying": Level.SCORE,
    "scoring": Level.FACT,
    "scoring_rule": Level.FACT,
    "routing": Level.SEGMENT,
    "routing_route": Level.SEGMENT,
    "slot_variant": Level.SEGMENT,
    "slot_variant_new": Level.SEGMENT,
}
"""What may be asked, by the name of the page that a rule is built for; there is a builder for no other page."""
_KEPT = "built"
_OURS = ("csrfmiddlewaretoken", "do", "looked")
Carried = Mapping[str, Sequence[str]]


def scope_of(back: str, sort: str) -> Scope | None:
    """What may be built for the page at this address, and how its field writes it."""
    try:
        level = LEVELS.get(resolve(back.partition("?")[0]).url_name or "")
    except Resolver404:
        return None
    return Scope(level, Sort(sort or Sort.RULE)) if level and sort in ("", *Sort) else None


def carried(data: QueryDict) -> Carried:
    """What a form holds, as the builder's page carries it; whatever else somebody posts there is nothing."""
    if "carried" not in data:
        return {name: values for name, values in data.lists() if name not in _OURS}
    try:
        found = json.loads(data.get("carried", ""))
        return {str(name): [str(value) for value in values] for name, values in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def keep(request: HttpRequest, back: str, held: Carried) -> None:
    """For the page at this address, when it is asked for next."""
    request.session[_KEPT] = [back, dict(held)]


def take_up(request: HttpRequest, *shown: forms.Form) -> None:
    """Begin with what was typed into one of these forms before its rule was built."""
    back, held = request.session.get(_KEPT, ("", {}))
    if request.method != "GET" or back != request.get_full_path():
        return
    del request.session[_KEPT]
    for form in shown:
        if any(form.add_prefix(name) in held for name in form.fields):
            _begin(form, held)


def _begin(form: forms.Form, held: Carried) -> None:
    for name, field in form.fields.items():
        values = held.get(form.add_prefix(name), ())
        if isinstance(field, forms.BooleanField):
            form.initial[name] = bool(values)
        elif values:
            form.initial[name] = values[0]

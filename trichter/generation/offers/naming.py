"""Offers by name in rules, where touchpoints hold their numbers."""

from collections.abc import Sequence

from django.utils.translation import get_language

from trichter.generation.offers.models import Offer
from trichter.generation.offers.queries import titles
from trichter.qualification.rules.operands import Option
from trichter.qualification.rules.touching import name_numbers


def _offers() -> Sequence[Option]:
    named = titles(Offer.objects.values_list("pk", flat=True), get_language() or "en")
    return [Option(str(number), title) for number, title in sorted(named.items(), key=lambda one: one[1].lower())]


name_numbers("offer", _offers)

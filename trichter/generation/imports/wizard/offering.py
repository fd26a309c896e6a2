"""What a colleague may choose for all people of a file."""

from dataclasses import dataclass

from trichter.facts.staff.models import User
from trichter.facts.timeline.models import Campaign, Channel
from trichter.qualification.lifecycle.models import Stage

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offered:
    """Each as pairs of a value and a label in the active language."""

    channels: Pairs
    campaigns: Pairs
    stages: Pairs
    colleagues: Pairs


def offered() -> Offered:
    """All that there is now; whom a file sets aside needs a reason for each, so that is not offered."""
    stages = Stage.objects.filter(track="customer", position__gt=0, is_anonymous=False)
    return Offered(
        channels=[(value, str(label)) for value, label in Channel.choices],
        campaigns=[(row.key, row.name) for row in Campaign.objects.order_by("-pk")[:200]],
        stages=[(row.key, str(row)) for row in stages.order_by("position")],
        colleagues=[(user.email, str(user)) for user in User.objects.filter(is_active=True).order_by("name", "pk")],
    )

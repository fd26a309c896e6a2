"""How far long work is, for those who look."""

from trichter.spine.models import Work


def numbered(number: int) -> Work | None:
    """The work of that number."""
    return Work.objects.filter(id=number).first()


def taken_back_by(number: int) -> Work | None:
    """The work that takes it back, if somebody asked for that."""
    return Work.objects.filter(undoes=number).first()


def latest_of(colleague: int, *, limit: int = 20) -> list[Work]:
    """What a colleague asked for, latest first."""
    return list(Work.objects.filter(by=colleague).order_by("-created_at", "-id")[:limit])

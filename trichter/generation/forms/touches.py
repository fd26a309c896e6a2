"""A touch as it lies in the folder of doubtful submissions, and back."""

from typing import Any

from trichter.facts.timeline.hits.visitors import agreed
from trichter.spine.touch import Touch

_PLAIN = ("kind", "payload", "email", "visitor", "learned", "channel", "campaign", "key")


def stored(touch: Touch) -> dict[str, Any]:
    """As JSON. Only what submissions are made of."""
    row: dict[str, Any] = {name: value for name in _PLAIN if (value := getattr(touch, name))}
    if touch.subject:
        row["subject"] = list(touch.subject)
    if touch.follows:
        row["follows"] = [stored(follower) for follower in touch.follows]
    return row


def restored(row: dict[str, Any]) -> Touch:
    """The touch again; of a browser whose human has withdrawn meanwhile, without it."""
    given = {name: row[name] for name in _PLAIN if name in row}
    given["visitor"] = agreed(given.get("visitor", ""))
    subject = row.get("subject")
    return Touch(
        **given,
        subject=(str(subject[0]), int(subject[1])) if subject else None,
        follows=tuple(restored(follower) for follower in row.get("follows", ())),
    )

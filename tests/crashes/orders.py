"""Five hundred things that four processes record at once: half about people of their own, half about the same."""

from dataclasses import dataclass, field
from typing import Any

RECORDERS = 4
STEPS = 125
_SHARED = 31
_TELLS_ITS_KEY = {"form.submitted": "title", "contact.captured": "text", "asset.downloaded": "title"}


@dataclass(frozen=True, slots=True)
class Order:
    """One touch that a recorder shall record; its key also stands in the payload, so that a double would be seen."""

    key: str
    recorder: int
    kind: str
    email: str
    learned: dict[str, Any] = field(default_factory=dict)

    @property
    def payload(self) -> dict[str, str]:
        """What the kind asks for."""
        return {_TELLS_ITS_KEY[self.kind]: self.key}


def all_orders() -> list[Order]:
    """In every second step all recorders meet at one address; else those of even number record namesakes."""
    return [_order(step, recorder) for step in range(STEPS) for recorder in range(RECORDERS)]


def _order(step: int, recorder: int) -> Order:
    key = f"order-{step}-{recorder}"
    if step % 2:
        kind = tuple(_TELLS_ITS_KEY)[step // 2 % 3]
        return Order(key, recorder, kind, f"shared-{step // 2 % _SHARED}@example.org")
    kind = "form.submitted" if step % 4 else "contact.captured"
    name = f"Namesake {step}" if is_namesake(recorder) else f"Loner {step} {recorder}"
    learned = {"first_name": "Kim", "last_name": name, "address": {"postal_code": "10115"}}
    return Order(key, recorder, kind, f"own-{step}-{recorder}@example.org", learned)


def is_namesake(recorder: int) -> bool:
    """Whether somebody of the same name in the same place comes from another recorder in the same step."""
    return recorder % 2 == 0

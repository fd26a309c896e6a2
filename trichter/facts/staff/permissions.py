"""What each role may do. A new view names the permission that it needs; the table of who has it stands here alone."""

from enum import StrEnum

from trichter.facts.staff.models import Role


class Permission(StrEnum):
    """What a page or button needs."""

    PEOPLE = "people"
    """See records and work on them."""
    BULK = "bulk"
    """Change many records at once."""
    EXPORT = "export"
    IMPORT = "import"
    ERASE = "erase"
    OFFERS = "offers"
    """Change offers; everybody may read them."""
    SEGMENTS = "segments"
    """Change who belongs to segments; everybody may see them."""
    CAMPAIGNS = "campaigns"
    """Change campaigns, their links, and what they cost."""
    SUBMISSIONS = "submissions"
    """Decide what becomes of doubtful submissions."""
    OUTBOX = "outbox"
    HANDOVER = "handover"
    """Take leads that are handed over, reject them, and say who shall have them; everybody may see them."""
    REPORTS = "reports"
    SETTINGS = "settings"


_EVERYBODY = frozenset({Permission.PEOPLE, Permission.REPORTS})
_MARKETING = _EVERYBODY | {
    Permission.BULK,
    Permission.EXPORT,
    Permission.IMPORT,
    Permission.OFFERS,
    Permission.SEGMENTS,
    Permission.CAMPAIGNS,
    Permission.SUBMISSIONS,
    Permission.OUTBOX,
}
_ALLOWED: dict[str, frozenset[Permission]] = {
    Role.MARKETING: _MARKETING,
    Role.SALES: _EVERYBODY | {Permission.BULK, Permission.HANDOVER},
    Role.SERVICE: _EVERYBODY,
    Role.HR: _EVERYBODY,
    Role.ADMINISTRATION: frozenset(Permission),
}


def allowed(role: str) -> frozenset[Permission]:
    """What a colleague of this role may do; an unknown role may nothing."""
    return _ALLOWED.get(role, frozenset())

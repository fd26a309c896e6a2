"""First contacts that are proposed and not made yet."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from trichter.facts.staff import team as staff
from trichter.facts.staff.models import Team, User
from trichter.sales.firstcontact.drafting import Used
from trichter.sales.firstcontact.models import Proposal, State, Way
from trichter.sales.tasks.models import Reason, Task


def everybodys() -> QuerySet[Proposal]:
    """All that are open, the oldest first. A call whose task somebody has ticked off is made."""
    tasks = Task.objects.filter(contact=OuterRef("contact"), cause_id=OuterRef("cause_id"), reason=Reason.CALLBACK)
    made = Q(way=Way.CALL) & Exists(tasks.exclude(done_at=None))
    rows = Proposal.objects.filter(state=State.PROPOSED).exclude(made)
    return rows.select_related("contact__company", "responsible", "team").order_by("proposed_at", "id")


def mine(user: int) -> QuerySet[Proposal]:
    """Those of a colleague, those of the colleague's teams, or of nobody, that are nobody's own yet, and those of who
    left."""
    nobodys = Q(responsible=None) & (Q(team__in=_teams(user)) | Q(team=None))
    return everybodys().filter(Q(responsible=user) | nobodys | Q(responsible__in=staff.left(user)))


def team(user: int) -> QuerySet[Proposal]:
    """Those of all who share a team with a colleague, and of these teams."""
    teams = _teams(user)
    return everybodys().filter(Q(team__in=teams) | Q(responsible__in=User.objects.filter(teams__in=teams)))


def without_task(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Of these those that do not stand on the list as a task already."""
    tasks = Task.objects.filter(contact=OuterRef("contact"), cause_id=OuterRef("cause_id"))
    return rows.filter(~Exists(tasks))


def of_contact(contact: int) -> Proposal | None:
    """The open one of a person; after a merge of two, the newer."""
    return everybodys().filter(contact=contact).order_by("-cause_id").first()


def one(proposal: int) -> Proposal | None:
    """A proposal, whatever became of it."""
    return Proposal.objects.select_related("contact", "responsible").filter(id=proposal).first()


def used(proposal: Proposal) -> tuple[Used, ...]:
    """What the draft rests on, and why."""
    return tuple(Used(**row) for row in proposal.used)


def _teams(user: int) -> QuerySet[Team]:
    return Team.objects.filter(members=user)

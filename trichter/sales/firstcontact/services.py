"""Proposing a first contact, and what a colleague makes of it.

The contact is locked first, then the proposal: two submissions of one person, or two colleagues, see each other.
"""

from collections.abc import Sequence
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import Team, User
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.sales.firstcontact import phrases, ways
from trichter.sales.firstcontact.drafting import draft
from trichter.sales.firstcontact.models import Basis, Proposal, State, Way
from trichter.sales.firstcontact.requests import Request, is_void, unanswered
from trichter.sales.tasks import services as tasks
from trichter.sales.tasks.models import Reason, Task
from trichter.spine import outreach
from trichter.spine.intake import record
from trichter.spine.outreach import grounds
from trichter.spine.touch import Touch, colleague

LETTER = "letter"
WITHHELD = "withheld"
"""What the one door out says of a letter that nothing permits (`outreach.Posted.state`)."""
LONGEST_SUBJECT = 200
Outcome = Literal["reached", "not_reached", "voicemail"]


class UnknownProposal(DomainError):
    sentence = _("This proposal is not there any more.")


class SettledMeanwhile(DomainError):
    sentence = _("Somebody else was quicker: this first contact has been settled meanwhile.")


class NotByThisWay(DomainError):
    sentence = _("Nothing permits to reach this person on this way now.")


class Unfinished(DomainError):
    sentence = _("Write your answer where the draft says “%(place)s”.")


class Empty(DomainError):
    sentence = _("A mail needs a subject and a text.")


class SubjectTooLong(DomainError):
    sentence = _("The subject is longer than %(most)s characters.")


@transaction.atomic
def propose(contact: int, touchpoint: int) -> int | None:
    """Propose the first contact that answers this submission, and earlier ones that nobody has answered yet.

    Nothing if a newer submission is there, whose proposal considers this one, or if only a newsletter was wanted.
    """
    person = _locked(contact)
    requests = unanswered(contact, after=_answered(contact))
    is_newest = bool(requests) and requests[0].touchpoint == touchpoint
    if person.erased_at or not is_newest or not _asks_for_contact(requests):
        return None
    if Proposal.objects.filter(contact=contact, cause_id=touchpoint).exists():
        return None
    _overtake(contact)
    proposal = Proposal(contact=person, cause_id=touchpoint, proposed_at=clock.now())
    _fill(proposal, requests)
    proposal.save(force_insert=True)
    return proposal.pk


@transaction.atomic
def renew(contact: int) -> None:
    """A consent came or went, or a submission was taken back: the open proposal takes the way that is permitted now,
    or goes with its submission."""
    if not _open(contact).exists():
        return
    person = _locked(contact)
    proposal = _open(contact).order_by("-cause_id").first()
    if proposal is None or person.erased_at:
        return
    if is_void(contact, proposal.cause_id):
        _overtake(contact)
        return
    requests = [one for one in unanswered(contact, after=_answered(contact)) if one.touchpoint <= proposal.cause_id]
    if requests and ways.choose(person, requests) != _chosen(proposal):
        proposal.contact = person
        _fill(proposal, requests)
        proposal.save()


@transaction.atomic
def send(proposal: int, *, subject: str, body: str, by: int) -> outreach.Posted:
    """Let the mail leave, as the colleague has written it; what the one door out withholds stays proposed.

    Raises `Empty`, `SubjectTooLong`, `Unfinished`, `NotByThisWay`, `UnknownProposal` and `SettledMeanwhile`.
    """
    subject, body = " ".join(subject.split()), body.strip()
    _check(subject, body)
    row = _held(proposal)
    if row.way != Way.MAIL:
        raise NotByThisWay
    row.subject, row.body = subject, body
    posted = outreach.send(_letter(row, by=by))
    if posted.state == WITHHELD:
        row.attempts += 1
        row.save(update_fields=["subject", "body", "attempts"])
        return posted
    _settle(row, State.SENT, by=by)
    return posted


@transaction.atomic
def call(proposal: int, *, outcome: Outcome, notes: str, by: int) -> None:
    """Tell how the call went; reached, the first contact is made and its task done.

    Raises `NotByThisWay`, `UnknownProposal`, `SettledMeanwhile`, and what `record()` raises without a ground to call.
    """
    row = _held(proposal)
    if row.way != Way.CALL:
        raise NotByThisWay
    said = {"direction": "out", "outcome": outcome, "text": notes.strip(), "purpose": row.purpose or None}
    record([Touch("call.made", said, contact=row.contact_id, actor=colleague(by), caused_by=row.cause_id)])
    row.attempts += 1
    if outcome != "reached":
        row.save(update_fields=["attempts"])
        return
    _settle(row, State.CALLED, by=by)
    waiting = Task.objects.filter(contact=row.contact_id, cause_id=row.cause_id, reason=Reason.CALLBACK, done_at=None)
    for task in waiting.values_list("id", flat=True):
        tasks.finish(task, by=by)


@transaction.atomic
def dismiss(proposal: int, *, by: int) -> None:
    """Nobody will write or call. Raises `UnknownProposal` and `SettledMeanwhile`."""
    _settle(_held(proposal), State.DISMISSED, by=by)


@transaction.atomic
def restore(proposal: int, *, by: int) -> None:
    """Take one's own dismissal back, unless a newer proposal is there. Raises `UnknownProposal`, `SettledMeanwhile`."""
    row = _held(proposal, state=State.DISMISSED)
    if row.settled_by_id != by or Proposal.objects.filter(contact=row.contact_id, cause_id__gt=row.cause_id).exists():
        raise SettledMeanwhile
    Proposal.objects.filter(id=row.pk).update(state=State.PROPOSED, settled_at=None, settled_by=None)


def _locked(contact: int) -> Contact:
    return Contact.objects.select_for_update(no_key=True, of=("self",)).select_related("company").get(id=contact)


def _held(proposal: int, *, state: State = State.PROPOSED) -> Proposal:
    contact = Proposal.objects.filter(id=proposal).values_list("contact_id", flat=True).first()
    if contact is None:
        raise UnknownProposal
    _locked(contact)
    row = Proposal.objects.select_for_update().filter(id=proposal, contact=contact, state=state).first()
    if row is None:
        raise SettledMeanwhile
    return row


def _open(contact: int) -> QuerySet[Proposal]:
    return Proposal.objects.filter(contact=contact, state=State.PROPOSED)


def _overtake(contact: int) -> None:
    _open(contact).update(state=State.OVERTAKEN, settled_at=clock.now())


def _settle(row: Proposal, state: State, *, by: int) -> None:
    row.state, row.settled_at, row.settled_by_id = state, clock.now(), by
    row.save()
    if state != State.DISMISSED:
        _overtake(row.contact_id)


def _answered(contact: int) -> int:
    """The newest submission to which a first contact was an answer."""
    made = Proposal.objects.filter(contact=contact, state__in=(State.SENT, State.CALLED))
    return made.order_by("-cause_id").values_list("cause_id", flat=True).first() or 0


def _asks_for_contact(requests: Sequence[Request]) -> bool:
    """Whoever wants nothing but a newsletter, and tells no need, waits for no colleague."""
    return any(one.wants != "newsletter" or one.said("need") for one in requests)


def _fill(proposal: Proposal, requests: Sequence[Request]) -> None:
    """Way, responsible colleague and draft."""
    person = proposal.contact
    choice = ways.choose(person, requests)
    responsible = _responsible(person, requests)
    proposal.way, proposal.basis, proposal.purpose = choice.way, choice.basis, choice.purpose
    proposal.asked_id = choice.asked
    proposal.responsible = responsible
    proposal.team_id = None if responsible else _team(requests)
    caller = responsible.language if responsible else settings.LANGUAGE_CODE
    proposal.language = _written_in(caller) if choice.way == Way.CALL else _language(person, requests)
    written = draft(person, requests, choice, language=proposal.language)
    proposal.subject, proposal.body, proposal.used = written.subject, written.body, written.row()


def _chosen(proposal: Proposal) -> ways.Choice:
    return ways.Choice(Way(proposal.way), Basis(proposal.basis), proposal.purpose, proposal.asked_id)


def _responsible(person: Contact, requests: Sequence[Request]) -> User | None:
    """Who is responsible for the person, else for the newest offer that names somebody; nobody who has left."""
    named = [who for who in (person.owner_id, *(one.responsible for one in requests)) if who]
    here = User.objects.filter(id__in=named, is_active=True).in_bulk()
    return next((here[who] for who in named if who in here), None)


def _team(requests: Sequence[Request]) -> int | None:
    named = [one.team for one in requests if one.team]
    there = set(Team.objects.filter(id__in=named).values_list("id", flat=True))
    return next((team for team in named if team in there), None)


def _language(person: Contact, requests: Sequence[Request]) -> str:
    """That of the newest form, else of the person, else ours."""
    told = (*(one.language for one in requests), person.language, settings.LANGUAGE_CODE)
    return next(_written_in(language) for language in told if language)


def _written_in(language: str) -> str:
    """One in which we have sentences."""
    return "de" if language.startswith("de") else "en"


def _check(subject: str, body: str) -> None:
    if not subject or not body:
        raise Empty
    if len(subject) > LONGEST_SUBJECT:
        raise SubjectTooLong(most=LONGEST_SUBJECT)
    for place in (phrases.YOUR_ANSWER.de, phrases.YOUR_ANSWER.en):
        if place in body:
            raise Unfinished(place=place)


def _letter(row: Proposal, *, by: int) -> outreach.Letter:
    return outreach.Letter(
        template=LETTER,
        ground=_ground(row),
        cause=f"first_contact:{row.pk}:{row.attempts}",
        language=row.language,
        contact=row.contact_id,
        address=_asked_from(row),
        context={"subject": row.subject, "body": row.body, "colleague": by},
        caused_by=row.cause_id,
    )


def _ground(row: Proposal) -> grounds.Ground:
    if row.asked_id:
        return grounds.RequestedService(row.asked_id)
    if row.basis == Basis.CUSTOMER:
        return grounds.Customer(row.purpose)
    return grounds.Consented(row.purpose)


def _asked_from(row: Proposal) -> str | None:
    """An answer goes to the address from which was asked; else the one we know."""
    requests = unanswered(row.contact_id) if row.asked_id else ()
    return next((one.email for one in requests if one.touchpoint == row.asked_id and one.email), None)

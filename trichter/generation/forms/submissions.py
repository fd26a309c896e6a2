"""From answers to a touchpoint: who it is, what we learn of them, what they agreed to and in which words."""

from collections.abc import Iterator, Mapping
from typing import Any

from trichter.facts.contacts import fields, identifiers
from trichter.facts.contacts.freemail import FREEMAIL
from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins import versions
from trichter.generation.forms import origins
from trichter.generation.forms.answers import Answer, Answers
from trichter.generation.forms.form import Form, Visit
from trichter.generation.forms.questions import Means, Question, Type
from trichter.spine.touch import Touch

SUBJECT = "offer"


def touch_of(form: Form, answers: Answers, visit: Visit, *, key: str) -> Touch:
    """What will be recorded: the submission, and the consents that follow it."""
    origin = _origin(form, visit)
    return Touch(
        "form.submitted",
        _payload(form, answers, visit),
        email=answers.email,
        visitor=visit.visitor,
        learned=_learned(form, answers),
        channel=origin.channel,
        campaign=origin.campaign or None,
        subject=(SUBJECT, form.offer),
        follows=tuple(_consents(form, answers, visit)),
        key=key,
    )


def _origin(form: Form, visit: Visit) -> origins.Origin:
    """What the link and the page before say; where they say nothing, what the offer is made for."""
    told = origins.channel_of(visit.utm, visit.referrer, own_hosts=visit.own_hosts, rules=versions.in_force())
    is_told = told.channel != Channel.DIRECT
    channel = told.channel if is_told or not form.channel else Channel(form.channel)
    return origins.Origin(channel, told.campaign or ("" if is_told else form.campaign), told.rule)


def _payload(form: Form, answers: Answers, visit: Visit) -> dict[str, Any]:
    told = [answer for answer in answers.all.values() if answer.shown and answer.question.type is not Type.CONSENT]
    return {
        "title": form.title,
        "answers": {form.label(answer.question): answer.shown for answer in told},
        "asked": [_asked(form, answer) for answer in told if not answer.question.learns],
        "need": _meaning(told, "need"),
        "interest": _meaning(told, "interest"),
        "timing": _meaning(told, "timing"),
        "url": visit.url,
        "referrer": visit.referrer,
        "utm": dict(visit.utm),
        "topics": list(form.topics),
        "asset": form.asset,
        "offer": form.offer,
        "version": form.version,
        "notice": form.notice,
        "language": form.language,
        "wants": form.wants,
        "phase": form.phase,
        "responsible": form.responsible,
        "team": form.team,
        "tells": list(form.tells),
    }


def _asked(form: Form, answer: Answer) -> dict[str, str]:
    return {
        "question": form.label(answer.question),
        "answer": answer.shown,
        "means": answer.question.means or "",
    }


def _meaning(told: list[Answer], means: Means) -> str:
    return ", ".join(answer.shown for answer in told if answer.question.means == means)


def _learned(form: Form, answers: Answers) -> dict[str, Any]:
    """What the contact learns. An answer that its field cannot hold stands in the submission all the same."""
    learned: dict[str, Any] = {"language": form.language}
    for answer in answers.all.values():
        field = answer.question.learns
        if field and answer.value is not None and not (field == "email" and answer.value != answers.email):
            _put(learned, field, answer.value)
    if firm := learned.get("company"):
        learned["company"] = _with_domain(firm, answers.email)
    return {name: value for name, value in learned.items() if fields.can_hold(name, value)}


def _put(learned: dict[str, Any], field: str, value: Any) -> None:
    """`address.city` is a part of the address, a firm's name one of the firm."""
    name, _dot, part = field.partition(".")
    if field == "company":
        name, part = "company", "name"
    if part:
        learned.setdefault(name, {})[part] = value
    else:
        learned[name] = value


def _with_domain(firm: dict[str, Any], email: str | None) -> dict[str, Any]:
    """A business address tells the domain of the firm that was named beside it."""
    domain = identifiers.email(email).rpartition("@")[2] if email else ""
    return firm if not domain or domain in FREEMAIL else {"domain": domain} | firm


def _consents(form: Form, answers: Answers, visit: Visit) -> Iterator[Touch]:
    """Requests: for e-mail the opt-in mail lets confirm them, for calls a colleague who has a proof (LAW 1.1, 1.5)."""
    snapshot = _snapshot(form, answers, visit)
    for answer in answers.agreed():
        ask, wording = answer.question.ask, form.wordings.get(answer.question.key)
        if ask is None or wording is None:
            continue
        payload = {
            "channel": ask.channel,
            "purpose": ask.purpose,
            "wording": wording.id,
            "evidence": snapshot,
            "ip": visit.ip or None,
            "user_agent": visit.user_agent or None,
        }
        if ask.channel != "post":
            payload["address"] = answers.address_for(answer.question)
        kind = "consent.granted" if ask.channel == "post" else "consent.requested"
        yield Touch(kind, payload, subject=(SUBJECT, form.offer))


def _snapshot(form: Form, answers: Answers, visit: Visit) -> dict[str, Any]:
    """The form as it looked: every text on it, in its language (LAW 1.1)."""
    asked = [question for question in form.questions if question.type is not Type.CONSENT]
    boxes = [question for question in form.questions if question.type is Type.CONSENT]
    agreed = {answer.question.key for answer in answers.agreed()}
    return {
        "title": form.title,
        "advertiser": form.advertiser,
        "texts": list(form.texts),
        "url": visit.url,
        "language": form.language,
        "offer": form.offer,
        "version": form.version,
        "notice": form.notice,
        "fields": [_field(form, question) for question in asked],
        "boxes": [
            {"label": form.label(box), "is_ticked": box.key in agreed, "is_exchange": form.is_exchange} for box in boxes
        ],
        "button": form.button,
        "notes": [note for note in (form.exchange, form.agreement, form.sponsors, *form.fine) if note],
    }


def _field(form: Form, question: Question) -> Mapping[str, Any]:
    return {
        "label": form.label(question),
        "hint": question.hint.in_(form.language),
        "type": question.type.value,
        "is_required": question.is_required,
        "options": [option.label.in_(form.language) for option in question.options],
    }

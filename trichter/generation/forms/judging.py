"""Is it a human being? Clear, to be looked over once more by the visitor, or doubtful and kept for a colleague.

Who brings no proof (no JavaScript, a plain HTML form, a page left open too long) gets a page with everything that was
typed and one button. Nothing is stored until it is pressed, so robots that stop there cost us nothing. Only what was
proven and still looks like a robot's is kept as doubtful; its sender sees the same thank-you as everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from trichter.generation.forms import addresses, contents, limits, tokens, work
from trichter.generation.forms.answers import Answers, Data
from trichter.generation.forms.form import Form, Visit
from trichter.generation.forms.limits import Spending
from trichter.generation.forms.tokens import Token
from trichter.kernel.environment import environment

TOKEN, SOLUTION, TRAP = "token", "altcha", "homepage"
"""Names in the form's data."""
QUICKEST = timedelta(milliseconds=700)
"""Nobody reads a page and presses its button sooner."""
MOST_ALIKE = 5
"""The same long text so often in ten minutes is a circular."""


class Verdict(models.TextChoices):
    """What becomes of a submission."""

    CLEAR = "clear", _("Clear")
    REVIEW = "review", _("To be looked over")
    DOUBTFUL = "doubtful", _("Doubtful")


class Reason(models.TextChoices):
    """Why a submission is doubtful, for colleagues."""

    TRAP = "trap", _("A field was filled in that no human being sees.")
    ADDRESS_LIMIT = "address_limit", _("Unusually many submissions came from one part of the network.")
    FORM_LIMIT = "form_limit", _("This form was sent unusually often.")
    DISPOSABLE = "disposable", _("The e-mail address is one to throw away.")
    IMPOSSIBLE = "impossible", _("Nobody can be reached at the e-mail address.")
    LINK_IN_NAME = "link_in_name", _("A link stands where a name belongs.")
    MANY_LINKS = "many_links", _("The text contains many links.")
    MARKUP = "markup", _("The text contains markup.")
    REPEATED = "repeated", _("The same text stands in several fields.")
    CIRCULAR = "circular", _("The same text has been sent many times.")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reasons. `key` is that of the submission: the same token and answers, the same key."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    key: str = ""


REVIEW = Judgement(Verdict.REVIEW)


def judge(form: Form, data: Data, answers: Answers, visit: Visit) -> Judgement:
    """Judge a submission whose answers are all right. Uses its token up."""
    digest = digest_of(form, data)
    token = proven(form.offer, data, visit, digest)
    if token is None:
        return REVIEW
    most = _most(form, answers, visit)
    entered = limits.enter(token.nonce, digest, most)
    if entered.spending is Spending.OTHERWISE:
        return REVIEW
    too_many = [reason for place, (limit, reason) in most.items() if entered.numbers.get(place, 0) > limit]
    reasons = (*_signs(data, answers), *too_many)
    verdict = Verdict.DOUBTFUL if reasons else Verdict.CLEAR
    return Judgement(verdict, reasons, key=f"form {token.nonce} {digest}")


def digest_of(form: Form, data: Data) -> str:
    """The digest of the answers to this form."""
    return tokens.digest_of(data, frozenset(question.key for question in form.questions))


def proven(offer: int, data: Data, visit: Visit, digest: str) -> Token | None:
    """The token with which the visitor proves to be one: work was done for it, or its page looked over."""
    given, solution = _one(data, TOKEN), _one(data, SOLUTION)
    worked = tokens.read("work", given, offer=offer, origin=visit.origin)
    if worked and work.is_done(solution, given):
        return worked
    reviewed = tokens.read("review", given, offer=offer, origin=visit.origin)
    if reviewed and reviewed.digest == digest and reviewed.age >= QUICKEST:
        return reviewed
    return None


def _signs(data: Data, answers: Answers) -> Iterator[Reason]:
    if _one(data, TRAP):
        yield Reason.TRAP
    if answers.email and addresses.is_disposable(answers.email):
        yield Reason.DISPOSABLE
    if answers.email and addresses.is_impossible(answers.email):
        yield Reason.IMPOSSIBLE
    for is_so, reason in _CONTENTS:
        if is_so(answers):
            yield reason


_CONTENTS = (
    (contents.has_link_in_name, Reason.LINK_IN_NAME),
    (contents.has_many_links, Reason.MANY_LINKS),
    (contents.has_markup, Reason.MARKUP),
    (contents.repeats_itself, Reason.REPEATED),
)


def _most(form: Form, answers: Answers, visit: Visit) -> dict[str, tuple[int, Reason]]:
    """Where this submission counts, how many people send there at most, and what more of them are."""
    most = {f"form {form.offer}": (environment().form_limit, Reason.FORM_LIMIT)}
    if visit.is_public:
        most[f"form {form.offer} from {visit.ip}"] = (environment().visitor_limit, Reason.ADDRESS_LIMIT)
    if text := contents.circular(answers):
        most[f"text {text}"] = (MOST_ALIKE, Reason.CIRCULAR)
    return most


def _one(data: Data, name: str) -> str:
    values = data.get(name, ())
    return values[0] if values else ""

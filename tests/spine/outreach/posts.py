"""Letters as other parts of the house hand them in, a house that may send them, and a way out that notes what left."""

from typing import Any

from tests.factories import anna, does, newsletter, says
from trichter.facts.house import services as house
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.spine.outreach import Letter, Posted, send, sending
from trichter.spine.outreach.grounds import Consented, Ground, OptInRequest, RequestedService, ToColleague
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.transports import TAKEN, Answer

ANNA = "anna@example.org"
WORDS = {"subject": "Zwölf Hebel", "body": "Guten Tag,\n\nhier sind sie."}


def settled() -> None:
    """The firm has an Impressum: nothing leaves without."""
    house.change(
        name="Ahornwerk",
        legal_name="Ahornwerk e. K.",
        legal_form="ek",
        street="Ahornweg 1",
        postal_code="20095",
        city="Hamburg",
        phone="+49 40 5550100",
        email="post@ahornwerk.example",
        representatives="Lea Hofstetter",
        register_court="Hamburg",
        register_number="HRA 1",
    )


def subscriber() -> int:
    """Anna, who has agreed to the newsletter."""
    newsletter()
    contact = anna()
    says(contact, "granted", address=ANNA)
    return contact


def asked(contact: int) -> int:
    """The last form of a person."""
    forms = Touchpoint.objects.filter(contact_id=contact, kind="form.submitted")
    return forms.order_by("-id").values_list("id", flat=True)[0]


def signed_up(contact: int, address: str = ANNA) -> int:
    """They ask for the newsletter; the touchpoint."""
    payload = {"channel": "email", "purpose": "newsletter", "address": address, "evidence": {"url": "x"}}
    return does(contact, "consent.requested", payload)


def write(ground: Ground, **given: Any) -> Posted:
    """Hand a letter in."""
    return send(
        Letter(**{"template": "letter", "cause": "test", "language": "de", "context": WORDS} | given, ground=ground)
    )


def news(contact: int, **given: Any) -> Posted:
    """A newsletter."""
    return write(Consented("newsletter"), contact=contact, **given)


def paper(contact: int, **given: Any) -> Posted:
    """What the last form asked for."""
    return write(RequestedService(asked(contact)), contact=contact, **given)


def question(contact: int, touchpoint: int, **given: Any) -> Posted:
    """Was it you?"""
    mail = {"template": "optin", "context": {"touchpoint": touchpoint}, "cause": f"optin:{touchpoint}"}
    return write(OptInRequest(touchpoint), contact=contact, **mail | given)


def memo(colleague: User, **given: Any) -> Posted:
    """To one of us."""
    return write(ToColleague(), colleague=colleague.pk, **given)


def row(posted: Posted) -> Message:
    """How the letter stands now."""
    return Message.objects.get(id=posted.id)


class Told:
    """A transport that answers what the test says, and keeps what it took."""

    name = "told"
    doubts = 0

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.taken: list[Message] = []

    def deliver(self, message: Message) -> Answer:
        answer = self.answers.pop(0) if self.answers else TAKEN
        if answer.fate == "taken":
            self.taken.append(message)
        return answer

    def close(self) -> None:
        """Holds nothing."""


def sent(*answers: Answer, at: float | None = None) -> list[Message]:
    """Send all that is due, and see what left; `at` is a day of March."""
    from tests.factories import day

    transport = Told(*answers)
    with clock.at(day(at) if at is not None else clock.now()):
        for _turn in range(100):
            if not sending.send_next(transport):
                return transport.taken
    raise AssertionError("it never ends")

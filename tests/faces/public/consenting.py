"""Anna signs up and gets the mail; whoever opens its link presses a button or not."""

from typing import Any

from tests.factories import day, learns, newsletter
from trichter.facts.consent import wordings
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine import optin, preferences, reactions, rights
from trichter.spine.intake import record
from trichter.spine.models import RightsRequest
from trichter.spine.optin import Browser
from trichter.spine.outreach import links
from trichter.spine.outreach.models import Message
from trichter.spine.touch import Touch

ANNA = "anna@example.org"
FORM = {"url": "https://ahornwerk.example/o/post/", "title": "Post von Ahornwerk"}
NETWORK: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Firefox 140"}


def asked(purpose: str = "newsletter", **given: Any) -> Touch:
    """A box ticked under a form."""
    wording = newsletter() if purpose == "newsletter" else _webinars()
    said = {"channel": "email", "purpose": purpose, "wording": wording.pk, "evidence": FORM}
    return Touch("consent.requested", said | given)


def signs_up(email: str = ANNA, *boxes: Touch, **given: Any) -> tuple[int, str]:
    """A form with boxes, sent now, and what the worker does about it; the contact and the token of the mail's link."""
    form = Touch(
        "form.submitted", {"title": "Post", "wants": "newsletter"}, email=email, follows=boxes or (asked(),), **given
    )
    contact = record([form])[0].contact_id
    works()
    return contact, token(contact)


def works() -> None:
    """The worker, until nothing is due."""
    while reactions.drain():
        pass


def letters(template: str = "optin") -> list[Message]:
    """What is in the ledger of outreach."""
    return list(Message.objects.filter(template=template).order_by("id"))


def token(contact: int) -> str:
    """That of the last confirmation mail."""
    letter = Message.objects.filter(contact_id=contact, template="optin").order_by("id").last()
    return links.sign("optin", contact=contact, touchpoint=letter.context["touchpoint"]) if letter else ""


def pages() -> dict[str, str]:
    """Every page about consent and rights in every state, by name."""
    asked("webinars")
    with clock.at(day(1)):
        _late, expired = signs_up("late@example.org")
    contact, confirmed = signs_up(ANNA, asked(), asked("webinars"))
    optin.confirm(confirmed, Browser())
    learns(contact, first_name="Anna", last_name="Weiß", phone="+49 40 123456", company={"name": "Weiß GmbH"})
    _bernd, opened = signs_up("bernd@example.org")
    _charlie, refused = signs_up("charlie@example.org")
    optin.refuse(refused, Browser())
    rights.ask(ANNA, kind="access", language="de")
    mine = links.sign("rights", request=RightsRequest.objects.latest("id").pk)
    unsubscribe = links.sign("unsubscribe", message=1, contact=contact, purpose="newsletter")
    return {
        "open": f"/c/{opened}/",
        "confirmed": f"/c/{confirmed}/",
        "refused": f"/c/{refused}/",
        "expired": f"/c/{expired}/",
        "gone": "/c/nothing/",
        "unsubscribe": f"/u/{unsubscribe}/",
        "preferences": f"{preferences.link(contact)}?gespeichert=1",
        "ask": "/rechte/",
        "asked": "/rechte/?erledigt=1",
        "rights": f"/rechte/{mine}/",
    }


def _webinars() -> Any:
    wordings.found_purpose("webinars", label=Words("Webinars", "Webinare"), position=2)
    return wordings.publish_wording("webinars", channel="email", language="de", text="Ja, laden Sie mich ein.")

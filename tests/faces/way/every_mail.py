"""Every mail that leaves the house, in both languages, as it arrives at a mail server."""

from tests.faces.public.visiting import PAGE, Visitor
from tests.faces.way.post import Mail, Post
from tests.factories import learns
from tests.generation.offers.makings import EMAIL, PHONE, both, published
from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.assets import deliveries
from trichter.generation.assets.models import Delivery
from trichter.sales.handover import services as handover
from trichter.spine import outreach, rights
from trichter.spine.outreach.grounds import RequestedService, ToColleague
from trichter.spine.outreach.models import Message

LANGUAGES = ("de", "en")


def every_mail(post: Post, lea: User, bob: User) -> dict[tuple[str, str], Mail]:
    """By template and language."""
    published(slug="verweis", gives="link", link="https://ahornwerk.example/rechner", tells=[lea.pk, bob.pk])
    published(slug="rueckruf", gives="callback", questions=[PHONE, EMAIL])
    arrived = []
    for language in LANGUAGES:
        _asks_for_all(language)
        arrived += post.works()
        _asks_once_more(language)
    for colleague in (lea, bob):
        for template in ("account_invitation", "account_reset"):
            outreach.send(
                outreach.Letter(
                    template=template,
                    ground=ToColleague(),
                    cause=template,
                    language=colleague.language,
                    colleague=colleague.pk,
                )
            )
    for language, colleague in zip(LANGUAGES, (lea, bob), strict=True):
        anna = Contact.objects.get(email=f"anna.{language}@wellner.example").pk
        learns(anna, first_name="Anna")
        handover.open(anna, to=colleague.pk)
    arrived += post.works()
    written = {one.message_id: (one.template, one.language) for one in Message.objects.filter(state="sent")}
    return {written[mail.message["Message-ID"]]: mail for mail in arrived}


def _asks_for_all(language: str) -> None:
    """All the offers, and what we know."""
    for page in (PAGE, "/o/verweis/", "/o/rueckruf/"):
        visitor = Visitor(page=page, address=f"203.0.113.{len(page)}")
        answers = {
            "email": f"anna.{language}@wellner.example",
            "consent_email_newsletter": "yes",
            "phone": "+492331555",
        }
        assert visitor.sends(answers, f"?lang={language}").status_code == 303
    rights.ask(f"anna.{language}@wellner.example", kind="access", language=language)


def _asks_once_more(language: str) -> None:
    """For the link that has run out; and somebody of ours writes an answer."""
    promised = Delivery.objects.filter(language=language).latest("id")
    deliveries.renew(deliveries.link(promised.pk).partition("/d/")[2].rstrip("/"))
    asked = Touchpoint.objects.filter(kind="form.submitted").latest("id")
    words = both("Ihre Frage", "Your question")[language]
    outreach.send(
        outreach.Letter(
            template="letter",
            ground=RequestedService(asked.id),
            cause="answer",
            language=language,
            contact=asked.contact_id,
            context={"subject": words, "body": f"{words}\n\nhttps://ahornwerk.example/"},
        )
    )

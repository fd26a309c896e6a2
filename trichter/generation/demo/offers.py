"""What Ahornwerk offers its visitors: a white paper and a callback."""

from collections.abc import Mapping
from datetime import datetime

from trichter.facts.staff import services as staff
from trichter.facts.staff.models import Department
from trichter.generation.demo import whitepaper
from trichter.generation.demo.house import LOGIN
from trichter.generation.forms.questions import Ask, Both, Option, Question, Type
from trichter.generation.offers import services
from trichter.generation.offers.content import ConsentChoice, Content, Gives, Phase
from trichter.generation.offers.models import OfferVersion
from trichter.spine.outreach import senders

_NAMES = (
    Question(key="first_name", label=Both(de="Vorname", en="First name"), is_required=True, fills="first_name"),
    Question(key="last_name", label=Both(de="Nachname", en="Last name"), is_required=True, fills="last_name"),
)
_INTERESTS = {
    "Energie messen": Both(de="Energie messen", en="Metering energy"),
    "Lastspitzen": Both(de="Lastspitzen kappen", en="Capping peaks"),
    "ISO 50001": Both(de="ISO 50001", en="ISO 50001"),
    "Förderung": Both(de="Förderung", en="Funding"),
}
"""By the values of the custom field that learns them."""


WHITE_PAPER, CALLBACK = "zwoelf-hebel", "rueckruf-strompreis"
"""Where they are found."""


def make(colleagues: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Say who writes, and draft both offers as somebody would have who began a year ago. Their ids by address."""
    senders.add("Lea Hofstetter, Ahornwerk", address=LOGIN)
    drafts = _white_paper(colleagues, now), _callback(colleagues)
    return {content.slug: services.create(content, by=colleagues["miriam"]).pk for content in drafts}


def publish(made: Mapping[str, int], colleagues: Mapping[str, int]) -> dict[str, OfferVersion]:
    """Show both to visitors, with the wordings in force. The versions by address."""
    return {slug: services.publish(offer, by=colleagues["miriam"]) for slug, offer in made.items()}


def _white_paper(colleagues: Mapping[str, int], now: datetime) -> Content:
    return Content(
        slug=WHITE_PAPER,
        languages=("de", "en"),
        kicker=Both(de="Whitepaper, 4 Seiten", en="White paper, 4 pages"),
        title=Both(**whitepaper.TITLES),
        text=Both(
            de="Für Betriebe mit 50 bis 500 Beschäftigten. Mit Beispielen aus Gießerei, Papier und Lebensmitteln.",
            en="For firms with 50 to 500 people. With examples from foundry, paper and food.",
        ),
        points=(
            Both(de="Welche Messpunkte sich zuerst lohnen", en="Which meters pay off first"),
            Both(de="Wie Sie Lastspitzen ohne Stillstand kappen", en="How to cap peaks without standstill"),
            Both(de="Was Förderstellen als Nachweis verlangen", en="What funding bodies ask for as proof"),
        ),
        gives=Gives.FILE,
        file=whitepaper.keep(now).pk,
        questions=(
            *_NAMES,
            Question(
                key="email",
                type=Type.EMAIL,
                label=Both(de="Geschäftliche E-Mail", en="Business e-mail"),
                hint=Both(de="An diese Adresse senden wir den Link.", en="We send the link to this address."),
                is_required=True,
            ),
            Question(key="firm", type=Type.FIRM, label=Both(de="Firma", en="Company")),
            Question(
                key="interest",
                type=Type.MANY,
                label=Both(de="Was beschäftigt Sie gerade?", en="What are you working on?"),
                options=tuple(Option(value=value, label=label) for value, label in _INTERESTS.items()),
                fills="custom:interests",
                means="interest",
            ),
        ),
        button=Both(de="Whitepaper anfordern", en="Request the white paper"),
        thanks=Both(
            de="Der Link zum Whitepaper ist unterwegs zu Ihnen.",
            en="The link to the white paper is on its way to you.",
        ),
        consent_choice=ConsentChoice.OPTIONAL,
        asks=(Ask(purpose="newsletter"),),
        phase=Phase.NEED,
        topics=("Energie messen", "Lastspitzen", "Förderung"),
        campaign="whitepaper-12-hebel",
        tells=(colleagues["miriam"],),
        responsible=colleagues["lea"],
    )


def _callback(colleagues: Mapping[str, int]) -> Content:
    hours = {
        "morning": Both(de="Vormittags", en="In the morning"),
        "afternoon": Both(de="Nachmittags", en="In the afternoon"),
    }
    return Content(
        slug=CALLBACK,
        languages=("de", "en"),
        kicker=Both(de="Rückruf innerhalb eines halben Arbeitstags", en="We call back within half a working day"),
        title=Both(de="Rückruf zu Ihrem Strompreis", en="A call about your electricity price"),
        text=Both(
            de="Wir rufen Sie an und sehen gemeinsam nach, was an Ihrem Strompreis zu ändern ist.",
            en="We call you and look together at what can be done about your electricity price.",
        ),
        points=(
            Both(de="Ein Gespräch von zehn Minuten", en="A talk of ten minutes"),
            Both(de="Mit einem Menschen, der Ihre Branche kennt", en="With somebody who knows your line of business"),
            Both(de="Ohne Verkaufsdruck und ohne Folgeanrufe", en="Without pressure and without further calls"),
        ),
        gives=Gives.CALLBACK,
        questions=(
            *_NAMES,
            Question(key="phone", type=Type.PHONE, label=Both(de="Telefon", en="Phone"), is_required=True),
            Question(key="email", type=Type.EMAIL, label=Both(de="E-Mail", en="E-mail")),
            Question(key="firm", type=Type.FIRM, label=Both(de="Firma", en="Company")),
            Question(
                key="when",
                type=Type.CHOICE,
                label=Both(de="Wann passt es Ihnen?", en="When does it suit you?"),
                options=tuple(Option(value=value, label=label) for value, label in hours.items()),
                means="timing",
            ),
            Question(
                key="about",
                label=Both(de="Worum geht es?", en="What is it about?"),
                is_long=True,
                means="need",
            ),
        ),
        button=Both(de="Rückruf anfordern", en="Ask for a call"),
        thanks=Both(
            de="Wir rufen Sie innerhalb eines halben Arbeitstags an.",
            en="We call you within half a working day.",
        ),
        consent_choice=ConsentChoice.OPTIONAL,
        phase=Phase.EVALUATION,
        topics=("Strompreis",),
        tells=(colleagues["lea"],),
        team=staff.found_team("Vertrieb Nord", department=Department.SALES).pk,
    )

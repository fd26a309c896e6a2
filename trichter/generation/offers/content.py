"""What an offer says, gives and asks: one document, the same for a draft and for each version that is published."""

from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from trichter.generation.forms.questions import Ask, Both, Question, Type

Language = Literal["de", "en"]
SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$"
LONGEST_TEXT = 20_000

Slug = Annotated[str, StringConstraints(pattern=SLUG)]


class Gives(models.TextChoices):
    """What a visitor gets for the form."""

    FILE = "file", _("A file, by mail")
    LINK = "link", _("A link, by mail")
    CALLBACK = "callback", _("A call back")
    ANSWER = "answer", _("A personal answer")
    NEWSLETTER = "newsletter", _("The newsletter alone")


class Phase(models.TextChoices):
    """Where on the customer journey somebody stands who wants this."""

    NEED = "need", _("Need")
    EVALUATION = "evaluation", _("Evaluation")
    PURCHASE = "purchase", _("Purchase")


class ConsentChoice(models.TextChoices):
    """How advertising is agreed to (LAW 1.8): nobody publishes without having chosen."""

    OPTIONAL = "optional", _("Voluntary: a box that is not ticked; what was promised comes either way")
    EXCHANGE = "exchange", _("An exchange: data for content, said beside the button")


class Place(StrEnum):
    """Where in the offer something stands: what a problem points to."""

    SLUG = "slug"
    LANGUAGES = "languages"
    TITLE = "title"
    TEXT = "text"
    POINTS = "points"
    PICTURE = "picture"
    ALT = "alt"
    GIVES = "gives"
    FILE = "file"
    LINK = "link"
    QUESTIONS = "questions"
    CONSENT_CHOICE = "consent_choice"
    EXCHANGE = "exchange"
    SPONSORS = "sponsors"
    ASKS = "asks"
    THANKS = "thanks"
    BUTTON = "button"
    TELLS = "tells"
    ORIGINS = "origins"
    HOUSE = "house"
    NOTICE = "notice"


def _origin(given: str) -> str:
    """`scheme://host[:port]` as browsers write it. Raises `ValueError`."""
    try:
        parts = urlsplit(given.strip().lower())
        is_bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
        is_origin = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0 and is_bare
    except ValueError:
        is_origin = False
    if not is_origin:
        raise ValueError(_("“%(given)s” is not an origin; write it as https://www.firma.example") % {"given": given})
    return f"{parts.scheme}://{parts.netloc}"


def _web_address(given: str) -> str:
    """An address of the web, or none: `javascript:` and its like would run in our page. Raises `ValueError`."""
    given = given.strip()
    parts = urlsplit(given)
    if given and (parts.scheme not in ("https", "http") or not parts.hostname):
        raise ValueError(_("“%(given)s” is not an address of the web; write it as https://…") % {"given": given})
    return given


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=LONGEST_TEXT)


class Sponsor(_Part):
    """Somebody else who will write: the law wants name and line of business (LAW 1.8)."""

    name: str
    business: str


class Content(_Part):
    """An offer. A draft may lack what it needs: `publishing.problems()` says what."""

    schema_version: Literal[1] = 1
    slug: Slug
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("de",)

    kicker: Both = Both()
    title: Both = Both()
    text: Both = Both()
    points: tuple[Both, ...] = ()
    picture: int | None = None
    alt: Both = Both()

    gives: Gives = Gives.FILE
    file: int | None = None
    link: Annotated[str, AfterValidator(_web_address)] = ""

    questions: tuple[Question, ...] = ()
    button: Both = Both()
    thanks: Both = Both()

    consent_choice: ConsentChoice | None = None
    exchange: Both = Both()
    sponsors: Annotated[tuple[Sponsor, ...], Field(max_length=8)] = ()
    asks: tuple[Ask, ...] = ()

    phase: Phase | None = None
    topics: tuple[Annotated[str, StringConstraints(max_length=100)], ...] = ()
    channel: str | None = None
    campaign: Annotated[str, StringConstraints(max_length=200)] = ""

    tells: tuple[int, ...] = ()
    team: int | None = None
    responsible: int | None = None
    origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()

    def language_for(self, wanted: str) -> Language:
        """The language to speak with somebody who would like `wanted`."""
        return next((language for language in self.languages if language == wanted), self.languages[0])

    @property
    def consents(self) -> tuple[Ask, ...]:
        """All that is asked for, be it below the questions or among them."""
        among = (question.ask for question in self.questions if question.ask)
        return tuple(dict.fromkeys((*self.asks, *among)))

    def requires(self, kind: Type) -> bool:
        """Whether it asks a question of this type that must be answered."""
        return any(question.type is kind and question.is_required for question in self.questions)

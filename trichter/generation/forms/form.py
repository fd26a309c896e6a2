"""A form as one visitor sees it: in one language, with the consent wordings of one version of its offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trichter.generation.forms.questions import Question


@dataclass(frozen=True, slots=True)
class Wording:
    """The words beside a consent's box, as a version pinned them."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """Everything about an offer that its form and the submissions of it need to know.

    `questions` end with the consents; `wordings` are by question key. In an exchange (LAW 1.8) no box is ticked: what
    the visitor agrees to by sending stands beside the button: `exchange` and `agreement` say so. `texts` stand above
    the form, `sponsors` beside the consents, `fine` below the button; `advertiser` asks. `notice` is the privacy notice
    it links. `region` reads phone numbers without country code. What follows is handed on to those who answer.
    """

    offer: int
    version: int
    language: str
    title: str
    button: str
    questions: tuple[Question, ...]
    wordings: Mapping[str, Wording] = field(default_factory=dict)
    is_exchange: bool = False
    exchange: str = ""
    agreement: str = ""
    sponsors: str = ""
    texts: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    advertiser: str = ""
    notice: int | None = None
    region: str = "DE"
    channel: str | None = None
    campaign: str = ""
    wants: str | None = None
    phase: str | None = None
    topics: tuple[str, ...] = ()
    asset: str = ""
    responsible: int | None = None
    team: int | None = None
    tells: tuple[int, ...] = ()

    def label(self, question: Question) -> str:
        """What stands beside the question: of a consent, its wording."""
        wording = self.wordings.get(question.key)
        return wording.text if wording else question.label.in_(self.language)


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a submission came from. The address is masked before anybody else sees it; `is_public` is false for one
    that is no single visitor's: a proxy's, or of this house. `visitor` is the id of a browser that agreed."""

    ip: str = ""
    is_public: bool = False
    user_agent: str = ""
    url: str = ""
    referrer: str = ""
    utm: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    own_hosts: frozenset[str] = frozenset()
    visitor: str | None = None

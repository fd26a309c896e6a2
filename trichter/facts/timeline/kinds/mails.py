"""Mails to a person and what became of them."""

from typing import Annotated, Literal

from trichter.facts.timeline.registry import KEPT, Key, Kind, Payload, register
from trichter.kernel.words import Words


class Mail(Payload):
    """A mail, to or from `address`; `text` only where a colleague wrote it by hand.

    A mail that advertises names the `purpose` for which it was permitted: sending it used the consent (LAW 1.9).
    """

    title: str = ""
    text: str = ""
    message: str = ""
    address: str = ""
    purpose: Annotated[Key | None, KEPT] = None

    def summary(self) -> str:
        return self.title

    def quote(self) -> str:
        return self.text


class Sent(Mail):
    """A mail that left by the one door out: by which template, and on which ground (`spine.outreach.grounds`)."""

    template: Annotated[Key | None, KEPT] = None
    ground: Annotated[Key | None, KEPT] = None


class Click(Mail):
    """A link in a mail followed."""

    url: str = ""

    def summary(self) -> str:
        return self.url or self.title


class Bounce(Mail):
    """A mail that did not arrive, with its status code (RFC 3463) and whose trouble it is (LAW 2.3)."""

    status: str = ""
    is_permanent: Annotated[bool, KEPT] = False
    severity: Annotated[Literal["hard", "soft", "sender"] | None, KEPT] = None

    def summary(self) -> str:
        return f"{self.title} {self.status or ''}".strip()


register(Kind("mail.sent", Words("Mail sent", "E-Mail gesendet"), "mail", Sent, counts=frozenset({"attempt"})))
register(
    Kind("mail.received", Words("Mail received", "E-Mail erhalten"), "mail", Mail, counts=frozenset({"act", "reply"}))
)
register(Kind("mail.opened", Words("Mail opened", "E-Mail geöffnet"), "mail", Mail, team="marketing"))
register(
    Kind(
        "mail.clicked",
        Words("Link in a mail followed", "Link in E-Mail geklickt"),
        "mail",
        Click,
        team="marketing",
        counts=frozenset({"act"}),
    )
)
register(Kind("mail.bounced", Words("Mail undeliverable", "E-Mail unzustellbar"), "mail", Bounce))
register(Kind("mail.complained", Words("Reported as spam", "Als Spam gemeldet"), "warn", Mail))
# A machine answered: no reaction of the person, and never answered in turn (RFC 3834).
register(Kind("mail.autoanswered", Words("Automatic answer", "Automatische Antwort"), "mail", Mail))

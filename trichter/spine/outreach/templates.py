"""What mails are made of: each is registered by the app that sends it, as two Django templates, MJML and text.

`templates/mail/<path>.mjml` extends `mail/base.mjml` (the firm's mark, colours and Impressum; its block `content` takes
`mj-text`, `mj-button` …) and `<path>.txt` extends `mail/base.txt`. A bare one extends `mail/bare.mjml` and
`mail/bare.txt`: the question whether somebody signed up may bear nothing that courts read as advertising (LAW 1.2).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template
from django.utils import translation

from trichter.facts.house.queries import House, imprint_lines
from trichter.kernel.text import storable
from trichter.kernel.words import Words
from trichter.spine.outreach import links
from trichter.spine.outreach.addressing import one_line
from trichter.spine.outreach.because import because
from trichter.spine.outreach.looks import look

if TYPE_CHECKING:
    from trichter.spine.outreach.models import Message

_GAPS = re.compile(r"\n{3,}")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a template may know of the mail it makes."""

    message: int
    contact: int | None
    colleague: int | None
    address: str
    language: str
    greeting: str
    context: Mapping[str, Any]


def _nothing(_mail: Mail) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of mail. `context` answers what its two files may name, beside what every mail has: `mail`, `greeting`,
    `house`, `look`, `language`, `subject`, `reason`, `imprint`, `imprint_url`.

    `title` is what it is called until a subject that depends on the mail is written.

    An advertising one ends with the ways out. A personal one is a letter of a colleague, and says nothing of machines.
    """

    name: str
    subject: Words | Callable[[Mail], str]
    path: str
    context: Callable[[Mail], Mapping[str, Any]] = field(default=_nothing)
    is_bare: bool = False
    is_advertising: bool = False
    is_personal: bool = False
    title: Words | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's words, before they become a message."""

    subject: str
    html: str
    text: str


class UnknownTemplate(LookupError):
    """No app has registered a template of that name."""


_templates: dict[str, Template] = {}


def register(template: Template) -> Template:
    """Declare a template; declaring it again replaces the earlier word."""
    _templates[template.name] = template
    return template


def named(name: str) -> Template:
    """Raises `UnknownTemplate`."""
    if name not in _templates:
        raise UnknownTemplate(name)
    return _templates[name]


def registered() -> tuple[Template, ...]:
    """All of them, by name."""
    return tuple(_templates[name] for name in sorted(_templates))


def render(template: Template, mail: Mail, message: "Message", house: House) -> Rendered:
    """Fill both files in the language of the mail."""
    with translation.override(mail.language):
        subject = template.subject if isinstance(template.subject, Words) else template.subject(mail)
        subject = one_line(storable(str(subject)))
        known = {
            "mail": mail,
            "greeting": mail.greeting,
            "house": house,
            "look": look(house),
            "language": mail.language,
            "subject": subject,
            "reason": because(message),
            "imprint": imprint_lines(house),
            "imprint_url": links.url("/impressum/"),
            **(_ways_out(message) if template.is_advertising or message.is_advertising else {}),
            **template.context(mail),
        }
        mjml = get_template(f"{template.path}.mjml").render(known)
        text = get_template(f"{template.path}.txt").render(known)
    return Rendered(subject, as_html(mjml), _GAPS.sub("\n\n", _NOT_IN_XML.sub(" ", text).strip()) + "\n")


def unsubscribe_url(message: "Message") -> str:
    """The page that ends it: what a mail program posts to, too (RFC 8058)."""
    token = links.sign("unsubscribe", message=message.id, contact=message.contact_id, purpose=message.purpose)
    return links.url(f"/u/{token}/")


def _ways_out(message: "Message") -> dict[str, str]:
    settings = links.url(f"/p/{links.sign('preferences', contact=message.contact_id)}/")
    return {"unsubscribe_url": unsubscribe_url(message), "preferences_url": settings}


def as_html(mjml: str) -> str:
    """MJML as the HTML that mail programs understand. Nothing is loaded for it, neither files nor fonts."""
    import mrml  # only who writes mails pays for it

    parsing = mrml.ParserOptions(include_loader=mrml.noop_loader())
    rendering = mrml.RenderOptions(disable_comments=True, fonts={})
    readable = _NOT_IN_XML.sub(" ", mjml)
    return str(mrml.to_html(readable, parser_options=parsing, render_options=rendering).content)

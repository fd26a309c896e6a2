"""The mails of an offer: what was promised, a receipt, and the note to colleagues."""

from collections.abc import Callable, Mapping
from typing import Any

from trichter.facts.contacts.models import Contact
from trichter.generation.assets import letters as assets
from trichter.generation.offers.content import Content, Gives
from trichter.generation.offers.queries import of_version
from trichter.kernel.words import Words
from trichter.spine.outreach import links
from trichter.spine.outreach.templates import Mail, Template, register


def _content(mail: Mail) -> Content:
    return of_version(mail.context["version"]).content


def _title(mail: Mail) -> str:
    return _content(mail).title.in_(mail.language)


def _subject(words: Words) -> Any:
    """“Your download: …”, with the offer's title."""

    def subject(mail: Mail) -> str:
        return f"{words}: {_title(mail)}"

    return subject


def _file(mail: Mail) -> Mapping[str, Any]:
    return {"title": _title(mail), **assets.of_delivery(mail)}


def _link(mail: Mail) -> Mapping[str, Any]:
    return {"title": _title(mail), "link": _content(mail).link}


def _receipt(mail: Mail) -> Mapping[str, Any]:
    return {"title": _title(mail), "is_callback": _content(mail).gives is Gives.CALLBACK}


def _told(mail: Mail) -> Mapping[str, Any]:
    """Who it was and where to read the rest: answers stay where erasure finds them."""
    contact = Contact.objects.filter(pk=mail.contact or 0).first()
    name = f"{contact.first_name} {contact.last_name}".strip() if contact else ""
    return {
        "title": _title(mail),
        "name": name or (contact.email if contact else ""),
        "record_url": links.staff_url(f"/kontakte/{mail.contact}/"),
    }


def _register(name: str, title: Words, context: Callable[[Mail], Mapping[str, Any]]) -> None:
    register(Template(name, _subject(title), f"mail/{name}", context=context, title=title))


_register("offer_file", Words("Your download", "Ihr Download"), _file)
_register("offer_link", Words("Your link", "Ihr Link"), _link)
_register("offer_receipt", Words("We have your request", "Ihre Anfrage ist angekommen"), _receipt)
_register("offer_told", Words("New submission", "Neue Einsendung"), _told)

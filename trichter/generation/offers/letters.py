"""The mails of an offer: what was promised, a receipt, and the note to colleagues."""

from collections.abc import Mapping
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


register(Template("offer_file", _subject(Words("Your download", "Ihr Download")), "mail/offer_file", context=_file))
register(Template("offer_link", _subject(Words("Your link", "Ihr Link")), "mail/offer_link", context=_link))
register(
    Template(
        "offer_receipt",
        _subject(Words("We have your request", "Ihre Anfrage ist angekommen")),
        "mail/offer_receipt",
        context=_receipt,
    )
)
register(Template("offer_told", _subject(Words("New submission", "Neue Einsendung")), "mail/offer_told", context=_told))

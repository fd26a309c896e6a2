"""The letter of one colleague to one person: plain, with their name and signature, as if they had typed it."""

import re
from collections.abc import Mapping
from typing import Any

from trichter.facts.house import queries as house
from trichter.facts.staff.models import User
from trichter.spine.outreach.templates import Mail, Template, register

_BETWEEN = re.compile(r"\n\s*\n")


def _subject(mail: Mail) -> str:
    return str(mail.context["subject"])


def _context(mail: Mail) -> Mapping[str, Any]:
    body = str(mail.context["body"]).replace("\r\n", "\n").strip()
    return {"body": body, "paragraphs": _BETWEEN.split(body), "signature": _signature(mail)}


def _signature(mail: Mail) -> tuple[str, ...]:
    writer = User.objects.filter(id=mail.context.get("colleague") or 0).first()
    return tuple(line for line in (str(writer), house.house().title) if line) if writer else ()


register(Template("letter", _subject, "mail/letter", _context, is_personal=True))

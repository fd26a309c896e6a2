"""Who follows a personal link: a person, or the scanner of their mail server that follows all links (LAW 2.8).

User agents lie and people are quick, so no weak sign decides alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trichter.facts.timeline.models import EffectiveTouchpoint

AT_ONCE = timedelta(seconds=5)
"""Within so long after a mail went out it is mostly machines that follow its links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a request says about who made it. `is_browser` tells that it has the headers that browsers always send."""

    user_agent: str
    is_browser: bool
    is_look: bool = False
    """Asks for headers only, or fetches in case somebody might want it."""


def signs_of_a_machine(visit: Visit, *, contact: int, now: datetime) -> list[str]:
    """What speaks for a machine; empty where a person came, or nothing but one weak sign speaks against it."""
    with translation.override(settings.LANGUAGE_CODE):  # a fact of the house, not in the visitor's language
        strong = {
            _("says itself that it is a machine"): _is_crawler(visit.user_agent),
            _("asked for the headers only, or ahead of time"): visit.is_look,
        }
        weak = {
            _("lacks what browsers send"): not visit.is_browser,
            _("came within seconds of the mail"): _was_written_just_now(contact, now=now),
        }
    said = [sign for sign, holds in (strong | weak).items() if holds]
    return said if any(strong.values()) or all(weak.values()) else []


def _is_crawler(user_agent: str) -> bool:
    return not user_agent.strip() or bool(_detector().isCrawler(user_agent[:500]))


@cache
def _detector() -> Any:
    # Compiles a thousand patterns, so not before somebody comes.
    from crawlerdetect import CrawlerDetect

    return CrawlerDetect()


def _was_written_just_now(contact: int, *, now: datetime) -> bool:
    mails = EffectiveTouchpoint.objects.filter(contact_id=contact, kind="mail.sent")
    return mails.filter(occurred_at__gt=now - AT_ONCE, occurred_at__lte=now).exists()

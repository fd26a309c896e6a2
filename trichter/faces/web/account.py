"""How colleagues sign in: with what allauth brings, but nobody makes an account for themselves."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.db import connection
from django.http import HttpRequest

from trichter.kernel import clock
from trichter.spine.outreach import Letter, send
from trichter.spine.outreach.grounds import ToColleague

log = structlog.get_logger(__name__)

_LETTERS = {"account/email/password_reset_key": "account_reset"}
"""What allauth wants to send, and our letter; it sends nothing else here."""


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation, and mail leaves by the one door out."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:  # noqa: ARG002
        """To the colleague's own address; the letter makes its own link."""
        user, letter = context["user"], _LETTERS[template_prefix]
        cause = f"{letter} {clock.now().isoformat()}"
        told = Letter(template=letter, ground=ToColleague(), cause=cause, language=user.language, colleague=user.pk)
        _LATER.submit(_send, told)


_LATER = ThreadPoolExecutor(1, thread_name_prefix="letters")
"""Whether there is such an account must not show in how long the answer takes."""


def _send(letter: Letter) -> None:
    try:
        send(letter)
    except Exception:
        # Whoever waits for the mail asks once more; nobody else hears of it.
        log.exception("letter not sent", template=letter.template)
    finally:
        connection.close()

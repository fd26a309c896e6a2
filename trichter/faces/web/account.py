"""How colleagues sign in: with what allauth brings, but nobody makes an account for themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from trichter.kernel import clock
from trichter.spine.outreach import Letter, send
from trichter.spine.outreach.grounds import ToColleague

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
        send(Letter(template=letter, ground=ToColleague(), cause=cause, language=user.language, colleague=user.pk))

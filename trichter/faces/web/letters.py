"""Letters that let a colleague in. Their link is made when they are written, so that the queue holds no key."""

from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine.outreach import Letter, links, send
from trichter.spine.outreach.grounds import ToColleague
from trichter.spine.outreach.templates import Mail, Template, register

_DAY = 24 * 60 * 60


def _way_in(mail: Mail) -> Mapping[str, Any]:
    """A link by which they set a password: for a few days, and until it is set."""
    user = get_user_model().objects.get(pk=mail.colleague or 0)
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return {"link": links.staff_url(path), "email": user.email, "days": settings.PASSWORD_RESET_TIMEOUT // _DAY}


register(Template("account_reset", Words("Set a new password", "Neues Passwort"), "mail/account_reset", _way_in))
register(
    Template("account_invitation", Words("Your account", "Ihr Zugang"), "mail/account_invitation", _way_in),
)


def invite_by_mail(colleague: int, *, language: str, again: bool = False) -> None:
    """The letter with the link; `again` makes another of it."""
    cause = f"invitation {colleague}" + (f" {clock.now().isoformat()}" if again else "")
    letter = Letter(
        template="account_invitation", ground=ToColleague(), cause=cause, language=language, colleague=colleague
    )
    send(letter)

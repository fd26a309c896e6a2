"""What the navigation says of mail."""

from django import template

from trichter.spine.outreach import mailbox

register = template.Library()


@register.simple_tag
def is_mail_kept() -> bool:
    """Whether there is a mailbox to look into."""
    return mailbox.is_kept()

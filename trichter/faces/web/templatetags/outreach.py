"""What the navigation says of mail."""

from django import template

from trichter.spine.outreach import mailbox, queue

register = template.Library()


@register.simple_tag
def mails_in_doubt() -> str:
    """How many mails a colleague has to decide about; nothing if there are none."""
    return str(queue.in_doubt() or "")


@register.simple_tag
def is_mail_kept() -> bool:
    """Whether there is a mailbox to look into."""
    return mailbox.is_kept()

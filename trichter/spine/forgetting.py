"""After an erasure the database still holds what was erased, in old row versions and statistics: it has to go too."""

from datetime import timedelta

from django.db.models import Max

from trichter.facts.contacts.models import Contact
from trichter.kernel.reactions import Cause, reaction
from trichter.kernel.wiping import wipe, wipe_words
from trichter.spine.models import Reaction
from trichter.spine.timetable import every

_NAME = "erasure.wipe"
_LONGEST = timedelta(minutes=10)
"""How long an erasure may take at most from its time to its commit."""


@reaction(_NAME, on=("contact.erased",))
def forget(cause: Cause) -> None:
    """Vacuum the database, so that old versions of the person's rows and samples in its statistics go."""
    if not _another_begins_later(cause):
        wipe()


def _another_begins_later(cause: Cause) -> bool:
    """Of many persons erased at once, the last one's turn does it for all. A locked row is no such turn: it has begun
    already, perhaps before this erasure was there to be seen."""
    others = Reaction.objects.select_for_update(skip_locked=True).filter(name=_NAME, state=Reaction.State.DUE)
    return others.filter(touchpoint_id__gt=cause.touchpoint_id).first() is not None


@every(timedelta(hours=1), "erasure.words")
def forget_words() -> None:
    """Have the indexes of words forget those of everybody erased by now; not with each erasure, for they are large."""
    last = Contact.objects.aggregate(last=Max("erased_at"))["last"]
    if last:
        wipe_words(gone_since=last + _LONGEST)

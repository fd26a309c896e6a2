"""Other signs of buying: they hold for new touchpoints at once, and in the background for all that happened before."""

from datetime import timedelta

from django.db import connection, transaction

from trichter.facts.contacts import rows
from trichter.kernel import bulk
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.buying import services
from trichter.qualification.lifecycle.buying.content import Content
from trichter.qualification.lifecycle.models import BuyingRules
from trichter.qualification.segments import gathering
from trichter.qualification.segments.catalogue import catalogue, next_stamp
from trichter.spine.longwork import services as longwork
from trichter.spine.longwork.registry import Step, work
from trichter.spine.models import Work
from trichter.spine.timetable import every

NAME = "buying.renew"
CHUNK = 1_000


@transaction.atomic
def publish(content: Content, *, seen: int | None = None, by: int | None = None) -> Work:
    """Have these signs hold; the work by which they do for what happened before. Raises `SignsChanged`."""
    services.publish(content, seen=seen, by=by)
    return longwork.start(NAME, {}, by=by)


@every(timedelta(minutes=1), "buying.renew")
def renew() -> bool:
    """Begin what nobody has begun: a house had people before it had signs."""
    newest = BuyingRules.objects.order_by("-id").first()
    is_wanted = newest is not None and not newest.is_done
    is_underway = Work.objects.filter(name=NAME, state=Work.State.OPEN).exists()
    if is_wanted and not is_underway:
        longwork.start(NAME, {}, by=None)
    return is_wanted and not is_underway


@work(NAME, label=Words("Find the buying phase of everybody anew", "Kaufphase aller neu bestimmen"))
def look_again(task: Work) -> Step:
    """A thousand people, under their locks; from the beginning if other signs have come meanwhile."""
    newest = BuyingRules.objects.order_by("-id").first()
    if newest is None:
        return Step(0)
    begun, last = task.position or (newest.pk, 0)
    if begun != newest.pk:
        return Step(-task.done, at=(newest.pk, 0))
    people = next_people(last, limit=CHUNK)
    if not people:
        BuyingRules.objects.filter(pk=newest.pk).update(is_done=True)
        _gather_segments_anew()
        return Step(0, total=task.done)
    bulk.plan_for(len(people))
    rows.lock(people)
    services.recompute(people)
    return Step(len(people), at=(newest.pk, people[-1]))


def next_people(last: int, *, limit: int) -> list[int]:
    """Everybody, one batch after the other, in the order of their numbers."""
    with connection.cursor() as cursor:
        statement = "SELECT id FROM contacts_contact WHERE id > %s AND erased_at IS NULL ORDER BY id LIMIT %s"
        cursor.execute(statement, [last, limit])
        return [row[0] for row in cursor.fetchall()]


def _gather_segments_anew() -> None:
    concerned = [one.id for one in catalogue().segments.values() if "buying" in one.reads]
    if concerned:
        gathering.reopen(concerned, stamp=next_stamp())

"""A visitor's answer to the banner: noted in their words, and a withdrawal takes effect at once, on the record too."""

from django.db import transaction

from trichter.facts.timeline.hits import visitors
from trichter.facts.timeline.hits.visitors import Given
from trichter.generation.tracking.digest import hold
from trichter.generation.tracking.errors import Objects
from trichter.generation.tracking.events import LONGEST, Client
from trichter.generation.tracking.snippet import Answer
from trichter.kernel import clock
from trichter.kernel.networks import masked
from trichter.spine import browsers


def take(answer: Answer, *, source: int, client: Client) -> None:
    """Note it; who agreed is known by the id from now on, who withdrew no longer.

    Raises `Objects` for a yes of somebody whose browser says no (LAW 5.3).
    """
    if client.objects and answer.s == "granted":
        raise Objects
    if answer.v and visitors.has_said(answer.v, answer.s):
        return
    now = clock.now()
    url = answer.u.partition("?")[0].partition("#")[0]
    # A yes has to be proven, and its withdrawal; of a no there is nothing to keep but that it was said (LAW 5.1).
    network, agent = (masked(client.address), client.agent[:LONGEST]) if answer.v else ("", "")
    given = Given(source, answer.v, answer.s, answer.w, answer.language, url, now, network, agent)
    with transaction.atomic():
        if answer.s == "withdrawn":
            hold()  # a digest under way would bring back what it has read already
        visitors.note(given)
        if answer.v and answer.s == "granted":
            visitors.welcome(answer.v, source=source, at=now)
        elif answer.v and answer.s == "withdrawn":
            # As the digest does: the lines, then the record, or the two could wait for each other.
            visitors.forget(answer.v, at=now)
            browsers.withdraw(answer.v, wording=answer.w, at=now)

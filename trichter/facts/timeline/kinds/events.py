"""Webinars, fairs, seminars, and the steps of an application."""

from trichter.facts.timeline.registry import Counts, Kind, Payload, register
from trichter.kernel.words import Words

ACT: frozenset[Counts] = frozenset({"act"})


class Event(Payload):
    """An event and the person's part in it."""

    title: str = ""
    place: str = ""

    def summary(self) -> str:
        return self.title


class Application(Payload):
    """A step on the way to a job with us."""

    title: str = ""
    text: str = ""

    def summary(self) -> str:
        return self.title

    def quote(self) -> str:
        return self.text


register(
    Kind(
        "event.registered",
        Words("Registered for an event", "Zur Veranstaltung angemeldet"),
        "event",
        Event,
        team="marketing",
        counts=ACT,
    )
)
register(
    Kind(
        "event.attended",
        Words("Attended an event", "An Veranstaltung teilgenommen"),
        "event",
        Event,
        team="marketing",
        counts=ACT,
    )
)
register(
    Kind("event.missed", Words("Did not attend an event", "Veranstaltung versäumt"), "event", Event, team="marketing")
)
register(Kind("application.received", Words("Application", "Bewerbung"), "user", Application, team="hr", counts=ACT))
register(Kind("interview.held", Words("Interview", "Vorstellungsgespräch"), "calendar", Application, team="hr"))
register(Kind("job.offered", Words("Job offered", "Stelle angeboten"), "user", Application, team="hr"))
register(Kind("person.hired", Words("Hired", "Eingestellt"), "user", Application, team="hr"))

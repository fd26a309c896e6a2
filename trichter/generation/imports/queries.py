"""Reading runs, whom a file names that we know already, and the people who are to be exported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from trichter.facts.consent.models import Consent
from trichter.facts.consent.queries import reachable
from trichter.facts.contacts.fields import Definitions
from trichter.facts.contacts.identifiers import STRONG
from trichter.facts.contacts.models import Contact, Identifier, IdentifierKind
from trichter.facts.timeline.models import RecordedKey
from trichter.generation.imports.models import ImportRun, State
from trichter.qualification.lifecycle.models import Journey, Standing, Track
from trichter.spine.preparing import Prepared

Identity = tuple[str, str]
"""Kind and normalised value of an identifier."""

# One index look-up a pair, on the unique constraint of identifiers.
_KNOWN = """
    SELECT i.kind, i.value FROM unnest(%s::text[], %s::text[]) AS given (kind, value)
    JOIN contacts_identifier i ON i.kind = given.kind AND i.value = given.value
"""


def unfinished(*, file_digest: str, profile_digest: str) -> ImportRun | None:
    """The run of this file with this profile that was stopped or killed."""
    runs = ImportRun.objects.filter(file_digest=file_digest, profile_digest=profile_digest)
    return runs.exclude(state=State.FINISHED).first()


def deciding(prepared: Prepared) -> list[Identity]:
    """The identifiers that tell whose a touch is: the strong ones, or the phone if there are none (DESIGN §3)."""
    strong = [key for key in prepared.keys if key[0] in STRONG]
    return strong or [key for key in prepared.keys if key[0] == IdentifierKind.PHONE]


def known(identities: Sequence[Identity]) -> set[Identity]:
    """Those of them that lead to a contact."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [[kind for kind, _value in identities], [value for _kind, value in identities]])
        return set(cursor.fetchall())


def recorded(digests: Sequence[bytes]) -> set[bytes]:
    """Those of the keys, as digests, that were recorded before."""
    return set(map(bytes, RecordedKey.objects.filter(digest__in=digests).values_list("digest", flat=True)))


@dataclass(frozen=True, slots=True)
class Exportable:
    """What makes columns beside the standard ones; `questions` are the purposes and channels ever answered for."""

    tracks: Sequence[str]
    systems: Sequence[str]
    customs: Mapping[str, str]
    questions: Sequence[tuple[str, str]]


# Each reads its table once, at the beginning of an export.
_SYSTEMS = "SELECT DISTINCT split_part(value, ':', 1) FROM contacts_identifier WHERE kind = 'external' ORDER BY 1"


def exportable() -> Exportable:
    """The tracks, other systems, custom fields and questions of this installation."""
    with connection.cursor() as cursor:
        cursor.execute(_SYSTEMS)
        systems = [row[0] for row in cursor.fetchall()]
    return Exportable(
        tracks=list(Track.objects.order_by("position").values_list("key", flat=True)),
        systems=systems,
        customs={key: definition.type for key, definition in sorted(Definitions().by_key.items())},
        questions=list(Consent.objects.order_by("purpose", "channel").values_list("purpose", "channel").distinct()),
    )


def people(*, stage: str | None, track: str, channel: str | None) -> QuerySet[Contact]:
    """Living contacts by id: on a stage, first come on a channel, or all."""
    chosen = Contact.objects.filter(merged_into=None, erased_at=None).select_related("company", "owner").order_by("id")
    if stage:
        chosen = chosen.filter(id__in=Standing.objects.filter(track_id=track, stage=stage).values("contact_id"))
    if channel:
        chosen = chosen.filter(id__in=Journey.objects.filter(first_channel=channel).values("contact_id"))
    return chosen


def living(ids: Sequence[int]) -> list[Contact]:
    """Those of them who are still there, by id."""
    return list(people(stage=None, track="", channel=None).filter(id__in=ids))


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands in other tables about a batch of contacts."""

    channels: Mapping[int, str]
    stages: Mapping[tuple[int, str], str]
    externals: Mapping[tuple[int, str], str]
    asked: frozenset[tuple[int, str, str]]
    permitted: Mapping[tuple[str, str], Mapping[int, frozenset[str]]]
    """By purpose and channel: who may be reached, at which addresses."""


def beside(contacts: Sequence[int], known: Exportable) -> Beside:
    """A query a table for the whole batch, and one for each question that somebody in it was asked."""
    stages = Standing.objects.filter(contact_id__in=contacts).values_list("contact_id", "track_id", "stage")
    channels = Journey.objects.filter(contact_id__in=contacts).exclude(first_channel=None)
    asked = frozenset(Consent.objects.filter(contact__in=contacts).values_list("contact", "purpose", "channel"))
    return Beside(
        channels={contact: channel or "" for contact, channel in channels.values_list("contact_id", "first_channel")},
        stages={(contact, track): stage for contact, track, stage in stages},
        externals=_externals(contacts),
        asked=asked,
        permitted={place: _permitted(place, asked) for place in known.questions},
    )


def _externals(contacts: Sequence[int]) -> dict[tuple[int, str], str]:
    """The id in each other system; of several in one system the oldest."""
    rows = Identifier.objects.filter(contact_id__in=contacts, kind=IdentifierKind.EXTERNAL).order_by("-id")
    return {(row.contact_id, row.value.partition(":")[0]): row.original for row in rows}


def _permitted(place: tuple[str, str], asked: frozenset[tuple[int, str, str]]) -> Mapping[int, frozenset[str]]:
    purpose, channel = place
    whom = [contact for contact, *question in asked if tuple(question) == place]
    return reachable(whom, channel=channel, purpose=purpose) if whom else {}

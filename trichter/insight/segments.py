"""Lists of segments, with how many are in each."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from trichter.qualification.rules.checking import read
from trichter.qualification.rules.printing import printed
from trichter.qualification.segments.catalogue import catalogue
from trichter.qualification.segments.models import Membership, Segment


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A line of the list. `is_settled` is false while its members are gathered anew, `is_broken` where its rule cannot
    be asked any more."""

    id: int
    name: str
    description: str
    members: int
    text: str | None
    changed_at: datetime
    is_settled: bool
    is_broken: bool


def listed() -> list[SegmentRow]:
    """All that are in use, by name. Their members are counted along an index that has nothing else."""
    rows = list(Segment.objects.filter(archived_at=None).order_by("name"))
    counts = dict(
        Membership.objects.filter(left_at=None, segment_id__in=[row.pk for row in rows])
        .values_list("segment_id")
        .annotate(Count("contact_id"))
    )
    known = catalogue().segments
    return [
        SegmentRow(
            row.pk,
            row.name,
            row.description,
            counts.get(row.pk, 0),
            printed(read(row.rule)) if row.rule else None,
            row.changed_at,
            is_settled=row.gathered_version == row.version,
            is_broken=row.pk in known and known[row.pk].is_broken,
        )
        for row in rows
    ]

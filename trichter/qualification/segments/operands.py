"""Segments as operands of rules: whether somebody is in one, and since when."""

from collections.abc import Iterator

from trichter.kernel.words import Words
from trichter.qualification.rules.operands import Level, Operand, Relation, register_family
from trichter.qualification.rules.types import Type
from trichter.qualification.segments.catalogue import PREFIX
from trichter.qualification.segments.models import Segment

SEGMENTS = Words("Segments", "Segmente")
_MEMBERSHIPS = Relation(
    "g", rows="SELECT contact_id, segment_id, entered_at FROM segments_membership WHERE {among} AND left_at IS NULL"
)


def _segments() -> Iterator[Operand]:
    for segment in Segment.objects.filter(archived_at=None).order_by("pk"):
        here = f"FILTER (WHERE r.segment_id = {segment.pk})"
        reads = frozenset({f"segment:{segment.pk}"})
        yield Operand(
            f"{PREFIX}.{segment.pk}",
            Words(f"Segment “{segment.name}”", f"Segment „{segment.name}“"),
            Type.FLAG,
            f"bool_or(true) {here}",
            reads,
            relation=_MEMBERSHIPS,
            level=Level.SEGMENT,
            otherwise="false",
            group=SEGMENTS,
        )
        yield Operand(
            f"{PREFIX}.{segment.pk}.since",
            Words(f"In “{segment.name}” since", f"In „{segment.name}“ seit"),
            Type.TIME,
            f"max(r.entered_at) {here}",
            reads,
            relation=_MEMBERSHIPS,
            level=Level.SEGMENT,
            group=SEGMENTS,
        )


register_family(PREFIX, _segments)

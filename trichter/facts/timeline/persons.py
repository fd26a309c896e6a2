"""How a person's touchpoints merge, unmerge, are exported and erased."""

from psycopg import sql

from trichter.facts.timeline.models import Campaign
from trichter.facts.timeline.registry import kind_named, kinds
from trichter.kernel import persons


class Touchpoints(persons.Across):
    """Touchpoints move as they are; erasure leaves what happened and when, and takes whatever was personal in it."""

    def export(self, contact: int) -> list[persons.Row]:
        rows = super().export(contact)
        labels = {kind.name: str(kind.label) for kind in kinds()}
        named = Campaign.objects.filter(id__in={row["campaign_id"] for row in rows if row["campaign_id"]})
        campaigns = dict(named.values_list("id", "name"))
        return [
            row | {"label": labels.get(row["kind"], row["kind"]), "campaign": campaigns.get(row["campaign_id"])}
            for row in rows
        ]

    def erase(self, contact: int) -> None:
        for kind in {row["kind"] for row in persons.rows_of(_KINDS, {"contact": contact})}:
            kept = sorted(kind_named(kind).kept) if kind in {known.name for known in kinds()} else []
            persons.rows_of(_ERASE, {"contact": contact, "kind": kind, "kept": kept})


_KINDS = sql.SQL("SELECT DISTINCT kind FROM timeline_touchpoint WHERE contact_id = %(contact)s")
_ERASE = sql.SQL("""
    UPDATE timeline_touchpoint SET learned = '{}', via_id = NULL, payload = (
        SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(payload) WHERE key = ANY(%(kept)s))
    WHERE contact_id = %(contact)s AND kind = %(kind)s
""")


class Keys(persons.Rows):
    """Digests of requests: nothing a person could read, gone with the person."""

    def export(self, contact: int) -> list[persons.Row]:  # noqa: ARG002
        return []


def declare() -> None:
    """Called when the app is ready."""
    persons.register(Touchpoints("timeline_touchpoint", follows="id"))
    persons.register(Keys("timeline_recordedkey", key="touchpoint_id", follows="touchpoint_id"))

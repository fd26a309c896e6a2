"""The proof of the proof: walks the hash chains and says which row was changed, taken out or put in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Chain, Consent
from trichter.facts.consent.seals import NOTHING, Link, Personal

CHUNK = 2_000
"""Rows in memory at once."""


class Damage(models.TextChoices):
    """What is wrong with a link of a chain."""

    GAP = "gap", _("A row is missing before this one.")
    UNLINKED = "unlinked", _("The row does not follow the one before it.")
    SEAL = "seal", _("The row was changed after it was sealed.")
    PERSONAL = "personal", _("The personal data was changed after it was sealed.")
    END = "end", _("Rows are missing at the end of the chain.")


@dataclass(frozen=True, slots=True)
class Broken:
    """The first damage of a chain; what follows it proves nothing."""

    chain_id: int
    seq: int
    damage: Damage


def verify(chain_ids: Sequence[int] | None = None) -> list[Broken]:
    """The damaged chains, of these or of all. Memory stays flat; erased rows verify by their digest."""
    chains = Chain.objects.all() if chain_ids is None else Chain.objects.filter(pk__in=chain_ids)
    rows = Consent.objects.filter(chain__in=chains).select_related("chain").order_by("chain_id", "seq")
    walked = groupby(rows.iterator(chunk_size=CHUNK), key=attrgetter("chain_id"))
    broken = [found for _chain, links in walked if (found := _first_damage(links))]
    empty = chains.exclude(Exists(Consent.objects.filter(chain=OuterRef("pk")))).exclude(length=0)
    return broken + [Broken(chain, 1, Damage.END) for chain in empty.values_list("pk", flat=True)]


@dataclass(frozen=True, slots=True)
class Check:
    """What a look at the newest chains found; there may be more than were looked at."""

    looked_at: int
    chains: int
    broken: list[Broken]


def verify_newest(most: int) -> Check:
    """The damage of the newest chains, at most so many: an examination has to end."""
    newest = list(Chain.objects.order_by("-pk").values_list("pk", flat=True)[:most])
    return Check(looked_at=len(newest), chains=Chain.objects.count(), broken=verify(newest))


def _first_damage(rows: Iterable[Consent]) -> Broken | None:
    previous, seq = NOTHING, 0
    for row in rows:
        seq += 1
        damage = next((damage for damage, is_damaged in _CHECKS.items() if is_damaged(row, seq, previous)), None)
        if damage:
            return Broken(row.chain_id, row.seq, damage)
        previous = bytes(row.hash)
    if (bytes(row.chain.head), row.chain.length) != (previous, seq):
        return Broken(row.chain_id, seq + 1, Damage.END)
    return None


def _is_personal_changed(row: Consent) -> bool:
    personal = Personal(row.address, row.snapshot, row.ip, row.user_agent, row.confirmation_mail)
    if row.salt is None:
        return any(value is not None for value in personal)
    return personal.digest(bytes(row.salt)) != bytes(row.personal_digest)


def _link(row: Consent) -> Link:
    return Link(
        chain_id=row.chain_id,
        seq=row.seq,
        prev_hash=bytes(row.prev_hash),
        touchpoint_id=row.touchpoint_id,
        channel=row.channel,
        purpose=row.purpose_id,
        state=row.state,
        legal_basis=row.legal_basis,
        wording_id=row.wording_id,
        at=row.at,
        recorded_at=row.recorded_at,
        personal_digest=bytes(row.personal_digest),
    )


_CHECKS: dict[Damage, Callable[[Consent, int, bytes], bool]] = {
    Damage.GAP: lambda row, seq, _previous: row.seq != seq,
    Damage.UNLINKED: lambda row, _seq, previous: bytes(row.prev_hash) != previous,
    Damage.SEAL: lambda row, _seq, _previous: _link(row).seal() != bytes(row.hash),
    Damage.PERSONAL: lambda row, _seq, _previous: _is_personal_changed(row),
}

"""What may be done with whom: one statement answers for one person, a batch and a page, so they can never disagree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from trichter.facts.consent.addresses import digest, normalised
from trichter.facts.consent.customers import CONDITIONS
from trichter.facts.consent.models import NOT_ME, Channel, Consent, LegalBasis, State, Suppression, SuppressionReason
from trichter.kernel import clock
from trichter.kernel.keys import key
from trichter.kernel.persons import rows_of
from trichter.kernel.words import Words

WARN_AFTER_MONTHS = 24
BLOCK_AFTER_MONTHS = 48
"""A consent nobody has used for so long is stale (LAW 1.9); to give it is its first use."""
PROOF_OF_CALLS = "5 years"
"""So long, from the consent and from each use of it, has a consent to calls to be provable (§ 7a (2) UWG, LAW 1.5)."""

PERMITS: dict[str, frozenset[str]] = {
    Channel.EMAIL: frozenset({LegalBasis.CONSENT, LegalBasis.CUSTOMER}),
    Channel.PHONE: frozenset({LegalBasis.CONSENT, LegalBasis.PRESUMED}),
    Channel.POST: frozenset({LegalBasis.CONSENT, LegalBasis.CUSTOMER, LegalBasis.LEGITIMATE_INTEREST}),
    Channel.TRACKING: frozenset({LegalBasis.CONSENT}),
    Channel.MAIL_TRACKING: frozenset({LegalBasis.CONSENT}),
}
"""Which basis carries advertising on which channel: § 7 UWG, § 25 TDDDG, for letters Art. 6 (1) (f) GDPR."""


class Obstacle(models.TextChoices):
    """Why somebody may not be written to, in one sentence."""

    SUPPRESSED = "suppressed", _("The address is on the suppression list.")
    WITHDRAWN = "withdrawn", _("The consent was withdrawn.")
    REFUSED = "refused", _("Consent was refused.")
    OPPOSED = "opposed", _("The same person has said no at another address or in a merged record.")
    EXPIRED = "expired", _("The consent has expired.")
    REQUESTED = "requested", _("The sign-up has not been confirmed.")
    ASKED = "asked", _("A call was agreed to on a form, but nobody has recorded a proof that it was this person.")
    UNPROVEN = "unproven", _("There is no proof of the consent.")
    UNREASONED = "unreasoned", _("Nobody has said why this business may be presumed to agree.")
    INCOMPLETE = "incomplete", _("Not all conditions for writing to customers are recorded (§ 7 (3) UWG).")
    BASIS = "basis", _("The legal basis does not permit advertising on this channel.")
    STALE = "stale", _("The consent has not been used for 48 months.")
    NONE = "none", _("There is no consent for this channel and purpose.")


AGING = _("The consent has not been used for 24 months; at 48 it can no longer be used.")
PERMITTED = _("Permitted.")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands now to one purpose at one address. `obstacle` is empty where they may be reached.

    `last_used_at` counts what we sent or said on the strength of it; `proof_until` is set for consent to calls.
    """

    contact_id: int
    consent_id: int
    chain_id: int
    channel: Channel
    purpose: str
    address: str | None
    state: State
    since: datetime
    legal_basis: LegalBasis
    wording_id: int | None
    wording_version: int | None
    wording_text: str | None
    last_used_at: datetime
    proof_until: datetime | None
    is_aging: bool
    obstacle: Obstacle | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may be written to, and why or why not; `consent_id` is the row it rests on."""

    allowed: bool
    reason: str
    consent_id: int | None = None
    obstacle: Obstacle | None = None
    warning: str | None = None


# The plan: the population picks its rows by the index on `contact_id`, and windows over these few do the rest: joins of
# the parts with each other became nested loops over tens of thousands.
#
# An answer counts from when it was given, not from when it came to us, so an imported old grant does not undo a newer
# opt-out; a date in the future counts as now. A request is no answer, and an expiry ends a grant only if the grant, not
# a later unconfirmed request, was what expired: else anybody could end a stranger's subscription with the sign-up form.
# "It was not me" is no answer either, nor a no: it closes the request that somebody else made (`NOT_ME`).
#
# The strictest answer wins. A no is stronger than a yes if it came later, wherever it was said; or if it was another
# record's, and the two were merged after both: a mark of the merge, not a row, so that an unmerge restores both.
# A later no from the same mailbox holds for every record of that address, for nobody tells who of them reads it; a
# family's phone is another matter.
#
# A suppression yields to nothing but a double opt-in after it: a yes with its confirmation mail. A list imported in
# another spelling brings none (LAW 1.12).
_STANDINGS = """
WITH told AS (
    SELECT consent.*, LEAST(at, recorded_at) AS since,
           state = 'refused' AND COALESCE(snapshot->>'said', '') = %(not_me)s AS is_denial,
           lag(state) OVER (PARTITION BY contact_id, chain_id, purpose ORDER BY id) AS before
    FROM consent_consent consent
    WHERE contact_id = ANY(%(contacts)s)
      AND (%(channel)s::text IS NULL OR channel = %(channel)s)
      AND (%(purpose)s::text IS NULL OR purpose = %(purpose)s)
), weighed AS (
    SELECT *, state IN ('refused', 'withdrawn') AND NOT is_denial AS is_no,
           state <> 'requested' AND NOT is_denial AND (state <> 'expired' OR before IS NOT DISTINCT FROM 'granted')
               AS is_answer,
           (SELECT max(consent_mark) FROM contacts_merge WHERE winner_id = contact_id AND undone_at IS NULL) AS mark
    FROM told
), latest AS (
    SELECT DISTINCT ON (contact_id, origin_id, chain_id, purpose) * FROM weighed
    ORDER BY contact_id, origin_id, chain_id, purpose, is_answer DESC, since DESC, id DESC
), compared AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY contact_id, chain_id, purpose ORDER BY is_answer DESC, since DESC, id DESC
        ) AS place,
        bool_or(is_no) OVER (
            PARTITION BY contact_id, channel, purpose ORDER BY since, id
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS is_followed_by_no,
        array_agg(origin_id) FILTER (WHERE is_no) OVER (PARTITION BY contact_id, channel, purpose) AS who_said_no
    FROM latest
)
SELECT said.contact_id, said.id AS consent_id, said.chain_id, said.channel, said.purpose, said.address, said.state,
       said.since, said.legal_basis, said.wording_id, wording.version AS wording_version, wording.text AS wording_text,
       GREATEST(said.since, used.last_at) AS last_used_at,
       CASE WHEN said.channel = 'phone' AND said.legal_basis = 'consent'
            THEN GREATEST(said.since, used.last_at) + %(proof_of_calls)s::interval END AS proof_until,
       said.legal_basis = 'consent' AND GREATEST(said.since, used.last_at) + %(warn_after)s::interval <= %(at)s
           AS is_aging,
       CASE
           WHEN said.salt IS NULL OR EXISTS (
               SELECT FROM consent_chain chain JOIN consent_suppression no ON no.digest = chain.address_digest
               WHERE chain.id = said.chain_id AND no.channel IN ('', chain.channel)
                 AND NOT (said.state = 'granted' AND said.since > no.at AND COALESCE(said.confirmation_mail, '') <> '')
           ) THEN 'suppressed'
           WHEN said.channel = 'phone' AND said.state = 'requested' THEN 'asked'
           WHEN said.state <> 'granted' THEN said.state
           WHEN is_followed_by_no OR (said.id <= mark AND said.origin_id <> ANY(who_said_no)) THEN 'opposed'
           WHEN said.channel = 'email' AND EXISTS (
               SELECT FROM consent_consent other WHERE other.chain_id = said.chain_id AND other.purpose = said.purpose
                 AND other.contact_id <> said.contact_id AND other.state IN ('refused', 'withdrawn')
                 AND NOT (other.state = 'refused' AND COALESCE(other.snapshot->>'said', '') = %(not_me)s)
                 AND (LEAST(other.at, other.recorded_at), other.id) > (said.since, said.id)
           ) THEN 'opposed'
           WHEN said.channel || ' ' || said.legal_basis <> ALL(%(permits)s) THEN 'basis'
           WHEN said.legal_basis = 'presumed' AND COALESCE(said.snapshot->>'reason', '') = '' THEN 'unreasoned'
           WHEN said.legal_basis = 'customer' AND said.channel = 'email' AND EXISTS (
               SELECT FROM unnest(%(conditions)s::text[]) AS condition
               WHERE COALESCE(said.snapshot->>condition, '') IN ('', 'false')
           ) THEN 'incomplete'
           WHEN said.legal_basis <> 'consent' THEN NULL
           WHEN (said.wording_id IS NULL OR said.channel = 'phone') AND COALESCE(said.snapshot, '{}') = '{}'
                AND COALESCE(said.confirmation_mail, '') = '' THEN 'unproven'
           WHEN GREATEST(said.since, used.last_at) + %(block_after)s::interval <= %(at)s THEN 'stale'
       END AS obstacle
FROM compared said
LEFT JOIN consent_wording wording ON wording.id = said.wording_id
LEFT JOIN consent_use used ON used.consent_id = said.id
WHERE place = 1
"""

_MAILABLE = f"SELECT DISTINCT contact_id FROM ({_STANDINGS}) AS answers WHERE obstacle IS NULL"  # noqa: S608 - ours
_BY_PLACE = f"{_STANDINGS} ORDER BY channel, purpose, since DESC, consent_id DESC"


STANDINGS = _STANDINGS.replace("contact_id = ANY(%(contacts)s)", "{among}").replace("%(at)s", "{now}")
"""How the people that `{among}` picks by `contact_id` stand at `{now}`; its values: those of `given_for_standings`."""


def state_of(contact_id: int, *, at: datetime | None = None) -> tuple[Standing, ...]:
    """How a person stands to each channel, purpose and address."""
    return _standings([contact_id], channel=None, purpose=None, at=at)


def may_write(
    contact_id: int, *, channel: str, purpose: str, address: str | None = None, at: datetime | None = None
) -> Verdict:
    """Whether advertising for this purpose may reach a person on this channel, at this address or at any of theirs.

    What is no advertising (a confirmation mail, a requested download) does not ask here; see `spine.outreach`.
    """
    return _verdict(contact_id, channel=channel, purpose=purpose, address=address, at=at)


def may_call(
    contact_id: int, *, purpose: str | None = None, number: str | None = None, at: datetime | None = None
) -> Verdict:
    """Whether a person may be called for advertising, for this purpose or for any (LAW 1.5).

    A consent to mails says nothing of calls. Whoever asked to be called back does not need it.
    """
    return _verdict(contact_id, channel=Channel.PHONE, purpose=purpose, address=number, at=at)


def mailable(contact_ids: Iterable[int], *, channel: str, purpose: str, at: datetime | None = None) -> set[int]:
    """Those who may be reached at one address at least, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_MAILABLE, _given(list(contact_ids), channel=channel, purpose=purpose, at=at))
        return {contact for (contact,) in cursor.fetchall()}


def reachable(contact_ids: Iterable[int], *, channel: str, purpose: str) -> dict[int, frozenset[str]]:
    """At which addresses each of those may be reached who may be at one at least; in their `normalised` spelling."""
    found: dict[int, set[str]] = {}
    for one in _standings(list(contact_ids), channel=channel, purpose=purpose, at=None):
        if one.obstacle is None:
            at = {normalised(one.address, channel=channel)} if one.address else set()
            found.setdefault(one.contact_id, set()).update(at)
    return {contact: frozenset(places) for contact, places in found.items()}


def given_for_standings() -> dict[str, Any]:
    """What `STANDINGS` names, for all channels and purposes."""
    given = _given([], channel=None, purpose=None, at=None)
    return {name: value for name, value in given.items() if name not in ("contacts", "at")}


def newest() -> int:
    """The last entry of the ledger: a merge notes it, and of what was said before it the strictest answer holds."""
    return Consent.objects.aggregate(last=Max("pk"))["last"] or 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One ledger row as a court would want to read it (LAW 1.1)."""

    consent_id: int
    chain_id: int
    seq: int
    channel: Channel
    purpose: Words
    state: State
    legal_basis: LegalBasis
    at: datetime
    recorded_at: datetime
    address: str | None
    wording: str | None
    wording_version: int | None
    wording_language: str | None
    snapshot: Any
    ip: str | None
    user_agent: str | None
    confirmation_mail: str | None
    touchpoint_id: int
    hash: str


def evidence(contact_id: int) -> tuple[Evidence, ...]:
    """Everything that proves what a person agreed to, in the order in which it was recorded."""
    rows = Consent.objects.filter(contact=contact_id).select_related("purpose", "wording").order_by("id")
    return tuple(_evidence(row) for row in rows)


def _verdict(
    contact_id: int, *, channel: str, purpose: str | None, address: str | None, at: datetime | None
) -> Verdict:
    standings = _standings([contact_id], channel=channel, purpose=purpose, at=at)
    if address is not None:
        standings = tuple(standing for standing in standings if is_at(standing, address))
    for standing in standings:
        if standing.obstacle is None:
            warning = str(AGING) if standing.is_aging else None
            return Verdict(allowed=True, reason=str(PERMITTED), consent_id=standing.consent_id, warning=warning)
    if address is not None and is_suppressed(address, channel=channel):
        return _no(Obstacle.SUPPRESSED)
    return _no(standings[0].obstacle, standings[0].consent_id) if standings else _no(Obstacle.NONE)


def is_suppressed(address: str, *, channel: str, reasons: Iterable[str] = SuppressionReason.values) -> bool:
    """Whether the address is on the suppression list of the channel, for one of the reasons. Whether a later double
    opt-in has lifted that for some purpose is for `may_write` to say."""
    own = digest(address, channel=channel, secret=key("suppression"))
    return Suppression.objects.filter(digest=own, channel__in=("", channel), reason__in=list(reasons)).exists()


def _standings(
    contacts: list[int], *, channel: str | None, purpose: str | None, at: datetime | None
) -> tuple[Standing, ...]:
    given = _given(contacts, channel=channel, purpose=purpose, at=at)
    return tuple(_standing(row) for row in rows_of(sql.SQL(_BY_PLACE), given))


def _given(contacts: list[int], *, channel: str | None, purpose: str | None, at: datetime | None) -> dict[str, Any]:
    return {
        "contacts": contacts,
        "channel": channel,
        "purpose": purpose,
        "at": at or clock.now(),
        "permits": [f"{channel} {basis}" for channel, bases in PERMITS.items() for basis in bases],
        "warn_after": f"{WARN_AFTER_MONTHS} months",
        "block_after": f"{BLOCK_AFTER_MONTHS} months",
        "proof_of_calls": PROOF_OF_CALLS,
        "not_me": NOT_ME,
        "conditions": list(CONDITIONS),
    }


def _standing(row: dict[str, Any]) -> Standing:
    return Standing(
        **{
            **row,
            "channel": Channel(row["channel"]),
            "state": State(row["state"]),
            "legal_basis": LegalBasis(row["legal_basis"]),
            "obstacle": row["obstacle"] and Obstacle(row["obstacle"]),
        }
    )


def is_at(standing: Standing, address: str) -> bool:
    """Whether it was said for this address, however that is spelt. Raises `NoAddress`."""
    given = standing.address
    return given is not None and normalised(given, channel=standing.channel) == normalised(
        address, channel=standing.channel
    )


def at_one_of(standings: Iterable[Standing], channel: str, addresses: Iterable[str]) -> list[Standing]:
    """Those on the channel that were said for one of these addresses: a consent holds for the one that gave it, not for
    another that somebody has written down since."""
    here = [address for address in addresses if address]
    return [one for one in standings if one.channel == channel and any(is_at(one, address) for address in here)]


def _no(obstacle: Obstacle | None, consent_id: int | None = None) -> Verdict:
    obstacle = obstacle or Obstacle.NONE
    return Verdict(allowed=False, reason=str(obstacle.label), consent_id=consent_id, obstacle=obstacle)


def _evidence(row: Consent) -> Evidence:
    return Evidence(
        consent_id=row.pk,
        chain_id=row.chain_id,
        seq=row.seq,
        channel=Channel(row.channel),
        purpose=Words.of(row.purpose.label),
        state=State(row.state),
        legal_basis=LegalBasis(row.legal_basis),
        at=row.at,
        recorded_at=row.recorded_at,
        address=row.address,
        wording=row.wording.text if row.wording else None,
        wording_version=row.wording.version if row.wording else None,
        wording_language=row.wording.language if row.wording else None,
        snapshot=row.snapshot,
        ip=row.ip,
        user_agent=row.user_agent,
        confirmation_mail=row.confirmation_mail,
        touchpoint_id=row.touchpoint_id,
        hash=bytes(row.hash).hex(),
    )

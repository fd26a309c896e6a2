"""On which way, and for what, somebody may be reached: by the one statement that decides when we send."""

from collections.abc import Iterator

from trichter.facts.consent.models import Channel, Purpose
from trichter.facts.consent.queries import BLOCK_AFTER_MONTHS, STANDINGS, given_for_standings
from trichter.kernel.words import Words
from trichter.qualification.rules.comparing import literal
from trichter.qualification.rules.operands import Operand, Option, Relation, register_family
from trichter.qualification.rules.types import Type

CONSENT = Words("Consent", "Einwilligung")
_STANDINGS = Relation("k", rows=STANDINGS)
_SIGNS = (
    Option("confirmed", Words("allowed", "erlaubt")),
    Option("pending", Words("confirmation pending", "Bestätigung ausstehend")),
    Option("revoked", Words("withdrawn or blocked", "widerrufen oder gesperrt")),
    Option("none", Words("none", "keine")),
)
# Nothing but the years ends a consent by itself; a day more on either side spares the calendar's arithmetic.
_AGING = f"""
    SELECT contact_id FROM consent_consent said LEFT JOIN consent_use used ON used.consent_id = said.id
    WHERE said.state = 'granted' AND GREATEST(LEAST(said.at, said.recorded_at), used.last_at)
        + interval '{BLOCK_AFTER_MONTHS} months' BETWEEN {{since}} - interval '1 day' AND {{until}} + interval '1 day'
"""


def _consents() -> Iterator[Operand]:
    given = given_for_standings()
    purposes = list(Purpose.objects.all())
    for channel in Channel:
        yield _operand(f"consent.{channel.value}", str(channel.label), f"r.channel = {literal(channel.value)}", given)
        for purpose in purposes:
            label = f"{channel.label}, {Words.of(purpose.label)}"
            which = f"r.channel = {literal(channel.value)} AND r.purpose = {literal(purpose.key)}"
            yield _operand(f"consent.{channel.value}.{purpose.key}", label, which, given)


def _operand(name: str, label: str, which: str, given: dict[str, object]) -> Operand:
    here = f"FILTER (WHERE {which})"
    return Operand(
        name,
        Words(f"Consent: {label}", f"Einwilligung: {label}"),
        Type.CHOICE,
        f"CASE WHEN bool_or(r.obstacle IS NULL) {here} THEN 'confirmed' WHEN count(*) {here} = 0 THEN 'none'"
        f" WHEN bool_and(r.obstacle = 'requested') {here} THEN 'pending' ELSE 'revoked' END",
        frozenset({"consent"}),
        relation=_STANDINGS,
        given=given,
        options=lambda: _SIGNS,
        otherwise="'none'",
        group=CONSENT,
        changing=_AGING,
    )


register_family("consent", _consents)

"""Whether the world believes our senders, asked of a name server (LAW 2.2)."""

from collections.abc import Mapping, Sequence

import pytest

from tests.spine.outreach.zone import Zone
from trichter.kernel.environment import environment
from trichter.spine.outreach import dkim, dns, senders
from trichter.spine.outreach.dns import Check
from trichter.spine.outreach.identities import Algorithm

pytestmark = pytest.mark.django_db
_DOMAIN = "ahornwerk.example"
_SPF = "v=spf1 ip4:192.0.2.3 include:_spf.provider.example -all"
_DMARC = "v=DMARC1; p=reject; rua=mailto:postmaster@ahornwerk.example"


def zone(**changed: Sequence[str]) -> dict[str, Sequence[str]]:
    """Everything as it should be, but for what a test changes."""
    right = {dkim.record(key)[0]: [dkim.record(key)[1]] for key in dkim.keys_of(_DOMAIN)}
    names = {"spf": _DOMAIN, "dmarc": f"_dmarc.{_DOMAIN}"}
    return {**right, _DOMAIN: ["other=1", _SPF], f"_dmarc.{_DOMAIN}": [_DMARC]} | {
        names[what]: texts for what, texts in changed.items()
    }


def examined(texts: Mapping[str, Sequence[str]], *, silent: Sequence[str] = (), domain: str = _DOMAIN) -> list[Check]:
    with Zone(texts, silent=silent) as resolver:
        return list(dns.examine(domain, resolver))


def status(checks: Sequence[Check], what: str) -> str:
    return dns.worst([check for check in checks if check.what == what])


@pytest.fixture(autouse=True)
def _keys(db: None) -> None:
    for algorithm in Algorithm:
        dkim.make(_DOMAIN, algorithm)


def test_what_is_right_is_said_to_be_right() -> None:
    checks = examined(zone())
    assert dns.worst(checks) == "ok"
    assert [check.what for check in checks] == ["SPF", "DKIM", "DKIM", "DMARC"]
    assert all(check.sentence.endswith((".", ")", ").")) for check in checks)


@pytest.mark.parametrize(
    ("texts", "expected", "says"),
    [
        ([], "fail", "no SPF record"),
        ([_SPF, "v=spf1 -all"], "fail", "several"),
        (["v=spf1 +all"], "fail", "anybody"),
        (["v=spf1 mx all"], "fail", "anybody"),
        (["v=spf1 mx ?all"], "warn", "forbids nobody"),
        (["v=spf1"], "warn", "forbids nobody"),
        (["v=spf1 mx ~all"], "ok", "right"),
        (["v=spf1 redirect=_spf.provider.example"], "ok", "right"),
        (["v=spf1 " + "include:a.example " * 11 + "-all"], "fail", "more than ten"),
        (["v=spf10 -all"], "fail", "no SPF record"),
    ],
)
def test_spf(texts: list[str], expected: str, says: str) -> None:
    checks = examined(zone(spf=texts))
    assert status(checks, "SPF") == expected
    assert says in checks[0].sentence


@pytest.mark.parametrize(
    ("texts", "expected", "says"),
    [
        ([], "fail", "no DMARC record"),
        (["v=DMARC1; p=none"], "warn", "only watches"),
        (["v=DMARC1;p=quarantine"], "ok", "quarantine"),
        (["v=DMARC1"], "fail", "no policy"),
        (["v=DMARC1; p=nonsense"], "fail", "no policy"),
        ([_DMARC, _DMARC.replace("reject", "none")], "fail", "several"),
    ],
)
def test_dmarc(texts: list[str], expected: str, says: str) -> None:
    checks = examined(zone(dmarc=texts))
    assert status(checks, "DMARC") == expected
    assert says in checks[-1].sentence


def test_dmarc_of_a_domain_below_follows_the_one_above() -> None:
    below = f"post.{_DOMAIN}"
    assert status(examined(zone(dmarc=["v=DMARC1; p=reject; sp=none"]), domain=below), "DMARC") == "warn"
    assert status(examined(zone(dmarc=["v=DMARC1; p=reject"]), domain=below), "DMARC") == "ok"


def test_dkim_has_to_hold_our_key() -> None:
    assert status(examined({_DOMAIN: [_SPF]}), "DKIM") == "fail"
    other = {name: [texts[0][:-8] + "AAAAAAA="] if "_domainkey" in name else texts for name, texts in zone().items()}
    checks = [check for check in examined(other) if check.what == "DKIM"]
    assert {check.status for check in checks} == {"fail"}
    assert "another key" in checks[0].sentence
    tested = {name: [f"{texts[0]}; t=y"] if "_domainkey" in name else texts for name, texts in zone().items()}
    assert status(examined(tested), "DKIM") == "warn"


def test_a_domain_without_a_key_is_told_to_make_one() -> None:
    checks = [check for check in examined(zone(), domain="other.example") if check.what == "DKIM"]
    assert "make one" in checks[0].sentence


def test_a_dns_that_does_not_answer_is_no_missing_record() -> None:
    checks = examined(zone(), silent=[_DOMAIN])
    assert status(checks, "SPF") == "warn"
    assert "try again" in checks[0].sentence
    assert status(checks, "DKIM") == "ok"


def test_mail_that_returns_elsewhere_cannot_be_proven_by_spf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment(), "return_address", "bounces@elsewhere.example")
    checks = examined({**zone(), "elsewhere.example": [_SPF]})
    assert status(checks, "SPF") == "warn"
    assert "only DKIM can" in checks[1].sentence


def test_every_domain_of_a_sender_is_looked_at() -> None:
    senders.add("Ahornwerk", address=f"info@{_DOMAIN}")
    senders.add("Lea", address=f"lea@{_DOMAIN}")
    senders.add("Laden", address="laden@laden.example")
    with Zone(zone()) as resolver:
        assert {check.domain for check in dns.of_all_senders(resolver)} == {_DOMAIN, "laden.example"}


def test_the_records_to_copy_are_those_that_are_looked_for() -> None:
    texts = {record.name: [record.text] for record in dns.wanted(_DOMAIN)} | {_DOMAIN: [_SPF]}
    assert dns.worst(examined(texts)) == "ok"

"""Whether the world believes our senders: SPF, DKIM and DMARC in the DNS (LAW 2.2; RFC 7208, 6376, 9989)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from trichter.kernel.environment import environment
from trichter.spine.outreach import dkim, senders

if TYPE_CHECKING:
    from dns.resolver import Resolver

    from trichter.spine.outreach.identities import DkimKey

Status = Literal["ok", "warn", "fail"]
_PATIENCE = 5.0
_MOST_LOOKUPS = 10
"""RFC 7208, 4.6.4."""
_LOOKING_UP = ("include:", "exists:", "redirect=", "a:", "mx:", "ptr:")
_POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True, slots=True)
class Check:
    """One of them for one domain: what stands there, in a sentence, and the record to put there if it is wrong."""

    what: Literal["SPF", "DKIM", "DMARC"]
    domain: str
    status: Status
    sentence: str


@dataclass(frozen=True, slots=True)
class Record:
    """A TXT record to be copied into the DNS."""

    name: str
    text: str


class _Unanswered(Exception):
    """The DNS did not answer: that is no “there is none”."""


def wanted(domain: str) -> tuple[Record, ...]:
    """What has to stand in the DNS; of SPF only the house knows through which servers it sends."""
    keys = (Record(*dkim.record(key)) for key in dkim.keys_of(domain))
    return (*keys, Record(f"_dmarc.{domain}", f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}"))


def examine(domain: str, resolver: "Resolver | None" = None) -> tuple[Check, ...]:
    """Ask the DNS now: that takes seconds where it does not answer."""
    asked = _Dns(resolver or _system())
    checks: list[Check] = []
    for what, check in (("SPF", _spf), ("DKIM", _dkim), ("DMARC", _dmarc)):
        try:
            found = list(check(domain, asked))
        except _Unanswered:
            found = [("warn", _("The DNS of %(domain)s does not answer; try again later.") % {"domain": domain})]
        checks += [Check(what, domain, status, sentence) for status, sentence in found]  # type: ignore[arg-type]
    return tuple(checks)


def worst(checks: Sequence[Check]) -> Status:
    """Of all of them."""
    order: tuple[Status, ...] = ("ok", "warn", "fail")
    return max((check.status for check in checks), key=order.index, default="ok")


def of_all_senders(resolver: "Resolver | None" = None) -> tuple[Check, ...]:
    """Of every domain under which we write."""
    return tuple(check for domain in senders.domains() for check in examine(domain, resolver))


class _Dns:
    """TXT records by name."""

    def __init__(self, resolver: "Resolver") -> None:
        self._resolver = resolver

    def texts(self, name: str) -> list[str]:
        import dns.exception
        import dns.resolver

        try:
            answer = self._resolver.resolve(name, "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise _Unanswered from error
        return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]


def _system() -> "Resolver":
    import dns.exception
    import dns.resolver

    try:
        resolver = dns.resolver.Resolver()
    except dns.exception.DNSException:
        resolver = dns.resolver.Resolver(configure=False)
    resolver.lifetime = _PATIENCE
    return resolver


Found = tuple[Status, str]


def _spf(domain: str, asked: _Dns) -> Iterator[Found]:
    """Of the domain to which mail returns: that is what receivers ask, and for DMARC it has to be one of ours."""
    returning = _returning(domain)
    said = {"domain": returning}
    records = [text for text in asked.texts(returning) if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        yield "fail", _("There is no SPF record at %(domain)s: say there through which servers you send.") % said
    elif len(records) > 1:
        yield "fail", _("There are several SPF records at %(domain)s: only one is allowed, so none counts.") % said
    else:
        yield _spf_terms(records[0].lower().split()[1:], said)
    if not _is_aligned(returning, domain):
        yield (
            "warn",
            _("Mail of %(sender)s returns to %(domain)s: SPF cannot prove it for DMARC, only DKIM can.")
            % {"sender": domain, "domain": returning},
        )


def _spf_terms(terms: list[str], said: dict[str, str]) -> Found:
    if any(term in ("+all", "all") for term in terms):
        return "fail", _("The SPF record at %(domain)s ends with +all: so anybody may write in your name.") % said
    lookups = sum(1 for term in terms if _asks(term.lstrip("+-~?")))
    if lookups > _MOST_LOOKUPS:
        return "fail", _("The SPF record at %(domain)s asks for more than ten others: so it does not count.") % said
    if terms and (terms[-1] in ("-all", "~all") or terms[-1].startswith("redirect=")):
        return "ok", _("SPF at %(domain)s is right.") % said
    return "warn", _("The SPF record at %(domain)s does not end with -all or ~all: so it forbids nobody.") % said


def _asks(term: str) -> bool:
    return term in ("a", "mx", "ptr") or term.startswith(_LOOKING_UP)


def _dkim(domain: str, asked: _Dns) -> Iterator[Found]:
    keys = dkim.keys_of(domain)
    if not keys:
        yield "fail", _("%(domain)s has no DKIM key yet: make one under Settings, Senders.") % {"domain": domain}
    for key in keys:
        yield _dkim_of(key, asked)


def _dkim_of(key: "DkimKey", asked: _Dns) -> Found:
    name, _text = dkim.record(key)
    said = {"name": name}
    records = [tags for text in asked.texts(name) if "p" in (tags := _tags(text))]
    if not records:
        return "fail", _("The DKIM record is missing at %(name)s.") % said
    if len(records) > 1:
        return "fail", _("There are several DKIM records at %(name)s: leave ours only.") % said
    if "".join(records[0]["p"].split()) != key.public:
        return "fail", _("At %(name)s stands another key than the one with which Trichter signs.") % said
    if "y" in records[0].get("t", "").split(":"):
        return "warn", _("The DKIM record at %(name)s says that it is a test (t=y): take that away.") % said
    return "ok", _("DKIM at %(name)s is right.") % said


def _dmarc(domain: str, asked: _Dns) -> Iterator[Found]:
    """At the domain, else above it as far as its organisation (RFC 9989: a walk up the tree)."""
    for place in _above(domain):
        records = [text for text in asked.texts(f"_dmarc.{place}") if _tags(text).get("v") == "DMARC1"]
        said = {"name": f"_dmarc.{place}"}
        if len(records) > 1:
            yield "fail", _("There are several DMARC records at %(name)s: only one is allowed, so none counts.") % said
        elif records:
            yield _dmarc_policy(_tags(records[0]), is_above=place != domain, said=said)
        if records:
            return
    yield "fail", _("There is no DMARC record for %(domain)s: big providers refuse its mail.") % {"domain": domain}


def _dmarc_policy(tags: dict[str, str], *, is_above: bool, said: dict[str, str]) -> Found:
    policy = (tags.get("sp") if is_above else None) or tags.get("p", "")
    if policy not in _POLICIES:
        return "fail", _("The DMARC record at %(name)s says no policy (p=).") % said
    if policy == "none":
        return "warn", _("DMARC at %(name)s only watches (p=none): after a while, take quarantine or reject.") % said
    return "ok", _("DMARC at %(name)s is right (%(policy)s).") % (said | {"policy": policy})


def _returning(domain: str) -> str:
    known = environment().return_address
    return known.rpartition("@")[2] if known else domain


def _is_aligned(one: str, other: str) -> bool:
    """Relaxed: the one is the other, or below it."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _above(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    for start in range(max(len(labels) - 1, 1)):
        yield ".".join(labels[start:])


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _is, value in pairs if name.strip()}

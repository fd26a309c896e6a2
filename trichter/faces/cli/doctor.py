"""Examines an installation, and says in a sentence what to do about each thing that is not as it should be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Literal

from babel.dates import format_timedelta
from django.db import Error, connection
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trichter.faces.cli.progress import grouped
from trichter.faces.cli.serve.worker import PART
from trichter.facts.consent import verification
from trichter.generation.tracking import retention
from trichter.generation.tracking.aside import aside
from trichter.kernel import clock, heartbeats, keymarks, schema
from trichter.kernel.environment import Environment
from trichter.kernel.errors import DomainError
from trichter.kernel.home import free_megabytes, make_home
from trichter.kernel.postgres.ensure import ensure
from trichter.spine import reactions
from trichter.spine.outreach import dns, senders
from trichter.spine.outreach import queue as outreach

Status = Literal["ok", "warn", "fail"]

_SILENT = timedelta(minutes=1)
_LATE = timedelta(minutes=5)
_CHAINS = 10_000
"""Consent chains looked at: the newest, so that the doctor stays quick."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `advice` is empty if all is well."""

    check: str
    status: Status
    detail: str
    advice: str = ""


def examine(environment: Environment) -> Iterator[Finding]:
    """All checks in order; what needs the database is left out if there is none."""
    yield Finding("version", "ok", version("trichter"))
    yield _disk(environment)
    database = _database(environment)
    yield database
    if database.status == "fail":
        return
    migrations = _migrations()
    yield migrations
    if migrations.status == "ok":
        yield _keys()
        yield _worker()
        yield _outbox()
        yield _mail(environment)
        yield from _senders(environment)
        yield _consent()
        yield _visits()
    yield _clock()


def _disk(environment: Environment) -> Finding:
    home = environment.home_path
    try:
        make_home(home)
    except DomainError as error:
        return Finding("disk", "fail", str(home), str(error))
    free = free_megabytes(home)
    detail = _("%(free)s MB free at %(home)s") % {"free": free, "home": home}
    status: Status = "ok" if free >= 1024 else "warn" if free >= 200 else "fail"
    return Finding("disk", status, detail, "" if status == "ok" else _("Make room on this disk."))


def _database(environment: Environment) -> Finding:
    try:
        ensure(environment)
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            found = cursor.fetchone()[0]
    except DomainError as error:
        return Finding("database", "fail", _("not reachable"), str(error))
    except Error as error:
        advice = _("Correct DATABASE_URL, or look into the log of the database server.")
        return Finding("database", "fail", str(error).strip(), advice)
    where = _("embedded") if environment.database_url is None else "DATABASE_URL"
    return Finding("database", "ok", f"PostgreSQL {found}, {where}")


def _migrations() -> Finding:
    if missing := schema.pending():
        advice = _("Start `trichter serve`, or run `trichter migrate`.")
        return Finding("migrations", "fail", _("missing: %(names)s") % {"names": ", ".join(missing)}, advice)
    return Finding("migrations", "ok", _("up to date"))


def _keys() -> Finding:
    try:
        keymarks.check()
    except DomainError as error:
        return Finding("keys", "fail", _("not those of the database"), str(error))
    return Finding("keys", "ok", _("those of the database"))


def _worker() -> Finding:
    seen = heartbeats.last(PART)
    if seen is None:
        return Finding("worker", "warn", _("has never run"), _("Start `trichter serve` or `trichter worker`."))
    detail = _("last sign of life %(time)s ago") % {"time": _ago(seen)}
    if clock.now() - seen > _SILENT:
        return Finding("worker", "fail", detail, _("Start `trichter serve` or `trichter worker`, or read its log."))
    return Finding("worker", "ok", detail)


def _outbox() -> Finding:
    backlog = reactions.backlog()
    detail = _("%(due)s due, %(dead)s given up") % {"due": backlog.due, "dead": backlog.dead}
    if backlog.oldest_due_at and clock.now() - backlog.oldest_due_at > _LATE:
        detail += ", " + _("oldest due %(time)s ago") % {"time": _ago(backlog.oldest_due_at)}
        return Finding("outbox", "fail", detail, _("Start another `trichter worker`, or read its log."))
    if backlog.dead:
        return Finding("outbox", "warn", detail, _("See why with `trichter reactions`, and try them again."))
    return Finding("outbox", "ok", detail)


def _mail(environment: Environment) -> Finding:
    backlog = outreach.backlog()
    waiting = ngettext("%(due)s mail waits", "%(due)s mails wait", backlog.due) % {"due": grouped(backlog.due)}
    if environment.mail_url is None:
        return Finding("mail", "warn", _("no mail server is set") + f", {waiting}", _("Set TRICHTER_MAIL_URL."))
    if backlog.oldest_due_at and clock.now() - backlog.oldest_due_at > _LATE:
        detail = waiting + ", " + _("oldest due %(time)s ago") % {"time": _ago(backlog.oldest_due_at)}
        return Finding("mail", "fail", detail, _("Look into the outbox why, and whether the mail server answers."))
    if backlog.put_off:
        put_off = ngettext("%(count)s mail was put off", "%(count)s mails were put off", backlog.put_off)
        advice = _("The outbox says what the mail server answered; correct TRICHTER_MAIL_URL if it is at fault.")
        return Finding("mail", "warn", put_off % {"count": grouped(backlog.put_off)}, advice)
    if backlog.in_doubt:
        doubt = ngettext("%(count)s mail is in doubt", "%(count)s mails are in doubt", backlog.in_doubt)
        advice = _("Decide in the outbox whether they were sent.")
        return Finding("mail", "warn", doubt % {"count": grouped(backlog.in_doubt)}, advice)
    return Finding("mail", "ok", waiting)


def _senders(environment: Environment) -> Iterator[Finding]:
    """Only where mail really leaves: SPF, DKIM and DMARC of each domain, and whether others take mail from us."""
    if environment.mail_url is None or environment.mail_url.get_secret_value() == "mailbox:":
        return
    domains = senders.domains()
    if not domains:
        yield Finding("senders", "warn", _("none is set"), _("Add one under Settings, Senders."))
    for domain in domains:
        yield _dns(domain, dns.examine(domain))
    if refused := senders.refused_lately():
        count = ngettext("%(count)s mail was refused", "%(count)s mails were refused", refused) % {"count": refused}
        advice = _("Others do not trust our mail server or its DNS: the outbox says what they answered.")
        yield Finding("senders", "fail", count, advice)


def _dns(domain: str, checks: Sequence[dns.Check]) -> Finding:
    status = dns.worst(checks)
    wrong = [check.sentence for check in checks if check.status != "ok"]
    return Finding("senders", status, domain, " ".join(wrong))


def _consent() -> Finding:
    found = verification.verify_newest(_CHAINS)
    counts = {"looked_at": grouped(found.looked_at), "chains": grouped(found.chains)}
    if found.looked_at < found.chains:
        detail = _("the newest %(looked_at)s of %(chains)s chains hold") % counts
    else:
        detail = ngettext("%(chains)s chain holds", "%(chains)s chains hold", found.chains) % counts
    if not found.broken:
        return Finding("consent", "ok", detail)
    first = found.broken[0]
    broken = ngettext(
        "%(count)s chain is broken: %(chain)s, row %(seq)s. %(damage)s",
        "%(count)s chains are broken, the first is %(chain)s, row %(seq)s. %(damage)s",
        len(found.broken),
    )
    told = {"count": len(found.broken), "chain": first.chain_id, "seq": first.seq, "damage": first.damage.label}
    advice = _("Somebody changed the proof of consent past Trichter: compare with a copy of the database.")
    return Finding("consent", "fail", broken % told, advice)


def _visits() -> Finding:
    """Whether lines of the web log were set aside, or months of it stay for too long."""
    if months := retention.overdue():
        told = _("%(month)s should have been dropped") % {"month": f"{months[0]:%Y-%m}"}
        advice = _("Somebody reads the log of visits for hours: end what does, and it is dropped within six hours.")
        return Finding("visits", "warn", told, advice)
    lines = aside()
    if not lines.number:
        return Finding("visits", "ok", _("all can be worked through"))
    told = ngettext(
        "%(number)s event was set aside: %(reason)s", "%(number)s events were set aside: %(reason)s", lines.number
    )
    advice = _("They are tried again each day. The worker's log says more: send it to us, it is an error of ours.")
    return Finding("visits", "warn", told % {"number": grouped(lines.number), "reason": lines.reason}, advice)


def _clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        drift = abs((cursor.fetchone()[0] - clock.now()).total_seconds())
    detail = _("%(seconds).1f seconds apart from the database") % {"seconds": drift}
    status: Status = "ok" if drift < 2 else "warn" if drift < 30 else "fail"
    return Finding("clock", status, detail, "" if status == "ok" else _("Let both machines set their clocks by NTP."))


def _ago(moment: datetime) -> str:
    seconds = (clock.now() - moment).total_seconds()
    return format_timedelta(timedelta(seconds=seconds), locale=get_language() or "en")

"""Whether a program and no human looked at a page, and by what sign; what is marked stays, and can be judged anew.

Agents are believed when they say that they are robots, and not when they say that they are none: whoever hides is found
by what they do (`spine`), not here.
"""

import re
from functools import lru_cache

from crawlerdetect import CrawlerDetect

PREFETCH, MONITOR, HEADLESS, CRAWLER, NAMELESS = "prefetch", "monitoring", "headless", "crawler", "nameless"
REASONS = (PREFETCH, MONITOR, HEADLESS, CRAWLER, NAMELESS)
"""Why something counts as a robot's."""
_PREFETCH = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
_MONITOR = re.compile(
    r"uptime|pingdom|statuscake|site24x7|datadog|newrelic|new relic|nagios|zabbix|checkly|hetrix|monitis|gtmetrix"
    r"|lighthouse|pagespeed|speedcurve|dareboost|catchpoint|dynatrace|icinga|prtg|kube-probe|elb-healthchecker"
    r"|googlehc|freshping|updown\.io|better ?uptime|betterstack|appsignalbot|sitechecker|ruxitsynthetic|check_http"
    r"|health-?check",
    re.IGNORECASE,
)
_HEADLESS = re.compile(r"headless|phantomjs|puppeteer|playwright|selenium|slimerjs|cypress", re.IGNORECASE)
_ALSO = re.compile(
    r"[a-z]-user/\d|\bcohere-ai\b|powershell|barracudasentinel|bluecoat|^node$",
    re.IGNORECASE,
)
"""Crawlers that the list of known ones lacks: what reads for somebody who asked a machine, scanners, bare runtimes."""
_NOTHING = re.compile(r"[\W_]*|mozilla(/[\d.]*)?\s*", re.IGNORECASE)
_LONGEST = 500
_LONG_WORD = re.compile(r"([\w-]{40})[\w-]+")
"""No agent has longer ones than that; the patterns of known crawlers take time by the square of a word's length."""
_detector = CrawlerDetect()


def reason(agent: str, purpose: str = "") -> str | None:
    """Why this is a robot's, or None. `purpose` is the browser's own word for a request that nobody made."""
    if purpose and _PREFETCH.search(purpose):
        return PREFETCH
    return _by_agent(agent[:_LONGEST])


@lru_cache(maxsize=4096)
def _by_agent(agent: str) -> str | None:
    """Remembered: to look through all known crawlers takes longer than all the rest of an event."""
    if _NOTHING.fullmatch(agent):
        return NAMELESS
    if _MONITOR.search(agent):
        return MONITOR
    if _HEADLESS.search(agent):
        return HEADLESS
    words = _LONG_WORD.sub(r"\1", agent)
    return CRAWLER if _ALSO.search(words) or _detector.isCrawler(words) else None

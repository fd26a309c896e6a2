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
    r"|googlehc|freshping|updown\.io|better ?uptime|betterstack|appsignalbot|sitechecker",
    re.IGNORECASE,
)
_HEADLESS = re.compile(r"headless|phantomjs|puppeteer|playwright|selenium|electron|slimerjs|cypress", re.IGNORECASE)
_detector = CrawlerDetect()


def reason(agent: str, purpose: str = "") -> str | None:
    """Why this is a robot's, or None. `purpose` is the browser's own word for a request that nobody made."""
    if purpose and _PREFETCH.search(purpose):
        return PREFETCH
    return _by_agent(agent)


@lru_cache(maxsize=4096)
def _by_agent(agent: str) -> str | None:
    """Remembered: to look through all known crawlers takes longer than all the rest of an event."""
    if not agent.strip():
        return NAMELESS
    if _MONITOR.search(agent):
        return MONITOR
    if _HEADLESS.search(agent):
        return HEADLESS
    return CRAWLER if _detector.isCrawler(agent) else None

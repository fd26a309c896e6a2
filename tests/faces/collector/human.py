"""Somebody at a browser with a fresh profile, who notices what is stored and where requests go."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.faces.collector.site import Site
from tests.faces.collector.tracked import Tracked

KEYS = """async () => [
    document.cookie, Object.keys(localStorage).join(), Object.keys(sessionStorage).join(),
    (await indexedDB.databases()).map(one => one.name).join(), (await caches.keys()).join(),
]"""
NOTHING = ["", "", "", "", ""]
AGREES, REFUSES = "Zulassen", "Ablehnen"


class Human:
    """Somebody at a browser with a fresh profile, who notices what is stored and where requests go."""

    def __init__(self, context: BrowserContext, trichter: Tracked, site: Site, source: int) -> None:
        self.context, self.trichter, self.site, self.source = context, trichter, site, source
        self.complaints: list[str] = []
        self.asked: set[str] = set()
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.add(request.url.split("/")[2]))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def go(self, path: str) -> None:
        self.page.goto(f"http://{self.site.host}{path}", wait_until="load")

    def says(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    @property
    def keys(self) -> list[str]:
        """All that is kept on the device, by where."""
        return list(self.page.evaluate(KEYS))

    @property
    def id(self) -> str | None:
        found: str | None = self.page.evaluate("trichter.visitor()")
        return found

    def pages(self) -> list[str]:
        """The pages that the log has of them, in their order."""
        rows = self.trichter.ask(
            "SELECT url FROM hits_hit WHERE visitor = %s AND kind = 'page' ORDER BY at, id", self.id
        )
        return [url.partition(self.site.host)[2] for (url,) in rows]

    def kinds(self) -> list[str]:
        return [kind for (kind,) in self.trichter.ask("SELECT kind FROM hits_hit WHERE visitor = %s", self.id)]

    def counted(self) -> int:
        """Pages that were only counted."""
        folded = self.trichter.number(
            "SELECT COALESCE(sum(views), 0) FROM hits_pageday WHERE source_id = %s", self.source
        )
        return folded + self.trichter.number("SELECT count(*) FROM hits_tally WHERE source_id = %s", self.source)

"""One installation for a module, and a site elsewhere that loads its script."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.faces.cli.installations import make_tables
from tests.faces.collector.human import Human
from tests.faces.collector.site import Site
from tests.faces.collector.tracked import CHROME, Tracked
from tests.faces.conftest import CHROMIUM, QUIET


@pytest.fixture(scope="module")
def trichter() -> Iterator[Tracked]:
    """It serves, with pages, collector and worker."""
    made = Tracked()
    make_tables(made.home)
    made.serve()
    made.wait_until_ready()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def browser(chromium: Callable[[], AbstractContextManager[Browser]]) -> Iterator[Browser]:
    """One that does not say that it has no window: what is sent while a page is left is sent by the whole browser."""
    with chromium() as there:
        arguments = ["--no-sandbox", "--no-first-run", *QUIET, f"--user-agent={CHROME}"]
        browser = there.browser_type.launch(executable_path=CHROMIUM, headless=True, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def come(browser: Browser, trichter: Tracked, site: Site) -> Iterator[Callable[..., Human]]:
    """Somebody comes to the site, which loads the script under a strict policy of its own."""
    here = f"http://127.0.0.1:{trichter.port}"
    number, key = trichter.source(site.host)
    site.policy = (
        f"default-src 'none'; script-src 'self' {here}; connect-src {here}; style-src 'none'; img-src data:; "
        "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"
    )
    open_contexts: list[BrowserContext] = []

    def coming(*, consent: str = "", init: str = "", language: str = "de", **how: Any) -> Human:
        site.language = language
        said = f' data-consent="{consent}"' if consent else ""
        site.head = f'<script defer src="{here}/t/{key}.js"{said}></script><script defer src="/site.js"></script>'
        context = browser.new_context(user_agent=CHROME, locale=language, **how)
        open_contexts.append(context)
        if init:
            context.add_init_script(init)
        return Human(context, trichter, site, number)

    yield coming
    for context in open_contexts:
        context.close()

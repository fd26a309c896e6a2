"""One browser for all tests of a process that look at pages."""

import asyncio
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

CHROMIUM = "/usr/bin/chromium-headless-shell"
QUIET = [f"--disable-{what}" for what in ("gpu", "quic", "background-networking", "component-update", "sync")]


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Callable[[], AbstractContextManager[Browser]]]":
    """Debian's Chromium, that without a window: for the length of a block.

    Playwright keeps an event loop running in this thread, and Django takes all that is called meanwhile for async code:
    it has to be told that this is safe here, and it keeps a connection of its own for it, which nobody else would
    close. So the loop counts as running only as long as there are tests that need it.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--no-first-run", *QUIET]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=arguments)
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)

        @contextmanager
        def there() -> "Iterator[Browser]":
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
                asyncio._set_running_loop(loop)
                yield browser
                connections.close_all()
                asyncio._set_running_loop(None)

        yield there
        asyncio._set_running_loop(loop)
        browser.close()

"""What a page says was done, and pressing its button that undoes it."""

import re
from html import unescape

from django.test import Client


def toasts(client: Client, path: str = "/aufgaben/") -> list[str]:
    """What the toasts of a page say."""
    return said(client.get(path).content.decode())


def said(page: str) -> list[str]:
    """The same of a page that is there already."""
    return [unescape(text) for text in re.findall(r"<t-toast.*?<span>(.*?)</span>", page, re.DOTALL)]


def undo(client: Client, page: str = "") -> None:
    """Press the button of the toast that the page shows, or the next page that is opened."""
    page = page or client.get("/aufgaben/").content.decode()
    token = re.search(r'name="undo" value="([^"]+)"', page)
    assert token, "nothing can be undone here"
    client.post("/rueckgaengig/", {"undo": token[1]})

"""What is wrong with the HTML of a page: what the parser of the WHATWG stumbles over, and what it does not look at."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

_SPACE = "{http://www.w3.org/1999/xhtml}"
_TO_CLICK = {"a", "button", "label", "select", "textarea", "summary"}
_FOR_WORDS = {"span", "b", "small", "strong", "em", "label", "button", "time", "h1", "h2", "h3", "legend"}
_NO_WORDS = {
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "form",
    "fieldset",
    "section",
    "nav",
    "header",
    "footer",
    "h1",
    "h2",
}
_CHILDREN = {
    "ul": {"li", "template"},
    "ol": {"li", "template"},
    "dl": {"dt", "dd", "div", "template"},
    "menu": {"li"},
}
_REFERENCES = (
    "for",
    "form",
    "list",
    "popovertarget",
    "headers",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
)


def faults(html: str) -> list[str]:
    """In the order in which they stand; empty for valid pages."""
    parser = HTMLParser()
    tree = parser.parse(html)
    stumbled = [f"{line}: {code} {told}" for (line, _column), code, told in parser.errors]
    return [*stumbled, *_misnamed(tree), *_misplaced(tree, ())]


def _misnamed(tree: Element) -> Iterator[str]:
    ids = Counter(one.attrib["id"] for one in tree.iter() if "id" in one.attrib)
    yield from (f"twice: #{name}" for name, times in ids.items() if times > 1)
    for one in tree.iter():
        for attribute in _REFERENCES:
            lost = [name for name in one.attrib.get(attribute, "").split() if name not in ids]
            yield from (f"<{_name(one)} {attribute}> points to #{name}, which is not there" for name in lost)


def _misplaced(element: Element, above: tuple[str, ...]) -> Iterator[str]:
    name = _name(element)
    if name in _TO_CLICK and {"a", "button"} & set(above):
        yield f"<{name}> within {'>'.join(above[-3:])}"
    if name in _NO_WORDS and _FOR_WORDS & set(above[-1:]):
        yield f"<{name}> within <{above[-1]}>"
    allowed = _CHILDREN.get(above[-1]) if above else None
    if allowed and name not in allowed:
        yield f"<{name}> straight within <{above[-1]}>"
    for child in element:
        yield from _misplaced(child, (*above, name))


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(_SPACE)

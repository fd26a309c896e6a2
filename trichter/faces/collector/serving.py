"""The script, with what it needs to know of the source: small, kept by browsers for a while, and asked for anew."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

import rjsmin

from trichter.faces.collector import answers
from trichter.faces.collector.answers import Answer, Header
from trichter.faces.collector.asking import Request
from trichter.faces.collector.knowing import Known
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.tracking import founding
from trichter.kernel import bulk

SCRIPT = Path(__file__).parent / "script" / "trichter.js"
_KEPT = b"public, max-age=600"
_NOT_MODIFIED = 304


def script(asked: Request, known: Known) -> Answer:
    """`/t/<key>.js`"""
    source = known.by_key.get(asked.path.removeprefix("/t/").removesuffix(".js"))
    if source is None or not asked.path.endswith(".js"):
        return answers.NOT_THERE
    return sent(asked, served(source, tuple(sorted(known.wordings.items()))))


def sent(asked: Request, body: bytes) -> Answer:
    """A script as browsers want it: packed if they can unpack it, and not again if they have it."""
    headers: tuple[Header, ...] = ((b"cache-control", _KEPT), (b"vary", b"Accept-Encoding"))
    if "gzip" in asked.header(b"accept-encoding"):
        body, headers = packed(body), (*headers, (b"content-encoding", b"gzip"))
    tag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    headers = (*headers, (b"etag", tag))
    if asked.headers.get(b"if-none-match") == tag:
        return Answer(_NOT_MODIFIED, headers=headers)
    return Answer(200, body, answers.SCRIPT, headers)


@lru_cache(maxsize=256)
def served(source: Listed, wordings: tuple[tuple[str, tuple[int, str]], ...]) -> bytes:
    """The whole script for a source; `wordings` are the words in force, by language. Without any nobody is asked."""
    setup = {
        "key": source.key,
        "asks": source.is_watched and bool(wordings),
        "words": {language: words | _worded(language, dict(wordings)) for language, words in founding.BANNER.items()},
    }
    return b"(" + _minified() + b")(" + bulk.json(setup).encode() + b");\n"


@lru_cache(maxsize=256)
def packed(body: bytes) -> bytes:
    """As browsers fetch it."""
    return gzip.compress(body, 9, mtime=0)


def _worded(language: str, wordings: dict[str, tuple[int, str]]) -> dict[str, object]:
    """Where a language has no words of its own the other's are better than none."""
    number, text = wordings.get(language) or next(iter(wordings.values()), (0, ""))
    return {"text": text, "wording": number}


@lru_cache(maxsize=1)
def _minified() -> bytes:
    return str(rjsmin.jsmin(SCRIPT.read_text("utf-8"))).encode()

"""The name under which a file is handed on: readable, of one line, and true about what it is."""

import re
import unicodedata

_LONGEST = 120
_UNSEEN = ("Cc", "Cf", "Cs", "Co")
_OUTSIDE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
"""What one of the systems on which people keep files does not allow in a name."""


def clean(given: str, *, suffix: str) -> str:
    """The name without folders, control and direction characters, with the suffix of its content.

    A right-to-left override makes `fdp.exe` look like `exe.pdf`: such characters are left out.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    visible = "".join(
        character for character in last if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    stem, dot, end = _OUTSIDE.sub("", visible).rpartition(".")
    if not dot or len(end) > 5:
        stem = f"{stem}{dot}{end}"
    stem = re.sub(r"\s+", " ", stem.removesuffix(suffix)).strip(" .")[:_LONGEST].rstrip(" .")
    return f"{stem or 'file'}{suffix}"

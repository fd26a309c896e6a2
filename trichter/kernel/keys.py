"""Secrets kept out of the database: whoever gets a copy of it cannot sign a session or undo a suppression hash."""

import base64
import binascii
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _

from trichter.kernel.environment import environment
from trichter.kernel.errors import DomainError
from trichter.kernel.home import give, make_home, plainly

_LENGTH = 32


class KeyNotUnderstood(DomainError):
    sentence = _("%(variable)s is not a key: write 32 random bytes in hex or base64.")


Marked = Literal["suppression", "requests"]
"""Those to which a database is bound (`keymarks`)."""
Name = Literal["django", "secrets"] | Marked


@cache
def key(name: Name) -> bytes:
    """32 random bytes: from `TRICHTER_KEY_<NAME>`, else from `<home>/keys/<name>`, made there on first use."""
    given = getattr(environment(), f"key_{name}")
    if given is not None:
        return _decode(given.get_secret_value(), variable=f"TRICHTER_KEY_{name.upper()}")
    path = environment().home_path / "keys" / name
    try:
        return path.read_bytes() if path.exists() else _make(path)
    except OSError as error:
        raise plainly(error, environment().home_path) from error


def _decode(text: str, *, variable: str) -> bytes:
    try:
        value = bytes.fromhex(text) if len(text) == 2 * _LENGTH else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        value = b""
    if len(value) != _LENGTH:
        raise KeyNotUnderstood(variable=variable)
    return value


def _make(path: Path) -> bytes:
    """Of processes that make the key at once, the first to link it wins, and nobody ever reads half a key."""
    home = path.parent.parent
    make_home(home)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    give(path.parent, home=home)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        give(draft, home=home)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return path.read_bytes()

"""Secrets in the database, encrypted with the key `secrets`, which lies outside of it."""

import secrets

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.kernel.keys import key

_NONCE = 12


class OtherSecrets(DomainError):
    sentence = _(
        "A secret of this database (%(purpose)s) was encrypted with another key: set TRICHTER_KEY_SECRETS to it, put "
        "the file “secrets” back into the keys of the home, or make a new DKIM key under Settings, Senders."
    )


def seal(secret: bytes, *, purpose: str) -> bytes:
    """Encrypt it for one purpose: moved to another row it cannot be read."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key("secrets")).encrypt(nonce, secret, purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """Raises `OtherSecrets`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key("secrets")).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
    except InvalidTag:
        raise OtherSecrets(purpose=purpose) from None

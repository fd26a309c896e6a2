"""Signatures of our mails (DKIM, RFC 6376; Ed25519 by RFC 8463): relaxed/relaxed, with keys that we make ourselves.

Both unsubscribe headers are signed (RFC 8058, LAW 2.1), and what must stay single is signed once more than it occurs:
nobody can add a second From.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from django.db import transaction

from trichter.kernel import clock
from trichter.spine.outreach import sealing
from trichter.spine.outreach.identities import Algorithm, DkimKey

_SINGLE = ("from", "to", "subject", "date", "message-id", "reply-to", "cc", "mime-version", "content-type")
"""Signed once more than they occur."""
_SIGNED = (
    *_SINGLE, "sender", "in-reply-to", "references", "auto-submitted", "content-transfer-encoding",
    "list-unsubscribe", "list-unsubscribe-post", "list-id",
)  # fmt: skip
_WSP = re.compile(rb"[ \t]+")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_LINE = 72

Field = tuple[str, bytes]
"""The name in lower case, and the value as it stands between the colon and the end of the line."""


def make(domain: str, algorithm: Algorithm = Algorithm.RSA) -> DkimKey:
    """A new key of the domain, kept encrypted; whoever signs takes the newest of each algorithm."""
    now = clock.now()
    private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
    if algorithm is Algorithm.RSA:
        private = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        public = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    else:
        private = ed25519.Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    stored = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    selector = _free_selector(domain, f"trichter{now:%Y%m}{'e' if algorithm is Algorithm.ED25519 else ''}")
    return DkimKey.objects.create(
        domain=domain,
        selector=selector,
        algorithm=algorithm,
        private=sealing.seal(stored, purpose=_purpose(domain, selector)),
        public=base64.b64encode(public).decode(),
        created_at=now,
    )


def make_pair(domain: str) -> list[DkimKey]:
    """One of each algorithm: those who cannot read the newer one read the older."""
    with transaction.atomic():
        return [make(domain, algorithm) for algorithm in Algorithm]


def record(key: DkimKey) -> tuple[str, str]:
    """The name and the text of its TXT record in the DNS."""
    kind = "rsa" if key.algorithm == Algorithm.RSA else "ed25519"
    return str(key), f"v=DKIM1; k={kind}; p={key.public}"


def keys_of(domain: str) -> list[DkimKey]:
    """Those that sign: of each algorithm the newest."""
    newest: dict[str, DkimKey] = {}
    for key in DkimKey.objects.filter(domain=domain).order_by("created_at", "id"):
        newest[key.algorithm] = key
    return [newest[name] for name in sorted(newest, reverse=True)]


def signed(source: bytes, *, domain: str) -> bytes:
    """The mail with a signature for each key of the domain, or as it is if there is none. Raises `OtherSecrets`."""
    signatures = [signature(source, key) for key in keys_of(domain)]
    return b"".join(signatures) + source


def signature(source: bytes, key: DkimKey) -> bytes:
    """The header line that signs the mail with this key."""
    head, _gap, body = source.partition(b"\r\n\r\n")
    fields = list(_fields(head + b"\r\n"))
    names = _to_sign([name for name, _value in fields])
    tags = (
        f"v=1; a={key.algorithm}; c=relaxed/relaxed; d={key.domain}; s={key.selector};",
        f"t={int(clock.now().timestamp())};",
        *_folded_names(names),
        f"bh={base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()};",
        "b=",
    )
    unsigned = " " + "\r\n ".join(tags)
    said = b"".join(_relaxed(*one) for one in _picked(fields, names))
    said += _relaxed("dkim-signature", unsigned.encode())[:-2]
    private = bytes(key.private)
    value = base64.b64encode(_signer(private, _purpose(key.domain, key.selector))(said)).decode()
    chunks = "\r\n ".join(value[at : at + _LINE] for at in range(0, len(value), _LINE))
    return f"DKIM-Signature:{unsigned}{chunks}\r\n".encode()


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376, 3.4.4."""
    lines = [_WSP.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def _relaxed(name: str, value: bytes) -> bytes:
    """RFC 6376, 3.4.2."""
    return name.encode() + b":" + _WSP.sub(b" ", _FOLD.sub(b"", value)).strip(b" \t") + b"\r\n"


def _fields(head: bytes) -> Iterator[Field]:
    for line in re.split(rb"\r\n(?![ \t])", head):
        name, colon, value = line.partition(b":")
        if colon:
            yield name.decode("ascii", "replace").strip().lower(), value


def _to_sign(there: Sequence[str]) -> list[str]:
    return [name for name in _SIGNED for _time in range(there.count(name) + (name in _SINGLE))]


def _picked(fields: Sequence[Field], names: Sequence[str]) -> Iterator[Field]:
    """The named fields from the bottom up, as verifiers take them; one that is not there says nothing."""
    left = {name: [field for field in fields if field[0] == name] for name in names}
    for name in names:
        if left[name]:
            yield left[name].pop()


def _folded_names(names: Sequence[str]) -> Iterator[str]:
    line = "h="
    for place, name in enumerate(names):
        end = ";" if place == len(names) - 1 else ":"
        if len(line) + len(name) > _LINE:
            yield line
            line = ""
        line += name + end
    yield line


@lru_cache(maxsize=32)
def _signer(private: bytes, purpose: str) -> Callable[[bytes], bytes]:
    """Decrypting and loading a key takes as long as many signatures."""
    key: Any = serialization.load_der_private_key(sealing.unseal(private, purpose=purpose), password=None)
    if isinstance(key, rsa.RSAPrivateKey):
        return lambda said: key.sign(said, padding.PKCS1v15(), hashes.SHA256())
    return lambda said: key.sign(hashlib.sha256(said).digest())


def _free_selector(domain: str, wanted: str) -> str:
    taken = set(DkimKey.objects.filter(domain=domain).values_list("selector", flat=True))
    names = (f"{wanted}{number or ''}" for number in range(len(taken) + 1))
    return next(name for name in names if name not in taken)


def _purpose(domain: str, selector: str) -> str:
    return f"dkim {selector} {domain}"

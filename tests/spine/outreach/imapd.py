"""A mailbox that speaks IMAP over TLS (RFC 3501): as much of it as it takes to search, fetch and mark."""

import re
import socket
import ssl
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Imapd:
    """Serves `mails`; `seen` are the places of those that were marked. `breaks` hangs up before an answer to it."""

    def __init__(self, folder: Path, mails: Sequence[bytes], *, breaks: str = "") -> None:
        self.mails, self.seen, self.asked = list(mails), set[int](), list[str]()
        self.authority = _certificate(folder)
        self._breaks = breaks
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.authority, folder / "key.pem")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"imaps://post:ge%3Aheim@127.0.0.1:{self._listener.getsockname()[1]}/INBOX?ca={self.authority}"

    def __enter__(self) -> "Imapd":
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                raw, _who = self._listener.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(raw, server_side=True) as client:
                    self._talk(client)
            except OSError:
                continue

    def _talk(self, client: ssl.SSLSocket) -> None:
        client.sendall(b"* OK ready\r\n")
        for line in client.makefile("rb"):
            tag, _space, rest = line.decode().rstrip("\r\n").partition(" ")
            verb = rest.upper().removeprefix("UID ").split(" ")[0]
            self.asked.append(rest)
            if verb == self._breaks:
                return
            for said in self._answer(verb, rest):
                client.sendall(said + b"\r\n")
            fails = verb == "LOGIN" and '"ge:heim"' not in rest
            client.sendall(f"{tag} {'NO' if fails else 'OK'} done\r\n".encode())
            if verb == "LOGOUT":
                return

    def _answer(self, verb: str, rest: str) -> list[bytes]:
        if verb == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1"]
        if verb == "SELECT":
            return [f"* {len(self.mails)} EXISTS".encode()]
        if verb == "SEARCH":
            unseen = (str(place + 1) for place in range(len(self.mails)) if place not in self.seen)
            return [f"* SEARCH {' '.join(unseen)}".rstrip().encode()]
        if verb == "LOGOUT":
            return [b"* BYE"]
        return self._of_one(verb, rest)

    def _of_one(self, verb: str, rest: str) -> list[bytes]:
        found = re.match(r"UID \w+ (\d+)", rest)
        if found is None:
            return []
        place = int(found[1]) - 1
        if verb == "STORE":
            self.seen.add(place)
            return []
        mail = self.mails[place]
        return [f"* {place + 1} FETCH (UID {place + 1} BODY[]<0> {{{len(mail)}}}".encode() + b"\r\n" + mail + b")"]


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    began = datetime.now(UTC) - timedelta(days=1)
    built = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), began, began + timedelta(days=3650)
    ).add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "certificate.pem").write_bytes(built.sign(key, hashes.SHA256()).public_bytes(pem))
    return folder / "certificate.pem"

"""A name server of our own, on UDP, that knows what a test tells it."""

import socket
import threading
from collections.abc import Mapping, Sequence

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset


class Zone:
    """Answers TXT questions; a name that is silent gets no answer at all."""

    def __init__(self, texts: Mapping[str, Sequence[str]], *, silent: Sequence[str] = ()) -> None:
        self._texts, self._silent = texts, silent
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))

    def __enter__(self) -> dns.resolver.Resolver:
        threading.Thread(target=self._serve, daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = self._socket.getsockname()[1]
        resolver.lifetime = 1.0
        return resolver

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                asked, who = self._socket.recvfrom(4096)
            except OSError:
                return
            if answer := self._answer(dns.message.from_wire(asked)):
                self._socket.sendto(answer, who)

    def _answer(self, question: dns.message.Message) -> bytes | None:
        name = str(question.question[0].name).rstrip(".")
        if name in self._silent:
            return None
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        for text in self._texts.get(name, []):
            chunks = " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", chunks))
        if name not in self._texts:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()

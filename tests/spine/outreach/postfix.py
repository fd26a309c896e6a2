"""A Postfix of our own: its configuration, queue and ports are the test's, and it ends with it."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import TypeVar

T = TypeVar("T")
_NOBODY = 65534
_PATIENCE = 60.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait(condition: Callable[[], T], what: Callable[[], str]) -> T:
    """Until something is there."""
    end = time.monotonic() + _PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, what()
        time.sleep(0.1)
    return found


class Postfix:
    """Takes mail for wellner.example, where only a.reimers has a mailbox, and hands what returns to ahornwerk.example
    to `receive`, which answers with an exit code of sysexits."""

    def __init__(self, receive: Callable[[bytes], int]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="trichter-postfix-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self._receive = receive
        self._pipe = socket.create_server(("127.0.0.1", 0))
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Postfix":
        for name in ("etc", "spool", "data", "boxes"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        os.chown(self.folder / "boxes", _NOBODY, _NOBODY)
        (self.folder / "etc" / "main.cf").write_text(self._main())
        (self.folder / "etc" / "master.cf").write_text(self._master())
        (self.folder / "hand_over.py").write_text(self._hand_over())
        threading.Thread(target=self._serve, daemon=True).start()
        self._server = subprocess.Popen(
            ["/usr/sbin/postfix", "-c", str(self.folder / "etc"), "start-fg"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait(self._listens, lambda: f"postfix answers: {self.log}")
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._server is not None
        subprocess.run(
            ["/usr/sbin/postfix", "-c", str(self.folder / "etc"), "stop"], check=False, capture_output=True
        )  # fmt: skip
        self._server.wait(20)
        self._pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self) -> str:
        """What it said."""
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def delivered(self) -> bytes:
        """The mail that came into the mailbox, as SMTP brought it."""
        box = self.folder / "boxes" / "reimers" / "new"
        (first, *_others) = wait(lambda: list(box.iterdir()) if box.exists() else [], lambda: self.log)
        return first.read_bytes().replace(b"\n", b"\r\n")

    def _listens(self) -> bool:
        assert self._server is not None
        assert self._server.poll() is None, self.log
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _serve(self) -> None:
        """Postfix runs nobody's commands as root: what its pipe gets comes to us by a socket."""
        while True:
            try:
                connection, _address = self._pipe.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as given:
                connection.sendall(bytes([self._receive(given.read())]))

    def _hand_over(self) -> str:
        return dedent(f"""\
            import socket, sys
            there = socket.create_connection(("127.0.0.1", {self._pipe.getsockname()[1]}))
            there.sendall(sys.stdin.buffer.read())
            there.shutdown(socket.SHUT_WR)
            sys.exit(there.recv(1)[0])
            """)

    def _main(self) -> str:
        return dedent(f"""\
            compatibility_level = 3.6
            queue_directory = {self.folder}/spool
            data_directory = {self.folder}/data
            daemon_directory = /usr/lib/postfix/sbin
            command_directory = /usr/sbin
            maillog_file = {self.folder}/log
            maillog_file_prefixes = {self.folder}
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = mail.ahornwerk.example
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            alias_maps =
            local_recipient_maps =
            default_transport = error:nothing leaves
            recipient_delimiter = +
            smtpd_reject_unlisted_recipient = no
            virtual_mailbox_domains = wellner.example
            virtual_mailbox_maps = inline:{{ a.reimers@wellner.example=reimers/ }}
            virtual_mailbox_base = {self.folder}/boxes
            virtual_uid_maps = static:{_NOBODY}
            virtual_gid_maps = static:{_NOBODY}
            relay_domains = ahornwerk.example
            transport_maps = inline:{{ ahornwerk.example=trichter: }}
            trichter_destination_recipient_limit = 1
            """)

    def _master(self) -> str:
        services = dedent("""\
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """)
        pipe = f"trichter unix - n n - - pipe\n  flags=R user=nobody argv=/usr/bin/python3 {self.folder}/hand_over.py\n"
        return f"127.0.0.1:{self.port} inet n - n - - smtpd\n{services}{pipe}"

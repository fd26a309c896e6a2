"""Asks for the port before anything starts: granian's workers bind it so that two servers would share it unnoticed."""

import errno
import socket

from trichter.faces.cli.serve.errors import AddressNotOurs, PortNotAllowed, PortTaken


def check_port(port: int, *, host: str) -> None:
    """Refuse an address on which we cannot listen."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
    except socket.gaierror as error:
        raise AddressNotOurs(host=host) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port=port) from error
        if error.errno == errno.EACCES:
            raise PortNotAllowed(port=port) from error
        raise AddressNotOurs(host=host) from error

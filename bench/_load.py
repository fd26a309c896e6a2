"""Sends requests over kept connections as fast as answers come, in a process of its own; says how fast as JSON.

`python -m bench._load PORT CONNECTIONS REQUESTS FILE`: the file holds whole requests, one of which is sent in turn, its
`@@@@@@@@@@@@` replaced by a number that no other has. Sockets and epoll, nothing between: what this
costs, the server lacks.
"""

import json
import select
import socket
import sys
import time
from array import array
from itertools import cycle
from pathlib import Path

PLACE = b"@" * 12
SEPARATOR = b"\n====\n"


def main(port: int, connections: int, wanted: int, file: str) -> dict[str, object]:
    """Requests a second, and milliseconds within which half and 99 of 100 were answered."""
    templates = cycle([text.split(PLACE) for text in Path(file).read_bytes().split(SEPARATOR)])
    lines = {line.fileno(): line for line in (_line(port) for _each in range(connections))}
    poll = select.epoll()
    begun, took, wrong, sent = {}, array("d"), 0, 0
    start = time.perf_counter()
    unique = time.time_ns() // 1_000_000 * 10_000_000 % 10**12
    for number, line in lines.items():
        poll.register(number, select.EPOLLIN)
        begun[number] = time.perf_counter()
        line.sendall((b"%012d" % (unique + sent)).join(next(templates)))
        sent += 1
    while len(took) < wanted:
        for number, _event in poll.poll():
            line = lines[number]
            said = line.recv(65_536)
            now = time.perf_counter()
            took.append(now - begun[number])
            wrong += said[9:11] != b"20"
            if sent < wanted:
                begun[number] = now
                line.sendall((b"%012d" % (unique + sent)).join(next(templates)))
                sent += 1
    seconds = time.perf_counter() - start
    inside = sorted(took)
    return {
        "per_second": wanted / seconds,
        "median_ms": inside[len(inside) // 2] * 1000,
        "p99_ms": inside[int(len(inside) * 0.99)] * 1000,
        "wrong": wrong,
        "own_seconds": time.process_time() / seconds,
    }


def _line(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


if __name__ == "__main__":
    _port, _connections, _wanted = (int(word) for word in sys.argv[1:4])
    print(json.dumps(main(_port, _connections, _wanted, sys.argv[4])))

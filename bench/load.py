"""A web server under load from this machine: start it, send raw requests, count the answers.

The load generator is counted, as pgbench is: both share the cores with what they measure. So it
is as plain as can be: one socket and one thread per client, requests put together beforehand.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from hotline.cli.binaries import free_port


@contextmanager
def web() -> Iterator[int]:
    """`hotline web` on a free port until the block ends; gives the port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "hotline.cli", "web", "--port", str(port)],
        stdin=subprocess.DEVNULL,
        # Counted as always, but never reached: what is measured is the platform, not its limit.
        env=os.environ | dict.fromkeys(("HOTLINE_API_RATE", "HOTLINE_API_CITY_RATE"), "60000000"),
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as opened:
            opened.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            if b" 200 " in opened.recv(200):
                return
        time.sleep(0.05)
    raise RuntimeError("hotline web did not answer")


def post(path: str, token: str, key: str, body: bytes) -> bytes:
    """The bytes of one command."""
    return (
        f"POST /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def send(connection: socket.socket, request: bytes) -> tuple[int, bytes]:
    """(status, body) of the answer."""
    connection.sendall(request)
    read = connection.recv(65536)
    while b"\r\n\r\n" not in read:
        read += _more(connection)
    head, _, body = read.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    while len(body) < length:
        body += _more(connection)
    return int(head[9:12]), body


def _more(connection: socket.socket) -> bytes:
    more = connection.recv(65536)
    if not more:
        raise ConnectionError("the server closed the connection")
    return more


def closed_loop(
    port: int, clients: int, seconds: float, request: Callable[[int, int], bytes], status: int
) -> tuple[float, list[float]]:
    """(answers per second, the time each took), each client asking again when it was answered.

    `request(client, number)` gives the bytes; any status but the wanted one ends the benchmark.
    """
    times: list[list[float]] = [[] for _ in range(clients)]
    faults: list[str] = []
    start = threading.Barrier(clients + 1)

    def run(client: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            start.wait()
            until = time.perf_counter() + seconds
            while (sent := time.perf_counter()) < until and not faults:
                got, body = send(connection, request(client, len(times[client])))
                times[client].append(time.perf_counter() - sent)
                if got != status:
                    faults.append(f"{got}: {body.decode(errors='replace')[:300]}")

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if faults:
        raise RuntimeError(faults[0])
    every = sorted(one for mine in times for one in mine)
    return len(every) / took, every

"""Whole lives of cases over HTTP, from the call to closing: how many a second, and do all finish.

    python -m bench lifecycle         (options: HOTLINE_BENCH_SECONDS, _CLIENTS)

A life is seven commands by four people: register with directory dispatch, sign, first contact,
reply, approve, outcome, close; each durable, with token and idempotency key. Closed loop: each
client begins the next life when the last has ended. Open loop: lives begin at a fixed rate, 60 %
of what the closed loop reached, whether or not earlier ones have ended, and a life's time counts
from when it should have begun; so a server that falls behind shows it. Every life must end closed.
"""

import json
import os
import queue
import socket
import threading
import time
import uuid
from typing import Any

from bench import load
from bench.register import CONTACT

SECONDS = float(os.environ.get("HOTLINE_BENCH_SECONDS", "10"))
CLIENTS = int(os.environ.get("HOTLINE_BENCH_CLIENTS", "8"))
OPEN_SHARE = 0.6
REPLY = {
    "leg": "L1",
    "truth": "true",
    "solved": "solved",
    "internal_record": "已现场取缔，并约谈摊主。",
    "public_answer": "您好，接到反映后我们当晚到现场，已责令摊主收摊，并加密了夜间巡查。",
}
SAID = {
    "contacted": True,
    "solved": "solved",
    "result": "satisfied",
    "process": "satisfied",
    "called_in": True,
}
STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("officer", "sign", {"leg": "L1"}),
    ("officer", "record-first-contact", {"leg": "L1"}),
    ("officer", "reply", REPLY),
    ("unit_head", "approve-completion", {"request": "R1"}),
    ("reviewer", "record-outcome", SAID),
    ("reviewer", "close", {}),
)
BODIES = {name: json.dumps(body).encode() for _, name, body in STEPS}


class Lives:
    """What was lived so far."""

    def __init__(self, port: int, tokens: dict[str, str]) -> None:
        self.port = port
        self.tokens = tokens
        self.began = 0
        self.times: list[float] = []
        self.faults: list[str] = []

    def live(self, connection: socket.socket, begun_at: float) -> None:
        """One life. A refused step ends it unfinished, which is told."""
        key = uuid.uuid4().hex
        self.began += 1
        first = load.post("/contacts", self.tokens["dispatcher"], key, json.dumps(CONTACT).encode())
        status, body = load.send(connection, first)
        if status != 201:
            return self.faults.append(f"register {status}: {body.decode()[:200]}")
        case = json.loads(body)["cases"][0]["case"]
        for who, name, _ in STEPS:
            path = f"/cases/{case}/{name}"
            request = load.post(path, self.tokens[who], f"{key}-{name}", BODIES[name])
            status, body = load.send(connection, request)
            if status != 200:
                return self.faults.append(f"{name} {status}: {body.decode()[:200]}")
        self.times.append(time.perf_counter() - begun_at)
        return None

    def told(self, name: str, seconds: float) -> str:
        """The figures."""
        times = sorted(self.times)
        p50, p99 = (times[int(part * len(times))] * 1000 for part in (0.5, 0.99))
        return (
            f"{name}: {len(times) / seconds:.1f} lives/s, {7 * len(times) / seconds:.0f} commands/s"
            f", finished {len(times)} of {self.began} ({100 * len(times) / self.began:.1f} %),"
            f" a life takes p50 {p50:.0f} ms, p99 {p99:.0f} ms"
        )


def tokens() -> dict[str, str]:
    """A small city, and a token for each of the four."""
    from hotline.people import actions
    from hotline.people.by import By
    from hotline.rules.words import Role
    from tests.fixtures.people import City, done

    city = City("滨江市")
    found = {}
    for name, role in (
        ("dispatcher", Role.DISPATCHER),
        ("officer", Role.OFFICER),
        ("unit_head", Role.UNIT_HEAD),
        ("reviewer", Role.FOLLOW_UP_CALLER),
    ):
        account = city.user(role)
        found[name] = done(actions.make_token(By(actor=account.actor), account.id, "bench")).secret
    return found


def closed_loop(lives: Lives) -> float:
    """Seconds that it took."""
    until = time.perf_counter() + SECONDS

    def client() -> None:
        with socket.create_connection(("127.0.0.1", lives.port)) as connection:
            while time.perf_counter() < until and not lives.faults:
                lives.live(connection, time.perf_counter())

    return _together([threading.Thread(target=client) for _ in range(CLIENTS)])


def open_loop(lives: Lives, rate: float) -> float:
    """Seconds from the first beginning to the last end."""
    waiting: queue.Queue[float | None] = queue.Queue()
    clients = CLIENTS * 4

    def calls() -> None:
        start = time.perf_counter()
        for number in range(int(rate * SECONDS)):
            due = start + number / rate
            time.sleep(max(due - time.perf_counter(), 0))
            waiting.put(due)
        for _ in range(clients):
            waiting.put(None)

    def client() -> None:
        with socket.create_connection(("127.0.0.1", lives.port)) as connection:
            while (due := waiting.get()) is not None:
                lives.live(connection, due)

    return _together([threading.Thread(target=run) for run in (calls, *[client] * clients)])


def _together(threads: list[threading.Thread]) -> float:
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def main() -> None:
    """Print both."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
    django.setup()
    known = tokens()
    with load.web() as port:
        closed = Lives(port, known)
        seconds = closed_loop(closed)
        print(closed.told(f"closed loop, {CLIENTS} clients", seconds), flush=True)
        rate = OPEN_SHARE * len(closed.times) / seconds
        opened = Lives(port, known)
        seconds = open_loop(opened, rate)
        print(opened.told(f"open loop at {rate:.1f} lives/s", seconds))
    for fault in [*closed.faults, *opened.faults][:5]:
        print(f"unfinished: {fault}")


if __name__ == "__main__":
    main()

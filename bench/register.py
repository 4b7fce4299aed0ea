"""Registering a contact with directory dispatch over HTTP, against pgbench writing the same rows.

    python -m bench register          (options: HOTLINE_BENCH_SECONDS, _CLIENTS, _RUNS)

Ours: POST /api/v1/contacts with token, idempotency key, one matter accepted and dispatched by the
directory; durable, personal parts sealed; Granian with as many workers as cores; a read statement
and a write statement. Reference: pgbench -M prepared inserting the same rows (events, outbox,
snapshots, keys, timers, read models, all indexes) in one transaction; no reading, no deciding, no
sealing. It runs twice: as pgbench scripts are written, one INSERT after the other (the budget is a
ratio of 0.5 to this), and with all of them in one statement, which nothing written in Python on
the same cores can come near, and which shows how much of the time is PostgreSQL's. Same database,
same durability, as many clients, load generators counted, runs interleaved; between two of them
the tables are vacuumed, so that none pays for the rows that the one before it left.
"""

import json
import os
import re
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

import psycopg

from bench import load, twin

SECONDS = float(os.environ.get("HOTLINE_BENCH_SECONDS", "10"))
CLIENTS = int(os.environ.get("HOTLINE_BENCH_CLIENTS", "8"))
RUNS = int(os.environ.get("HOTLINE_BENCH_RUNS", "3"))
CONTACT = {
    "channel": "phone",
    "caller_name": "王建国",
    "caller_phone": "13800138000",
    "matters": [
        {
            "kind": "complaint",
            "topic": "cg/zd",
            "area": "dong/heping",
            "title": "烧烤摊占道经营",
            "text": "和平路口每晚都有烧烤摊占道，油烟很大，孩子放学要绕到马路上走，很危险，"
            "前后反映过两次，管了几天又摆出来，请彻底解决。",
            "address": "和平路与解放街交叉口东北角",
            "triage": {"type": "Accept"},
            "dispatch": True,
        }
    ],
}


def token() -> str:
    """A dispatcher's token in a city made for this run."""
    from hotline.people import actions
    from hotline.people.by import By
    from hotline.rules.words import Role
    from tests.fixtures.people import City, done

    city = City("滨江市")
    account = city.user(Role.DISPATCHER)
    made = done(actions.make_token(By(actor=account.actor), account.id, "bench"))
    return made.secret


def ours(port: int, secret: str) -> tuple[float, list[float]]:
    """(registrations per second, their times)."""
    body, run = json.dumps(CONTACT).encode(), uuid.uuid4().hex

    def request(client: int, number: int) -> bytes:
        return load.post("/contacts", secret, f"{run}-{client}-{number}", body)

    return load.closed_loop(port, CLIENTS, SECONDS, request, 201)


def reference(script: Path) -> float:
    """Transactions per second of pgbench."""
    from hotline.cli import binaries

    program = Path(os.environ.get("HOTLINE_POSTGRES") or binaries.embedded()) / "pgbench"
    ran = subprocess.run(
        [program, "-n", "-M", "prepared", "-f", script, "-c", str(CLIENTS), "-j",
         str(os.cpu_count() or 1), "-T", str(int(SECONDS)), os.environ["DATABASE_URL"]],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+) \(without", ran.stdout)
    if ran.returncode or not found:
        raise RuntimeError(ran.stderr[-2000:])
    return float(found[1])


def settle() -> None:
    """Do now what autovacuum would do in the middle of the next run."""
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")


def main() -> None:
    """Print each run and the ratio of the medians."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
    django.setup()
    secret = token()
    with load.web() as port, tempfile.TemporaryDirectory() as folder:
        scripts = _scripts(port, secret)
        several, single = Path(folder) / "statements.sql", Path(folder) / "single.sql"
        several.write_text(scripts.statements)
        single.write_text(scripts.single)
        runs = []
        for _ in range(RUNS):
            settle()
            base = reference(several)
            settle()
            hard = reference(single)
            settle()
            rate, times = ours(port, secret)
            runs.append((rate, base, hard))
            _tell(f"run {len(runs)}", rate, base, hard)
            p50, p99 = (times[int(part * len(times))] * 1000 for part in (0.5, 0.99))
            print(f"       p50 {p50:.1f} ms, p99 {p99:.1f} ms", flush=True)
    _tell("median", *(sorted(side)[RUNS // 2] for side in zip(*runs, strict=True)))


def _tell(name: str, rate: float, base: float, hard: float) -> None:
    print(
        f"{name}: HTTP {rate:.0f}/s   pgbench {base:.0f}/s, ratio {rate / base:.2f}"
        f"   pgbench in one statement {hard:.0f}/s, ratio {rate / hard:.2f}"
    )


def _scripts(port: int, secret: str) -> twin.Scripts:
    """Register once, and turn what that wrote into scripts."""
    request = load.post("/contacts", secret, "twin", json.dumps(CONTACT).encode())
    with socket.create_connection(("127.0.0.1", port)) as connection:
        status, body = load.send(connection, request)
    assert status == 201, body
    receipt = json.loads(body)
    with psycopg.connect(os.environ["DATABASE_URL"]) as connected:
        scripts = twin.scripts(connected, receipt["cases"][0]["case"], receipt["contact"])
    print(f"rows of one registration: {scripts.rows}")
    return scripts


if __name__ == "__main__":
    main()

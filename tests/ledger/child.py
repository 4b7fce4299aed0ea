"""A process of the toy house, started by a test and killed at a named point or from outside.

deposit ID          one deposit with the key "k", then prints "done"
stream ID           deposits for ever, printing the balance after each acknowledgement
sequence            one round of the sequencer
erase ID            erase one account
import              four portions of two accounts, those not in yet
"""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).parents[2]


def start(state: Path, *words: str, **env: str) -> "subprocess.Popen[str]":
    """Start one on the current database, with the keys in `state`."""
    from tests import cluster

    environment = cluster.environment() | {
        "DJANGO_SETTINGS_MODULE": "tests.ledger.settings",
        "HOTLINE_STATE": str(state),
        "PYTHONPATH": str(ROOT),
        **env,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.child", *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> int:
    """Wait; -9 when it was killed. Any other failure shows what it printed."""
    out, errors = process.communicate(timeout=30)
    assert process.returncode in (0, -9), out + errors
    return process.returncode


def main(act: str, *words: str) -> None:
    import django

    django.setup()
    from hotline import ledger
    from tests.ledger import toy

    ledger.join([toy.ACCOUNT, toy.CHART], {}, [toy.OwnerRow])
    ref = ledger.StreamRef("toy-alone", "toy_account", UUID(words[0])) if words else None
    if act == "sequence":
        ledger.sequence_once()
    elif ref and act == "erase":
        ledger.erase([ref], toy.request(ref.city), "申请删除")
    elif ref and act == "deposit":
        toy.done(toy.deposit(ref, 100, key=words[1]))
    elif ref and act == "stream":
        for number in range(1, 100_000):
            toy.done(toy.deposit(ref, 1))
            os.write(1, f"{number}\n".encode())
    elif act == "import":
        _import("toy-alone")
    print("done")


def _import(city: str) -> None:
    from hotline.ledger import bulk
    from tests.ledger import toy
    from tests.ledger.test_bulk import lived

    for number in {1, 2, 3, 4} - bulk.written(city, "killed"):
        portion = bulk.Portion(city, "killed", number)
        for _ in range(2):
            lived(portion, toy.account(city))
        portion.write()


if __name__ == "__main__":
    main(*sys.argv[1:])

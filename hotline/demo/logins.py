"""The accounts one signs in with at the demo: a password made on this machine, kept in one file.

All of them share the password, so that a visitor can change seats without a list. It is random,
made when the city is, and lies in `demo-logins` under the state directory, mode 0600.
"""

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connection

from hotline import config
from hotline.demo import people, place
from hotline.demo.life import Life
from hotline.handling.actions import query_code
from hotline.people import actions
from hotline.people.by import By
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage

# No letters that are mistaken for one another when read off a screen.
ALPHABET = "abcdefghjkmnpqrstuvwxyz"


def file_of(city: str) -> Path:
    """Where the accounts of that city are kept; the usual demo city needs no name."""
    usual = city == place.plan().code
    return config.state_dir() / ("demo-logins" if usual else f"demo-logins-{city}")


def lines() -> list[str]:
    """What `hotline up` prints; empty where no demo city was made with this state directory."""
    try:
        return file_of(place.plan().code).read_text().splitlines()
    except OSError:
        return []


def give_passwords(city: str) -> str:
    """One fresh password for every account that people sign in with.

    Hashing is slow on purpose, so two threads do it. Each account sets it itself, so that nobody
    is asked to change it at the first sign-in.
    """
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))
    password = f"{'-'.join(groups)}-{secrets.randbelow(9000) + 1000}"
    staff = people.staff(city)

    def give(username: str) -> None:
        actor = staff.actors[username]
        result = actions.reset_password(By(actor=actor), actor.id, password)
        connection.close()
        if isinstance(result, Refusal):
            raise RuntimeError(f"demo city: {result.message}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(give, people.SIGN_IN))
    return password


def write(city: str, password: str, lives: Sequence[Life]) -> None:
    """The file: accounts, password, and a few cases to look up at the portal."""
    roles = {name: (role.zh, place.CENTRE) for name, role, _ in people.CENTRE_STAFF}
    roles |= {name: (role.zh, unit) for name, role, unit in people.SHOWN}
    names = {unit.id: unit.name for unit in place.units()}
    found = [f"{place.plan().name}演示账号 demo logins，口令均为 password: {password}"]
    shown = [
        f"{name} {roles[name][0]}" + (f"（{names[unit]}）" if unit != place.CENTRE else "")
        for name in people.SIGN_IN
        for unit in (roles[name][1],)
    ]
    found += [f"  {'、'.join(shown[at : at + 4])}" for at in range(0, len(shown), 4)]
    found.append("门户查询示例 number and query code for the portal:")
    found += [f"  {line}" for line in _samples(city, lives)]
    config.write_private(file_of(city), "\n".join(found) + "\n")


def _samples(city: str, lives: Sequence[Life]) -> list[str]:
    wanted = {
        CaseStage.HANDLING: "办理中",
        CaseStage.COMPLETED: "待评价",
        CaseStage.MERGED: "已并单",
        CaseStage.CLOSED: "已结案",
    }
    found = {}
    for life in lives:
        stage = life.case.stage if life.id else None
        if stage in wanted and stage not in found:
            found[stage] = f"{wanted[stage]} {life.number}  {query_code(city, life.contact)}"
    return [found[stage] for stage in wanted if stage in found]

"""A city begins: itself, its calendar, the unit where the hotline sits, its first accounts, and
the rulebook that was in force when it came.

Nobody can sign in to a city without a rulebook, so the first one is submitted by the setup and
approved in the name of the management body's account; every later edition needs two people at
the desk. What was cut short is finished by asking again: each step is left out that was taken.
"""

import re
from pathlib import Path
from typing import Final

import msgspec

from hotline import rulebooks
from hotline.ledger import Outcome
from hotline.people import actions, passwords, queries
from hotline.people.by import By
from hotline.people.streams import user_ref
from hotline.rules.actor import setup_actor
from hotline.rules.official_calendar import published_years
from hotline.rules.reference.city import AdoptCalendar, FoundCity
from hotline.rules.reference.unit_tree import AddUnit
from hotline.rules.reference.user import Grant
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_reading import MODELS
from hotline.rules.text import say
from hotline.rules.units import UnitKind
from hotline.rules.words import Face, Role

CENTRE: Final = "centre"
"""Code of the unit where the hotline itself sits."""

APPROVER: Final = "management"
FIRST: Final = (
    ("sysadmin", Role.SYSTEM_ADMIN),
    ("secadmin", Role.SECURITY_ADMIN),
    ("auditadmin", Role.AUDIT_ADMIN),
    (APPROVER, Role.MANAGEMENT),
)
"""User names and roles of the first accounts: the separated powers, and who approves."""

_EDITION = re.compile(r"^edition\s*=.*$", re.MULTILINE)
_CITY = re.compile(r"^city\s*=.*$", re.MULTILINE)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a city begins with; `toml` is its first rulebook."""

    code: str
    name: str
    toml: str
    zone: str = "Asia/Shanghai"
    centre: str = ""

    @property
    def centre_name(self) -> str:
        """The name of the hotline's own unit."""
        # not said: a name, kept in the journal
        return self.centre or f"{self.name}12345热线中心"

    @property
    def through(self) -> int:
        """The last year whose days of rest are published."""
        return published_years()[-1]


def supplied(name: str) -> str | None:
    """The text of a rulebook that comes with the platform; None where there is none so called."""
    if name not in MODELS:
        return None
    return (Path(rulebooks.__file__).parent / f"{name}.toml").read_text(encoding="utf-8")


def as_first(toml: str, code: str) -> str:
    """A supplied text as the first edition of this city."""
    return _CITY.sub(f'city = "{code}"', _EDITION.sub("edition = 1", toml, count=1), count=1)


def begin(plan: Plan) -> Outcome | Refusal:
    """The city with its calendar, its own unit and its first accounts: one command."""
    founding = actions.Founding(
        city=(
            FoundCity(code=plan.code, name=plan.name, zone=plan.zone),
            AdoptCalendar(edition=f"CN{plan.through}", through=plan.through),
        ),
        units=(AddUnit(id=CENTRE, name=plan.centre_name, kind=UnitKind.CITY),),
        users=tuple(
            actions.NewUser(username=name, name=str(role.zh), unit=CENTRE, grants=(Grant(role),))
            for name, role in FIRST
        ),
    )
    return actions.found_city(_setup(plan.code), founding)


def found(plan: Plan) -> dict[str, str] | Refusal:
    """All steps that are not taken yet; gives the one-time passwords by user name, shown once."""
    row = queries.city_row(plan.code)
    if row is None:
        begun = begin(plan)
        if isinstance(begun, Refusal):
            return begun
    elif whole(plan.code):
        return Refusal(
            code=Code.ALREADY,
            message=say("{name}（{code}）已经建立。", name=row.name, code=plan.code),
            advice=say("还差什么，请看 hotline city status --city {code}。", code=plan.code),
        )
    adopted = _adopt_rules(plan)
    return adopted if isinstance(adopted, Refusal) else _passwords(plan.code)


def whole(code: str) -> bool:
    """Whether the city has rules in force and its first accounts can be signed in to."""
    return _ruled(code) and not _without_password(code)


def _setup(code: str) -> By:
    return By(actor=setup_actor(code), face=Face.IMPORT)


def _ruled(code: str) -> bool:
    return any(row.approved_by for row in queries.rulebooks(setup_actor(code)))


def _adopt_rules(plan: Plan) -> Outcome | Refusal | None:
    """Submitted by the setup, approved as the management body's account: never one actor."""
    if _ruled(plan.code):
        return None
    if not queries.rulebooks(setup_actor(plan.code)).exists():
        proposed = actions.propose_rulebook(_setup(plan.code), plan.toml)
        if isinstance(proposed, Refusal):
            return proposed
    edition = queries.rulebooks(setup_actor(plan.code))[0].edition
    row = queries.user(setup_actor(plan.code), str(user_ref(plan.code, APPROVER).id))
    if row is None:
        return None
    return actions.approve_rulebook(By(actor=queries.actor_of(row), face=Face.IMPORT), edition)


def _without_password(code: str) -> dict[str, str]:
    """Ids of the first accounts that nobody can sign in to, by user name."""
    ids = {name: str(user_ref(code, name).id) for name, _ in FIRST}
    return {name: id for name, id in ids.items() if queries.password_hash(id) is None}


def _passwords(code: str) -> dict[str, str] | Refusal:
    given: dict[str, str] = {}
    for name, id in _without_password(code).items():
        given[name] = passwords.one_time()
        done = actions.reset_password(_setup(code), id, given[name])
        if isinstance(done, Refusal):
            return done
    return given

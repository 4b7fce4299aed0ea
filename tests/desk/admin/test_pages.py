"""Every page of the administration: cost for one row and for fifty.

To renew the figures: HOTLINE_RENEW_STATEMENTS=1 .venv/bin/python -m pytest tests/desk/admin
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from hotline import ledger
from hotline.dispatching import actions as dispatching
from hotline.handling.imports import jobs, working
from hotline.people import actions
from hotline.people.actions import NewUser
from hotline.rules.directory import Entry
from hotline.rules.gazetteer import Place
from hotline.rules.reference.directory_edition import DraftDirectory
from hotline.rules.reference.gazetteer import AdoptPlaces
from hotline.rules.reference.unit_tree import AddUnit, SetDutyPhone
from hotline.rules.units import UnitKind
from hotline.rules.words import Role
from tests.desk.admin.reckonings import a_run
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.imports.files import as_csv, orders
from tests.handling.imports.test_imports import sent

pytestmark = pytest.mark.repeats

FILE = Path(__file__).parent.with_name("admin_statements.json")
BUDGET = 12
PAGES: dict[str, tuple[Role, str]] = {
    "units": (Role.SYSTEM_ADMIN, "/desk/admin/units"),
    "unit": (Role.SYSTEM_ADMIN, "/desk/admin/units/urban"),
    "people": (Role.SECURITY_ADMIN, "/desk/admin/people"),
    "person": (Role.SYSTEM_ADMIN, "/desk/admin/people/{person}"),
    "person/tokens": (Role.SECURITY_ADMIN, "/desk/admin/people/{person}/tokens"),
    "topics": (Role.SYSTEM_ADMIN, "/desk/admin/topics"),
    "places": (Role.SYSTEM_ADMIN, "/desk/admin/places?q=第"),
    "directory": (Role.MANAGEMENT, "/desk/admin/directory"),
    "directory/edition": (Role.MANAGEMENT, "/desk/admin/directory/edition?edition=2030-1"),
    "directory/try": (Role.EDITOR, "/desk/admin/directory/try?topic=cg/lj"),
    "directory/replay": (Role.MANAGEMENT, "/desk/admin/directory/replay?edition=2030-1"),
    "directory/import": (Role.DISPATCHER, "/desk/admin/directory/import"),
    "model": (Role.MANAGEMENT, "/desk/admin/model"),
    "automatic": (Role.MANAGEMENT, "/desk/admin/automatic"),
    "dispatching": (Role.MANAGEMENT, "/desk/admin/dispatching"),
    "rules": (Role.MANAGEMENT, "/desk/admin/rules"),
    "rule": (Role.MANAGEMENT, "/desk/admin/rules/2"),
    "rules/propose": (Role.SYSTEM_ADMIN, "/desk/admin/rules/propose?from=2"),
    "limits": (Role.MANAGEMENT, "/desk/admin/limits?start=2026-02-13T16:30&kind=complaint"),
    "calendar": (Role.MANAGEMENT, "/desk/admin/calendar"),
    "imports": (Role.SYSTEM_ADMIN, "/desk/admin/imports"),
    "import": (Role.SYSTEM_ADMIN, "/desk/admin/imports/{import}"),
    "reckoned": (Role.MANAGEMENT, "/desk/admin/calendar/{run}"),
    "access": (Role.AUDIT_ADMIN, "/desk/admin/access"),
    "sign-ins": (Role.AUDIT_ADMIN, "/desk/admin/sign-ins"),
    "erase": (Role.SECURITY_ADMIN, "/desk/admin/erase"),
    "tokens": (Role.INTEGRATOR, "/desk/admin/tokens"),
    "notices": (Role.SYSTEM_ADMIN, "/desk/admin/notices"),
    "notices/undelivered": (Role.SYSTEM_ADMIN, "/desk/admin/notices/undelivered"),
}


def _furnish(city: City, rows: int) -> dict[str, str]:
    """So many units, accounts, events, entries, editions, readings and tokens."""
    setup, day = city.setup, (ledger.clock.now() + timedelta(days=300)).date()
    below = [
        AddUnit(id=f"n{n}", name=f"第{n}处", kind=UnitKind.BUREAU, parent="urban")
        for n in range(rows)
    ]
    phones = [SetDutyPhone(id="urban", phone=f"1234{n:04}") for n in range(rows)]
    done(actions.change_units(setup, *below, *phones))
    new = [NewUser(username=f"x{n:03}", name=f"某{n}", unit="urban") for n in range(rows)]
    done(actions.add_users(setup, new))
    lines = tuple(Entry(id=f"e{n}", topic=f"t/{n}", lead="urban") for n in range(rows))
    for n in range(min(rows, 5)):
        draft = DraftDirectory(edition=f"2030-{n + 1}", effective_from=day, entries=lines)
        done(dispatching.draft_directory(city.by(Role.DISPATCHER), draft))
    places = tuple(Place(name=f"第{n}里", area="dong") for n in range(rows))
    done(actions.change_places(setup, AdoptPlaces(edition=f"{rows} 个", places=places)))
    reader = city.actor(Role.DISPATCHER)
    actions.note_access(reader, [uuid4() for _ in range(rows)], ("phone",), page="测试")
    integrator = city.user(Role.INTEGRATOR)
    for n in range(min(rows, 15)):
        done(actions.make_token(city.by(Role.INTEGRATOR), integrator.id, f"对接{n}"))
    run = str(a_run(city.code, rows))
    return {"person": integrator.id, "import": str(_brought(city, rows)), "run": run}


def _brought(city: City, rows: int) -> UUID:
    """So many uploads, each of so many orders, and their mappings."""
    for n in range(rows):
        many = orders(*({"工单编号": f"{n}-{row}", "所属区域": f"片{row}"} for row in range(rows)))
        import_id, matching = sent(city, as_csv(many))
        jobs.save(city.code, f"系统{n}", matching, "x")
    jobs.check(city.code, import_id, matching)
    while working.step(import_id):
        pass
    return import_id


def _count(city: City, known: dict[str, str]) -> dict[str, int]:
    seats = {role: Seat(city.user(role)) for role in {role for role, _ in PAGES.values()}}
    found = {}
    for name, (role, path) in PAGES.items():
        with ledger.count_statements() as counted:
            response = seats[role].get(path.format(**known))
        assert response.status_code == 200, (name, response.status_code)
        found[name] = counted.count
    return found


def test_no_page_costs_more_for_more_rows(city: City, other_city: City) -> None:
    few, many = _furnish(city, 1), _furnish(other_city, 50)
    for one, known in ((city, few), (other_city, many)):
        _count(one, known)  # what a process learns once is not a page's cost
    counted, counted_many = _count(city, few), _count(other_city, many)
    if os.environ.get("HOTLINE_RENEW_STATEMENTS"):
        FILE.write_text(json.dumps(counted_many, indent=1, ensure_ascii=False) + "\n")
    assert counted == counted_many
    assert counted_many == json.loads(FILE.read_text())
    assert max(counted_many.values()) <= BUDGET

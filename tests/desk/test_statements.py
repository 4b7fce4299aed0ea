"""How many statements each page costs: the same for one row as for fifty, never over twelve.

The figures stand in statements.json, so that a reviewer sees each change as a diff. To renew them:

    HOTLINE_RENEW_STATEMENTS=1 .venv/bin/python -m pytest tests/desk/test_statements.py
"""

import json
import os
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.files import attaching
from hotline.handling.queries import reader
from hotline.handling.streams import case_ref
from hotline.handling.wordings import actions as wordings
from hotline.oversight import shifts
from hotline.oversight.governance import actions as governing
from hotline.rules.case import commands as c
from hotline.rules.case.extension import FileExtension
from hotline.rules.case.mass import OpenEvent
from hotline.rules.case.on_site import OrderSiteMeeting
from hotline.rules.case.police_order import RecallPoliceOrder
from hotline.rules.case.procedure import BeginProcedure
from hotline.rules.case.procedure_state import ProcedureKind
from hotline.rules.oversight.governance import OpenGovernance, Step
from hotline.rules.replies.template import WriteTemplate
from hotline.rules.words import Channel, EmergencyLine, ReturnReason, Role, Urgency
from tests.desk.seat import Seat
from tests.fixtures import pictures
from tests.fixtures.people import City, done
from tests.handling.steps import (
    PHONE,
    REPLY,
    claiming,
    complete,
    disturb,
    matter,
    pressing,
    register,
    reviewing,
    tried,
)
from tests.oversight.raising import raised

pytestmark = pytest.mark.repeats

FILE = Path(__file__).with_name("statements.json")
BUDGET = 12
PAGES: dict[str, tuple[Role, str]] = {
    "sign-in": (Role.OFFICER, "/desk/sign-in"),
    "home": (Role.OFFICER, "/desk/"),
    "register": (Role.AGENT, "/desk/register"),
    "register/unit": (Role.AGENT, "/desk/register/unit?n=0&m0-topic=cg/zd&m0-area=dong"),
    "register/caller": (Role.AGENT, "POST /desk/register/caller"),
    "register/events": (Role.AGENT, "/desk/register/events?n=0"),
    "events": (Role.DISPATCHER, "/desk/events"),
    "event": (Role.DISPATCHER, "/desk/events/{event}"),
    "hot": (Role.DISPATCHER, "/desk/events/hot/{hot}"),
    "events/settings": (Role.MANAGEMENT, "/desk/events/settings"),
    "register/alike": (Role.AGENT, "POST /desk/register/alike"),
    "register/place": (Role.AGENT, "POST /desk/register/place"),
    "registered": (Role.DISPATCHER, "/desk/register/{contact}"),
    "registered (disturbing)": (Role.AGENT, "/desk/register/{disturbing}"),
    "sources": (Role.DISPATCHER, "/desk/sources"),
    "register/source": (Role.AGENT, "POST /desk/register/source"),
    "register/elements": (Role.AGENT, "POST /desk/register/elements"),
    "numbers": (Role.MANAGEMENT, "/desk/numbers"),
    "wordings": (Role.LIAISON, "/desk/wordings"),
    "reply-aids": (Role.OFFICER, "/desk/cases/{handled}/reply?leg=L1"),
    "reply-look": (Role.OFFICER, "POST /desk/reply/look"),
    "triage": (Role.AGENT, "/desk/triage"),
    "dispatch": (Role.DISPATCHER, "/desk/dispatch"),
    "inbox": (Role.OFFICER, "/desk/inbox"),
    "inbox (liaison)": (Role.LIAISON, "/desk/inbox"),
    "inbox (narrowed)": (Role.OFFICER, "/desk/inbox?kind=complaint&light=fine&order=urgent"),
    "rulings": (Role.DISPATCHER, "/desk/rulings"),
    "ruling": (Role.DISPATCHER, "/desk/rulings/{returned}/R1"),
    "doubts": (Role.SUPERVISOR, "/desk/doubts"),
    "doubt": (Role.SUPERVISOR, "/desk/doubts/{reviewed}/F1"),
    "reviews": (Role.CITY_REVIEWER, "/desk/reviews"),
    "unreasonable": (Role.MANAGEMENT, "/desk/unreasonable"),
    "repeat": (Role.MANAGEMENT, "/desk/unreasonable/{completed}/R3"),
    "site-meetings": (Role.DISPATCHER, "/desk/on-site"),
    "site-meeting": (Role.DISPATCHER, "/desk/on-site/{divided}/R1"),
    "exclusions": (Role.CITY_REVIEWER, "/desk/exclusions"),
    "exclusion": (Role.DISTRICT_REVIEWER, "/desk/exclusions/{completed}/R2"),
    "supervision": (Role.SUPERVISOR, "/desk/supervision?tab=press_open"),
    "pressed": (Role.LIAISON, "/desk/pressed"),
    "document": (Role.SUPERVISOR, "/desk/supervision/{pressed}/D1"),
    "review": (Role.CITY_REVIEWER, "/desk/reviews/{reviewed}/R2"),
    "procedures": (Role.DISPATCHER, "/desk/procedures"),
    "extensions": (Role.DISPATCHER, "/desk/extensions"),
    "extension": (Role.DISPATCHER, "/desk/extensions/{longer}/R1"),
    "approvals": (Role.UNIT_HEAD, "/desk/approvals"),
    "approval": (Role.UNIT_HEAD, "/desk/approvals/{replied}/R1"),
    "follow-up": (Role.FOLLOW_UP_CALLER, "/desk/follow-up"),
    "call": (Role.FOLLOW_UP_CALLER, "/desk/follow-up/{completed}"),
    "follow-up (expired)": (Role.FOLLOW_UP_CALLER, "/desk/follow-up?tab=expired"),
    "samples": (Role.INSPECTOR, "/desk/samples"),
    "automatic": (Role.DISPATCHER, "/desk/automatic"),
    "watch": (Role.SUPERVISOR, "/desk/watch"),
    "watch (silent)": (Role.SUPERVISOR, "/desk/watch?tab=silent"),
    "watch (one officer)": (Role.SUPERVISOR, "/desk/watch?tab=soon&officer={officer}"),
    "behind": (Role.SUPERVISOR, "/desk/supervision/board"),
    "press-register": (Role.SUPERVISOR, "POST /desk/supervision/register.xlsx"),
    "duty": (Role.DUTY_MANAGER, "/desk/duty?tab=urgent_unsigned"),
    "duty (hand-overs)": (Role.DUTY_MANAGER, "/desk/duty"),
    "duty (by phone)": (Role.DUTY_MANAGER, "/desk/duty?tab=unacknowledged"),
    "duty (desk)": (Role.DUTY_MANAGER, "/desk/duty?tab=desk_late"),
    "roster": (Role.LIAISON, "/desk/duty/roster"),
    "coverage": (Role.DUTY_MANAGER, "/desk/duty/phones"),
    "ring": (Role.DUTY_MANAGER, "/desk/duty/calls/{urgent}/L1"),
    "shift": (Role.DUTY_MANAGER, "/desk/duty/shift"),
    "past-shift": (Role.DUTY_MANAGER, "/desk/duty/shift/1"),
    "governance": (Role.MANAGEMENT, "/desk/governance"),
    "governance-one": (Role.MANAGEMENT, "/desk/governance/{governed}"),
    "wall": (Role.LEADER, "/desk/wall/"),
    "handbook": (Role.OFFICER, "/desk/handbook/liaison"),
    "overview": (Role.LEADER, "/desk/overview"),
    "reading": (Role.ASSESSOR, "/desk/reading?tab=closed"),
    "exports": (Role.DISPATCHER, "/desk/find/exports"),
    "batches": (Role.LIAISON, "/desk/batches"),
    "batch": (Role.LIAISON, "/desk/batches/{batch}"),
    "batch-new": (Role.LIAISON, "/desk/batches/new?from=inbox&act=Reassign"),
    "notices": (Role.LIAISON, "/desk/notices"),
    "notices (wishes)": (Role.LIAISON, "/desk/notices/wishes"),
    "find": (Role.AGENT, "POST /desk/find"),
    "find (conditions)": (Role.AGENT, "/desk/find?stage=handling&sort=promise"),
    "case (unit)": (Role.LIAISON, "/desk/cases/{handled}"),
    "case (dispatcher)": (Role.DISPATCHER, "/desk/cases/{handled}"),
    "case-alike": (Role.DISPATCHER, "/desk/cases/{twin}/alike"),
    "case (management)": (Role.MANAGEMENT, "/desk/cases/{handled}"),
    "file": (Role.LIAISON, "/desk/cases/{handled}/files/{file}/stored"),
    "live": (Role.OFFICER, "/desk/live?since="),
    "live (list)": (Role.OFFICER, "/desk/live?since=&list=inbox&tabs=inbox,sign,handling"),
    "watermark": (Role.OFFICER, "/desk/watermark.svg"),
}


def _many(city: City, rows: int, **more: object) -> list[str]:
    """So many cases, twenty to a call."""
    sizes = [min(20, rows - start) for start in range(0, rows, 20)]
    return [
        case for size in sizes for case in register(city, *(matter(**more) for _ in range(size)))
    ]


def _furnish(city: City, rows: int) -> dict[str, str]:
    """A city with so many lines in every queue, and one case with so many steps and children."""
    officer, known = city.by(Role.OFFICER), dict[str, str]()
    with ledger.clock.at(ledger.clock.now() - timedelta(days=60)):
        _many(city, rows)
        known["urgent"] = _many(city, rows, urgency=Urgency.URGENT)[0]
        _many(city, rows, triage=c.HandOver(line=EmergencyLine.FIRE_119), dispatch=False)
    _many(city, rows, dispatch=False)
    _many(city, rows, triage=None, dispatch=False)
    for _ in range(rows):
        [order] = register(city, channel=Channel.POLICE, source_number="110-0")
        done(actions.perform(city.by(Role.AGENT), order, RecallPoliceOrder(reason="重复")))
    for n in range(rows):
        known["disturbing"] = disturb(city, f"1390000{n:04}")
    for known["replied"] in _many(city, rows):
        done(actions.perform(officer, known["replied"], c.Sign(leg="L1")))
        done(actions.perform(officer, known["replied"], c.RecordFirstContact(leg="L1")))
        done(actions.perform(officer, known["replied"], REPLY))
    come = OrderSiteMeeting(units=("urban", "market"), place="和平路口")
    for known["divided"] in _many(city, rows, dispatch=False):
        done(actions.perform(city.by(Role.DISPATCHER), known["divided"], come))
    back = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不是我们")
    for known["returned"] in _many(city, rows):
        done(actions.perform(city.by(Role.LIAISON), known["returned"], back))
    ask = FileExtension(leg="L1", length="2wd", explanation="等待材料")
    by_law = BeginProcedure(leg="L1", procedure=ProcedureKind.MARKET_REPORT)
    for known["longer"] in _many(city, rows):
        done(actions.perform(officer, known["longer"], c.Sign(leg="L1")))
        done(actions.perform(city.by(Role.UNIT_HEAD), known["longer"], by_law))
        done(actions.perform(city.by(Role.LIAISON), known["longer"], ask))
    for known["reviewed"] in _many(city, rows):
        reviewing(city, known["reviewed"])
    for known["pressed"] in _many(city, rows):
        pressing(city, known["pressed"])
    for known["completed"] in _many(city, rows):
        complete(city, known["completed"])
        claiming(city, known["completed"])
    hand = c.HandDown(leg="-", unit=city.units.market)
    known["batch"] = tried(city, Role.LIAISON, hand, _many(city, rows))
    return known | _one_case(city, rows) | _above(city, rows)


def _above(city: City, rows: int) -> dict[str, str]:
    """A shift, and so many topics of governance."""
    known: dict[str, str] = {}
    manager = city.by(Role.DUTY_MANAGER)
    done(shifts.open_shift(manager, reader(manager.actor), ledger.clock.now() + timedelta(hours=8)))
    plan = (Step(by=date(2026, 1, 10), what="排查"),)
    open_one = OpenGovernance(name="占道", lead="urban", topic="cg", measures="错时", steps=plan)
    for _ in range(rows):
        known["governed"] = str(uuid4())
        done(governing.act(city.by(Role.SUPERVISOR), UUID(known["governed"]), open_one))
    return known


def _one_case(city: City, rows: int) -> dict[str, str]:
    """One case with an officer, so many steps and as many children as a call may bring."""
    known: dict[str, str] = {}
    officer = city.by(Role.OFFICER)
    [known["handled"], *children] = register(city, *(matter() for _ in range(min(rows + 1, 20))))
    done(actions.perform(officer, known["handled"], c.Sign(leg="L1")))
    known["officer"] = str(city.user(Role.OFFICER).id)
    reassign = c.Reassign(leg="L1", officer=known["officer"])
    done(actions.perform(city.by(Role.LIAISON), known["handled"], reassign))
    for n in range(rows):
        progress = c.RecordProgress(leg="L1", note=f"第{n}步")
        done(actions.perform(officer, known["handled"], progress))
    for child in children:
        merge = c.Merge(parent=known["handled"])
        done(actions.perform(city.by(Role.DISPATCHER), child, merge))
    for n in range(rows):
        words = WriteTemplate(unit="urban", title=f"模板{n}", text="您反映的{事项}已办。")
        done(wordings.write(city.by(Role.LIAISON), words))
    [known["event"]] = register(city, matter())
    opened = OpenEvent(name="停水", script="今晚恢复。")
    done(actions.perform(city.by(Role.DISPATCHER), known["event"], opened))
    known["hot"] = raised(city, [known["event"], *children])
    joining = matter(event=known["event"], need="家中有婴儿", triage=None, dispatch=False)
    register(city, *(joining for _ in range(min(rows, 20))))
    sent = [pictures.upload(pictures.PDF)] * min(rows, 20)
    outcome = done(attaching.attach(city.by(Role.AGENT), known["handled"], sent))
    known["file"] = outcome.events[-1].event.files[0].id
    lid = {"title": "井盖丢失", "text": "翠湖嘉园门口井盖丢失三天", "address": "翠湖嘉园"}
    known["twin"], _ = register(city, *(matter(dispatch=False, **lid) for _ in range(2)))
    state = ledger.state_of(case_ref(city.code, known["handled"]))
    known["contact"] = str(state.contact)
    return known


def _count(city: City, known: dict[str, str]) -> dict[str, int]:
    seats = {role: Seat(city.user(role)) for role in {role for role, _ in PAGES.values()}}
    found = {}
    for name, (role, address) in PAGES.items():
        method, _, path = address.rpartition(" ")
        path = path.format(**known)
        form = {"caller_phone": PHONE, "q": PHONE, "source_number": "110-0"}
        with ledger.count_statements() as counted:
            seat = seats[role]
            response = seat.post(path, form) if method else seat.get(path)
        assert response.status_code in (200, 302), (name, response.status_code)
        response.close()  # a sheet sent is an open file
        found[name] = counted.count
    return found


@pytest.fixture
def counts(city: City, other_city: City) -> tuple[dict[str, int], dict[str, int]]:
    """Statements per page with one row, and with fifty."""
    few, many = _furnish(city, 1), _furnish(other_city, 50)
    for one, known in ((city, few), (other_city, many)):
        _count(one, known)  # what a process learns once is not a page's cost
    return _count(city, few), _count(other_city, many)


@pytest.mark.slow
def test_no_page_costs_more_for_more_rows(
    counts: tuple[dict[str, int], dict[str, int]],
) -> None:
    few, many = counts
    if os.environ.get("HOTLINE_RENEW_STATEMENTS"):
        FILE.write_text(json.dumps(many, indent=1, ensure_ascii=False) + "\n")
    kept = json.loads(FILE.read_text())
    assert few == many
    assert many == kept
    assert max(many.values()) <= BUDGET

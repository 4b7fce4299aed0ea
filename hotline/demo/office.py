"""What lies on the administrators' tables when the demo opens: proposals that wait for a second
person, duty phones, an account that was locked and one that was closed, readings of personal
data, kept searches, batches, keys of departments' systems, sign-ins."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from hotline import ledger, rulebooks
from hotline.demo import directory, place, watch
from hotline.demo.founding import done
from hotline.demo.life import Life
from hotline.demo.people import CENTRE_STAFF, Staff
from hotline.dispatching import actions as dispatching
from hotline.handling.batches import jobs, working
from hotline.handling.batches.jobs import Drawn, Pick
from hotline.handling.queries import reader
from hotline.handling.queues import queries as queues
from hotline.handling.queues.asked import Narrowed
from hotline.handling.search import saved
from hotline.people import actions, sign_in
from hotline.people.by import By
from hotline.rules.actor import setup_actor
from hotline.rules.case import commands as c
from hotline.rules.case.supervision import IssueSupervision
from hotline.rules.directory import Entry
from hotline.rules.reference.directory_edition import PutEntries
from hotline.rules.reference.unit_tree import SetDutyPhone
from hotline.rules.reference.user_messages import DisableUser, LockUser
from hotline.rules.words import Colour, Face, Role, SupervisionKind

NEXT_RULEBOOK, NEXT_DIRECTORY, REJECTED = 3, "2026-2", "2026-1修"
READINGS = 240
READ_ON = (
    ("工单页", ("phone",)),
    ("工单页", ("name", "phone")),
    ("回访", ("phone",)),
    ("来电历史", ("phone",)),
    ("工单页", ("address",)),
)
SEARCHES = (
    ("supervisor", "已超期在办", "light=red&sort=promise"),
    ("supervisor", "特急在办", "stage=handling&urgency=critical"),
    ("supervisor", "群体性诉求", "tag=group"),
    ("management", "欠薪", "tag=wages"),
    ("dispatcher", "停水停电", "tag=outage&stage=handling"),
    ("leader", "不满意工单", "satisfied=not"),
    ("street", "鹤清街道占道", "topic=cg/zd&area=xidong/heqing"),
    ("assessor", "未解决", "solved=not"),
)


def furnish(staff: Staff, lives: Sequence[Life], *, seed: int, password: str) -> None:
    """Everything below, at the city's now or in the days before it."""
    rng = Random(f"{seed} office")  # noqa: S311 - a story, not a secret
    setup = By(actor=setup_actor(staff.city), face=Face.IMPORT)
    with ledger.clock.at(ledger.clock.now() - timedelta(days=3, hours=2)):
        _phones(setup)
        _accounts(staff)
        _proposals(staff)
        done(
            actions.make_token(
                staff.named("integrator"), staff.actors["integrator"].id, "水务集团业务系统"
            )
        )
    for username, name, query in SEARCHES:
        refusal = saved.keep(staff.actors[username], name, query)
        if refusal:
            raise RuntimeError(f"demo city: {refusal.message}")
    _batches(staff)
    watch.furnish(staff, rng)
    _readings(staff, lives, rng)
    _sign_ins(staff.city, password)


def _phones(setup: By) -> None:
    """值班电话; numbers that belong to nobody."""
    commands = [
        SetDutyPhone(id=unit.id, phone=f"8810{number:04}")
        for number, unit in enumerate(place.units(), start=1)
    ]
    done(actions.change_units(setup, *commands))


def _accounts(staff: Staff) -> None:
    """Somebody has left; somebody's account was locked while it is looked into."""
    actors = staff.actors
    left, locked = actors["telecom.officer"], actors["bus.liaison"]
    security = staff.named("secadmin")
    done(actions.change_user(security, left.id, DisableUser(reason="已离职")))
    done(actions.change_user(security, locked.id, LockUser(reason="口令疑似外借，待核实")))


def _proposals(staff: Staff) -> None:
    """A rulebook and a directory that wait for the second person, and one that was rejected."""
    first = ledger.clock.now().date().replace(day=1)
    begins = (first + timedelta(days=40)).replace(day=1)
    text = (Path(rulebooks.__file__).parent / "national.toml").read_text()
    for old, new in (
        (r"^edition = 2$", f"edition = {NEXT_RULEBOOK}"),
        (r"^effective_from = .*$", f"effective_from = {begins}"),
        (r"^yellow_percent = 70$", "yellow_percent = 60"),
    ):
        text = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    done(actions.propose_rulebook(staff.named("sysadmin"), text, note="黄灯提前到用时六成"))
    author = staff.named("dispatcher")
    for edition, note in (
        (REJECTED, "拟将犬只管理交街道"),
        (NEXT_DIRECTORY, "充电桩、消防通道单列"),
    ):
        draft = directory.draft(begins, edition=edition, note=note)
        done(dispatching.draft_directory(author, draft))
        done(dispatching.change_directory(author, edition, PutEntries(entries=_entries(edition))))
    reason = "犬只管理需区级执法权，街道不具备，请与城管局会商后另行起草。"
    done(dispatching.reject_directory(staff.named("management"), REJECTED, reason))


def _entries(edition: str) -> tuple[Entry, ...]:
    if edition == REJECTED:
        return (Entry(id="cg/jd@heqing", topic="cg/jd", area="xidong/heqing", lead="heqing"),)
    return (
        Entry(id="gg/cd/zw", topic="gg/cd/zw", lead="urban", legal_basis="《停车场管理办法》"),
        Entry(id="ga/xf/td", topic="ga/xf/td", lead="fire", co_handlers=("police",),
              legal_basis="《消防法》第二十八条"),
    )  # fmt: skip


def _batches(staff: Staff) -> None:
    """批量处理: a few orders handed to one officer, one of them refused; and a tried batch of 督办
    that waits for its supervisor."""
    liaison, supervisor = staff.named("liaison"), staff.named("supervisor")
    hand = c.Reassign(leg="-", officer=staff.actors["officer"].id)
    mine = [*_lines(liaison, "handling")[:2], *_lines(liaison, "replied")[:1]]
    drawn = Drawn(command=hand, picks=mine, about="收件箱；勾选")
    first = done(jobs.draw_up(liaison, drawn))
    ask = IssueSupervision(
        leg="-",
        kind=SupervisionKind.ORDER,
        colour=Colour.ORANGE,
        asks="请在两个工作日内说明超期原因和办结时间。",
        within="2wd",
    )
    drawn = Drawn(command=ask, picks=_lines(supervisor, "late")[:20], about="时限督办（已超期）")
    done(jobs.draw_up(supervisor, drawn))
    for _ in range(2):
        while working.step():
            pass
        jobs.begin(liaison, first)


def _lines(by: By, queue: str) -> list[Pick]:
    """The lines of a list of legs, as its page shows them to that person."""
    found = queues.picks(reader(by.actor), queue, Narrowed(), jobs.MOST)
    return [Pick(case, leg) for case, leg in found]


def _readings(staff: Staff, lives: Sequence[Life], rng: Random) -> None:
    """Who opened which phone number, over the last weeks, in working hours."""
    readers = [staff.actors[name] for name, role, _ in CENTRE_STAFF if role in _READERS]
    for at, life in sorted(_moments(lives, rng), key=lambda pair: pair[0]):
        where, fields = rng.choice(READ_ON)
        reader = rng.choice(readers)
        if where == "工单页" and life.case.lead and rng.random() < 0.5:
            reader = staff.of(life.case.lead.unit, Role.LIAISON, Role.UNIT_HEAD).actor
        actions.note_access(reader, [UUID(life.id)], fields, page=where, now=at)


_READERS = (Role.AGENT, Role.DISPATCHER, Role.FOLLOW_UP_CALLER, Role.SUPERVISOR)


def _moments(lives: Sequence[Life], rng: Random) -> Iterator[tuple[datetime, Life]]:
    now = ledger.clock.now()
    told = [life for life in lives if life.id and not life.case.confidential]
    for life in rng.sample(told, min(READINGS, len(told))):
        begun = life.case.registered_at
        yield begun + (now - begun) * rng.random(), life


def _sign_ins(city: str, password: str) -> None:
    """A few sign-ins, one of them mistyped; nobody stays signed in."""
    for username, typed, address in (
        ("agent", password, "10.12.3.21"),
        ("dispatcher", "yunxi-2025", "10.12.3.40"),
        ("dispatcher", password, "10.12.3.40"),
        ("liaison", password, "10.40.1.7"),
    ):
        opened = sign_in.sign_in(city, username, typed, address=address)
        if isinstance(opened, sign_in.Opened):
            sign_in.sign_out(opened.secret)

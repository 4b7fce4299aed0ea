"""Lines of lists as templates show them: the light, the time left, the words, the action now.

The action offered in a row follows from role and state as the tables have them; the rules decide
again when it is taken, so a row that has grown old is refused with the reason.
"""

from datetime import datetime
from typing import Any

import msgspec
from django.urls import reverse

from hotline import ledger
from hotline.desk.directory import Proposal
from hotline.desk.gate import Desk
from hotline.handling.queries import Listed
from hotline.rules.calendar import ZERO
from hotline.rules.case.edges import LIAISONS
from hotline.rules.context import World
from hotline.rules.lights import Light, in_words, light, roughly, yellow_from
from hotline.rules.text import say
from hotline.rules.words import (
    CaseStage,
    Kind,
    LegRole,
    LegState,
    RequestKind,
    ReturnReason,
    Role,
    Solved,
    Tag,
    Term,
    Urgency,
)

AT_THE_DESK = {
    CaseStage.REGISTERED.value: say("处置"),
    CaseStage.SENT_BACK.value: say("补录"),
    CaseStage.ACCEPTED.value: say("派单"),
    CaseStage.HANDED_OVER.value: say("确认移交"),
}
"""What the hotline itself owes by its own limit, by the stage in which that runs."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do from a row: a link (`url`), or a command sent at once (`post`)."""

    label: str
    url: str = ""
    post: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    key: str = ""
    primary: bool = True


class Glow(msgspec.Struct, frozen=True, kw_only=True):
    """A light with its words; `of` says which limit it is of, `at` is the moment it is about,
    `turns` when it changes colour."""

    colour: str = ""
    words: str = ""
    of: str = ""
    at: datetime | None = None
    turns: datetime | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list."""

    id: str
    url: str
    number: str
    title: str
    stage: str
    facts: tuple[str, ...]
    urgency: str
    tags: tuple[str, ...]
    glow: Glow
    unit: str = ""
    proposal: Proposal | None = None
    notes: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    leg: str = ""
    request: str = ""
    at: datetime | None = None
    pick: str = ""
    undispatched: bool = False
    handed_over: bool = False
    alike: str = ""
    suggests: str = ""


def excludes(world: World, reason: str | None) -> str:
    """What the city calls that reason for 考核剔除; "" for none."""
    return world.editions.exclusion_name(reason) if reason else ""


def why(world: World, kind: str, reason: str) -> str:
    """What a request is about: the city's name for a reason of 考核剔除, else that of a return."""
    if kind == RequestKind.EXCLUSION:
        return world.editions.exclusion_name(reason)
    return zh(ReturnReason, reason)


def zh(words: type[Term], value: str) -> str:
    """The Chinese word of a stored value, the value itself where it is not known."""
    return next((term.zh for term in words if term.value == value), value)


def case_url(case_id: object) -> str:
    """The page of a case."""
    return reverse("desk:case", args=[case_id])


def row(desk: Desk, line: Listed, **more: Any) -> Row:
    """The line without any action; lists add theirs by `more`."""
    case, world = line.case, desk.who.world
    values: dict[str, Any] = {
        "id": str(case.id),
        "url": case_url(case.id),
        "number": case.number,
        "title": line.title
        or say("{topic}（{kind}）", topic=facts(case, world)[1], kind=zh(Kind, case.kind)),
        "stage": zh(CaseStage, case.stage),
        "facts": facts(case, world),
        "urgency": urgency(case),
        "tags": tags(case),
        "glow": glow(desk, case.due_from, case.due_at),
        "unit": world.units.name(case.lead_unit) if case.lead_unit else "",
        "notes": notes(case),
        "at": case.registered_at,
        "undispatched": case.stage == CaseStage.ACCEPTED,
        "handed_over": case.stage == CaseStage.HANDED_OVER,
    }
    return Row(**(values | more))


def leg_row(desk: Desk, line: Listed, **more: Any) -> Row:
    """A line about a leg: its clock, its unit, its state."""
    leg, world = line.leg, desk.who.world
    waits = leg.running and not leg.paused and leg.next_due is None
    still = say("延期待审") if waits else say("无时限")
    stopped = Glow(words=say("暂停计时") if leg.paused else still)
    own: dict[str, Any] = {
        "glow": glow(desk, leg.dispatched_at, leg.next_due, nearest(leg))
        if leg.next_due
        else stopped,
        "unit": world.units.name(leg.unit),
        "stage": zh(LegState, leg.state),
        "notes": leg_notes(leg, desk.who.now) + notes(line.case),
        "leg": leg.leg,
        "at": leg.dispatched_at,
        "pick": f"{leg.case_id}.{leg.leg}" if _to_pick(desk, leg) else "",
    }
    return row(desk, line, **(own | more))


def nearest(leg: Any) -> str:
    """Which of the leg's limits runs out first: so that nobody rings a citizen because of 签收."""
    if leg.state == LegState.DISPATCHED and leg.next_due == leg.sign_due:
        return say("签收")
    return say("办理") if leg.next_due == leg.limit_due else say("首次联系")


def may_reassign(desk: Desk) -> bool:
    """Whether the reader hands out work within their unit (转派)."""
    return bool(LIAISONS & desk.actor.roles)


def _to_pick(desk: Desk, leg: Any) -> bool:
    """Whether the leg can be signed, or handed to an officer, together with others."""
    if leg.unit != desk.actor.unit:
        return False
    if leg.state == LegState.DISPATCHED:
        return True
    return leg.state == LegState.SIGNED and may_reassign(desk)


def request_row(desk: Desk, line: Listed, **more: Any) -> Row:
    """A line about a request under review."""
    found, world = line.request, desk.who.world
    own: dict[str, Any] = {
        "glow": glow(desk, found.filed_at, found.due_at)
        if found.due_at
        else Glow(words=waited(desk, found.filed_at), at=found.filed_at),
        "unit": world.units.name(found.unit),
        "stage": why(world, found.kind, found.reason)
        if found.reason
        else zh(RequestKind, found.kind),
        "notes": notes(line.case),
        "request": found.request,
        "at": found.filed_at,
    }
    return row(desk, line, **(own | more))


def glow(desk: Desk, start: datetime | None, due: datetime | None, of: str = "") -> Glow:
    """The light of a limit from `start` to `due`, called `of`; nothing where no limit runs."""
    if start is None or due is None:
        return Glow()
    now = desk.who.now
    local = desk.who.world.calendar.local(now).date()
    policy = desk.who.world.editions.in_force(local).time
    colour = light(now, start, due, policy)
    yellow = yellow_from(start, due, policy)
    turns = {Light.GREEN: yellow, Light.YELLOW: due}.get(colour)
    return Glow(colour=colour.value, words=in_words(now, due), of=of, at=due, turns=turns)


def at_the_desk(desk: Desk, case: Any) -> Glow:
    """The light of the hotline's own limit; how long it waits where none was set."""
    if case.desk_due:
        return glow(desk, case.desk_from, case.desk_due, AT_THE_DESK.get(case.stage, ""))
    return Glow(words=waited(desk, case.registered_at))


def to_call(desk: Desk, case: Any) -> Glow:
    """The light of 回访启动时限 until the first call; afterwards how long ago it was completed."""
    if case.call_due and case.call_from <= desk.who.now:
        return glow(desk, case.call_from, case.call_due)
    if case.call_due:
        begins = say("{time}后开始回访", time=roughly(case.call_from - desk.who.now))
        return Glow(words=begins, at=case.call_from)
    return Glow(words=waited(desk, case.completed_at), at=case.completed_at)


def waited(desk: Desk, since: datetime | None) -> str:
    """已等3小时: where nothing limits the waiting."""
    return say("已等{span}", span=span(desk, since)) if since else ""


def span(desk: Desk, since: datetime | None) -> str:
    """3小时: how long ago that was."""
    return roughly(max(desk.who.now - since, ZERO)) if since else ""


def facts(case: Any, world: World) -> tuple[str, ...]:
    """Kind, topic and area in words."""
    found = (
        zh(Kind, case.kind),
        world.topics.get(case.topic, case.topic) or say("未分类"),
        world.areas.get(case.area, case.area) or say("未填区域"),
        case.object,
    )
    return tuple(fact for fact in found if fact)


def urgency(case: Any) -> str:
    """紧急 or 特急; "" for ordinary cases."""
    return "" if case.urgency == Urgency.ORDINARY else zh(Urgency, case.urgency)


def tags(case: Any) -> tuple[str, ...]:
    """Tags in words, 保密 first."""
    secret = (say("保密"),) if case.confidential else ()
    return secret + tuple(zh(Tag, tag) for tag in case.tags)


def notes(case: Any) -> tuple[str, ...]:
    """What one should know before opening it."""
    found = (
        say("催办{reminders}次", reminders=case.reminders) if case.reminders else "",
        say("退单{returns}次", returns=case.returns) if case.returns else "",
        say("并入{children}件", children=case.children) if case.children else "",
        say("第{round}轮", round=case.round) if case.round > 1 else "",
        say("承诺已超期") if case.breached else "",
    )
    return tuple(note for note in found if note)


def leg_notes(leg: Any, now: datetime) -> tuple[str, ...]:
    """What one should know of the leg."""
    found = (
        "" if leg.role == LegRole.LEAD else zh(LegRole, leg.role),
        say("兜底单位") if leg.last_resort else "",
        say("首接单位") if leg.bound_from and leg.bound_from < now else "",
        say("迟签") if leg.sign_late else "",
        say("未首次联系") if leg.state == LegState.SIGNED and not leg.contacted else "",
    )
    return tuple(note for note in found if note)


def inbox_acts(desk: Desk, line: Listed) -> tuple[Act, ...]:
    """What the reader's unit does next on a leg."""
    leg, url = line.leg, case_url(line.case.id)
    if leg.unit != desk.actor.unit:
        return ()
    match leg.state:
        case LegState.DISPATCHED:
            sign = Act(label=say("签收"), post="Sign", fields=(("leg", leg.leg),), key="s")
            return (sign,)
        case LegState.SIGNED if not leg.contacted:
            contact = f"{url}?open=RecordFirstContact-{leg.leg}#act"
            return (Act(label=say("首次联系"), url=contact, key="o"),)
        case LegState.SIGNED:
            return (Act(label=say("答复"), url=f"{url}?open=Reply-{leg.leg}#act", key="o"),)
        case LegState.HELD:
            return (Act(label=say("解除挂起"), url=f"{url}?open=EndHold-{leg.leg}#act"),)
        case LegState.REPLIED if desk.actor.is_a(Role.UNIT_HEAD):
            return (Act(label=say("审批"), url=reverse("desk:approvals")),)
        case _:
            return (Act(label=say("查看"), url=url, primary=False),)


def follow_up_acts(line: Listed) -> tuple[Act, ...]:
    """Call, ask at expiry, or decide what becomes of an unsolved case."""
    if line.case.expired_call:
        url = f"{case_url(line.case.id)}?open=AskAtExpiry#act"
        return (Act(label=say("到期回访"), url=url, key="o"),)
    if line.case.stage == CaseStage.COMPLETED:
        return (Act(label=say("回访"), url=reverse("desk:call", args=[line.case.id]), key="o"),)
    unsettled = line.case.solved == Solved.NOT
    later = say("有补充，待定") if line.case.added_at else say("查看")
    label = say("未解决，待定") if unsettled else later
    return (Act(label=label, url=case_url(line.case.id), primary=False),)


def key() -> str:
    """A fresh idempotency key for a form."""
    return str(ledger.uuid7(ledger.clock.now()))

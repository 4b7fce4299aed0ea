"""自动派单: of each topic how well the machine would do or did, whether it may be switched on and
why not, what it sent; switching on and off, what the city asks, and what was switched when."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk.admin.asking import (
    Ask,
    Do,
    Typed,
    carry_out,
    field,
    office,
    show_admin,
    sure,
    text,
    why_not,
)
from hotline.desk.admin.places import area_path
from hotline.desk.admin.queries import names
from hotline.desk.admin.shares import Told, told
from hotline.desk.gate import Desk, staff
from hotline.dispatching.automatic import actions, queries
from hotline.dispatching.figures.queries import Share
from hotline.people.by import By
from hotline.rules.automatic import FEWEST, Record, below, percent
from hotline.rules.reference import automatic as rules
from hotline.rules.reference.automatic import Automatic, SetAutomaticRules, SwitchOff, SwitchOn
from hotline.rules.refusal import Code, Refusal
from hotline.rules.shares import Figure
from hotline.rules.text import say
from hotline.web.permission import page

HERE = "admin-automatic"
LISTED = 60
TOLD = 30
"""Settings and switches that are shown, the newest first."""
GOOD = Figure(cases=10_000, right=10_000)
NONE = Refusal(
    code=Code.WRONG_STATE,
    message=say("还没有达到要求的事项。"),
    advice=say("继续由人派单，达到要求的事项会出现在这里。"),
)
NONE_ON = Refusal(
    code=Code.WRONG_STATE,
    message=say("没有开通自动派单的事项。"),
    advice=say("开通后可以随时停用。"),
)


class TopicLine(msgspec.Struct, frozen=True, kw_only=True):
    """One topic: measured, its lower bound, whether it is on (and since when by whom) or may be,
    or `why` not; sent, reviewed, wrong, overdue since it was switched on."""

    title: str
    share: Told
    bound: str
    on: bool
    fit: bool
    why: str
    by: str
    since: Any
    record: Record


@page(permission="automatic.read")
@staff
def automatic(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Topics, switches and history."""
    tried = carry_out(request, desk, _dos(), reverse(f"desk:{HERE}"))
    if isinstance(tried, HttpResponse):
        return tried
    state, held = desk.who.world.automatic, queries.records(desk.who.world, desk.who.now)
    history = queries.history(desk.actor.city)[:TOLD]
    people = names(desk.actor, {one.envelope.actor for one in history} | _deciders(state))
    lines = _lines(desk, state, held, people)
    context: dict[str, Any] = {
        "settings": state.settings,
        "bar": percent(state.settings.bar),
        "fewest": FEWEST,
        "lines": lines[:LISTED],
        "more": max(0, len(lines) - LISTED),
        "history": [_told(desk, one, people) for one in history],
        "model": desk.may("model.read"),
    }
    asks = [_on(desk, state, held), _off(desk, state), _rules(desk, state)]
    return show_admin(request, desk, "automatic", HERE, context, tried=tried, asks=asks)


def _deciders(state: Automatic) -> set[str]:
    return {one.by for one in state.on.values()} | {one.by for one in state.off.values()}


def _dos() -> dict[str, Do]:
    def on(by: By, typed: Typed) -> object:
        return sure(typed) or actions.switch_on(by, text(typed, "topic"))

    def off(by: By, typed: Typed) -> object:
        return actions.switch_off(by, text(typed, "topic"), text(typed, "reason"))

    return {"automatic-on": on, "automatic-off": off, "automatic-rules": _set}


def _set(by: By, typed: Typed) -> object:
    values = {name: text(typed, name) for name in ("bar", "share", "grace")}
    for name, value in values.items():
        digits = value.replace(".", "", 1) if name == "bar" else value
        if not (digits.isascii() and digits.isdecimal()):
            return Refusal(
                code=Code.INVALID,
                message=say("“{value}”不是数字。", value=value[:20]),
                advice=say("请重新填写。"),
                field=name,
            )
    command = SetAutomaticRules(
        bar=round(float(values["bar"][:6]) / 100, 6),
        share=int(values["share"][:6]),
        grace=int(values["grace"][:6]),
    )
    return actions.set_rules(by, command)


def _on(desk: Desk, state: Automatic, held: dict[str, Record]) -> Ask:
    fit = [
        topic
        for topic, one in sorted(held.items())
        if topic not in state.on and not below(one.figure, state.settings.bar)
    ]
    probe = SwitchOn(topic="-", figure=GOOD)
    closed = why_not(rules.decide(state, probe, office(desk)))
    return Ask(
        name="automatic-on",
        title=say("开通一个事项"),
        submit=say("开通"),
        hint=say(
            "以后模型与登记人一致、目录只定一个单位的一般工单，等待几分钟无人拦下即自动派出。"
        ),
        lasting=say("我已看过这个事项的派准率"),
        fields=(field("topic", say("事项"), "select", required=True, choices=_choices(desk, fit)),),
        closed=closed or (None if fit else NONE),
    )


def _off(desk: Desk, state: Automatic) -> Ask:
    topic = next(iter(state.on), "-")
    probe = SwitchOff(topic=topic, reason="-")
    closed = why_not(rules.decide(state, probe, office(desk)))
    return Ask(
        name="automatic-off",
        title=say("停用一个事项"),
        submit=say("停用"),
        hint=say("立即生效：已计划、尚未派出的也由人派单。"),
        fields=(
            field(
                "topic", say("事项"), "select", required=True,
                choices=_choices(desk, sorted(state.on)),
            ),
            field("reason", say("理由"), required=True, longest=500),
        ),
        closed=closed if state.on else NONE_ON,
    )  # fmt: skip


def _choices(desk: Desk, topics: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((topic, area_path(desk.who.world.topics, topic)) for topic in topics)


def _rules(desk: Desk, state: Automatic) -> Ask:
    held = state.settings
    probe = SetAutomaticRules(bar=0.95, share=10, grace=3)
    return Ask(
        name="automatic-rules",
        title=say("派准率要求与抽查"),
        submit=say("保存"),
        fields=(
            field(
                "bar", say("派准率下限至少（%）"), required=True, value=percent(held.bar),
                hint=say("不低于 90；提高后达不到的事项随即停用。"),
            ),
            field("share", say("抽查比例（%）"), required=True, value=str(held.share)),
            field("grace", say("等待几分钟再派出"), required=True, value=str(held.grace)),
        ),
        closed=why_not(rules.decide(state, probe, office(desk))),
    )  # fmt: skip


def _lines(
    desk: Desk, state: Automatic, held: dict[str, Record], people: dict[str, str]
) -> list[TopicLine]:
    """Those that are on, then those that may be, then the others by what was measured."""
    topics = {*held, *state.on, *state.off}
    lines = [_line(desk, state, topic, held.get(topic, Record()), people) for topic in topics]
    return sorted(
        lines, key=lambda one: (not one.on, not one.fit, -one.record.figure.cases, one.title)
    )


def _line(
    desk: Desk, state: Automatic, topic: str, record: Record, people: dict[str, str]
) -> TopicLine:
    on, off, figure = state.on.get(topic), state.off.get(topic), record.figure
    why = "" if on else below(figure, state.settings.bar)
    last = on or off
    return TopicLine(
        title=area_path(desk.who.world.topics, topic),
        share=told(Share(part=figure.right, whole=figure.cases)),
        bound=percent(figure.bound),
        on=on is not None,
        fit=not on and not why,
        why=say("已停用：{why}", why=off.reason) if off and not on else why,
        by=_name(last.by, people) if last else "",
        since=on.since if on else off.at if off else None,
        record=record,
    )


def _name(id: str, people: dict[str, str]) -> str:
    return say("系统") if id == "clock" else people.get(id, "")


def _told(desk: Desk, one: Any, people: dict[str, str]) -> dict[str, Any]:
    """A setting or switch in words."""
    event, topics = one.event, desk.who.world.topics
    figure = getattr(event, "figure", None)
    match event:
        case rules.AutomaticSwitchedOn():
            what = say("开通 {topic}", topic=area_path(topics, event.topic))
        case rules.AutomaticSwitchedOff():
            what = say("停用 {topic}", topic=area_path(topics, event.topic))
        case _:
            what = say(
                "派准率下限 {bar}%，抽查 {share}%，等待 {grace} 分钟",
                bar=percent(event.bar),
                share=event.share,
                grace=event.grace,
            )
    return {
        "at": event.at,
        "by": _name(one.envelope.actor, people),
        "what": what,
        "reason": getattr(event, "reason", ""),
        "figure": say("{n}件中对{right}件，下限{bound}%", n=figure.cases, right=figure.right,
                      bound=percent(figure.bound)) if figure else "",
    }  # fmt: skip

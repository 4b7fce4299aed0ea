"""事项模型: which model proposes topics, what it learnt, how good it is on cases kept back, how it
drifts, what was put right; adopting another one, going back, and what the city asks of it."""

from datetime import timedelta
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
from hotline.dispatching.figures import queries as figures
from hotline.dispatching.figures.queries import Share
from hotline.dispatching.topic_model import actions, card, queries, serving
from hotline.dispatching.topic_model.serving import Serving
from hotline.dispatching.topic_model.thresholds import Answer
from hotline.people.by import By
from hotline.rules.reference import topic_model as rules
from hotline.rules.reference.topic_model import AdoptModel, Made, SetModelRules, TopicModels
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page

HERE = "admin-model"
WEEKS = timedelta(weeks=8)
TOPICS = 40
"""So many topics are listed, those with the most cases kept back first."""

CORRECTIONS = 30
SETTINGS = {
    "first": say("按名称"),
    "topics": say("事项数"),
    "cases": say("按工单"),
    "weight": say("工单一方的比重"),
    "steps": say("分几步判"),
    "most": say("每个事项最多学"),
}
"""What a model card calls its settings; another name is shown as it stands."""
MADE = {Made.TOPICS: say("事项名称和目录"), Made.CASES: say("本市工单")}
LEFT_OUT = {
    "doubtful": say("改派过而事项未改"),
    "topic": say("没有二级以下事项"),
    "short": say("内容太短"),
    "many": say("同一事项已够多"),
}
MACHINES = {"clock": say("按规则自动"), "setup": say("系统初始化")}
NO_OTHER = Refusal(
    code=Code.NOT_FOUND,
    message=say("还没有别的版本。"),
    advice=say("夜间训练或 hotline model retrain 之后会有。"),
)
SIDE, EDGE = 240, 24
"""Of the calibration plot, in its own units."""


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the plot: where it stands, its interval, and what it says in words."""

    x: float
    y: float
    low: float
    high: float
    words: str


class TopicLine(msgspec.Struct, frozen=True, kw_only=True):
    """One topic: cases learnt from, proposed among those kept back, right of those, its bar."""

    title: str
    learnt: int
    right: Told
    found: Told
    bar: str
    why: str


@page(permission="model.read")
@staff
def topic_model(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The running model, its card, figures and drift, all versions, corrections and settings."""
    state = queries.models(desk.actor.city)
    tried = carry_out(request, desk, _dos(), reverse(f"desk:{HERE}"))
    if isinstance(tried, HttpResponse):
        return tried
    held = serving.of_city(desk.actor.city, desk.who.world.reference)
    corrections = queries.corrections(desk.actor, CORRECTIONS)
    adopters = {one.adopted_by for one in state.versions.values()}
    people = names(desk.actor, adopters | {one.by for one in corrections})
    context: dict[str, Any] = {
        "state": state,
        "running": state.versions.get(state.running),
        "held": held,
        "settings": _settings(held),
        "made": MADE,
        "versions": [_version(one, state, people) for one in state.versions.values()],
        "weeks": _weeks(desk),
        "corrections": [_correction(desk, one, people) for one in corrections],
        **_measured(desk, held),
    }
    asks = [_adopt_ask(desk, state), _rules_ask(desk, state)]
    return show_admin(request, desk, "topic_model", HERE, context, tried=tried, asks=asks)


def _dos() -> dict[str, Do]:
    def adopted(by: By, typed: Typed) -> object:
        return sure(typed) or actions.adopt(by, text(typed, "version"), text(typed, "reason"))

    return {"model-adopt": adopted, "model-rules": _set}


def _set(by: By, typed: Typed) -> object:
    precision, margin = text(typed, "precision"), text(typed, "margin")
    for name, value in (("precision", precision), ("margin", margin)):
        if not value.replace(".", "", 1).isdecimal():
            return Refusal(
                code=Code.INVALID,
                message=say("“{value}”不是数字。", value=value[:20]),
                advice=say("请填写百分数，如 90。"),
                field=name,
            )
    command = SetModelRules(
        precision=round(float(precision) / 100, 6),
        margin=round(float(margin) / 100, 6),
        automatic=text(typed, "automatic") == "yes",
    )
    return actions.set_rules(by, command)


def _adopt_ask(desk: Desk, state: TopicModels) -> Ask:
    others = [one for one in state.versions.values() if one.version != state.running]
    choices = tuple(
        (one.version, say("{version}（{made}）", version=one.version, made=MADE[one.made]))
        for one in others[:12]
    )
    probe = AdoptModel(version=others[0].version if others else "-", reason="-")
    return Ask(
        name="model-adopt",
        title=say("启用或退回模型"),
        submit=say("启用"),
        hint=say("立即换用于登记和派单的事项建议，不改动任何工单。"),
        lasting=say("我已看过这个版本的评测结果"),
        fields=(
            field("version", say("版本"), "select", required=True, choices=choices),
            field("reason", say("理由（退回用过的版本时必填）"), longest=500),
        ),
        closed=why_not(rules.decide(state, probe, office(desk))) if others else NO_OTHER,
    )


def _settings(held: Serving) -> list[tuple[str, str]]:
    found = held.card.settings.items() if held.card else ()
    return [(SETTINGS.get(name, name), value) for name, value in found]


def _rules_ask(desk: Desk, state: TopicModels) -> Ask:
    held = state.settings
    probe = SetModelRules(precision=0.9, margin=0.01, automatic=False)
    yes_no = (("no", say("由人启用")), ("yes", say("好于规定幅度时自动启用")))
    return Ask(
        name="model-rules",
        title=say("准确率要求与启用方式"),
        submit=say("保存"),
        fields=(
            field(
                "precision", say("首选事项的准确率要求（%）"), required=True,
                value=f"{held.precision * 100:g}",
                hint=say("每个事项的门槛按留存案件算出；达不到的事项不突出首选。"),
            ),
            field(
                "margin", say("新模型至少提高（macro-F1，%）"), required=True,
                value=f"{held.margin * 100:g}",
            ),
            field(
                "automatic", say("夜间训练之后"), "select", choices=yes_no,
                value="yes" if held.automatic else "no",
            ),
        ),
        closed=why_not(rules.decide(state, probe, office(desk))),
    )  # fmt: skip


def _version(one: rules.Version, state: TopicModels, people: dict[str, str]) -> dict[str, Any]:
    return {
        "one": one,
        "made": MADE[one.made],
        "running": one.version == state.running,
        "better": rules.better(state, one) and one.version != state.running,
        "by": people.get(one.adopted_by) or MACHINES.get(one.adopted_by, ""),
    }


def _measured(desk: Desk, held: Serving) -> dict[str, Any]:
    """What the cases kept back say of the running model."""
    if held.card is None:
        return {}
    found, topics = held.answers, desk.who.world.topics
    left = held.card.left_out.items()
    return {
        "card": held.card,
        "left_out": [(LEFT_OUT.get(name, name), many) for name, many in left],
        "dots": [_dot(one) for one in card.steps(found)],
        "side": SIDE,
        "edge": EDGE,
        "far": SIDE - EDGE,
        "shares": [
            (round(share * 100), told(Share(part=right, whole=n)))
            for share, n, right in card.at_shares(found)
        ],
        "confusions": [
            (area_path(topics, truth), area_path(topics, guess), times)
            for truth, guess, times in card.confusions(found)
        ],
        "topics": _topics(desk, held, found),
        "kept": len(found),
    }


def _dot(one: card.Step) -> Dot:
    share = Share(part=one.right, whole=one.cases)
    low, high = share.bounds
    return Dot(
        x=_at(one.said),
        y=SIDE - _at(share.value),
        low=SIDE - _at(low),
        high=SIDE - _at(high),
        words=say(
            "说{said}%，对{right}%，{n}件",
            said=round(one.said * 100),
            right=round(share.value * 100),
            n=one.cases,
        ),
    )


def _at(share: float) -> float:
    return round(EDGE + share * (SIDE - 2 * EDGE), 1)


def _topics(desk: Desk, held: Serving, found: Any) -> list[TopicLine]:
    proposed: dict[str, list[Answer]] = {}
    true: dict[str, list[Answer]] = {}
    for one in found:
        proposed.setdefault(one.guess, []).append(one)
        true.setdefault(one.truth, []).append(one)
    counts = held.card.counts if held.card else {}
    order = sorted(
        {*proposed, *true, *counts},
        key=lambda code: (-len(true.get(code, ())), -counts.get(code, 0), code),
    )
    return [
        _topic_line(desk, held, code, proposed.get(code, []), true.get(code, []), counts)
        for code in order[:TOPICS]
    ]


def _topic_line(
    desk: Desk,
    held: Serving,
    code: str,
    proposed: list[Answer],
    true: list[Answer],
    counts: dict[str, int],
) -> TopicLine:
    bar = held.bars.get(code)
    return TopicLine(
        title=area_path(desk.who.world.topics, code),
        learnt=counts.get(code, 0),
        right=told(Share(part=sum(one.right for one in proposed), whole=len(proposed))),
        found=told(Share(part=sum(one.right for one in true), whole=len(true))),
        bar=f"{bar.threshold * 100:.0f}%" if bar and bar.threshold is not None else "",
        why=bar.why if bar else serving.SELDOM,
    )


def _weeks(desk: Desk) -> list[dict[str, Any]]:
    who = desk.who
    zone = who.world.editions.zone
    return [
        {
            "begins": one.begins,
            "cases": one.cases,
            "asked": one.agreed.whole,
            "abstained": told(one.abstained),
            "agreed": told(one.agreed),
            "in_five": told(one.in_five),
            "apart": f"{one.apart * 100:.0f}%",
            "most": [
                say(
                    "{topic} {said}%，实际 {was}%",
                    topic=who.world.topics.get(code, code),
                    said=round(guessed * 100),
                    was=round(assigned * 100),
                )
                for code, assigned, guessed in one.most
                if abs(assigned - guessed) >= 0.05
            ],
        }
        for one in figures.weeks(who.actor.city, zone, who.now - WEEKS)
    ]


def _correction(desk: Desk, one: Any, people: dict[str, str]) -> dict[str, Any]:
    world = desk.who.world
    unit = one.kind == "unit"
    return {
        "number": one.number,
        "case_id": one.case_id,
        "at": one.at,
        "by": people.get(one.by, ""),
        "kind": say("承办单位") if unit else say("事项"),
        "was": world.units.name(one.was) if unit else area_path(world.topics, one.was),
        "became": world.units.name(one.became) if unit else area_path(world.topics, one.became),
        "topic": area_path(world.topics, one.topic),
        "area": area_path(world.areas, one.area) if one.area else "",
    }

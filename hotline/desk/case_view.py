"""The case page's content: the request under its covers, legs as a tree, what can be done and
why the rest cannot. Everything is decided here, so that templates only print."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hotline.desk import clocks
from hotline.desk.choices import AREAS, TOPICS, written
from hotline.desk.clocks import ClockView
from hotline.desk.forms import At, Form, Typed, form
from hotline.desk.gate import Desk
from hotline.desk.splitting import split_form
from hotline.handling.models import CallerRow, CaseTextRow
from hotline.people.cover import Cover, Covers, mask_words, shown
from hotline.rules.case import commands as c
from hotline.rules.case.decide import Option, options
from hotline.rules.case.state import Case, Leg
from hotline.rules.case.table import BY_NAME
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import CaseStage, Face, RequestState

FIRST = (
    "Accept", "ConfirmHandOver", "Dispatch", "Sign", "RecordFirstContact", "Reply",
    "ApproveCompletion", "RuleReturn", "RecordOutcome", "Reopen", "Close",
)  # fmt: skip
"""Commands that bring the case on, in the order of the loop; all others stand below them."""


OUT_OF_SIGHT = "诉求内容不在您的查看权限内"
NO_REASON = Refusal(code=Code.WRONG_STATE, message="现在不能执行。")


class Personal(msgspec.Struct, frozen=True, kw_only=True):
    """One personal field: what is shown in its place, and whether a click shows more."""

    field: str
    label: str
    value: str
    can_show: bool = False


class LegView(msgspec.Struct, frozen=True, kw_only=True):
    """One leg of the tree."""

    leg: Leg
    unit: str
    officer: str
    clocks: tuple[ClockView, ...]
    below: tuple["LegView", ...]


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A request under review, in words."""

    title: str
    state: str
    unit: str
    reason: str
    believed: str
    filed_at: Any
    due_at: Any
    waiting: bool


class Doing(msgspec.Struct, frozen=True, kw_only=True):
    """What this person may do now, and why the rest is closed to them."""

    first: tuple[Form, ...]
    others: tuple[Form, ...]
    closed: tuple[tuple[str, Refusal], ...]
    not_now: tuple[tuple[str, Refusal], ...]


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A form that came back refused: which, with what in it, and why."""

    form: str
    typed: Typed
    refusal: Refusal


def personal(
    words: CaseTextRow | None, caller: CallerRow | None, covers: Covers, clicked: Sequence[str]
) -> list[Personal]:
    """Name, number and address as this reader gets them."""
    rows = (
        ("name", "诉求人", caller.name if caller else ""),
        ("phone", "联系电话", caller.phone if caller else ""),
        ("address", "地址", words.address if words else ""),
    )
    found = []
    for field, label, value in rows:
        cover = getattr(covers, field)
        if value and cover is not Cover.HIDDEN:
            text = shown(value, field, cover, clicked=field in clicked)
            more = cover is Cover.ON_CLICK and field not in clicked
            found.append(Personal(field=field, label=label, value=text, can_show=more))
    return found


def told(words: CaseTextRow | None, covers: Covers) -> tuple[str, str, str]:
    """(title, text, why the text is not shown)."""
    if covers.words is Cover.HIDDEN:  # not even read, so whether it is erased is not known here
        return "", "", OUT_OF_SIGHT
    if words is None:
        return "", "", "个人信息已按规定删除"
    if covers.words is Cover.OPEN:
        return words.title, words.text, ""
    return mask_words(words.title), "", OUT_OF_SIGHT


def legs(case: Case, desk: Desk, officers: Mapping[str, str]) -> list[LegView]:
    """The legs as a tree: those handed down stand under the leg that handed them down."""
    known = {leg.id for leg in case.legs}

    def under(parent: str) -> tuple[LegView, ...]:
        return tuple(
            LegView(
                leg=leg,
                unit=desk.who.world.units.name(leg.unit),
                officer=officers.get(leg.officer, ""),
                clocks=tuple(clocks.of_leg(case, leg, desk.who.world, desk.who.now)),
                below=under(leg.id),
            )
            for leg in case.legs
            if (leg.parent_leg if leg.parent_leg in known else "") == parent
        )

    return list(under(""))


def requests(case: Case, desk: Desk) -> list[Ask]:
    """待审事项, the newest first."""
    units = desk.who.world.units
    return [
        Ask(
            title=one.kind.zh,
            state=one.state.zh,
            unit=units.name(one.unit),
            reason=one.reason.zh if one.reason else "",
            believed=units.name(one.believed_unit) if one.believed_unit else "",
            filed_at=one.filed_at,
            due_at=one.due_at,
            waiting=one.state is RequestState.FILED,
        )
        for one in reversed(case.requests)
    ]


def allowed(case: Case, desk: Desk) -> list[Option]:
    """What the tables give this person on this case."""
    who = desk.who
    context = Context(now=who.now, actor=who.actor, face=Face.DESK, world=who.world)
    return options(case, context)


def doing(
    case: Case,
    desk: Desk,
    found: Sequence[Option],
    words: CaseTextRow | None,
    officers: Mapping[str, tuple[tuple[str, str], ...]],
    tried: Tried | None,
) -> Doing:
    """Forms for what is open, reasons for what is not."""
    forms = [
        _form(case, desk, option, words, officers, tried)
        for option in found
        if option.refusal is None
    ]
    mended = ("CompleteIntake",) if case.stage is CaseStage.SENT_BACK else ()
    order = {name: at for at, name in enumerate(mended + FIRST)}
    first = [one for one in forms if one.command in order]
    return Doing(
        first=tuple(sorted(first, key=lambda one: order[one.command])),
        others=tuple(one for one in forms if one.command not in order),
        closed=tuple(_refused(o, case, desk) for o in found if o.refusal and _tells(o, case)),
        not_now=tuple(_refused(o, case, desk) for o in found if o.refusal and not _tells(o, case)),
    )


def stranded(shown_forms: Doing, tried: Tried | None, desk: Desk) -> list[tuple[str, str]] | None:
    """What was typed into a form that is no longer open (somebody acted first), so that it can be
    copied; None when the form itself came back."""
    if tried is None or any(one.refusal for one in (*shown_forms.first, *shown_forms.others)):
        return None
    edge = BY_NAME[tried.form.partition("-")[0]]
    made = form(edge.command, At(desk=desk, title=edge.zh), tried.typed)
    return [(one.label, one.value) for one in made.fields if one.widget != "hidden" and one.value]


def _tells(option: Option, case: Case) -> bool:
    """Whether the reason tells this person something: not merely another state or unit."""
    right_state = case.stage in option.edge.leaves or option.edge.subject != "case"
    running = option.edge.subject == "case" or case.stage is CaseStage.HANDLING
    plain = {Code.WRONG_UNIT, Code.ALREADY}
    if option.edge.subject != "case":
        plain.add(Code.WRONG_STATE)
    return (
        right_state and running and option.refusal is not None and option.refusal.code not in plain
    )


def _form(
    case: Case,
    desk: Desk,
    option: Option,
    words: CaseTextRow | None,
    officers: Mapping[str, tuple[tuple[str, str], ...]],
    tried: Tried | None,
) -> Form:
    command = option.edge.command
    leg = case.leg(option.leg)
    about = ""
    if leg and leg.unit != desk.actor.unit:
        about = f"{desk.who.world.units.name(leg.unit)} {leg.role.zh}"
    covered = words is None
    at = At(
        desk=desk,
        title=option.edge.zh,
        leg=option.leg,
        request=option.request,
        about=about,
        begin=_begin(command, case, desk, words),
        officers=officers.get(leg.unit, ()) if leg else (),
        leave_out=("title", "text", "address") if covered else (),
    )
    own_id = "-".join(part for part in (command.__name__, at.leg or at.request) if part)
    mine = tried if tried and tried.form == own_id else None
    make = split_form if command is c.SplitMatter else form
    return make(command, at, mine.typed if mine else None, mine.refusal if mine else None)


def _begin(command: type, case: Case, desk: Desk, words: CaseTextRow | None) -> Mapping[str, str]:
    """What a form begins with: an intake to be mended begins with what stands there."""
    world = desk.who.world
    if command is c.SplitMatter:
        return {"area": written(world, AREAS, case.area), "kind": case.kind.value}
    if command is not c.CompleteIntake:
        return {}
    return {
        "kind": case.kind.value,
        "topic": written(world, TOPICS, case.topic),
        "area": written(world, AREAS, case.area),
        "object": case.object,
        "urgency": case.urgency.value,
        "title": words.title if words else "",
        "text": words.text if words else "",
        "address": words.address if words else "",
    }


def _refused(option: Option, case: Case, desk: Desk) -> tuple[str, Refusal]:
    leg = case.leg(option.leg)
    name = option.edge.zh
    if leg and leg.unit != desk.actor.unit:
        name += f"（{desk.who.world.units.name(leg.unit)}）"
    return name, option.refusal or NO_REASON

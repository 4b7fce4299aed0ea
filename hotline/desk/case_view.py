"""The case page's content: the request under its covers, legs as a tree, what can be done and
why the rest cannot. Everything is decided here, so that templates only print."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.urls import reverse

from hotline.desk import clocks, rows
from hotline.desk.admin.audit import FIELDS
from hotline.desk.choices import AREAS, TOPICS, written
from hotline.desk.clocks import ClockView
from hotline.desk.form_words import CONFIDENTIAL
from hotline.desk.forms import At, Form, Typed, form, id_of
from hotline.desk.gate import Desk
from hotline.desk.splitting import split_form
from hotline.handling.models import CaseTextRow
from hotline.ledger import Recorded
from hotline.people.cover import Cover, Covers, mask_words
from hotline.rules.case import commands as c
from hotline.rules.case.decide import Option, options
from hotline.rules.case.edges import FRONT
from hotline.rules.case.events import CaseCompleted
from hotline.rules.case.first_accepting import was_first_accepting
from hotline.rules.case.leg_events import CompletionApproved, ReplyFiled
from hotline.rules.case.state import Case, Document, Leg, UnderReview
from hotline.rules.case.supervision_guards import standing
from hotline.rules.case.table import BY_NAME
from hotline.rules.case.tagging import ChangeTags
from hotline.rules.context import Context, World
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import CaseStage, Face, Kind, LegRole, RequestKind, RequestState, Role

OF_SOME = frozenset(
    {
        *("ConfirmToSource", "AnswerSource", "RecallPoliceOrder"),
        *("ReviseEvent", "EndEvent", "StillOut"),
        *("DispatchToLastResort", "AnswerProposal"),
        *("ForwardUp", "RecordAnswerFromAbove"),
        *("HoldBack", "ReviewAutomatic"),
        *("ContestUnreasonable", "GiveFinalAnswer"),
    }
)
"""Only for cases from other platforms (the province's too), of mass events, on which the directory
is silent or has something to learn, of unreasonable demands, that the machine sends: beside any
other they are no news."""
FIRST = (
    "Accept", "ConfirmHandOver", "Dispatch", "Sign", "RecordFirstContact", "Reply",
    "ApproveCompletion", "RuleReturn", "RecordOutcome", "AskAtExpiry", "CheckSample", "Reopen",
    "Close",
)  # fmt: skip
"""Commands that bring the case on, in the order of the loop; all others stand below them."""


HEADING = 30
"""Characters of the citizen's words that stand for a title."""
_SENTENCE = re.compile(r"[\n。！？!?；;]")  # not said: where a sentence that people typed ends
_PAUSES = "，、, "  # not said: signs of people’s words
OUT_OF_SIGHT = say("诉求内容不在您的查看权限内")
NO_REASON = Refusal(code=Code.WRONG_STATE, message=say("现在不能执行。"))


class LegView(msgspec.Struct, frozen=True, kw_only=True):
    """One leg of the tree."""

    leg: Leg
    unit: str
    officer: str
    clocks: tuple[ClockView, ...]
    below: tuple["LegView", ...]
    excluded: str = ""
    bound_from: Any = None


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
    url: str = ""


class ReadBy(msgspec.Struct, frozen=True, kw_only=True):
    """One person who has read personal data of the case: what, how often, when last."""

    name: str
    unit: str
    fields: str
    times: int
    at: Any


class Doing(msgspec.Struct, frozen=True, kw_only=True):
    """What this person may do now, and why the rest is closed to them."""

    first: tuple[Form, ...]
    others: tuple[Form, ...]
    closed: tuple[tuple[str, Refusal], ...]
    not_now: tuple[tuple[str, Refusal], ...]
    nothing: str = ""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A form that came back refused: which, with what in it, and why."""

    form: str
    typed: Typed
    refusal: Refusal


def told(words: CaseTextRow | None, covers: Covers) -> tuple[str, str, str]:
    """(title, text, why the text is not shown)."""
    if covers.words is Cover.HIDDEN:  # not even read, so whether it is erased is not known here
        return "", "", OUT_OF_SIGHT
    if words is None:
        return "", "", say("个人信息已按规定删除")
    if covers.words is Cover.OPEN:
        return words.title, words.text, ""
    return mask_words(words.title), "", OUT_OF_SIGHT


def heading(title: str, text: str, kind: Kind) -> str:
    """What a case is called at the top of its page: its title, else how its words begin."""
    if title:
        return title
    first = _SENTENCE.split(text.strip(), maxsplit=1)[0]
    if not first:
        return say("{kind}工单", kind=kind.zh)
    return first if len(first) <= HEADING else f"{first[:HEADING].rstrip(_PAUSES)}…"


def public_answer(case: Case, events: Sequence[Recorded]) -> str:
    """What the citizen was answered in this round: the case's own answer (merged), or the lead's
    approved reply; "" where there is none or it was erased. The caller looks at the covers."""
    leads = {leg.id for leg in case.legs if leg.role is LegRole.LEAD}
    approved = ""
    for one in reversed(events):
        match one.event:
            case CaseCompleted(public_answer=str() as own) if own:
                return own
            case CompletionApproved(leg=leg, request=request) if leg in leads and not approved:
                approved = request
            case ReplyFiled(request=request) if request == approved and one.sealed:
                return str(one.event.public_answer)
            case _:
                pass
    return ""


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
                excluded=rows.excludes(desk.who.world, case.excluded(leg.id)),
                bound_from=was_first_accepting(case, leg, desk.who.now),
            )
            for leg in case.legs
            if (leg.parent_leg if leg.parent_leg in known else "") == parent
        )

    return list(under(""))


def requests(case: Case, desk: Desk, case_id: UUID) -> list[Ask]:
    """待审事项, the newest first."""
    units = desk.who.world.units
    return [
        Ask(
            title=one.document.zh if isinstance(one, Document) else one.kind.zh,
            state=_state_zh(one),
            unit=units.name(one.unit),
            reason=one.reason.zh if one.reason else rows.excludes(desk.who.world, one.excludes),
            believed=units.name(one.believed_unit) if one.believed_unit else "",
            filed_at=one.filed_at,
            due_at=one.due_at,
            waiting=one.state is RequestState.FILED,
            url=_decided_at(case_id, one, desk),
        )
        for one in (*reversed(case.documents), *reversed(case.requests))
    ]


def _state_zh(one: UnderReview) -> str:
    if isinstance(one, Document):
        return standing(one.state, one.received_at, one.answered_at)
    return one.state.zh


def _decided_at(case_id: UUID, one: UnderReview, desk: Desk) -> str:
    """The screen on which this person decides on it; "" where it is not theirs or is over."""
    if one.state is not RequestState.FILED:
        return ""
    screens = {
        RequestKind.EXTENSION: "extension",
        RequestKind.COMPLETION: "approval",
        RequestKind.REVIEW: "review",
        RequestKind.UNREASONABLE: "repeat",
        RequestKind.CONTEST: "repeat",
        RequestKind.EXCLUSION: "exclusion",
        RequestKind.SUPERVISION: "document",
    }
    name = screens.get(one.kind, "ruling")  # 退单 and 改派 are ruled on at one screen
    if one.kind is RequestKind.SUPERVISION:
        may = True
    elif one.kind is RequestKind.COMPLETION:
        may = desk.actor.is_a(Role.UNIT_HEAD) and one.unit == desk.actor.unit
    else:
        may = desk.may("dispatch" if name in ("ruling", "extension") else "rehandle.review")
    return reverse(f"desk:{name}", args=[case_id, one.id]) if may else ""


def readers(rows: Sequence[Any], world: World) -> list[ReadBy]:
    """Who has read personal data, who read last first; `rows` newest first."""
    by_user: dict[str, list[Any]] = {}
    for row in rows:
        by_user.setdefault(row.user_id, []).append(row)
    return [
        ReadBy(
            name=own[0].user_name,
            unit=world.units.name(own[0].unit),
            fields=joined("、", dict.fromkeys(FIELDS.get(f, f) for row in own for f in row.fields)),
            times=len(own),
            at=own[0].at,
        )
        for own in by_user.values()
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
    """Forms for what is open, reasons for what is not. Files have a form of their own."""
    found = [option for option in found if not option.edge.with_bytes]
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
        nothing="" if forms else _nothing(desk, found),
    )


def _nothing(desk: Desk, found: Sequence[Option]) -> str:
    """Why there is no form at all: the role only reads, or nothing is open just now."""
    if found:
        return say("您现在没有可以做的操作，下面是原因。")
    roles = joined("、", (role.zh for role in Role if role in desk.actor.roles))
    return say("您的岗位（{roles}）只查看工单，不办理工单。", roles=roles)


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
    if option.edge.subject != "case" or option.edge.name in OF_SOME:
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
    about: tuple[str, ...] = ()
    if leg and leg.unit != desk.actor.unit:
        about = (desk.who.world.units.name(leg.unit), leg.role.zh)
    if document := case.document(option.request):
        about = (*about, document.document.zh)
    closed: tuple[str, ...] = ("title", "text", "address") if words is None else ()
    through_hotline = command is c.RecordFirstContact and case.confidential
    if through_hotline:
        closed = ("number",)
    if issubclass(command, c.RecordOutcome) and desk.actor.roles & FRONT:
        closed = ("called_in",)  # an agent hears it in a call that came in anyway
    if command is ChangeTags and not case.tags:
        closed = ("take_tags",)
    at = At(
        desk=desk,
        title=option.edge.zh,
        leg=option.leg,
        request=option.request,
        about=joined(" ", about) if about else "",
        begin=_begin(command, case, desk, words),
        officers=officers.get(leg.unit, ()) if leg else (),
        sources=tuple((one.id, joined(" ", (one.platform.zh, one.number))) for one in case.sources),
        leave_out=closed,
        hint=CONFIDENTIAL if through_hotline else "",
        tags=tuple(tag.value for tag in case.tags),
    )
    own_id = id_of(command.__name__, option.leg, option.request)
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
        name = say("{name}（{unit}）", name=name, unit=desk.who.world.units.name(leg.unit))
    return name, option.refusal or NO_REASON

"""Commands that touch several streams at once: register, split, link; merging is `merging`.

Each is decided as a whole: either every stream gets its events or none does. Ids come with the
command's `Place`, so that a decision needs no randomness.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from hotline.rules import contact as k
from hotline.rules import numbering
from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case import mass
from hotline.rules.case.arrival import restricted, source, unfit
from hotline.rules.case.caller import for_whom, tagged, unclear
from hotline.rules.case.decide import at_first, permitted
from hotline.rules.case.desk_wait import begun
from hotline.rules.case.evolve import evolve, fold
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.case.state import Case
from hotline.rules.case.table import BY_COMMAND, REGISTER
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Nature, Role

Events = tuple[e.Event, ...]
ByStream = Mapping[str, Events]

_LATER = frozenset({Code.NO_ENTRY, Code.DUTY_LIST, Code.PARTY, Code.UNKNOWN_UNIT, Code.ALREADY})
"""Refusals that come from the directory's own words, not from anything the caller said."""
_NO_HEADS: Mapping[str, Case] = {}
_OVER = frozenset({CaseStage.CLOSED, CaseStage.WITHDRAWN})
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Before that no case number can be given, and a slip of the hand is likelier than a call."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A case with the id of its stream."""

    id: str
    case: Case


class Fresh(msgspec.Struct, frozen=True, kw_only=True):
    """Ids and the citizen's query code (as a digest) for what is about to be created."""

    contact: str
    cases: tuple[str, ...]
    query_digest: str


def register(
    command: c.RegisterContact,
    fresh: Fresh,
    context: Context,
    heads: Mapping[str, Case] | None = None,
) -> ByStream | Refusal:
    """接诉登记: the contact and a case for each matter, triaged and dispatched as asked.

    A matter the directory cannot place stays accepted in the dispatch queue; the caller waiting
    on the line is not sent away for it. Any other refusal refuses the whole. `heads` are the
    cases, by id, that head the mass events named, and the closed ones told of again.
    """
    refusal = _may_register(command, context) or unfit(command, context) or unclear(command)
    refusal = refusal or _complete(command, context) or restricted(command, context)
    if refusal:
        return refusal
    streams: dict[str, Events] = {fresh.contact: (_contact(command, fresh, context),)}
    for index, (case_id, matter) in enumerate(zip(fresh.cases, command.matters, strict=True)):
        opened = _open(matter, command, fresh, context, context.serials[index], heads=heads or {})
        if isinstance(opened, Refusal):
            return _within(f"matters[{index}]", opened)
        streams[case_id] = opened
    return linked_at_once(command, fresh, streams, heads or _NO_HEADS, context)


def _may_register(command: c.RegisterContact, context: Context) -> Refusal | None:
    actor = context.actor
    if not REGISTER.roles & actor.roles:
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("您的角色不能登记诉求。"),
            advice=say("请由话务员登记，或引导诉求人使用公众门户。"),
        )
    decided = any(matter.triage or matter.dispatch or matter.event for matter in command.matters)
    if decided and actor.roles <= {Role.CITIZEN, Role.INTEGRATOR}:
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("分类处置和派单由热线工作人员决定。"),
            advice=say("请只提交诉求内容。"),
            field="matters",
        )
    return None


def _complete(command: c.RegisterContact, context: Context) -> Refusal | None:
    if command.nature is Nature.MATTER and not command.matters:
        return _missing(
            say("没有填写诉求事项。"), say("请至少填写一件诉求，或选择来电性质。"), "matters"
        )
    if command.nature is not Nature.MATTER and command.matters:
        said = say("来电性质为“{nature}”时不产生工单。", nature=command.nature.zh)
        return Refusal(
            code=Code.INVALID,
            message=said,
            advice=say("请改为“提出诉求”，或删去事项。"),
            field="nature",
        )
    if command.nature is Nature.REPEAT:
        return Refusal(
            code=Code.INVALID,
            message=say("最终答复在原工单上告知，不另外登记。"),
            advice=say("请在来电历史中选择该工单，点“告知最终答复”。"),
            field="nature",
        )
    if command.received_at and command.received_at > context.now:
        return Refusal(
            code=Code.INVALID,
            message=say("接诉时间晚于现在。"),
            advice=say("请核对日期和时间。"),
            field="received_at",
        )
    if command.received_at and command.received_at < _EARLIEST:
        return Refusal(
            code=Code.INVALID,
            message=say("接诉时间早于 {year} 年。", year=_EARLIEST.year),
            advice=say("请核对日期和时间。"),
            field="received_at",
        )
    return None


def _sound(matter: c.Matter, context: Context) -> Refusal | None:
    """A mistyped reported unit would see the confidential case that is about it."""
    if not matter.text.strip():
        return _missing(say("诉求内容不能为空。"), say("请填写诉求内容。"), "text")
    if matter.reported_unit and context.world.units.get(matter.reported_unit) is None:
        return Refusal(
            code=Code.UNKNOWN_UNIT,
            message=say(
                "没有编号为“{reported_unit}”的被反映单位。", reported_unit=matter.reported_unit
            ),
            advice=say("请从单位列表中选择；不是单位的，请填写被反映对象。"),
            field="reported_unit",
        )
    return None


def _within(where: str, refusal: Refusal) -> Refusal:
    """The refusal of one matter, its field named as it stands in the whole command."""
    return msgspec.structs.replace(refusal, field=f"{where}.{refusal.field}".rstrip("."))


def _missing(message: str, advice: str, field: str) -> Refusal:
    return Refusal(code=Code.MISSING, message=message, advice=advice, field=field)


def _contact(command: c.RegisterContact, fresh: Fresh, context: Context) -> k.ContactRegistered:
    secret = command.nature is Nature.SECRET
    return k.ContactRegistered(
        at=context.now,
        channel=command.channel,
        nature=command.nature,
        anonymous=command.anonymous,
        hotline_number=command.hotline_number,
        source_platform=command.source_platform,
        source_number=command.source_number,
        received_at=command.received_at or context.now,
        registrar=context.actor.id,
        cases=fresh.cases,
        caller_name="" if command.anonymous else command.caller_name,
        caller_phone=command.caller_phone,
        note="" if secret else command.note,
    )


def _open(
    matter: c.Matter,
    command: c.RegisterContact,
    fresh: Fresh,
    context: Context,
    serial: int,
    split_from: str = "",
    heads: Mapping[str, Case] = _NO_HEADS,
) -> Events | Refusal:
    """A case from one matter: registered, then triaged, then dispatched, each by its own rule."""
    refusal = _sound(matter, context)
    if refusal:
        return refusal
    matter = mass.at_once(matter, context)
    registered = _registered(matter, command, fresh, context, serial, split_from)
    events: Events = (registered,)
    case = evolve(None, registered)
    if matter.event:
        joined = mass.join(case, matter.event, matter.need, heads, context)
        if isinstance(joined, Refusal):
            return joined
        events, case = (*events, *joined), fold(joined, case) or case
    waits = case.stage is CaseStage.REGISTERED
    steps: list[Command] = [matter.triage] if matter.triage and waits else []
    if matter.dispatch and waits:
        steps.append(c.Dispatch())
    for step in steps:
        more = at_first(case, step, context)
        if isinstance(more, Refusal):
            if isinstance(step, c.Dispatch) and more.code in _LATER:
                break
            return more
        events = (*events, *more)
        case = fold(more, case) or case
    return (*events, *begun(case, context))


def _registered(
    matter: c.Matter,
    command: c.RegisterContact,
    fresh: Fresh,
    context: Context,
    serial: int,
    split_from: str,
) -> e.Registered:
    day = context.world.calendar.local(context.now).date()
    return e.Registered(
        at=context.now,
        number=numbering.compose(day, serial),
        contact=fresh.contact,
        channel=command.channel,
        kind=matter.kind,
        topic=matter.topic,
        area=matter.area,
        object=matter.object,
        urgency=matter.urgency,
        tags=tagged(command, matter.tags),
        confidential=matter.confidential,
        anonymous=command.anonymous,
        reachable=any(char.isdigit() for char in command.caller_phone),
        reported_unit=matter.reported_unit,
        registrar=context.actor.id,
        query_digest=fresh.query_digest,
        split_from=split_from,
        **source(command, context),
        title=matter.title,
        text=matter.text,
        address=matter.address,
        reported_party=matter.reported_party,
        caller_name="" if command.anonymous else command.caller_name,
        caller_phone=command.caller_phone,
        **for_whom(command, anonymous=command.anonymous),
    )


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who called, as opened from the source case for a matter that is split off it."""

    name: str = ""
    phone: str = ""
    behalf_name: str = ""
    behalf_phone: str = ""
    enterprise: str = ""
    credit_code: str = ""


def split(
    source: Known, command: c.SplitMatter, fresh: Fresh, caller: Caller, context: Context
) -> ByStream | Refusal:
    """拆分: the same caller's further matter gets a case and clocks of its own."""
    refusal = permitted(Target(case=source.case), BY_COMMAND[c.SplitMatter], context)
    if refusal:
        return refusal
    again = c.RegisterContact(
        channel=source.case.channel,
        caller_name=caller.name,
        caller_phone=caller.phone,
        anonymous=source.case.anonymous,
        relation=source.case.relation,
        authorised=source.case.authorised,
        behalf_name=caller.behalf_name,
        behalf_phone=caller.behalf_phone,
        enterprise=caller.enterprise,
        credit_code=caller.credit_code,
    )
    fresh = msgspec.structs.replace(fresh, contact=source.case.contact)
    origin = source.id if _may_name(command.matter, source.case, context) else ""
    opened = _open(command.matter, again, fresh, context, context.serials[0], origin)
    if isinstance(opened, Refusal):
        return _within("matter", opened)
    if not _may_name(source.case, command.matter, context):
        return {fresh.cases[0]: opened}
    number = evolve(None, opened[0]).number
    gone = e.SplitOff(at=context.now, case=fresh.cases[0], number=number)
    return {source.id: (gone,), fresh.cases[0]: opened}


def linked_at_once(
    command: c.RegisterContact,
    fresh: Fresh,
    streams: dict[str, Events],
    earlier: Mapping[str, Case],
    context: Context,
) -> ByStream | Refusal:
    """What a registration links by itself: a new fact to the closed case of the same matter, and a
    grievance to the danger that was handed over in the same call (product.md §4 Repeats, Intake 2).
    Both cases of a pair know of each other, but none names a confidential one to whom it reports.
    """
    known = {id: case for id in fresh.cases if (case := fold(streams[id])) is not None}
    pairs = []
    for index, (id, matter) in enumerate(zip(fresh.cases, command.matters, strict=True)):
        if not matter.again:
            continue
        refusal = _still_open(earlier.get(matter.again))
        if refusal:
            return _within(f"matters[{index}]", refusal)
        pairs.append((id, matter.again, say("同一件事有新情况")))
    away = [isinstance(matter.triage, c.HandOver) for matter in command.matters]
    pairs += [
        (one, other, say("同一来电：险情和诉求分别办理"))
        for one, gone in zip(fresh.cases, away, strict=True)
        for other, stays in zip(fresh.cases, away, strict=True)
        if gone and not stays
    ]
    cases = {**earlier, **known}
    for one, other, why in pairs:
        for here, there in ((one, other), (other, one)):
            if _may_name(cases[here], cases[there], context):
                link = _linked(Known(id=there, case=cases[there]), str(why), context)
                streams[here] = (*streams.get(here, ()), link)
    return streams


def _still_open(case: Case | None) -> Refusal | None:
    """A new case of the same matter only once the earlier one is over: until then what is new is
    added to it, and whoever asks again reminds (product.md §4 Repeats)."""
    if case is None:
        return Refusal(
            code=Code.NOT_FOUND,
            message=say("没有这件以前的工单。"),
            advice=say("请在来电历史中重新选择，或直接登记新的诉求。"),
            field="again",
        )
    if case.stage in _OVER:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("同一件事的工单 {number} 还没有结案，不另立工单。", number=case.number),
        advice=say("请在该工单上补充情况或催办；是另一件事的，去掉关联后登记。"),
        field="again",
    )


def _may_name(named_in: Case | c.Matter, other: Case | c.Matter, context: Context) -> bool:
    """Whether all who see the one may learn that there is the other.

    Whom a confidential case reports must not come upon its number in the record of a case that is
    theirs to handle [product.md §10: no row, count, hit, hint].
    """
    if not other.confidential or not other.reported_unit:
        return True
    hidden_as_well = named_in.reported_unit if named_in.confidential else ""
    within = context.world.units.is_within
    return bool(hidden_as_well) and within(other.reported_unit, hidden_as_well)


def link(one: Known, other: Known, command: c.Link, context: Context) -> ByStream | Refusal:
    """关联: each knows of the other, but no case names a confidential one to whom it reports."""
    refusal = permitted(Target(case=one.case), BY_COMMAND[c.Link], context)
    if refusal:
        return refusal
    if one.id == other.id or other.id in one.case.links or one.id in other.case.links:
        return Refusal(
            code=Code.ALREADY,
            message=say("两件工单是同一件，或已经关联。"),
            advice=say("请核对要关联的工单号。"),
            field="other",
        )
    found = {
        known.id: (_linked(to, command.reason, context),)
        for known, to in ((one, other), (other, one))
        if _may_name(known.case, to.case, context)
    }
    return found or Refusal(
        code=Code.CONFIDENTIAL,
        message=say("两件保密工单反映的单位不同，不能关联。"),
        advice=say("请分别办理。"),
        field="other",
    )


def _linked(to: Known, reason: str, context: Context) -> e.Linked:
    return e.Linked(at=context.now, other=to.id, number=to.case.number, reason=reason)

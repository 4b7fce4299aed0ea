"""How a contact came in, beyond its matters: under whose number, and whether it may be kept.

A number may be restricted by ruling: then only its calls about danger are taken in (`number`).
A police order (110移交) is a channel with its own number, by which it is confirmed and recalled
[国办发〔2022〕12号]. State secrets are stopped and not recorded: neither words nor matter nor a
reason that would hold them (product.md §4 Intake 2, 4).
"""

from datetime import datetime
from typing import TypedDict

from hotline.rules.case import commands as c
from hotline.rules.case.province_due import due_in
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Channel, ExplainGround, Nature, Platform, Tag, Urgency


class FromSource(TypedDict, total=False):
    """The fields of `Registered` that say who else knows the matter, and under which number."""

    source_platform: Platform
    source_number: str
    source_due: datetime | None


def source(command: c.RegisterContact, context: Context | None = None) -> FromSource:
    """Whose number the matter came under, and by when a province wants it done; nothing where it
    came under none."""
    number = command.source_number.strip()
    if not number:
        return {}
    found: FromSource = {"source_platform": _platform(command), "source_number": number}
    due = due_in(command.source_due, "source_due", context) if context else None
    return {**found, "source_due": due} if isinstance(due, datetime) else found


def _wrong_due(command: c.RegisterContact, context: Context) -> Refusal | None:
    """省级时限: only with the number of the province platform, and not passed already."""
    due = due_in(command.source_due, "source_due", context)
    if due is None or isinstance(due, Refusal):
        return due
    province = command.source_number.strip() and _platform(command) is Platform.PROVINCE
    if province and due > context.now:
        return None
    passed = say("省级时限已经过了。") if province else say("只有省级平台交办的才有省级时限。")
    advice = say("请核对来源平台、编号和时限。")
    return Refusal(code=Code.INVALID, message=passed, advice=advice, field="source_due")


def _platform(command: c.RegisterContact) -> Platform:
    if command.channel is Channel.POLICE:
        return Platform.POLICE
    named = next((one for one in Platform if one == command.source_platform), None)
    fallback = Platform.PROVINCE if command.channel is Channel.PLATFORM else Platform.OTHER
    return named or fallback


def unfit(command: c.RegisterContact, context: Context) -> Refusal | None:
    """A police order without its number, a province's limit that is none, or a state secret about
    to be written down."""
    if refusal := _wrong_due(command, context):
        return refusal
    if command.channel is Channel.POLICE and not command.source_number.strip():
        return Refusal(
            code=Code.MISSING,
            message=say("110移交的诉求要有警单号。"),
            advice=say("请填写110的警单号，回告和撤回都凭它。"),
            field="source_number",
        )
    if command.nature is Nature.SECRET and (command.note.strip() or command.matters):
        return Refusal(
            code=Code.INVALID,
            message=say("涉及国家秘密的内容不予记录，这里的文字没有保存。"),
            advice=say("请制止对方陈述，删去全部文字后再登记。"),
            field="note" if command.note.strip() else "matters",
        )
    for index, matter in enumerate(command.matters):
        told = matter.triage
        if isinstance(told, c.Explain) and told.ground is ExplainGround.SECRET:
            return Refusal(
                code=Code.INVALID,
                message=say("涉及国家秘密的内容不予记录，这里的文字没有保存。"),
                advice=say("请删去这件事项，来电性质选“涉密（不予记录）”。"),
                field=f"matters[{index}].triage.ground",
            )
    return None


_GETS_THROUGH = frozenset({Urgency.URGENT, Urgency.CRITICAL})


def restricted(command: c.RegisterContact, context: Context) -> Refusal | None:
    """限制来电: an ordinary matter called in from a restricted number. Danger always gets through,
    and so does whatever comes by another way than the telephone (product.md §4 Intake 5)."""
    until = context.restricted_until
    if until is None or context.now >= until or command.channel is not Channel.PHONE:
        return None
    held = next((at for at, one in enumerate(command.matters) if not _danger(one)), None)
    if held is None:
        return None
    return Refusal(
        code=Code.RESTRICTED,
        message=say(
            "这个号码经裁定限制来电，至{day}。",
            day=context.world.calendar.local(until).date().isoformat(),
        ),
        advice=say("有人身危险的，选“紧急”或“特急”，照常受理；其他诉求请告知网上、来信、来访。"),
        field=f"matters[{held}].urgency",
    )


def _danger(matter: c.Matter) -> bool:
    return (
        matter.urgency in _GETS_THROUGH
        or Tag.DANGER in matter.tags
        or bool(matter.need.strip())
        or isinstance(matter.triage, c.HandOver)
    )

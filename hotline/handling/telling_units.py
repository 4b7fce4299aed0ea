"""How the timeline tells the work of units: from the dispatch to the approved completion."""

from collections.abc import Sequence

from hotline.handling.telling import Telling, by, clock, no_notes, on_time
from hotline.handling.telling_automatic import drawn, rests_on
from hotline.rules.case import leg_events as le
from hotline.rules.case import phone, unsigned
from hotline.rules.case.automatic_state import Plan
from hotline.rules.context import World
from hotline.rules.text import say
from hotline.rules.words import LegRole


def _dispatched(event: le.LegDispatched, world: World) -> Sequence[str]:
    by_hand = "" if event.role is LegRole.HANDED_DOWN else say("人工指定，未按目录条目")
    by_hand = say("目录未定，作为兜底单位承接") if event.last_resort else by_hand
    entry = say("派单目录条目 {entry}", entry=event.entry) if event.entry else by_hand
    basis = event.legal_basis
    return (
        say("{entry}，依据{basis}", entry=entry, basis=basis) if basis else entry,
        say(
            "签收至{sign}，退单至{return_}，首次联系至{contact}",
            sign=by(world, event.sign_due),
            return_=by(world, event.return_due),
            contact=by(world, event.contact_due),
        ),
        clock(world, event.limit, say("办理时限")),
        *(_automatic(event.automatic) if event.automatic else ()),
    )


def _title(event: le.LegDispatched) -> str:
    if event.automatic:
        return say("自动派单（{role}）", role=event.role.zh)
    return say("派单（{role}）", role=event.role.zh)


def _automatic(plan: Plan) -> Sequence[str]:
    return (rests_on(plan), drawn(plan))


def _reply(event: le.ReplyFiled, world: World) -> Sequence[str]:
    claims = say(
        "属实情况：{truth}；解决情况：{solved}", truth=event.truth.zh, solved=event.solved.zh
    )
    return (
        claims,
        "" if event.contacted else say("答复前没有首次联系记录"),
        say("承办单位认为超出职责") if event.beyond_duty else "",
    )


UNITS: dict[type, Telling] = {
    le.LegDispatched: Telling(
        _title,
        ((say("说明"), "reason"),),
        _dispatched,
    ),
    le.LegSigned: Telling(
        lambda o: say("视同签收") if o.deemed else say("签收"), (), no_notes, lambda o: o.late
    ),
    unsigned.SignBreached: Telling(
        say("逾期未签收"),
        (),
        lambda o, w: (say("签收时限为{by}", by=by(w, o.due_at)),),
        lambda o: True,
    ),
    phone.OrderAcknowledged: Telling(
        say("单位电话确认紧急工单"),
        ((say("接听人"), "by"), (say("号码"), "number")),
        no_notes,
        lambda o: o.late,
    ),
    phone.CallInVain: Telling(
        lambda o: say("电话未果：{rang}", rang=o.rang.zh),
        ((say("联系人"), "by"), (say("号码"), "number")),
        lambda o, w: (o.rung.zh,),
    ),
    phone.PhoneUnanswered: Telling(
        say("紧急工单无人电话确认，已告警"),
        (),
        lambda o, w: (
            say("{rung}应于{by}前确认", rung=o.rung.zh, by=by(w, o.due_at)),
            say("下一级：{rung}", rung=o.next.zh),
        ),
        lambda o: True,
    ),
    le.LegReassigned: Telling(say("转派承办人")),
    le.LegEnded: Telling(
        lambda o: say("承办单终止：{why}", why=o.why.zh), ((say("说明"), "reason"),)
    ),
    le.FirstContactMade: Telling(
        say("首次联系诉求人"),
        ((say("号码"), "number"), (say("情况"), "note")),
        no_notes,
        lambda o: o.late,
    ),
    le.ProgressRecorded: Telling(say("办理进展"), ((say("进展"), "note"),)),
    le.ReplyFiled: Telling(
        say("答复，提请审批办结"),
        ((say("办理情况"), "internal_record"), (say("公开答复"), "public_answer")),
        _reply,
    ),
    le.CompletionApproved: Telling(
        say("审批办结"), ((say("审批意见"), "note"),), on_time, lambda o: not o.on_time
    ),
    le.CompletionSentBack: Telling(say("退回重报"), ((say("原因"), "reason"),)),
    le.LimitBreached: Telling(
        say("办理超期"), (), lambda o, w: (say("时限为{by}", by=by(w, o.due_at)),), lambda o: True
    ),
}

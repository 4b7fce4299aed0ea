"""How the timeline tells what is asked for and ruled: returns, reviews, extensions, holds."""

from collections.abc import Sequence

from hotline.handling.telling import Telling, by
from hotline.rules.case import dispute as d
from hotline.rules.case import entry_proposal as ep
from hotline.rules.case import extension as x
from hotline.rules.case import hold, redispatch
from hotline.rules.case import leg_events as le
from hotline.rules.case import on_site as site
from hotline.rules.case import rehandle_events as r
from hotline.rules.context import World
from hotline.rules.text import joined, say


def _return_filed(event: le.ReturnFiled, world: World) -> Sequence[str]:
    believed = say("建议承办单位：{name}", name=world.units.name(event.believed_unit))
    return (
        say("理由：{reason}", reason=event.reason.zh),
        believed if event.believed_unit else "",
        say("承办时限暂停；应于{by}前裁定", by=by(world, event.ruling_due)),
    )


REQUESTS: dict[type, Telling] = {
    d.RulingEscalated: Telling(
        say("审核超期，升级由上一级裁定"),
        (),
        lambda o, w: (say("应于{due}前裁定", due=by(w, o.ruling_due)),),
        late=lambda o: True,
    ),
    d.PauseEnded: Telling(
        say("退单审核暂停到上限，时限恢复计算"),
        (),
        lambda o, w: (say("办理时限至{due}", due=by(w, o.limit.due_at)),),
    ),
    d.OpinionGiven: Telling(
        say("会商意见"),
        ((say("意见"), "opinion"), (say("依据"), "legal_basis")),
        lambda o, w: (w.units.name(o.unit),),
    ),
    d.ConsultationRuled: Telling(
        say("会商裁定"),
        ((say("裁定理由"), "grounds"),),
        lambda o, w: (say("由{unit}承办，不得再退", unit=w.units.name(o.unit)),),
    ),
    site.SiteMeetingOrdered: Telling(
        say("要求到现场划分职责"),
        ((say("地点"), "place"), (say("到现场划清什么"), "note")),
        lambda o, w: (
            say("应到现场：{units}", units=joined("、", (w.units.name(one) for one in o.units))),
            say("至迟{due}划清", due=by(w, o.ruling_due)),
        ),
    ),
    site.AttendanceRecorded: Telling(
        lambda o: say("到场登记：到场") if o.came else say("到场登记：未到场"),
        ((say("情况"), "note"),),
        lambda o, w: (w.units.name(o.unit),),
        lambda o: not o.came,
    ),
    site.DutyDivided: Telling(
        say("现场划分职责"),
        ((say("各单位分别负责什么"), "division"),),
        lambda o, w: (
            say("主办：{unit}", unit=w.units.name(o.lead)),
            say("协办：{units}", units=joined("、", (w.units.name(one) for one in o.co_handlers)))
            if o.co_handlers
            else "",
        ),
    ),
    ep.EntryProposed: Telling(
        say("建议修改派单目录"),
        (),
        lambda o, w: (
            say("这类事项由{unit}主办", unit=w.units.name(o.lead)),
            say("裁定时目录条目 {was}", was=o.was) if o.was else say("裁定时目录没有适用的条目"),
        ),
    ),
    ep.ProposalAnswered: Telling(
        lambda o: say("目录修改建议已列入草稿") if o.taken else say("目录修改建议不采纳"),
        ((say("理由"), "reason"),),
        lambda o, w: (
            (say("{edition}版，条目 {entry}", edition=o.edition, entry=o.entry),) if o.taken else ()
        ),
    ),
    site.SiteMeetingCancelled: Telling(say("取消现场划分"), ((say("取消原因"), "reason"),)),
    redispatch.RedispatchAsked: Telling(say("申请改派（新的事实）"), ((say("新的事实"), "fact"),)),
    redispatch.RedispatchGranted: Telling(say("同意改派"), ((say("理由"), "grounds"),)),
    redispatch.RedispatchRefused: Telling(say("不同意改派，继续办理"), ((say("理由"), "grounds"),)),
    r.ReviewFiled: Telling(
        say("申请重办复核"),
        ((say("理由和依据"), "claim"),),
        lambda o, w: (say("区级复核至{due}", due=by(w, o.ruling_due)),),
    ),
    r.ReviewPassedUp: Telling(
        say("区级复核支持，报市级复核"),
        ((say("复核意见"), "grounds"),),
        lambda o, w: (say("市级复核至{due}", due=by(w, o.ruling_due)),),
    ),
    r.ReviewRejected: Telling(say("复核不成立，继续重办"), ((say("复核意见"), "grounds"),)),
    r.NotBorneOut: Telling(
        say("查否，不再重办"),
        ((say("复核意见"), "grounds"),),
        lambda o, w: (say("重办前的办理结果恢复"),),
    ),
    x.ExtensionFiled: Telling(
        say("申请延期"),
        ((say("说明"), "explanation"),),
        lambda o, w: (
            say("延长{by}，审核至{due}", by=o.by.zh, due=by(w, o.ruling_due)),
            *((say("长周期事项"),) if o.long_cycle else ()),
        ),
    ),
    x.ExtensionGranted: Telling(
        say("同意延期"),
        ((say("理由"), "grounds"),),
        lambda o, w: (say("办理时限延至{due}", due=by(w, o.limit.due_at)),),
    ),
    x.ExtensionRefused: Telling(say("不同意延期，原时限不变"), ((say("理由"), "grounds"),)),
    x.ExtensionWithdrawn: Telling(say("撤回延期申请")),
    hold.HoldBegun: Telling(
        say("挂起，等待诉求人"),
        ((say("说明"), "explanation"),),
        lambda o, w: (say("办理时限暂停，至迟{due}恢复", due=by(w, o.ends_by)),),
    ),
    hold.HoldEnded: Telling(
        lambda o: say("解除挂起（{why}）", why=o.why.zh),
        ((say("说明"), "note"),),
        lambda o, w: (say("办理时限至{due}", due=by(w, o.limit.due_at)),),
    ),
    le.ReturnFiled: Telling(say("申请退单"), ((say("说明"), "explanation"),), _return_filed),
    le.ReturnWithdrawn: Telling(
        say("撤回退单"), (), lambda o, w: (say("时限恢复，至{by}", by=by(w, o.limit.due_at)),)
    ),
    le.ReturnUpheld: Telling(say("退单成立"), ((say("裁定理由"), "grounds"),)),
    le.ReturnRejected: Telling(
        say("退单不成立"),
        ((say("裁定理由"), "grounds"),),
        lambda o, w: (say("时限恢复，至{by}；该单位不得再次退单", by=by(w, o.limit.due_at)),),
    ),
    le.RequestLapsed: Telling(say("待审事项失效")),
}

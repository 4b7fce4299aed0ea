"""How the timeline tells the end: answer, follow-up, closing, and what is taken up again."""

from collections.abc import Sequence

from hotline.handling.telling import Telling, by, clock, on_time
from hotline.ledger import Erased
from hotline.rules.case import events as e
from hotline.rules.case import follow_up as f
from hotline.rules.case import rehandle_events as r
from hotline.rules.case import sampling
from hotline.rules.context import World
from hotline.rules.text import say


def _said(event: e.FollowedUp | f.AskedAtExpiry) -> tuple[str]:
    contacted = say("已联系") if event.contacted else say("未联系")
    said = say(
        "承办单位{contacted}；{solved}；结果{result}；过程{process}",
        contacted=contacted,
        solved=event.solved.zh,
        result=event.result.zh,
        process=event.process.zh,
    )
    return (said,)


def _followed_up(event: e.FollowedUp, world: World) -> Sequence[str]:
    due = (
        say("{by}自动结案", by=by(world, event.close_due))
        if event.close_due
        else say("未解决，不自动结案")
    )
    return (*_said(event), due)


ENDING: dict[type, Telling] = {
    e.CaseCompleted: Telling(
        say("办结，答复诉求人"),
        ((say("公开答复"), "public_answer"),),
        lambda o, w: (
            *on_time(o, w),
            say("没有联系电话，凭码评价至{by}", by=by(w, o.link_due)) if o.link_due else "",
        ),
        lambda o: not o.on_time,
    ),
    e.FollowUpTried: Telling(
        lambda o: say("回访：{result}", result=o.result.zh), ((say("备注"), "note"),)
    ),
    f.FollowUpOwed: Telling(
        lambda o: say("应回访（{trigger}）", trigger=o.trigger.zh),
        (),
        lambda o, w: (clock(w, o.clock, say("启动时限")),),
    ),
    f.FollowUpBreached: Telling(
        say("回访未按时启动"),
        (),
        lambda o, w: (say("应于{by}前启动", by=by(w, o.due_at)),),
        lambda o: True,
    ),
    f.AskedAtExpiry: Telling(
        say("到期回访"),
        ((say("诉求人说"), "words"),),
        lambda o, w: (*_said(o), say("工单继续办理，办结后再回访")),
    ),
    f.ExpiryCallEnded: Telling(say("到期回访未果"), (), lambda o, w: (say("办结后再回访"),)),
    sampling.SampleDrawn: Telling(
        say("抽中核查"),
        (),
        lambda o, w: (
            say(
                "没有联系电话；抽签值{draw}，低于抽查比例{percent}%",
                draw=o.draw,
                percent=o.percent,
            ),
        ),
    ),
    sampling.SampleChecked: Telling(
        lambda o: say("抽查：{solved}", solved=o.solved.zh), ((say("核查情况"), "note"),)
    ),
    e.FollowUpLinkOpened: Telling(
        say("发送评价链接"), (), lambda o, w: (say("有效期至{by}", by=by(w, o.due)),)
    ),
    e.FollowedUp: Telling(
        lambda o: say("诉求人评价") if o.by_citizen else say("有效回访"),
        ((say("诉求人说"), "words"),),
        _followed_up,
    ),
    e.FollowUpExhausted: Telling(say("无法回访"), (), lambda o, w: (say("不计入评价"),)),
    e.CaseClosed: Telling(lambda o: say("结案：{why}", why=o.why.zh), ((say("备注"), "note"),)),
    e.CaseReopened: Telling(
        lambda o: say("重新打开（第{round}轮）", round=o.round),
        ((say("理由"), "reason"),),
        lambda o, w: (clock(w, o.promise, say("新的承诺")),),
    ),
    r.RehandleOrdered: Telling(
        lambda o: say("责成重办（{fault}）", fault=o.fault.zh),
        (),
        lambda o, w: (w.units.name(o.unit),),
    ),
    r.RaisedToHigherBody: Telling(
        say("提级办理"),
        (),
        lambda o, w: (
            say(
                "由{unit}办理，原承办单位{former}",
                unit=w.units.name(o.unit),
                former=w.units.name(o.former),
            ),
        ),
    ),
    e.CaseWithdrawn: Telling(say("撤单"), ((say("原因"), "reason"),)),
    e.SplitOff: Telling(lambda o: say("拆分出 {number}", number=o.number)),
    e.MergedInto: Telling(
        lambda o: say("并入 {number}", number=o.number), ((say("理由"), "reason"),)
    ),
    e.ChildMerged: Telling(lambda o: say("{number} 并入本单", number=o.number)),
    e.ChildrenAnswered: Telling(say("并入工单均已答复")),
    e.MergeUndone: Telling(
        say("撤销并单"), ((say("理由"), "reason"),), lambda o, w: (say("恢复原承诺时限"),)
    ),
    e.ChildReleased: Telling(say("一件并入工单已撤出")),
    e.Linked: Telling(lambda o: say("关联 {number}", number=o.number), ((say("说明"), "reason"),)),
    e.PromiseBreached: Telling(
        say("承诺超期"), (), lambda o, w: (say("承诺为{by}", by=by(w, o.due_at)),), lambda o: True
    ),
    Erased: Telling(say("个人信息已删除")),
}

"""How the timeline tells supervision (督办): documents, receipts, answers, the climb."""

from collections.abc import Sequence

from hotline.handling.telling import Telling, by
from hotline.rules.case import supervision_events as v
from hotline.rules.case.supervision_guards import ABOVE, HEAD
from hotline.rules.context import World
from hotline.rules.text import say


def _issued(event: v.SupervisionIssued, world: World) -> Sequence[str]:
    due = say("应于{due}前答复", due=by(world, event.due_at)) if event.due_at else say("只需签收")
    return (say("等级：{colour}", colour=event.colour.zh), due)


def _escalated(event: v.SupervisionEscalated, world: World) -> Sequence[str]:
    to = {
        HEAD: say("由承办单位负责人答复"),
        ABOVE: say("报上级单位{unit}", unit=world.units.name(event.addressed)),
    }.get(event.rung, say("报热线管理机构"))
    return (to, say("应于{due}前答复", due=by(world, event.due_at)) if event.due_at else "")


SUPERVISION: dict[type, Telling] = {
    v.SupervisionIssued: Telling(
        lambda o: say("督办（{kind}）", kind=o.kind.zh),
        ((say("督办要求"), "asks"), (say("批示领导"), "leader")),
        _issued,
    ),
    v.SupervisionReceived: Telling(say("督办签收")),
    v.SupervisionAnswered: Telling(
        say("督办答复"), ((say("答复内容"), "answer"),), late=lambda o: o.late
    ),
    v.SupervisionAccepted: Telling(say("督办销号"), ((say("说明"), "note"),)),
    v.SupervisionSentBack: Telling(
        say("退回督办答复"),
        ((say("原因"), "reason"),),
        lambda o, w: (say("应于{due}前答复", due=by(w, o.due_at)),),
    ),
    v.SupervisionCancelled: Telling(say("撤销督办"), ((say("原因"), "reason"),)),
    v.SupervisionEscalated: Telling(
        say("督办逾期未答复，已升级"), (), _escalated, late=lambda o: True
    ),
    v.DisciplineReferred: Telling(say("移送纪检监察"), ((say("事实和理由"), "grounds"),)),
    v.AccountabilityDecided: Telling(
        lambda o: say("问责：{measure}", measure=o.measure.zh),
        ((say("事实和理由"), "grounds"),),
    ),
}

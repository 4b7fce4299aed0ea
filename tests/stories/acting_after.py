"""What is done after completion, with several cases at once, and by supervisors."""

from msgspec.structs import asdict, replace

from hotline.rules.actor import Actor
from hotline.rules.case import commands as c
from hotline.rules.case import mass
from hotline.rules.case import rehandle as r
from hotline.rules.case import review as v
from hotline.rules.case import supervision as su
from hotline.rules.case.fields import Command
from hotline.rules.case.flags import DecideFlag
from hotline.rules.case.follow_up import AskAtExpiry
from hotline.rules.case.sampling import CheckSample
from hotline.rules.words import (
    Accountability,
    AttemptResult,
    Colour,
    Fault,
    RequestKind,
    Solved,
    SupervisionKind,
)
from tests.rules.case import build as b
from tests.stories.acting import WHY, does, of_leg, of_request, plain
from tests.stories.scene import Scene

# --- after completion -----------------------------------------------------------------------------

plain("重新打开", c.Reopen(reason=WHY))
plain("结案", c.Close())
plain("结案，说明理由", c.Close(note=WHY))
plain("提级办理", r.RaiseToHigherBody(reason=WHY))


@does("回访：{AttemptResult}")
def tries(scene: Scene, actor: Actor, attemptresult: AttemptResult) -> Command:
    return c.TryFollowUp(result=attemptresult)


@does("回访：{Solved}")
def asks(scene: Scene, actor: Actor, solved: Solved) -> Command:
    return b.outcome(solved)


@does("记录诉求人来电：{Solved}")
def is_called(scene: Scene, actor: Actor, solved: Solved) -> Command:
    return replace(b.outcome(solved), called_in=True)


@does("到期回访：{Solved}")
def asks_at_expiry(scene: Scene, actor: Actor, solved: Solved) -> Command:
    return AskAtExpiry(**asdict(b.outcome(solved)))


@does("评价：{Solved}")
def rates(scene: Scene, actor: Actor, solved: Solved) -> Command:
    return b.rating(solved)


@does("抽查：{Solved}")
def checks(scene: Scene, actor: Actor, solved: Solved) -> Command:
    return CheckSample(solved=solved, note=WHY)


@does("责成重办，因为{Fault}")
def orders_again(scene: Scene, actor: Actor, fault: Fault) -> Command:
    return r.OrderRehandle(fault=fault, reason=WHY)


_REVIEW = RequestKind.REVIEW
of_leg("申请重办复核", lambda leg: v.FileReview(leg=leg, claim=WHY))
of_request(
    "支持复核申请",
    _REVIEW,
    lambda one: v.RuleDistrictReview(request=one, support=True, grounds=WHY),
)
of_request(
    "不支持复核申请",
    _REVIEW,
    lambda one: v.RuleDistrictReview(request=one, support=False, grounds=WHY),
)
of_request(
    "裁定查否", _REVIEW, lambda one: v.RuleCityReview(request=one, not_borne_out=True, grounds=WHY)
)
of_request(
    "裁定继续重办",
    _REVIEW,
    lambda one: v.RuleCityReview(request=one, not_borne_out=False, grounds=WHY),
)


plain("认定疑点属实", DecideFlag(flag="F1", borne_out=True, reason=WHY))
plain("认定疑点不属实", DecideFlag(flag="F1", borne_out=False, reason=WHY))

# --- several cases, mass events, supervision ------------------------------------------------------


@does("并入“{words}”")
def merges(scene: Scene, actor: Actor, words: str) -> Command:
    return c.Merge(parent=scene.names[words], reason=WHY)


plain("撤销并单", c.UndoMerge(reason=WHY))


@does("关联“{words}”")
def links(scene: Scene, actor: Actor, words: str) -> Command:
    return c.Link(other=scene.names[words])


@does("登记为群体事件“{words1}”，告知“{words2}”")
def opens_event(scene: Scene, actor: Actor, words1: str, words2: str) -> Command:
    return mass.OpenEvent(name=words1, script=words2)


@does("登记为计划性群体事件“{words1}”，公告“{words2}”")
def opens_planned(scene: Scene, actor: Actor, words1: str, words2: str) -> Command:
    return mass.OpenEvent(name=words1, script="今晚18时恢复。", notice=words2)


@does("更新告知口径“{words}”")
def revises(scene: Scene, actor: Actor, words: str) -> Command:
    return mass.ReviseEvent(script=words)


plain("停止并入", mass.EndEvent(reason=WHY))
plain("说仍未恢复", mass.StillOut(words="我家还没来水。"))


@does("对{unit}发出{SupervisionKind}")
def presses(scene: Scene, actor: Actor, unit: str, supervisionkind: SupervisionKind) -> Command:
    return su.IssueSupervision(
        leg=scene.leg_id(unit), kind=supervisionkind, colour=Colour.RED, asks=WHY
    )


@does("对{unit}发出领导批示，批示人“{words}”")
def instructs(scene: Scene, actor: Actor, unit: str, words: str) -> Command:
    return su.IssueSupervision(
        leg=scene.leg_id(unit),
        kind=SupervisionKind.INSTRUCTION,
        colour=Colour.RED,
        asks=WHY,
        leader=words,
    )


_PRESSED = RequestKind.SUPERVISION
of_request("签收督办", _PRESSED, lambda one: su.ReceiveSupervision(request=one))
of_request("答复督办", _PRESSED, lambda one: su.AnswerSupervision(request=one, answer=WHY))
of_request("督办销号", _PRESSED, lambda one: su.AcceptAnswer(request=one))
of_request("退回督办答复", _PRESSED, lambda one: su.SendBackAnswer(request=one, reason=WHY))
of_request("撤销督办", _PRESSED, lambda one: su.CancelSupervision(request=one, reason=WHY))


@does("移送{unit}给纪检监察")
def refers(scene: Scene, actor: Actor, unit: str) -> Command:
    return su.ReferToDiscipline(leg=scene.leg_id(unit), grounds=WHY)


@does("对{unit}问责：{Accountability}")
def holds_to_account(
    scene: Scene, actor: Actor, unit: str, accountability: Accountability
) -> Command:
    return su.DecideAccountability(leg=scene.leg_id(unit), measure=accountability, grounds=WHY)

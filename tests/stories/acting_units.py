"""What dispatchers and units do, in a story's words: dispatch, return, handling, more time."""

from typing import Any

from msgspec.structs import replace

from hotline.rules.actor import Actor
from hotline.rules.case import commands as c
from hotline.rules.case import dispute as d
from hotline.rules.case import extension as x
from hotline.rules.case import hold, phone
from hotline.rules.case import last_resort as lr
from hotline.rules.case import redispatch as rd
from hotline.rules.case.fields import Command
from hotline.rules.case.files import AttachEvidence
from hotline.rules.file_words import FileGroup
from hotline.rules.phone_words import Rang
from hotline.rules.words import RequestKind, ReturnReason, Solved
from tests.rules.case import build as b
from tests.stories.acting import ANSWER, WHY, does, of_leg, of_request, plain, says
from tests.stories.scene import Scene

# --- dispatch, dispute ----------------------------------------------------------------------------

plain("派单", c.Dispatch())


@does("派单给{unit}")
def dispatches(scene: Scene, actor: Actor, unit: str) -> Command:
    return c.Dispatch(lead=unit, reason=WHY)


plain("派给兜底单位", lr.DispatchToLastResort(reason=WHY))
of_leg("提请会商", lambda leg: lr.AskConsultation(leg=leg, explanation=WHY))


@does("派单给{unit}，不写理由")
def dispatches_silently(scene: Scene, actor: Actor, unit: str) -> Command:
    return c.Dispatch(lead=unit)


@does("派单，协办{units}")
def dispatches_with(scene: Scene, actor: Actor, units: tuple[str, ...]) -> Command:
    return c.Dispatch(co_handlers=units, reason=WHY)


@does("派单给{unit}，协办{units}")
def dispatches_all(scene: Scene, actor: Actor, unit: str, units: tuple[str, ...]) -> Command:
    return c.Dispatch(lead=unit, co_handlers=units, reason=WHY)


@does("加派{unit}")
def adds(scene: Scene, actor: Actor, unit: str) -> Command:
    return c.AddUnit(unit=unit, reason=WHY)


@does("把{unit1}改派为{unit2}")
def redispatches(scene: Scene, actor: Actor, unit1: str, unit2: str) -> Command:
    return c.Redispatch(leg=scene.leg_id(unit1), unit=unit2, reason=WHY)


@does("免予{unit}协办")
def releases(scene: Scene, actor: Actor, unit: str) -> Command:
    return c.ReleaseCoHandler(leg=scene.leg_id(unit), reason=WHY)


of_leg("退单", b.file_return)
_RETURN = RequestKind.RETURN
of_request("撤回退单", _RETURN, lambda one: c.WithdrawReturn(request=one))
of_request("同意退单", _RETURN, lambda one: c.RuleReturn(request=one, uphold=True, grounds=WHY))
of_request("不同意退单", _RETURN, lambda one: c.RuleReturn(request=one, uphold=False, grounds=WHY))
of_request(
    "提出会商意见",
    _RETURN,
    lambda one: d.GiveOpinion(request=one, opinion=WHY, legal_basis="城市管理条例第九条"),
)


@does("退单，理由“{ReturnReason}”，认为应由{unit}承办")
def returns(scene: Scene, actor: Actor, returnreason: ReturnReason, unit: str) -> Command:
    filed = b.file_return(scene.leg_id(actor.unit), unit)
    return replace(filed, reason=returnreason)


@does("同意退单，改由{unit}承办")
def upholds(scene: Scene, actor: Actor, unit: str) -> Command:
    return c.RuleReturn(request=scene.request(_RETURN), uphold=True, grounds=WHY, unit=unit)


@does("会商裁定由{unit}承办")
def rules_consultation(scene: Scene, actor: Actor, unit: str) -> Command:
    return d.RuleConsultation(request=scene.request(_RETURN), unit=unit, grounds=WHY)


of_leg("申请改派", lambda leg: rd.AskRedispatch(leg=leg, fact="地块权属已划转"))
of_request(
    "不同意改派",
    RequestKind.REDISPATCH,
    lambda one: rd.RuleRedispatch(request=one, grant=False, grounds=WHY),
)


@does("同意改派给{unit}")
def grants_redispatch(scene: Scene, actor: Actor, unit: str) -> Command:
    one = scene.request(RequestKind.REDISPATCH)
    return rd.RuleRedispatch(request=one, grant=True, grounds=WHY, unit=unit)


# --- the unit's work ------------------------------------------------------------------------------


def _reply(leg: str, **more: Any) -> c.Reply:
    return replace(b.reply(leg), **{"public_answer": ANSWER, **more})


of_leg("签收", lambda leg: c.Sign(leg=leg))
of_leg("转派给本单位承办员", lambda leg: c.Reassign(leg=leg, officer="u1"))
of_leg("联系诉求人", says)
of_leg("联系诉求人，不写情况", lambda leg: c.RecordFirstContact(leg=leg, number=""))
of_leg("记录办理进展", lambda leg: c.RecordProgress(leg=leg, note=WHY))
of_leg("答复", _reply)
of_leg("答复，承认未解决", lambda leg: _reply(leg, solved=Solved.NOT))
of_leg(
    "上传办理佐证", lambda leg: AttachEvidence(leg=leg, group=FileGroup.HANDLING, files=b.files())
)
of_leg("挂起", lambda leg: hold.BeginHold(leg=leg, explanation="等诉求人补购房合同"))
of_leg("解除挂起", lambda leg: hold.EndHold(leg=leg))
_COMPLETION, _EXTENSION = RequestKind.COMPLETION, RequestKind.EXTENSION
of_request("审批办结", _COMPLETION, lambda one: c.ApproveCompletion(request=one))
of_request("退回重报", _COMPLETION, lambda one: c.SendBackCompletion(request=one, reason=WHY))
of_request(
    "同意延期", _EXTENSION, lambda one: x.RuleExtension(request=one, grant=True, grounds=WHY)
)
of_request(
    "不同意延期", _EXTENSION, lambda one: x.RuleExtension(request=one, grant=False, grounds=WHY)
)
of_request("撤回延期申请", _EXTENSION, lambda one: x.WithdrawExtension(request=one))


@does("替{unit}签收")
def signs_for(scene: Scene, actor: Actor, unit: str) -> Command:
    return c.Sign(leg=scene.leg_id(unit))


@does("答复，公开答复写了“{words}”")
def answers_in_words(scene: Scene, actor: Actor, words: str) -> Command:
    return _reply(scene.leg_id(actor.unit), public_answer=words)


@does("下派给{unit}")
def hands_down(scene: Scene, actor: Actor, unit: str) -> Command:
    return c.HandDown(leg=scene.leg_id(actor.unit), unit=unit)


@does("申请延期“{words}”")
def asks_for_time(scene: Scene, actor: Actor, words: str) -> Command:
    return b.file_extension(scene.leg_id(actor.unit), words)


@does("申请长周期延期“{words}”")
def asks_for_months(scene: Scene, actor: Actor, words: str) -> Command:
    return replace(b.file_extension(scene.leg_id(actor.unit), words), long_cycle=True)


@does("打{unit}的电话，没有人接")
def rings_in_vain(scene: Scene, actor: Actor, unit: str) -> Command:
    return phone.RecordCall(leg=scene.leg_id(unit), rang=Rang.NO_ANSWER)


@does("打{unit}的电话，号码不对，转打下一级")
def rings_and_climbs(scene: Scene, actor: Actor, unit: str) -> Command:
    return phone.RecordCall(leg=scene.leg_id(unit), rang=Rang.WRONG, climb=True)


@does("电话确认{unit}已接单")
def confirms_by_phone(scene: Scene, actor: Actor, unit: str) -> Command:
    return phone.AcknowledgeOrder(leg=scene.leg_id(unit), by="值班员老赵", number=b.PHONE)

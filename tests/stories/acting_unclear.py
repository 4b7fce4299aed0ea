"""What is done where it is unclear whose a matter is, in a story's words: 现场划分职责,
目录修改建议."""

from hotline.rules.actor import Actor
from hotline.rules.case import commands as c
from hotline.rules.case import entry_proposal as ep
from hotline.rules.case import on_site as site
from hotline.rules.case.fields import Command
from hotline.rules.words import RequestKind
from tests.stories.acting import WHY, does, of_request, plain
from tests.stories.scene import Scene

_KIND = RequestKind.ON_SITE


@does("要求{units}到现场划分职责")
def orders(scene: Scene, actor: Actor, units: tuple[str, ...]) -> Command:
    return site.OrderSiteMeeting(units=units, place="人民路与湖滨路口", note=WHY)


of_request("登记本单位到场", _KIND, lambda one: site.RecordAttendance(request=one, came=True))


@does("登记{unit}到场")
def came(scene: Scene, actor: Actor, unit: str) -> Command:
    return site.RecordAttendance(request=scene.request(_KIND), unit=unit, came=True)


@does("登记{unit}未到场")
def absent(scene: Scene, actor: Actor, unit: str) -> Command:
    return site.RecordAttendance(request=scene.request(_KIND), unit=unit, came=False)


@does("划定{unit}主办，协办{units}")
def divides(scene: Scene, actor: Actor, unit: str, units: tuple[str, ...]) -> Command:
    return site.DivideDuty(request=scene.request(_KIND), lead=unit, co_handlers=units, division=WHY)


of_request("取消现场划分", _KIND, lambda one: site.CancelSiteMeeting(request=one, reason=WHY))


# --- what rulings teach the directory ----------------------------------------------------------


@does("同意退单并改派{unit}，建议修改派单目录")
def teaches(scene: Scene, actor: Actor, unit: str) -> Command:
    one = scene.request(RequestKind.RETURN)
    return c.RuleReturn(request=one, uphold=True, grounds=WHY, unit=unit, propose_entry=True)


@does("不同意退单，建议修改派单目录")
def rejects_teaching(scene: Scene, actor: Actor) -> Command:
    one = scene.request(RequestKind.RETURN)
    return c.RuleReturn(request=one, uphold=False, grounds=WHY, propose_entry=True)


plain("把建议列入2027-1草稿", ep.AnswerProposal(proposal="P1", take=True, edition="2027-1"))
plain("不采纳建议", ep.AnswerProposal(proposal="P1", take=False, reason="个案，不具普遍性"))
plain("不采纳建议，不写理由", ep.AnswerProposal(proposal="P1", take=False))

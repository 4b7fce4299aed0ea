"""What is done where it is unclear whose a matter is, in a story's words: 现场划分职责."""

from hotline.rules.actor import Actor
from hotline.rules.case import on_site as site
from hotline.rules.case.fields import Command
from hotline.rules.words import RequestKind
from tests.stories.acting import WHY, does, of_request
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

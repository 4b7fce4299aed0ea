"""恶意扰乱来电 and 限制来电, in a story's words."""

from datetime import datetime
from typing import cast

from hotline.rules.actor import Actor
from hotline.rules.case.fields import Command
from hotline.rules.disruption import EndCall, WarnDisruption
from hotline.rules.reference.number import LiftRestriction, RestrictNumber
from tests.rules.case import build as b
from tests.stories.acting import WHY, does, plain
from tests.stories.expecting import expects
from tests.stories.scene import Scene

plain("警告来电人", WarnDisruption(note=WHY))
plain("结束通话", EndCall(note=WHY))
plain("解除号码限制", cast("Command", LiftRestriction(reason=WHY)))


@does("限制该号码来电至{moment}")
def restricts(scene: Scene, actor: Actor, moment: datetime) -> Command:
    return _restriction(moment, WHY)


@does("不写理由限制该号码来电至{moment}")
def restricts_without_reason(scene: Scene, actor: Actor, moment: datetime) -> Command:
    return _restriction(moment, "")


def _restriction(until: datetime, reason: str) -> Command:
    covered = b.PHONE[:3] + "****" + b.PHONE[-4:]
    made = RestrictNumber(digest="d" * 8, shown=covered, until=until, reason=reason)
    return cast("Command", made)


@expects("已警告{n}次")
def warned(scene: Scene, n: int) -> None:
    assert scene.outside.call, "还没有来电"
    assert scene.outside.call.warnings == n, f"实际{scene.outside.call.warnings}次"


@expects("通话已结束")
def ended(scene: Scene) -> None:
    assert scene.outside.call, "还没有来电"
    assert scene.outside.call.ended_at, "没有结束"


@expects("该号码限制来电")
def binds(scene: Scene) -> None:
    assert scene.outside.number.binds(scene.story.now), "没有限制"


@expects("该号码没有限制")
def binds_not(scene: Scene) -> None:
    assert not scene.outside.number.binds(scene.story.now), "有限制"

"""How the timeline tells what follows an intake: hand-over, sources, urgency, confidentiality."""

from collections.abc import Sequence
from typing import Any

from hotline.handling.telling import Telling, by
from hotline.rules.case import confidential as cf
from hotline.rules.case import hand_over as h
from hotline.rules.case import sources as src
from hotline.rules.case import tagging as t
from hotline.rules.case import urgency as u
from hotline.rules.context import World
from hotline.rules.text import joined, say


def _unit(event: cf.MadeConfidential, world: World) -> Sequence[str]:
    """The reported party is named to those only who still see the case."""
    name = world.units.name(event.reported_unit) if event.reported_unit else ""
    return (say("被反映单位：{unit}", unit=name),) if name else ()


def _tags(event: t.TagsChanged) -> str:
    """What was added and what was taken, each where there is any."""
    added, taken = (joined("、", (tag.zh for tag in some)) for some in (event.added, event.taken))
    if not taken:
        return say("加上标签：{added}", added=added)
    if not added:
        return say("去掉标签：{taken}", taken=taken)
    return say("加上标签：{added}；去掉标签：{taken}", added=added, taken=taken)


def _limits(event: u.UrgencyChanged | t.TagsChanged, world: World) -> Sequence[str]:
    return tuple(
        say("承办单{leg}时限至{by}", leg=one.leg, by=by(world, one.limit.due_at))
        for one in event.legs
    )


def _of(event: Any, world: World) -> Sequence[str]:
    return (say("来源{source}", source=event.source),)


FOLLOWING: dict[type, Telling] = {
    h.ThreeWayCallNoted: Telling(
        say("三方通话"), ((say("对方接听人"), "by"), (say("通话情况"), "note"))
    ),
    h.HandOverWritten: Telling(
        lambda o: say("回拨后书面移交") if o.rung_back else say("回拨未通，书面移交"),
        ((say("移交内容"), "written"),),
    ),
    h.HandOverKept: Telling(say("权责不清，热线首接受理"), ((say("理由"), "reason"),)),
    src.SourceAttached: Telling(
        lambda o: say("并入来源：{platform}", platform=o.platform.zh),
        ((say("备注"), "note"),),
        lambda o, w: (say("编号 {number}", number=o.number),),
    ),
    src.SourceConfirmed: Telling(say("回告来源已接收"), ((say("对方接收人"), "by"),), _of),
    src.SourceAnswered: Telling(say("答复来源"), ((say("答复方式"), "note"),), _of),
    src.PoliceOrderRecalled: Telling(
        say("110撤回移交"), ((say("对方经办人"), "by"), (say("撤回原因"), "reason"))
    ),
    u.UrgencyChanged: Telling(
        lambda o: say("紧急程度由{was}更正为{now}", was=o.was.zh, now=o.urgency.zh),
        ((say("更正理由"), "reason"),),
        _limits,
    ),
    t.TagsChanged: Telling(_tags, ((say("更正理由"), "reason"),), _limits),
    cf.MadeConfidential: Telling(say("转为保密"), ((say("理由"), "reason"),), _unit),
}

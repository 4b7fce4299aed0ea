"""How the timeline tells of mass events, on the case that heads one and on its callers' own."""

from hotline.handling.telling import Telling
from hotline.rules.case import mass
from hotline.rules.text import say

MASS: dict[type, Telling] = {
    mass.EventOpened: Telling(
        lambda o: say("登记为群体事件“{name}”", name=o.name),
        (),
        lambda o, w: (
            say("告知口径：{script}", script=o.script),
            say("范围：{area}", area=w.areas.get(o.area, o.area)) if o.area else "",
            say("计划停供公告：{notice}", notice=o.notice) if o.notice else "",
        ),
    ),
    mass.EventRevised: Telling(
        say("更新告知口径"), (), lambda o, w: (say("告知口径：{script}", script=o.script),)
    ),
    mass.EventEnded: Telling(say("停止并入来电"), ((say("理由"), "reason"),)),
    mass.EventJoined: Telling(
        lambda o: (
            say("群体事件“{name}”的特殊需要", name=o.name)
            if o.special
            else say("归入群体事件“{name}”", name=o.name)
        ),
        ((say("特殊需要"), "need"),),
    ),
}

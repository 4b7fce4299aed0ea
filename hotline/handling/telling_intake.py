"""How the timeline tells what the hotline itself does before a unit has the case."""

from collections.abc import Sequence

from hotline.handling.telling import Telling, by, clock
from hotline.rules.case import desk_wait as dw
from hotline.rules.case import events as e
from hotline.rules.case.files import FilesAttached, in_words
from hotline.rules.context import World
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import joined, say


def _registered(event: e.Registered, world: World) -> Sequence[str]:
    topic = world.topics.get(event.topic, event.topic)
    place = world.areas.get(event.area, event.area)
    facts = [event.channel.zh, event.kind.zh, event.urgency.zh, topic, place]
    return (joined(" · ", filter(None, facts)),)


_WAITS: dict[str, str] = {
    LimitName.ACCEPT: say("等待处置"),
    LimitName.COMPLETE_INTAKE: say("等待补录"),
    LimitName.DISPATCH: say("等待派单"),
}

INTAKE: dict[type, Telling] = {
    e.Registered: Telling(say("登记诉求"), ((say("诉求"), "text"),), _registered),
    e.SentBack: Telling(say("退回补录"), ((say("退回原因"), "reason"),)),
    e.IntakeCompleted: Telling(say("补录"), ((say("备注"), "note"),)),
    e.Accepted: Telling(
        say("受理"),
        ((say("备注"), "note"),),
        lambda o, w: (clock(w, o.promise, say("向诉求人承诺")),),
    ),
    e.AnsweredDirectly: Telling(
        say("当场解答"),
        ((say("答复"), "answer"),),
        lambda o, w: (
            say(
                "依据知识点 {article} {article_version}",
                article=o.article,
                article_version=o.article_version,
            )
            if o.article
            else "",
        ),
    ),
    e.HandOverSent: Telling(
        lambda o: say("移交{line}", line=o.line.zh),
        ((say("备注"), "note"),),
        lambda o, w: (say("应于{by}前确认接收", by=by(w, o.confirm_due)),),
    ),
    e.HandOverTaken: Telling(say("移交已接收"), ((say("接收人"), "by"),)),
    e.HandOverRefused: Telling(say("移交被拒，重新处置"), ((say("答复人"), "by"),)),
    e.HandOverAlarmed: Telling(say("移交无人确认，已告警"), late=lambda o: True),
    e.LegalRouteTold: Telling(
        lambda o: say("告知法定途径：{route}", route=o.route.zh),
        ((say("告知内容"), "words"), (say("文号"), "reference")),
    ),
    e.Explained: Telling(
        lambda o: say("解释说明：{ground}", ground=o.ground.zh), ((say("说明内容"), "words"),)
    ),
    e.PoliceReferred: Telling(say("移送公安"), ((say("线索"), "clue"),)),
    FilesAttached: Telling(
        lambda o: (
            say("上传 {files}", files=in_words(o.files))
            if not o.leg
            else say("上传佐证（{group}）：{files}", group=o.group.zh, files=in_words(o.files))
        )
    ),
    dw.DeskWaitBegun: Telling(
        lambda o: _WAITS[o.clock.name],
        (),
        lambda o, w: (clock(w, o.clock, dw.NAMED[o.clock.name].zh),),
    ),
    dw.DeskWaitBreached: Telling(
        lambda o: say("热线环节超期：{limit}", limit=o.limit.zh),
        (),
        lambda o, w: (say("时限为{by}", by=by(w, o.due_at)),),
        lambda o: True,
    ),
    e.Supplemented: Telling(say("诉求人补充情况"), ((say("补充"), "text"),)),
    e.Reminded: Telling(say("诉求人催办"), ((say("催办"), "words"),)),
}

"""How the timeline tells statutory procedures: begun, accepted, answered for now, ended, late."""

from collections.abc import Sequence

from hotline.handling.telling import Telling, by, clock
from hotline.rules.case import procedure as p
from hotline.rules.context import World
from hotline.rules.text import say


def _moved(event: p.ProcedureAccepted | p.InterimAnswered, world: World) -> Sequence[str]:
    promise = event.promise
    return (
        say("办理时限至{due}", due=by(world, event.limit.due_at)),
        say("对诉求人的承诺至{due}", due=by(world, promise.due_at)) if promise else "",
    )


PROCEDURE: dict[type, Telling] = {
    p.ProcedureBegun: Telling(
        lambda o: say("启动法定程序（{kind}）", kind=o.procedure.zh),
        ((say("文号和说明"), "note"),),
        lambda o, w: (clock(w, o.clock, say("法定时限")),),
    ),
    p.ProcedureAccepted: Telling(
        say("法定程序受理"),
        ((say("说明"), "note"),),
        lambda o, w: (clock(w, o.clock, say("调解期限")), *_moved(o, w)),
    ),
    p.InterimAnswered: Telling(
        say("阶段性答复，跟踪中"), ((say("阶段性答复"), "public_answer"),), _moved
    ),
    p.ProcedureEnded: Telling(
        lambda o: say("法定程序终结（{outcome}）", outcome=o.outcome.zh),
        ((say("说明"), "note"),),
    ),
    p.ProcedureBreached: Telling(
        say("法定程序逾期"),
        (),
        lambda o, w: (say("时限为{by}", by=by(w, o.due_at)),),
        lambda o: True,
    ),
}

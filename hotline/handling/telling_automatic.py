"""How the timeline tells 自动派单: what was planned, held back, dropped, reviewed."""

from collections.abc import Sequence

from hotline.handling.telling import Telling
from hotline.rules.automatic import percent
from hotline.rules.case import automatic as a
from hotline.rules.case.automatic_state import Plan
from hotline.rules.context import World
from hotline.rules.text import say


def rests_on(plan: Plan) -> str:
    """What the machine's dispatch rests on, for whoever wants to check it."""
    return say(
        "派单目录（{edition}）条目 {entry}；模型 {model} 把握{chance}%；"
        "该事项{cases}件中对{right}件，下限{bound}%",
        edition=plan.edition,
        entry=plan.entry,
        model=plan.model,
        chance=percent(plan.chance),
        cases=plan.cases,
        right=plan.right,
        bound=percent(plan.bound),
    )


def drawn(plan: Plan) -> str:
    """Whether it is reviewed afterwards, and by which draw; "" where it is not."""
    if not plan.review:
        return ""
    return say("抽样复核：抽签值{draw}，抽查比例{percent}%，该事项第{n}件", draw=plan.draw,
               percent=plan.percent, n=plan.sent + 1)  # fmt: skip


def _planned(event: a.DispatchPlanned, world: World) -> Sequence[str]:
    due = world.calendar.local(event.plan.due_at)
    unit = world.units.name(event.plan.unit)
    return (
        say("将于{time}派给{unit}，在此之前可以拦下", time=f"{due:%H:%M}", unit=unit),
        rests_on(event.plan),
    )


def _reviewed(event: a.AutomaticReviewed, world: World) -> Sequence[str]:
    return () if event.right else (say("应派{unit}", unit=world.units.name(event.unit)),)


AUTOMATIC: dict[type, Telling] = {
    a.DispatchPlanned: Telling(say("计划自动派单"), (), _planned),
    a.DispatchHeldBack: Telling(say("拦下自动派单"), ((say("理由"), "reason"),)),
    a.PlanDropped: Telling(say("没有自动派单"), (), lambda o, w: (o.why.zh,)),
    a.AutomaticReviewed: Telling(
        lambda o: say("复核自动派单：派对了") if o.right else say("复核自动派单：派错了"),
        ((say("理由"), "reason"),),
        _reviewed,
        lambda o: not o.right,
    ),
}

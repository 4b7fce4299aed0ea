"""What stands over the cases of a story: the duty manager's shift with what is open, and one topic
of governance. The same rules decide here as in a city (`rules.oversight`)."""

from typing import Any, Final, cast

from hotline.rules.case.events import Event
from hotline.rules.context import Context
from hotline.rules.oversight import governance as g
from hotline.rules.oversight import shift as s
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Refusal

COMMANDS: Final[tuple[type, ...]] = (
    s.OpenShift,
    *s.InShift.__args__,
    *g.GovernanceCommand.__args__,
)
TITLES: Final[dict[type, str]] = {
    s.ShiftOpened: "开班",
    s.ShiftRemarked: "备注",
    s.ShiftHandedOver: "交班",
    s.ItemsTakenOver: "确认接班",
    s.ItemRefused: "不接一项",
    s.ShiftLapsed: "上一班没有交班",
    g.GovernanceOpened: "治理专题立项",
    g.ProgressReported: "报治理进展",
    g.GovernanceClosed: "治理专题结项",
}


class Above:
    """The shift now and the one before it, what is open by the name a story gave it, the topic."""

    def __init__(self) -> None:
        self.open: tuple[s.Item, ...] = ()
        self.shift, self.before = s.Shift(), s.Shift()
        self.topic = g.Governance()

    def ask(self, command: Any, context: Context) -> tuple[Event, ...] | Refusal:
        """What the rules answer."""
        office = Office(now=context.now, actor=context.actor, units=context.world.units)
        found: Any
        if isinstance(command, s.OpenShift):
            found = s.open_next(self.shift, command, self.open, office)
            found = found if isinstance(found, Refusal) else found[0] + found[1]
        elif isinstance(command, s.InShift):
            found = s.decide(self.shift, command, office)
        else:
            found = g.decide(self.topic, command, office)
        return cast("tuple[Event, ...] | Refusal", found)

    def keep(self, event: Any) -> None:
        """What was written is so."""
        if isinstance(event, s.ShiftOpened):
            self.before, self.shift = self.shift, s.evolve(s.Shift(), event)
        elif isinstance(event, s.ShiftEvent):
            self.shift = s.evolve(self.shift, event)
        else:
            self.topic = g.evolve(self.topic, event)

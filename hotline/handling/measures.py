"""How long a step took and what the rule had allowed for it, read from the events before it.

A step is measured against the due that bound it when it was taken: signing, first contact and
return against the dues of dispatch, a reply and its approval against the limit of the leg (as it
stood after the last pause), a ruling against the ruling due, the answer against the promise.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hotline.ledger import Recorded
from hotline.rules.case import events as e
from hotline.rules.case import leg_events as le
from hotline.rules.case.desk_wait import DeskWaitBegun
from hotline.rules.case.extension import ExtensionFiled, ExtensionGranted, ExtensionRefused
from hotline.rules.case.hold import HoldEnded
from hotline.rules.case.procedure import InterimAnswered, ProcedureAccepted
from hotline.rules.context import World
from hotline.rules.lights import roughly
from hotline.rules.moments import say_end
from hotline.rules.text import say


class Measure(NamedTuple):
    """From what and since when a step is measured, and until when it was allowed."""

    origin: str
    since: datetime
    due: datetime

    def told(self, at: datetime, world: World) -> str:
        """派单后3小时，规定至10月27日（周二）17:30."""
        due = say_end(world.calendar.local(self.due))
        return say(
            "{origin}{span}，规定至{due}", origin=self.origin, span=span(self.since, at), due=due
        )


def span(before: datetime, at: datetime) -> str:
    """3小时: whole units, as lights say them."""
    return roughly(at - before)


def measures(events: Sequence[Recorded]) -> list[Measure | None]:
    """For each event the measure it is held against, None where none binds."""
    running = _Running()
    return [running.step(one) for one in events]


_LEAVES_THE_DESK = (e.Accepted, e.SentBack, le.LegDispatched, e.MergedInto, e.HandOverSent)


class _Running:
    """The dues in force as the events go by, by leg; `promise` of the case."""

    def __init__(self) -> None:
        self.promise: Measure | None = None
        self.confirm: Measure | None = None
        self.desk: Measure | None = None
        self.sign: dict[str, Measure] = {}
        self.contact: dict[str, Measure] = {}
        self.back: dict[str, Measure] = {}
        self.limit: dict[str, Measure] = {}
        self.ruling: dict[str, Measure] = {}

    def step(self, one: Recorded) -> Measure | None:
        """The measure of this event; takes note of the dues that it brings."""
        found = self._held(one.event)
        if isinstance(one.event, _LEAVES_THE_DESK):
            self.desk = None
        self._note(one.event, one.occurred_at)
        return found

    def _held(self, event: object) -> Measure | None:
        match event:
            case le.LegSigned():
                return self.sign.get(event.leg)
            case le.FirstContactMade():
                return self.contact.get(event.leg)
            case le.ReturnFiled():
                return self.back.get(event.leg)
            case le.ReturnUpheld() | le.ReturnRejected() | ExtensionGranted() | ExtensionRefused():
                return self.ruling.get(event.request)
            case le.ReplyFiled() | le.CompletionApproved():
                return self.limit.get(event.leg)
            case e.CaseCompleted():
                return self.promise
            case e.Accepted() | e.SentBack() | e.IntakeCompleted() | le.LegDispatched():
                return self.desk
            case e.HandOverTaken() | e.HandOverRefused():
                return self.confirm
            case _:
                return None

    def _note(self, event: object, at: datetime) -> None:
        match event:
            case e.Accepted():
                self.promise = Measure(say("受理后"), at, event.promise.due_at)
            case e.CaseReopened():
                self.promise = Measure(say("重新打开后"), at, event.promise.due_at)
            case DeskWaitBegun():
                self.desk = Measure(say("等待"), event.clock.started_at, event.clock.due_at)
            case e.MergedInto() | e.MergeUndone():
                self.promise = None  # the parent's promise, or one restored, is not told here
            case e.HandOverSent():
                self.confirm = Measure(say("移交后"), at, event.confirm_due)
            case le.LegDispatched():
                sent = say("派单后")
                self.sign[event.leg] = Measure(sent, at, event.sign_due)
                self.contact[event.leg] = Measure(sent, at, event.contact_due)
                self.back[event.leg] = Measure(sent, at, event.return_due)
                self.limit[event.leg] = Measure(sent, at, event.limit.due_at)
            case le.ReturnFiled() | ExtensionFiled():
                self.ruling[event.request] = Measure(say("申请后"), at, event.ruling_due)
            case le.ReturnWithdrawn() | le.ReturnRejected():
                _later(self.sign, event.leg, event.sign_due)
                _later(self.contact, event.leg, event.contact_due)
                _later(self.limit, event.leg, event.limit.due_at)
            case ExtensionGranted() | HoldEnded() | InterimAnswered() | ProcedureAccepted():
                _later(self.limit, event.leg, event.limit.due_at)


def _later(dues: dict[str, Measure], leg: str, due: datetime) -> None:
    """After a pause or an extension the same due stands later; it still counts from dispatch."""
    if leg in dues:
        dues[leg] = dues[leg]._replace(due=due)

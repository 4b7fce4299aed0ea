"""What happened in supervision (督办). See `events`."""

from datetime import datetime

from hotline.rules.case.events import Event, Sealed
from hotline.rules.words import Accountability, Colour, SupervisionKind


class SupervisionIssued(Event, frozen=True, kw_only=True):
    """已督办: a document to the leg's unit; `due_at` until when it is answered, None where it only
    asks to be read. `by_rule`: by the rulebook, without anybody's hand."""

    request: str
    leg: str
    kind: SupervisionKind
    colour: Colour
    by_rule: bool
    issued_by: str
    due_at: datetime | None
    asks: Sealed
    leader: Sealed


class SupervisionReceived(Event, frozen=True, kw_only=True):
    """督办已签收."""

    request: str


class SupervisionAnswered(Event, frozen=True, kw_only=True):
    """督办已答复."""

    request: str
    late: bool
    answer: Sealed


class SupervisionAccepted(Event, frozen=True, kw_only=True):
    """督办已销号."""

    request: str
    note: Sealed


class SupervisionSentBack(Event, frozen=True, kw_only=True):
    """督办答复已退回: to be answered again by `due_at`."""

    request: str
    due_at: datetime
    reason: Sealed


class SupervisionCancelled(Event, frozen=True, kw_only=True):
    """督办已撤销."""

    request: str
    reason: Sealed


class SupervisionEscalated(Event, frozen=True, kw_only=True):
    """督办已升级: to `addressed`; on the last rung, the management, `due_at` is None."""

    request: str
    rung: int
    addressed: str
    due_at: datetime | None


class DisciplineReferred(Event, frozen=True, kw_only=True):
    """已移送纪检监察."""

    leg: str
    unit: str
    grounds: Sealed


class AccountabilityDecided(Event, frozen=True, kw_only=True):
    """已问责."""

    leg: str
    unit: str
    measure: Accountability
    grounds: Sealed

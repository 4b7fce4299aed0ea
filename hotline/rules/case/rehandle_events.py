"""What happened when a case was handled again: 重办, its review, 提级办理. See `events`."""

from datetime import datetime

from hotline.rules.case.events import Event, Sealed
from hotline.rules.words import Fault


class RehandleOrdered(Event, frozen=True, kw_only=True):
    """已责成重办: this round is handled again because of that unit's fault."""

    round: int
    unit: str
    fault: Fault


class RaisedToHigherBody(Event, frozen=True, kw_only=True):
    """已提级办理: this round is handled by `unit`, above `former`."""

    round: int
    unit: str
    former: str


class ReviewFiled(Event, frozen=True, kw_only=True):
    """已申请重办复核: the unit says that it was not at fault; nothing stands still."""

    request: str
    leg: str
    filed_by: str
    ruling_due: datetime
    claim: Sealed


class ReviewPassedUp(Event, frozen=True, kw_only=True):
    """区级复核支持，已报市级复核."""

    request: str
    ruled_by: str
    ruling_due: datetime
    grounds: Sealed


class ReviewRejected(Event, frozen=True, kw_only=True):
    """复核不成立，继续重办."""

    request: str
    grounds: Sealed


class NotBorneOut(Event, frozen=True, kw_only=True):
    """查否: the fault is not borne out; the result before the re-handle stands again."""

    request: str
    leg: str
    grounds: Sealed

"""What happened to a case: past tense, never altered, upcast when read if their shape grows.

Every event carries `at`, the moment it happened in the city's (possibly virtual) time. Fields
marked `Sealed` are personal or free words: they are encrypted under the case's key and `evolve`
never reads them, so state, verification and simulation need no key.
"""

from datetime import datetime
from typing import Annotated

import msgspec

from hotline.rules.caller_words import Relation
from hotline.rules.deadline import Clock
from hotline.rules.sealed import SEALED
from hotline.rules.words import (
    AttemptResult,
    Channel,
    CloseReason,
    EmergencyLine,
    ExplainGround,
    Kind,
    LegalRoute,
    Platform,
    Satisfied,
    Solved,
    Tag,
    Urgency,
)

Sealed = Annotated[str, SEALED]


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all case events; the tag is the event type in the journal."""

    at: datetime


class Registered(Event, frozen=True, kw_only=True):
    """已登记: a matter of a contact became this case."""

    number: str
    contact: str
    channel: Channel
    kind: Kind
    topic: str
    area: str
    object: str
    urgency: Urgency
    tags: tuple[Tag, ...]
    confidential: bool
    anonymous: bool
    reachable: bool
    reported_unit: str
    registrar: str
    query_digest: str
    split_from: str
    source_platform: Platform | None = None
    source_number: str = ""
    source_due: datetime | None = None
    relation: Relation | None = None
    authorised: bool = False
    title: Sealed
    text: Sealed
    address: Sealed
    reported_party: Sealed
    caller_name: Sealed
    caller_phone: Sealed
    behalf_name: Sealed = ""
    behalf_phone: Sealed = ""
    enterprise: Sealed = ""
    credit_code: Sealed = ""


class SentBack(Event, frozen=True, kw_only=True):
    """已退回补录."""

    reason: Sealed


class IntakeCompleted(Event, frozen=True, kw_only=True):
    """已补录: the mended description; unchanged words are repeated, so the newest is whole."""

    kind: Kind
    topic: str
    area: str
    object: str
    urgency: Urgency
    title: Annotated[str | None, SEALED]
    text: Annotated[str | None, SEALED]
    address: Annotated[str | None, SEALED]
    note: Sealed


class Accepted(Event, frozen=True, kw_only=True):
    """已受理: the citizen's promise runs from here."""

    edition: int
    promise: Clock
    note: Sealed


class AnsweredDirectly(Event, frozen=True, kw_only=True):
    """已当场解答."""

    article: str
    article_version: str
    answer: Sealed


class HandOverSent(Event, frozen=True, kw_only=True):
    """已移交, not yet taken over; an alarm is due at `confirm_due`."""

    line: EmergencyLine
    confirm_due: datetime
    note: Sealed


class HandOverTaken(Event, frozen=True, kw_only=True):
    """移交已接收."""

    by: Sealed


class HandOverRefused(Event, frozen=True, kw_only=True):
    """移交被拒: the case is ours to triage again."""

    by: Sealed


class HandOverAlarmed(Event, frozen=True, kw_only=True):
    """移交未确认告警."""


class LegalRouteTold(Event, frozen=True, kw_only=True):
    """已告知法定途径. `matched`: our case that came from 信访 under that petition number."""

    route: LegalRoute
    matched: str = ""
    reference: Sealed
    words: Sealed


class Explained(Event, frozen=True, kw_only=True):
    """已解释说明."""

    ground: ExplainGround
    words: Sealed


class PoliceReferred(Event, frozen=True, kw_only=True):
    """已移送公安."""

    clue: Sealed


class CaseCompleted(Event, frozen=True, kw_only=True):
    """已办结: the public answer goes to the citizen; the promise stops here.

    `link_due` is set where nobody can be called, so that the answer is given by code.
    """

    on_time: bool
    round: int
    link_due: datetime | None
    public_answer: Sealed


class FollowUpTried(Event, frozen=True, kw_only=True):
    """回访未果."""

    result: AttemptResult
    note: Sealed


class FollowUpLinkOpened(Event, frozen=True, kw_only=True):
    """The tries are used up; a link stays open until `due`."""

    due: datetime


class FollowedUp(Event, frozen=True, kw_only=True):
    """有效回访 or 评价."""

    by_citizen: bool
    contacted: bool
    solved: Solved
    result: Satisfied
    process: Satisfied
    close_due: datetime | None
    words: Sealed


class FollowUpExhausted(Event, frozen=True, kw_only=True):
    """无法回访: not valid, in no denominator."""

    close_due: datetime


class CaseClosed(Event, frozen=True, kw_only=True):
    """已结案."""

    why: CloseReason
    note: Sealed


class CaseReopened(Event, frozen=True, kw_only=True):
    """已重新打开: a new round with a new promise; the earlier result is kept."""

    round: int
    edition: int
    promise: Clock
    reason: Sealed


class CaseWithdrawn(Event, frozen=True, kw_only=True):
    """已撤单."""

    reason: Sealed


class Supplemented(Event, frozen=True, kw_only=True):
    """已补充."""

    text: Sealed


class Reminded(Event, frozen=True, kw_only=True):
    """已催办."""

    words: Sealed


class SplitOff(Event, frozen=True, kw_only=True):
    """已拆分: `case` now stands on its own."""

    case: str
    number: str


class MergedInto(Event, frozen=True, kw_only=True):
    """已并单 under `parent`."""

    parent: str
    number: str
    reason: Sealed


class ChildMerged(Event, frozen=True, kw_only=True):
    """A case was merged under this one."""

    child: str
    number: str


class ChildrenAnswered(Event, frozen=True, kw_only=True):
    """All merged cases have taken this one's answer."""


class MergeUndone(Event, frozen=True, kw_only=True):
    """已撤销并单; the promise of the original call goes on as it always ran."""

    parent: str
    reason: Sealed


class ChildReleased(Event, frozen=True, kw_only=True):
    """A merged case was taken out again."""

    child: str


class Linked(Event, frozen=True, kw_only=True):
    """已关联."""

    other: str
    number: str
    reason: Sealed


class PromiseBreached(Event, frozen=True, kw_only=True):
    """The citizen's promise was missed."""

    due_at: datetime

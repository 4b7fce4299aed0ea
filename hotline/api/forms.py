"""What the API answers, as frozen structs; their schemas stand in openapi.json.

Read models hold the columns; what a reader gets of them is listed here, so a new column is never
shown by accident.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from hotline.api.problems import Problem


class CaseReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case stands after a command. `hash` is the last link of its chain then: with it
    anybody can see later that nothing before it was altered. `events` are the types appended."""

    case: UUID
    number: str
    stage: str
    version: int
    hash: str
    events: list[str]
    repeated: bool = False


class RegisterReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """A registered contact. With a case's number and `query_code` the citizen sees its progress."""

    contact: UUID
    cases: list[CaseReceipt]
    query_code: str
    repeated: bool = False


class CaseBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A case as in lists: nothing personal. `plan_at`: when the machine means to send it to
    `plan_unit`; `auto_from`: since when what it sent waits for review."""

    id: UUID
    number: str
    contact: UUID
    stage: str
    channel: str
    kind: str
    topic: str
    area: str
    object: str
    urgency: str
    tags: list[str]
    confidential: bool
    anonymous: bool
    reachable: bool
    registered_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    desk_due: datetime | None
    breached: bool
    completed_at: datetime | None
    on_time: bool | None
    follow_up_due: datetime | None
    attempts: int
    closed_at: datetime | None
    lead_unit: str
    leg_units: list[str]
    parent: UUID | None
    children: int
    round: int
    returns: int
    plan_at: datetime | None = None
    plan_unit: str = ""
    auto_from: datetime | None = None
    send_backs: int
    reminders: int
    unreachable: bool
    solved: str
    satisfied: str
    last_at: datetime


class LegBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A leg (承办单). `next_due` is the moment that binds the unit first; `bound_from`: from when
    on the unit is first-accepting (首接单位), null where it may not become it."""

    leg: str
    unit: str
    role: str
    state: str
    parent_leg: str
    officer: str
    dispatched_at: datetime
    sign_due: datetime
    return_due: datetime
    contact_due: datetime
    limit_due: datetime
    next_due: datetime | None
    bound_from: datetime | None
    last_resort: bool
    paused: bool
    breached: bool
    sign_late: bool
    contacted: bool
    running: bool
    completed_at: datetime | None
    on_time: bool | None


class RequestBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A request under review (待审事项)."""

    request: str
    kind: str
    state: str
    leg: str
    unit: str
    reason: str
    believed_unit: str
    filed_at: datetime
    due_at: datetime | None
    ruled_at: datetime | None


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a list or queue; `title` is absent where the reader may not see the words."""

    case: CaseBrief
    title: str = ""
    leg: LegBrief | None = None
    request: RequestBrief | None = None


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Up to 50 lines. `after` is the key of the next page, "" on the last; `count` stops at
    1,001, which means more than 1,000."""

    lines: list[Line]
    after: str
    count: int


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The citizen's words, as far as this reader sees them."""

    title: str
    text: str
    address: str
    reported_party: str


class CallerShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The caller; covered (138****0001) unless the reader may see it and asked with `open`. Left
    out where nobody is represented (代他人) and no enterprise calls (涉企)."""

    name: str
    phone: str
    behalf_name: str = ""
    behalf_phone: str = ""
    enterprise: str = ""
    credit_code: str = ""


class CaseShown(msgspec.Struct, frozen=True, kw_only=True):
    """One case by sight. `opened` are the personal fields shown in clear, which is on record;
    `erased` says that the personal data was destroyed."""

    case: CaseBrief
    legs: list[LegBrief]
    requests: list[RequestBrief]
    links: list[str]
    words: Words | None
    caller: CallerShown | None
    opened: list[str]
    erased: bool


class By(msgspec.Struct, frozen=True, kw_only=True):
    """Who did something, as they were then."""

    name: str
    role: str
    unit: str
    face: str


class EventShown(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the timeline. `facts` hold nothing personal; `words` as far as the reader sees
    them, absent where they do not, null once erased."""

    version: int
    type: str
    at: datetime
    by: By
    facts: dict[str, Any]
    words: dict[str, str | None]
    hash: str


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Every event of a case, oldest first."""

    case: UUID
    number: str
    events: list[EventShown]


class Option(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that the caller may do now, or (with `refusal`) why not."""

    command: str
    zh: str
    address: str
    open: bool
    leg: str = ""
    request: str = ""
    refusal: Problem | None = None


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller may do with a case, and why not the rest."""

    case: UUID
    options: list[Option]


class BatchReason(msgspec.Struct, frozen=True, kw_only=True):
    """Why so many cases of a batch were refused."""

    said: str
    advice: str
    cases: int


class BatchRefused(msgspec.Struct, frozen=True, kw_only=True):
    """One case that was refused, with the code a single command would have met."""

    case: UUID
    code: str
    said: str


class BatchShown(msgspec.Struct, frozen=True, kw_only=True):
    """A batch. `state`: trying, tried (waits for `begin`), running, paused, done, cancelled,
    stopped (`why`). `would` and `would_not` are of the dry run; `did` and `refused` of the work."""

    id: UUID
    command: str
    state: str
    why: str
    total: int
    would: int
    would_not: int
    did: int
    refused: int
    created_at: datetime
    begun_at: datetime | None
    finished_at: datetime | None
    reasons: list[BatchReason]
    cases: list[BatchRefused]


class FileShown(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a case. `open` says whether this reader gets its content, `original` whether as it
    came; name and place (WGS 84) are given with the original only. `taken_at` is the camera's own
    clock. `size` is in bytes."""

    id: UUID
    kind: str
    media: str
    group: str
    size: int
    at: datetime
    name: str
    taken_at: str
    place: list[float] | None
    open: bool
    original: bool


class Files(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a case, oldest first; erased ones are not among them."""

    case: UUID
    files: list[FileShown]

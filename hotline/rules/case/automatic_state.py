"""What a case keeps of 自动派单: the plan to send it, and what people said of it afterwards."""

from datetime import datetime

import msgspec


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Where the machine means to send a case, when, and on what that rests.

    `entry` of the directory's `edition` decides (`mark` is what it says, `shadow.entry_mark`); the
    `model` took the matter for its topic with `chance` (0 to 1); of the topic `right` of `cases`
    were measured right, at least `bound` of all. `draw` (0-99) below `percent`, or being among the
    first of the topic (`sent` before), makes `review`.
    """

    unit: str
    due_at: datetime
    entry: str
    edition: str
    mark: str
    model: str
    chance: float
    cases: int
    right: int
    bound: float
    sent: int
    draw: int
    percent: int
    review: bool


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of a case; `over` once somebody held it back or anything else happened to the case.
    A case is planned once: after that it is a person's. `leg`: the one that the machine sent by it,
    found `right` in review or not."""

    plan: Plan
    over: bool = False
    leg: str = ""
    right: bool | None = None

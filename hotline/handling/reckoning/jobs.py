"""The life of a run: begun with the cases it has to look at, a portion at a time, done.

Whoever works on a run takes it for a minute (SKIP LOCKED) and renews that with every portion; a
worker that dies leaves the run to the next, which goes on with the cases not yet looked at. A
second look at a case finds nothing to do, so nothing is done twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from hotline import ledger
from hotline.ledger import statements
from hotline.rules.words import Term

LEASE = timedelta(minutes=1)
TRIES: Final = 5
"""Portions that may break one after the other before a run counts as stopped."""
PORTION: Final = 200
KEPT = timedelta(days=400)
"""How long a run and its list can be looked at: until the next year's notice is a year old."""


class Kind(Term):
    """What a run is for."""

    MARK = "mark", "起点"
    TRY = "try", "试算"
    RUN = "run", "重新计算"


class State(Term):
    """How far a run is."""

    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    STOPPED = "stopped", "已停止"


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One limit that moved: `clock` as its event has it, `unit` whose it is ("" the hotline's)."""

    clock: str
    unit: str
    was: datetime
    due: datetime


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What limits are reckoned by: editions of calendar and rulebook, a digest of each year."""

    calendar: str
    rulebook: int
    years: Mapping[str, str]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run as its worker takes it."""

    id: UUID
    city: str
    kind: Kind
    draft: int
    tries: int


_LAST: Final = """
SELECT calendar, rulebook, years::text FROM handling_reckoning
WHERE city = $1 AND kind IN ('mark', 'run') AND ($2::boolean OR state = 'done')
ORDER BY began_at DESC, id DESC LIMIT 1
"""
_LAST_STATE: Final = """
SELECT state FROM handling_reckoning WHERE city = $1 AND kind IN ('mark', 'run')
ORDER BY began_at DESC, id DESC LIMIT 1
"""
_TRIED: Final = """
WITH gone AS (
    UPDATE handling_reckoning SET state = 'stopped', finished_at = $3, lease_until = NULL
    WHERE city = $1 AND kind = 'try' AND state = 'running' AND draft <> $2
)
SELECT EXISTS (SELECT 1 FROM handling_reckoning WHERE city = $1 AND kind = 'try' AND draft = $2)
"""
_BEGIN: Final = """
WITH gone AS (
    UPDATE handling_reckoning SET state = 'stopped', finished_at = $8, lease_until = NULL
    WHERE city = $2 AND kind = $3::text AND state = 'running'
), found AS (
    SELECT id FROM handling_case WHERE city = $2 AND due_at >= $9
    UNION SELECT id FROM handling_case WHERE city = $2
      AND stage IN ('registered', 'sent_back', 'accepted') AND desk_due >= $9
    UNION SELECT id FROM handling_case WHERE city = $2 AND stage = 'completed' AND call_due >= $9
    UNION SELECT case_id FROM handling_leg WHERE city = $2 AND running
      AND greatest(limit_due, sign_due, contact_due, return_due) >= $9
    UNION SELECT case_id FROM handling_request WHERE city = $2 AND state = 'filed' AND due_at >= $9
), listed AS (
    INSERT INTO handling_reckoned (reckoning_id, case_id, number, moved, done)
    SELECT $1, c.id, c.number, '[]', false FROM handling_case c JOIN found USING (id)
    WHERE $3::text <> 'mark'
    RETURNING 1
)
INSERT INTO handling_reckoning (id, city, kind, calendar, rulebook, years, draft, since, state,
  total, seen, cases, limits, tries, began_at)
SELECT $1, $2, $3::text, $4, $5, $6::text::jsonb, $7, $9,
  CASE WHEN $3::text = 'mark' THEN 'done' ELSE 'running' END, (SELECT count(*) FROM listed),
  0, 0, 0, 0, $8
RETURNING total
"""
_CLAIM: Final = """
UPDATE handling_reckoning SET lease_until = $2, tries = tries + 1 WHERE id = (
    SELECT id FROM handling_reckoning
    WHERE state = 'running' AND (lease_until IS NULL OR lease_until < $1)
    ORDER BY began_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, city, kind, draft, tries
"""
_TODO: Final = """
SELECT case_id FROM handling_reckoned WHERE reckoning_id = $1 AND NOT done
ORDER BY case_id LIMIT $2
"""
_NOTE: Final = """
WITH found AS (
    SELECT u.case_id, u.moved::jsonb AS moved
    FROM unnest($2::uuid[], $3::text[]) AS u(case_id, moved)
), still AS (
    DELETE FROM handling_reckoned r USING found f
    WHERE r.reckoning_id = $1 AND r.case_id = f.case_id AND f.moved = '[]'::jsonb
), went AS (
    UPDATE handling_reckoned r SET moved = f.moved, done = true FROM found f
    WHERE r.reckoning_id = $1 AND r.case_id = f.case_id AND f.moved <> '[]'::jsonb
)
UPDATE handling_reckoning SET seen = seen + (SELECT count(*) FROM found),
  cases = cases + (SELECT count(*) FROM found WHERE moved <> '[]'::jsonb),
  limits = limits + (SELECT coalesce(sum(jsonb_array_length(moved)), 0) FROM found),
  tries = 0, lease_until = NULL
WHERE id = $1
"""
_END: Final = """
WITH left_over AS (
    DELETE FROM handling_reckoned WHERE reckoning_id = $1 AND NOT done
)
UPDATE handling_reckoning SET state = $2, finished_at = $3, lease_until = NULL
WHERE id = $1 AND state = 'running'
"""
_SWEEP: Final = """
WITH old AS (
    DELETE FROM handling_reckoning r WHERE began_at < $1 AND EXISTS (
        SELECT 1 FROM handling_reckoning n WHERE n.city = r.city AND n.kind IN ('mark', 'run')
        AND n.state = 'done' AND n.began_at > r.began_at)
    RETURNING id
)
DELETE FROM handling_reckoned WHERE reckoning_id IN (SELECT id FROM old)
"""


def last(city: str, *, done: bool) -> Basis | None:
    """By what the city's limits were reckoned the last time, begun or (`done`) brought to its end;
    None before the first look at a city."""
    rows = statements.run(_LAST, (city, not done))
    if not rows:
        return None
    calendar, rulebook, years = rows[0]
    return Basis(calendar=calendar, rulebook=rulebook, years=msgspec.json.decode(years))


def at_a_stand(city: str) -> bool:
    """Whether the city's last run has stopped before its end, so that limits stand as they were."""
    rows = statements.run(_LAST_STATE, (city,))
    return bool(rows) and rows[0][0] == State.STOPPED.value


def tried(city: str, draft: int) -> bool:
    """Whether that draft is tried already; dry runs of other drafts are stopped."""
    return bool(statements.run(_TRIED, (city, draft, ledger.clock.wall()))[0][0])


def begin(city: str, kind: Kind, basis: Basis, since: datetime, *, draft: int = 0) -> int:
    """A run over the cases with a limit that ends at `since` or later; how many."""
    now = ledger.clock.wall()
    years = msgspec.json.encode(basis.years).decode()
    values = (ledger.uuid7(now), city, kind.value, basis.calendar, basis.rulebook, years, draft,
              now, since)  # fmt: skip
    return int(statements.run(_BEGIN, values)[0][0])


def claim() -> Run | None:
    """The run that began first, taken for a minute; None where there is none to take."""
    now = ledger.clock.wall()
    rows = statements.run(_CLAIM, (now, now + LEASE))
    if not rows:
        return None
    id, city, kind, draft, tries = rows[0]
    return Run(id=id, city=city, kind=KINDS[kind], draft=draft, tries=tries)


KINDS: Final = {kind.value: kind for kind in Kind}
STATES: Final = {state.value: state for state in State}


def todo(run: Run) -> list[UUID]:
    """The next cases to look at."""
    return [row[0] for row in statements.run(_TODO, (run.id, PORTION))]


def note(run: Run, found: Mapping[UUID, Sequence[Moved]]) -> None:
    """What became of these cases; those in which nothing moved are not kept."""
    moved = [msgspec.json.encode(one).decode() for one in found.values()]
    statements.run(_NOTE, (run.id, list(found), moved))


def end(run: Run, state: State) -> None:
    """Done, or stopped with what is left over."""
    statements.run(_END, (run.id, state.value, ledger.clock.wall()))


def sweep() -> None:
    """Old runs go, but never the last of a city, which says what was reckoned by."""
    statements.run(_SWEEP, (ledger.clock.wall() - KEPT,))

"""Erasure of personal data (删除个人信息, 个人信息保护法 art. 47).

One command deletes the stream's key and its rows in the personal read models and appends `Erased`.
Which keys are gone is kept in ledger_erasure and outside the database, so that a backup that brings
one back is put right: `replay_erasures` runs by itself when a new epoch begins.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from hotline.ledger import outside, parts, points, sealing, statements, streams
from hotline.ledger.execute import carry_out
from hotline.ledger.outside import Destroyed
from hotline.ledger.streams import Erased, Loaded, Outcome, Request, StreamRef, Who
from hotline.ledger.switches import is_broken
from hotline.ledger.writing import Writing
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

_JOURNAL: Final = "SELECT journal FROM ledger_epoch ORDER BY epoch LIMIT 1"
_LISTED: Final = """
SELECT key_id, city, stream_type, stream_id, erased_at, reason FROM ledger_erasure
"""
_RETURNED: Final = """
SELECT city, stream_type, stream_id, key_id FROM ledger_key WHERE key_id = ANY($1::uuid[])
"""


def erase(refs: Sequence[StreamRef], request: Request, reason: str) -> Outcome | Refusal:
    """Destroy the personal data of these streams of one city, all or none.

    `reason` is kept in clear for ever, so it names a ground, never a person. Refused: a stream
    that does not exist. Personal data given afterwards gets a new key and can be erased again.
    """

    def decide(loaded: Loaded) -> Any:
        for ref in refs:
            if loaded.states[ref] is None:
                return Refusal(
                    code=Code.NOT_FOUND, message=say("没有 {type} {id}。", type=ref.type, id=ref.id)
                )
        return {ref: [Erased(reason=reason, by=request.who.user_id)] for ref in refs}

    def also(writing: Writing, loaded: Loaded) -> None:
        if is_broken("keep-key"):
            return
        keys = [(ref.type, ref.id) for ref in refs]
        writing.add(parts.ERASE, loaded.now, reason, rows=keys)
        for table in streams.house.personal_tables:
            writing.add(parts.rows_erased(table), [ref.id for ref in refs])

    outcome = carry_out(request, refs, decide, also=also)
    if isinstance(outcome, Outcome):
        points.reach("erasure-before-file")
        keep_outside()
    return outcome


def keep_outside() -> int:
    """Write outside what ledger_erasure lists and the file does not; how many."""
    journal = _journal()
    if journal is None:
        return 0
    kept = {key.key_id for key in outside.destroyed(journal)}
    rows = [row for row in statements.run(_LISTED) if row[0] not in kept]
    keys = [
        Destroyed(
            key_id=row[0],
            city=row[1],
            stream_type=row[2],
            stream_id=row[3],
            erased_at=row[4],
            reason=row[5],
        )
        for row in rows
    ]
    outside.keep_destroyed(journal, keys)
    for key in keys:
        sealing.forget_key(key.key_id)
    return len(keys)


def replay_erasures() -> int:
    """Erase again whatever a restore brought back; how many streams. Safe to repeat."""
    journal = _journal()
    if journal is None or is_broken("forget-erasures"):
        return 0
    keep_outside()
    reasons = {key.key_id: key.reason for key in outside.destroyed(journal)}
    back = statements.run(_RETURNED, (list(reasons),))
    for city, kind, stream_id, key_id in back:
        # not said: a name, kept in the journal
        who = Who(user_id="ledger", name="系统", role="clock", unit_id="", face="clock")
        ref = StreamRef(city, kind, stream_id)
        erase([ref], Request(city=city, who=who), reasons[key_id])
    return len(back)


def _journal() -> UUID | None:
    rows = statements.run(_JOURNAL)
    return rows[0][0] if rows else None

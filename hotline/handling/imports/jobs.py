"""The life of an import: uploaded → checking → checked → importing → done; or cancelled, or failed.

A file lies in parts of some hundred rows. A worker takes one part for a few minutes (SKIP LOCKED),
so several may work on one import; a part that a dead worker held is taken by the next. A written
part is noted in the transaction that writes its cases: it is in once or not at all.
"""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from django.conf import settings

from hotline import ledger
from hotline.handling.imports.mapping import Matching
from hotline.ledger import statements
from hotline.rules.words import Term

ROWS: Final = 500
"""Rows of a part: a second or two of work, a few megabytes of memory."""
LEASE: Final = timedelta(minutes=1)
TRIES: Final = 4
"""Workers that may die over one part before the import counts as failed."""
KEPT: Final = timedelta(days=30)
"""How long an upload waits to be used; reports stay, rows of the file do not."""


class State(Term):
    """How far an import is."""

    NEW = "new", "待设置对应"
    CHECKING = "checking", "正在试运行"
    CHECKED = "checked", "试运行完成"
    IMPORTING = "importing", "正在导入"
    DONE = "done", "导入完成"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "没有完成"


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a row, or would: `made`, `there` (its number is in already), `refused`.
    Nothing personal stands here. `said` are (message, advice); `words` (field, their word)."""

    row: int
    number: str
    outcome: str
    stage: str = ""
    unit: str = ""
    late: bool = False
    case: str = ""
    said: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part as its worker takes it: the rows of the file from row number `first` on."""

    import_id: UUID
    n: int
    city: str
    user_id: str
    want: int
    tries: int
    headings: tuple[str, ...]
    matching: Matching
    content: bytes

    @property
    def rows(self) -> tuple[int, list[list[str]]]:
        """(number of the first row as spreadsheets count, cells row by row)."""
        return opened(self.import_id, self.n, self.content)


def opened(import_id: UUID, n: int, content: bytes) -> tuple[int, list[list[str]]]:
    """A sealed part: (number of its first row as spreadsheets count, cells row by row)."""
    plain = ledger.unseal_blob(_key(import_id), content, f"part {n}".encode())
    return msgspec.msgpack.decode(zlib.decompress(plain), type=tuple[int, list[list[str]]])


class Cancelled(Exception):
    """The import goes no further, or this part is in already."""


def _key(import_id: UUID) -> bytes:
    """The key of one file's rows; it is in no table."""
    secret = settings.SECRET_KEY.encode()
    return hashlib.sha256(b"handling.import" + import_id.bytes + secret).digest()


_NEW: Final = """
INSERT INTO handling_import (id, city, user_id, file, digest, headings, matching, state, want, rows,
  summary, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7::text::jsonb, 'new', 0, $8, '{}', $9, $10)
"""
_PART: Final = """
INSERT INTO handling_import_part (import_id, n, rows, phase, tries, content, report, made, there,
  refused) VALUES ($1, $2, $3, 0, 0, $4, '', 0, 0, 0)
"""
_BEGIN: Final = """
WITH begun AS (
    UPDATE handling_import SET state = $3::text, want = $4::int, matching = $5::text::jsonb,
      begun_at = $6, finished_at = NULL
    WHERE id = $1 AND city = $2 AND state = ANY($7::text[]) RETURNING id
)
UPDATE handling_import_part SET phase = 0, tries = 0, lease_until = NULL, made = 0, there = 0,
  refused = 0, report = '' WHERE import_id IN (SELECT id FROM begun)
"""
_KEEP: Final = """
UPDATE handling_import SET matching = $3::text::jsonb
WHERE id = $1 AND city = $2 AND state IN ('new', 'checked')
"""
_CLAIM: Final = """
WITH taken AS (
    SELECT p.import_id, p.n FROM handling_import_part p
    JOIN handling_import i ON i.id = p.import_id
    WHERE i.state IN ('checking', 'importing') AND p.phase < i.want
      AND (p.lease_until IS NULL OR p.lease_until < $1) AND ($3::uuid IS NULL OR i.id = $3)
    ORDER BY i.begun_at, p.n LIMIT 1 FOR UPDATE OF p SKIP LOCKED
)
UPDATE handling_import_part p SET lease_until = $2, tries = p.tries + 1
FROM taken, handling_import i
WHERE p.import_id = taken.import_id AND p.n = taken.n AND i.id = p.import_id
RETURNING p.import_id, p.n, i.city, i.user_id, i.want, p.tries, i.headings::text,
  i.matching::text, p.content
"""
_PART_DONE: Final = """
UPDATE handling_import_part p SET phase = $3, lease_until = NULL, tries = 0, report = $4,
  made = $5, there = $6, refused = $7
FROM handling_import i
WHERE p.import_id = $1 AND p.n = $2 AND i.id = p.import_id AND i.want = $3 AND p.phase < $3
  AND i.state IN ('checking', 'importing')
RETURNING 1
"""
_PENDING: Final = """
SELECT 1 FROM handling_import_part p JOIN handling_import i ON i.id = p.import_id
WHERE i.id = $1 AND p.phase < i.want LIMIT 1
"""
_FINISH: Final = """
WITH ended AS (
    UPDATE handling_import SET state = $2::text, summary = $3::text::jsonb, finished_at = $4
    WHERE id = $1 AND state IN ('checking', 'importing', 'new', 'checked') AND want = $5
    RETURNING id, state
)
UPDATE handling_import_part SET content = ''
WHERE import_id IN (SELECT id FROM ended WHERE state <> 'checked')
"""
_REPORTS: Final = """
SELECT report FROM handling_import_part WHERE import_id = $1 AND n >= $2 ORDER BY n LIMIT 50
"""
_SWEEP: Final = """
WITH old AS (
    UPDATE handling_import SET state = 'cancelled', finished_at = $1
    WHERE expires_at < $1 AND state IN ('new', 'checked') RETURNING id
)
UPDATE handling_import_part SET content = '' WHERE import_id IN (SELECT id FROM old)
"""
_SAVE: Final = """
INSERT INTO handling_matching (city, name, matching, saved_by, saved_at)
VALUES ($1, $2, $3::text::jsonb, $4, $5)
ON CONFLICT (city, name) DO UPDATE SET matching = excluded.matching,
  saved_by = excluded.saved_by, saved_at = excluded.saved_at
"""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was read: whose, its name and digest, its headings and a first mapping."""

    city: str
    user_id: str
    file: str
    digest: str
    headings: tuple[str, ...]
    matching: Matching


def upload(given: Upload, parts: Iterable[tuple[int, list[list[str]]]]) -> UUID:
    """Keeps a file in sealed parts; nothing is checked or made yet."""
    now = ledger.clock.wall()
    id, rows = ledger.uuid7(now), 0
    with statements.transaction():
        for n, part in enumerate(parts):
            rows += len(part[1])
            packed = zlib.compress(msgspec.msgpack.encode(part), 1)
            sealed = ledger.seal_blob(_key(id), packed, f"part {n}".encode())[1]
            statements.run(_PART, (id, n, len(part[1]), sealed))
        values = (id, given.city, given.user_id, given.file[:200], given.digest,
                  _json(given.headings), _json(given.matching), rows, now, now + KEPT)  # fmt: skip
        statements.run(_NEW, values)
    return id


def check(city: str, import_id: UUID, matching: Matching) -> None:
    """Begins a dry run with this mapping."""
    _begin(city, import_id, matching, State.CHECKING, 1)


def begin(city: str, import_id: UUID, matching: Matching, *, tried: bool = True) -> None:
    """Begins the import itself; from a finished dry run (`tried`), or at once."""
    _begin(city, import_id, matching, State.IMPORTING, 2, tried=tried)


def _begin(
    city: str,
    import_id: UUID,
    matching: Matching,
    state: State,
    want: int,
    *,
    tried: bool = False,
) -> None:
    before = [State.CHECKED.value] if tried else [State.NEW.value, State.CHECKED.value]
    now = ledger.clock.wall()
    statements.run(_BEGIN, (import_id, city, state.value, want, _json(matching), now, before))


def keep(city: str, import_id: UUID, matching: Matching) -> None:
    """Keeps the mapping with the import, to go on with later."""
    statements.run(_KEEP, (import_id, city, _json(matching)))


def claim(import_id: UUID | None = None) -> Part | None:
    """The next part of any import under way, or of this one; None where there is none to take."""
    now = ledger.clock.wall()
    rows = statements.run(_CLAIM, (now, now + LEASE, import_id))
    if not rows:
        return None
    id, n, city, user, want, tries, headings, matching, content = rows[0]
    return Part(
        import_id=id,
        n=n,
        city=city,
        user_id=user,
        want=want,
        tries=tries,
        headings=msgspec.json.decode(headings, type=tuple[str, ...]),
        matching=msgspec.json.decode(matching, type=Matching),
        content=bytes(content),
    )


def note(part: Part, lines: Sequence[Line]) -> None:
    """What became of the rows of a part; inside the transaction that wrote them. Raises Cancelled,
    which undoes that, when the import was ended meanwhile or another worker had the part."""
    counts = [sum(line.outcome == one for line in lines) for one in ("made", "there", "refused")]
    packed = zlib.compress(msgspec.msgpack.encode(lines), 1)
    if not statements.run(_PART_DONE, (part.import_id, part.n, part.want, packed, *counts)):
        raise Cancelled


def finish_if_done(part: Part) -> bool:
    """Ends the phase once no part is left; whether it was the last."""
    if statements.run(_PENDING, (part.import_id,)):
        return False
    state = State.CHECKED if part.want == 1 else State.DONE
    summary = _json(summed(part.import_id))
    values = (part.import_id, state.value, summary, ledger.clock.wall(), part.want)
    statements.run(_FINISH, values)
    return True


def end(import_id: UUID, state: State, want: int) -> None:
    """Cancelled or failed: rows of the file go; what was written stays."""
    summary = _json(summed(import_id))
    statements.run(_FINISH, (import_id, state.value, summary, ledger.clock.wall(), want))


def reports(import_id: UUID) -> Iterable[Line]:
    """Every line of the last run, in order of the file."""
    n = 0
    while rows := statements.run(_REPORTS, (import_id, n)):
        for (report,) in rows:
            if report:
                plain = zlib.decompress(bytes(report))
                yield from msgspec.msgpack.decode(plain, type=tuple[Line, ...])
        n += len(rows)


def summed(import_id: UUID) -> dict[str, Any]:
    """Counts of the last run: by state, overdue, words that nobody mapped, the first refusals."""
    stages: dict[str, int] = {}
    words: dict[str, dict[str, int]] = {}
    refusals: dict[str, int] = {}
    late = 0
    for line in reports(import_id):
        if line.outcome == "made":
            stages[line.stage] = stages.get(line.stage, 0) + 1
            late += line.late
        for field, word in line.words:
            counts = words.setdefault(field, {})
            if word in counts or len(counts) < 200:
                counts[word] = counts.get(word, 0) + 1
        for message, _ in line.said if line.outcome == "refused" else ():
            if message in refusals or len(refusals) < 100:
                refusals[message] = refusals.get(message, 0) + 1
    return {"stages": stages, "late": late, "words": words, "refusals": refusals}


def save(city: str, name: str, matching: Matching, by: str) -> None:
    """Keeps the mapping under a name of the city; the same name again replaces it."""
    values = (city, name, _json(matching), by, ledger.clock.wall())
    statements.run(_SAVE, values)


def sweep() -> None:
    """Uploads that nobody used are cancelled and their rows deleted."""
    statements.run(_SWEEP, (ledger.clock.wall(),))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()

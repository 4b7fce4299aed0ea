"""The parts of which a command's write statement is put together.

Its text depends only on *which* parts there are (its shape), so each shape is prepared once per
connection. $1 is the city; every part takes what it inserts `FROM guard`, so that nothing is
written when the guard lets nothing through.
"""

from functools import lru_cache
from typing import Final

from django.db.models import Model
from msgspec import Struct


class Part(Struct, frozen=True):
    """One common table expression of a write statement.

    `text` has `{rows}` for its parameters as rows of VALUES, or `{arrays[0]}` … for them as one
    array per column, both typed by `casts`; and `{0}`, `{1}` … for single parameters. Rows are
    spelled out, not unnested, because the planner then knows their number and keeps one plan.
    """

    name: str
    text: str
    casts: tuple[str, ...] = ()

    def render(self, used: int, rows: int, single: int) -> str:
        """The text, when `used` parameters come before."""
        width = len(self.casts)
        grid = [[used + 1 + r * width + c for c in range(width)] for r in range(rows)]
        lines = [
            ", ".join(f"${n}::{cast}" for n, cast in zip(line, self.casts, strict=True))
            for line in grid
        ]
        arrays = [
            f"ARRAY[{', '.join(f'${line[c]}' for line in grid)}]::{cast}[]"
            for c, cast in enumerate(self.casts)
        ]
        first = used + rows * width + 1
        return self.text.format(
            *(f"${first + n}" for n in range(single)),
            rows="VALUES " + ", ".join(f"({line})" for line in lines),
            arrays=arrays,
        )


GUARD: Final = Part(
    "guard",
    "guard AS MATERIALIZED (SELECT ledger_guard($1, {arrays[0]}, {arrays[1]}, {arrays[2]},"
    " {0}::bigint))",
    ("text", "uuid", "int"),
)
GUARD_RECALLED: Final = Part(
    "guard_recalled",
    "guard AS MATERIALIZED (SELECT ledger_guard($1, {arrays[0]}, {arrays[1]}, {arrays[2]},"
    " {0}::bigint) WHERE EXISTS (SELECT FROM (SELECT) o"
    " LEFT JOIN ledger_reference r ON r.city = $1 LEFT JOIN ledger_clock c ON c.id = 1"
    " WHERE coalesce(r.version, 0) = {1}::bigint AND c.offset_by IS NOT DISTINCT FROM {2}::interval"
    " AND c.frozen_at IS NOT DISTINCT FROM {3}::timestamptz))",
    GUARD.casts,
)
"""Empty, so that nothing is written, when what the command remembered is no longer so."""
EVENTS: Final = Part(
    "events",
    "fresh (stream_type, stream_id, version, event_type, recorded_at, head, facts, sealed, hash)"
    " AS ({rows}),\n"
    "events AS (INSERT INTO ledger_event (city, stream_type, stream_id, version, event_type,"
    " recorded_at, head, facts, sealed, hash) SELECT $1, fresh.* FROM guard, fresh),\n"
    "outbox AS (INSERT INTO ledger_outbox (city, stream_type, stream_id, version, hash)"
    " SELECT $1, stream_type, stream_id, version, hash FROM guard, fresh"
    " ORDER BY stream_type, stream_id, version)",
    ("text", "uuid", "int", "text", "timestamptz", "bytea", "bytea", "bytea", "bytea"),
)
STREAMS_NEW: Final = Part(
    "streams_new",
    "streams_new AS (INSERT INTO ledger_stream (city, stream_type, stream_id, version, hash,"
    " last_occurred_at, fold_version, state) SELECT $1, s.* FROM guard, ({rows}) AS s)",
    ("text", "uuid", "int", "bytea", "timestamptz", "int", "bytea"),
)
STREAMS_KNOWN: Final = Part(
    "streams_known",
    "streams_known AS (UPDATE ledger_stream t SET version = s.version, hash = s.hash,"
    " last_occurred_at = s.at, fold_version = s.fold_version, state = s.state"
    " FROM guard, ({rows}) AS s (stream_type, stream_id, version, hash, at, fold_version, state)"
    " WHERE t.city = $1 AND t.stream_type = s.stream_type AND t.stream_id = s.stream_id)",
    STREAMS_NEW.casts,
)
KEYS: Final = Part(
    "keys",
    "keys AS (INSERT INTO ledger_key (city, stream_type, stream_id, key_id, master, wrapped)"
    " SELECT $1, k.* FROM guard, ({rows}) AS k)",
    ("text", "uuid", "uuid", "text", "bytea"),
)
TIMERS_NEW: Final = Part(
    "timers_new",
    "timers_new AS (INSERT INTO ledger_timer (city, stream_type, stream_id, name, due_at)"
    " SELECT $1, t.* FROM guard, ({rows}) AS t)",
    ("text", "uuid", "text", "timestamptz"),
)
TIMERS_SET: Final = Part(
    "timers_set",
    f"{TIMERS_NEW.text[:-1].replace('timers_new', 'timers_set')}"
    " ON CONFLICT (city, stream_type, stream_id, name)"
    " DO UPDATE SET due_at = excluded.due_at, leased_until = NULL)",
    TIMERS_NEW.casts,
)
TIMERS_GONE: Final = Part(
    "timers_gone",
    "timers_gone AS (DELETE FROM ledger_timer t USING guard, ({rows}) AS"
    " g(stream_type, stream_id, name) WHERE t.city = $1"
    " AND t.stream_type = g.stream_type AND t.stream_id = g.stream_id AND t.name = g.name)",
    ("text", "uuid", "text"),
)
ANSWER: Final = Part(
    "answer",
    "answer AS (INSERT INTO ledger_idempotency (city, actor, key, digest, answer, stored_at)"
    " SELECT $1, {0}, {1}, {2}, {3}::jsonb, clock_timestamp() FROM guard)",
)
REFERENCE: Final = Part(
    "reference",
    "reference AS (INSERT INTO ledger_reference (city, version) SELECT $1, 1 FROM guard"
    " ON CONFLICT (city) DO UPDATE SET version = ledger_reference.version + 1)",
)
ERASE: Final = Part(
    "erase",
    "erase AS (DELETE FROM ledger_key k USING guard, ({rows}) AS g(stream_type, stream_id)"
    " WHERE k.city = $1 AND k.stream_type = g.stream_type"
    " AND k.stream_id = g.stream_id RETURNING k.stream_type, k.stream_id, k.key_id),\n"
    "erasure AS (INSERT INTO ledger_erasure (key_id, city, stream_type, stream_id, erased_at,"
    " reason) SELECT key_id, $1, stream_type, stream_id, {0}, {1} FROM erase)",
    ("text", "uuid"),
)


# The texts below hold only names taken from Django's models; every value is a parameter.
def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@lru_cache
def columns(table: type[Model]) -> tuple[str, ...]:
    """Stored columns of a read model, without generated ones."""
    return tuple(str(f.column) for f in table._meta.concrete_fields if not f.generated)


@lru_cache
def field_columns(table: type[Model]) -> dict[str, str]:
    """Field name -> column."""
    return {f.name: str(f.column) for f in table._meta.concrete_fields}


@lru_cache
def key_columns(table: type[Model]) -> tuple[str, ...]:
    """Columns of the primary key, one or several."""
    return tuple(str(field.column) for field in table._meta.pk_fields)


@lru_cache
def rows_new(table: type[Model]) -> str:
    """Insert whole rows of a read model that are not there yet, given as one JSON array."""
    return _rows_in(table).format(source="", rows="$1")


@lru_cache
def rows_first(table: type[Model]) -> Part:
    """`rows_new` as a part, for streams that this command creates."""
    part = f"first_{table._meta.db_table}"
    inserted = _rows_in(table).format(source="guard, ", rows="{0}")
    return Part(part, f"{quoted(part)} AS ({inserted})")


@lru_cache
def rows_put(table: type[Model]) -> Part:
    """Insert or overwrite whole rows of a read model, given as one JSON array."""
    key = key_columns(table)
    rest = [quoted(c) for c in columns(table) if c not in key]
    action = f"UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in rest)}" if rest else "NOTHING"
    part = f"put_{table._meta.db_table}"
    inserted = _rows_in(table).format(source="guard, ", rows="{0}")
    conflict = f"ON CONFLICT ({', '.join(map(quoted, key))}) DO {action}"
    return Part(part, f"{quoted(part)} AS ({inserted} {conflict})")


def _rows_in(table: type[Model]) -> str:
    name, names = quoted(table._meta.db_table), ", ".join(map(quoted, columns(table)))
    return (
        f"INSERT INTO {name} ({names}) SELECT {names}"  # noqa: S608
        f" FROM {{source}}jsonb_populate_recordset(NULL::{name}, {{rows}}::jsonb)"
    )


@lru_cache
def rows_gone(table: type[Model]) -> Part:
    """Delete rows of a read model by primary key, given as one JSON array."""
    name = quoted(table._meta.db_table)
    same = " AND ".join(f"t.{quoted(c)} = d.{quoted(c)}" for c in key_columns(table))
    part = f"gone_{table._meta.db_table}"
    return Part(
        part,
        f"{quoted(part)} AS (DELETE FROM {name} t USING guard,"  # noqa: S608
        f" jsonb_populate_recordset(NULL::{name}, {{0}}::jsonb) d WHERE {same})",
    )


@lru_cache
def rows_erased(table: type[Model]) -> Part:
    """Delete the personal rows of erased streams."""
    part = f"erased_{table._meta.db_table}"
    return Part(
        part,
        f"{quoted(part)} AS (DELETE FROM {quoted(table._meta.db_table)} t"  # noqa: S608
        " USING guard WHERE t.city = $1 AND t.stream_id = ANY({0}::uuid[]))",
    )


Shape = tuple[tuple[Part, int, int], ...]
"""Parts with their numbers of rows and of single parameters."""


@lru_cache(maxsize=1024)
def write_text(shape: Shape, ahead: int = 0) -> str:
    """The text of a write statement of this shape; $1 is the city. It gives one row, with so many
    serial numbers taken ahead, when the guard let it through."""
    texts, used = [], 1
    for part, rows, single in shape:
        texts.append(part.render(used, rows, single))
        used += rows * len(part.casts) + single
    taken = ", ".join(["nextval('ledger_number')"] * ahead)
    return "WITH " + ",\n".join(texts) + f"\nSELECT ARRAY[{taken}]::bigint[] FROM guard"

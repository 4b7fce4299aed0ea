"""Shadow tables of a rebuild: temporary, of the owner's session, with the stream of every row."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from django.db.models import Model

from hotline.ledger import parts, statements
from hotline.ledger.streams import StreamRef
from hotline.ledger.writing import Rows, as_json

# The texts below hold only names taken from Django's models; every value is a parameter.
# ruff: noqa: S608

OWNER: Final = "owner"
HEADS: Final = "ledger_shadow_heads"
_OF: Final = ("shadow_city", "shadow_type", "shadow_id")
_LEASE: Final = "leased_until"


def _shadow(table: type[Model]) -> str:
    return parts.quoted(f"shadow_{table._meta.db_table}"[:60])


@lru_cache
def _compared(table: type[Model]) -> list[str]:
    """Columns that follow from events: all but the lease of a timer."""
    return [c for c in parts.columns(table) if c != _LEASE]


def _do(text: str, *params: Any) -> list[Any]:
    return statements.run(text, params, alias=OWNER)


def create(tables: Iterable[type[Model]]) -> None:
    """Empty shadow tables."""
    _do(
        f"CREATE TEMPORARY TABLE {HEADS} (city text, stream_type text, stream_id uuid,"
        " version int, PRIMARY KEY (city, stream_type, stream_id))"
    )
    for table in tables:
        live = parts.quoted(table._meta.db_table)
        _do(
            f"CREATE TEMPORARY TABLE {_shadow(table)} (LIKE {live},"
            " shadow_city text, shadow_type text, shadow_id uuid)"
        )


def drop(tables: Iterable[type[Model]]) -> None:
    """Away with them."""
    for name in (HEADS, *map(_shadow, tables)):
        _do(f"DROP TABLE IF EXISTS {name}")


def fill(folded: Sequence[tuple[StreamRef, int, Rows]]) -> None:
    """Add the rows of streams, and the versions at which they were folded."""
    refs = [ref for ref, _, _ in folded]
    _do(
        f"INSERT INTO {HEADS} SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int[])",
        *_arrays(refs),
        [version for _, version, _ in folded],
    )
    rows: dict[type[Model], list[dict[str, Any]]] = {}
    for ref, _, found in folded:
        of = dict(zip(_OF, (ref.city, ref.type, ref.id), strict=True))
        for table, by_key in found.items():
            rows.setdefault(table, []).extend(row | of for row in by_key.values())
    for table, some in rows.items():
        names = ", ".join(map(parts.quoted, (*parts.columns(table), *_OF)))
        _do(
            f"INSERT INTO {_shadow(table)} ({names}) SELECT {names}"
            f" FROM jsonb_populate_recordset(NULL::{_shadow(table)}, $1::jsonb)",
            as_json(some),
        )


def _arrays(refs: Sequence[StreamRef]) -> tuple[list[Any], ...]:
    return [r.city for r in refs], [r.type for r in refs], [r.id for r in refs]


def index(tables: Iterable[type[Model]]) -> None:
    """A key on each, which also refuses two streams that make the same row."""
    for table in tables:
        key = ", ".join(map(parts.quoted, parts.key_columns(table)))
        _do(f"CREATE UNIQUE INDEX ON {_shadow(table)} ({key})")
        _do(f"CREATE INDEX ON {_shadow(table)} (shadow_id)")
        _do(f"ANALYZE {_shadow(table)}")


def forget(refs: Sequence[StreamRef], tables: Iterable[type[Model]]) -> None:
    """Remove the rows of streams that are folded again."""
    if not refs:
        return
    given = "unnest($1::text[], $2::text[], $3::uuid[]) AS g(city, type, id)"
    _do(
        f"DELETE FROM {HEADS} h USING {given}"
        " WHERE h.city = g.city AND h.stream_type = g.type AND h.stream_id = g.id",
        *_arrays(refs),
    )
    for table in tables:
        _do(
            f"DELETE FROM {_shadow(table)} s USING {given} WHERE s.shadow_city = g.city"
            " AND s.shadow_type = g.type AND s.shadow_id = g.id",
            *_arrays(refs),
        )


def compare(table: type[Model]) -> list[tuple[str, str]]:
    """(key, what is wrong) of every living row that differs."""
    key = parts.key_columns(table)
    first = parts.quoted(key[0])
    shown = " || '/' || ".join(f"coalesce(l.{c}, s.{c})::text" for c in map(parts.quoted, key))
    return _do(
        f"SELECT {shown}, CASE WHEN l.{first} IS NULL THEN 'the row is missing'"
        f" WHEN s.{first} IS NULL THEN 'nothing in the journal leads to this row'"
        " ELSE 'the row differs from what its events say' END"
        f" FROM {parts.quoted(table._meta.db_table)} l"
        f" FULL JOIN {_shadow(table)} s ON {_same(table)}"
        f" WHERE {_differs(table)} ORDER BY 1"
    )


def replace(table: type[Model]) -> int:
    """Make the living table like its shadow by changing only rows that differ; how many rows it
    has then."""
    live, names = parts.quoted(table._meta.db_table), _compared(table)
    _do(
        f"DELETE FROM {live} l WHERE NOT EXISTS (SELECT 1 FROM {_shadow(table)} s"
        f" WHERE {_same(table)})"
    )
    listed = ", ".join(map(parts.quoted, names))
    rest = [c for c in names if c not in parts.key_columns(table)]
    action = ", ".join(f"{c} = excluded.{c}" for c in map(parts.quoted, rest))
    made = ", ".join(f"s.{parts.quoted(c)}" for c in names)
    _do(
        f"INSERT INTO {live} ({listed}) SELECT {made}"
        f" FROM {_shadow(table)} s LEFT JOIN {live} l ON {_same(table)} WHERE {_differs(table)}"
        f" ON CONFLICT ({', '.join(map(parts.quoted, parts.key_columns(table)))})"
        f" DO {f'UPDATE SET {action}' if action else 'NOTHING'}"
    )
    return int(_do(f"SELECT count(*) FROM {_shadow(table)}")[0][0])


def _same(table: type[Model]) -> str:
    return " AND ".join(f"l.{c} = s.{c}" for c in map(parts.quoted, parts.key_columns(table)))


def _differs(table: type[Model]) -> str:
    names = [parts.quoted(c) for c in _compared(table)]
    live, made = ", ".join(f"l.{c}" for c in names), ", ".join(f"s.{c}" for c in names)
    return f"ROW({live}) IS DISTINCT FROM ROW({made})"

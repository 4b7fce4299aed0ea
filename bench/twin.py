"""The rows of one command as plain SQL: what pgbench writes to be compared with it.

Every row that the command's transaction left (told by its xmin) becomes one INSERT of the same
values; only what must differ between two runs (ids, numbers, keys) is made afresh. Two scripts:
`statements` is how pgbench scripts are written, BEGIN, one INSERT after the other, COMMIT;
`single` has all of them in one statement, so that pgbench too pays one round trip.
"""

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import sql

FRESH = ("number", "key")
"""Columns that must be unique, whatever the table."""
MADE = "SELECT uuidv7() AS a, uuidv7() AS b, nextval('ledger_number') AS n"


class Scripts(msgspec.Struct, frozen=True, kw_only=True):
    """The two scripts, and how many rows each writes."""

    statements: str
    single: str
    rows: int


def scripts(connection: "psycopg.Connection[Any]", case: str, contact: str) -> Scripts:
    """pgbench scripts that insert again what the registration of that case wrote."""
    xmin = _one(
        connection, "SELECT xmin::text FROM ledger_event WHERE stream_id = %s LIMIT 1", [case]
    )
    inserts = []
    for table in _tables(connection):
        inserts += _inserts(connection, table, xmin, {UUID(case): "ids.a", UUID(contact): "ids.b"})
    single = [f"ids AS MATERIALIZED ({MADE})"]
    single += [f"p{number} AS ({text} FROM ids)" for number, text in enumerate(inserts)]
    # pgbench's own variables, sent as parameters.
    given = [re.sub(r"\bids\.([abn])\b", _parameter, text) for text in inserts]
    return Scripts(
        statements="\n".join(
            [f"{MADE} \\gset", "BEGIN;", *(f"{t};" for t in given), "COMMIT;", ""]
        ),
        single=f"WITH {', '.join(single)} SELECT 1;\n",
        rows=len(inserts),
    )


def _parameter(found: "re.Match[str]") -> str:
    return ":n::bigint" if found[1] == "n" else f":{found[1]}::uuid"


def _tables(connection: "psycopg.Connection[Any]") -> list[str]:
    found = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        " AND table_type = 'BASE TABLE' AND table_name ~ '^(ledger|handling|people)_' ORDER BY 1"
    )
    return [row[0] for row in found]


def _inserts(
    connection: "psycopg.Connection[Any]", table: str, xmin: str, ids: dict[UUID, str]
) -> list[str]:
    query = sql.SQL("SELECT * FROM {} WHERE xmin::text = %s").format(sql.Identifier(table))
    found = connection.execute(query, [xmin])
    columns = [column.name for column in found.description or ()]
    made = _generated(connection, table)
    texts = []
    for row in found:
        kept = [(n, v) for n, v in zip(columns, row, strict=True) if n not in made]
        values = ", ".join(_value(connection, table, n, v, ids) for n, v in kept)
        names = ", ".join(f'"{name}"' for name, _ in kept)
        texts.append(f"INSERT INTO {table} ({names}) SELECT {values}".replace("\n", " "))
    return texts


def _generated(connection: "psycopg.Connection[Any]", table: str) -> frozenset[str]:
    """Columns that the database fills itself."""
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND (is_generated = 'ALWAYS' OR is_identity = 'YES')",
        [table],
    )
    return frozenset(row[0] for row in found)


def _value(
    connection: "psycopg.Connection[Any]", table: str, name: str, value: Any, ids: dict[UUID, str]
) -> str:
    if isinstance(value, UUID) and value in ids:
        return ids[value]
    if name in FRESH and value is not None:
        return "'bench-' || ids.n"
    if name == "key_id" and table == "ledger_key":
        return "uuidv7()"
    # pgbench takes any :word for a variable of its own, so no literal may hold a colon.
    match value:
        case datetime():
            return f"to_timestamp({value.timestamp()})"
        case dict():
            return f"{_hidden(json.dumps(value))}::jsonb"
        case str() if ":" in value:
            return _hidden(value)
        case _:
            return sql.Literal(value).as_string(connection)


def _hidden(text: str) -> str:
    return f"convert_from(decode('{text.encode().hex()}', 'hex'), 'UTF8')"


def _one(connection: "psycopg.Connection[Any]", text: str, params: list[Any]) -> Any:
    row = connection.execute(text, params).fetchone()
    assert row is not None
    return row[0]

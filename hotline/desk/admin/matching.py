"""The form of a mapping: a column for each field of ours, a word of ours for each of theirs.

Columns are proposed by their headings with the first values beside them; words that a dry run could
not place are asked for, those already mapped can be changed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hotline.desk import choices
from hotline.desk.gate import Desk
from hotline.handling.imports import jobs, queries
from hotline.handling.imports.fields import BY_NAME, FIELDS, Field
from hotline.handling.imports.mapping import LEAVE, Matching, filled
from hotline.handling.imports.mapping import choices as codes_of
from hotline.rules.refusal import Refusal
from hotline.rules.words import Platform

SAMPLES = 3
ASKED = 60
"""Words of one field asked for at once; the next dry run names the others."""


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One word of theirs, how often it occurs (0: mapped before), and what it is mapped to."""

    id: str
    word: str
    count: int
    code: str
    written: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One field of ours: its column, the first values there, and its words."""

    field: Field
    column: str
    samples: tuple[str, ...]
    words: tuple[Word, ...]
    terms: tuple[tuple[str, str], ...]


def shown(row: Any) -> Matching:
    """The mapping of an import."""
    return msgspec.convert(row.matching, Matching)


def table(desk: Desk, row: Any, matching: Matching) -> dict[str, Any]:
    """What the form needs."""
    sample = _sample(row)
    unknown: Mapping[str, Mapping[str, int]] = row.summary.get("words", {})
    lines = [_line(desk, field, matching, sample, unknown) for field in FIELDS]
    kinds = {line.field.list for line in lines if line.field.list and line.words}
    return {
        "lines": lines,
        "asked": [line for line in lines if line.words],
        "headings": [one for one in row.headings if one],
        "platforms": [(one.value, one.zh) for one in Platform],
        "platform": matching.platform,
        "names": sorted(queries.matchings(desk.actor.city)),
        "leave": LEAVE,
        "choices": choices.lists(desk.who.world, *sorted(kinds)),
    }


def _sample(row: Any) -> list[dict[str, str]]:
    """The first rows of the file."""
    found = queries.first_part(row.id)
    if found is None or not found.content:
        return []
    _, cells = jobs.opened(row.id, 0, bytes(found.content))
    return [dict(zip(row.headings, one, strict=False)) for one in cells[:SAMPLES]]


def _line(
    desk: Desk,
    field: Field,
    matching: Matching,
    sample: list[dict[str, str]],
    unknown: Mapping[str, Mapping[str, int]],
) -> Line:
    column = matching.columns.get(field.name, "")
    values = tuple(one.get(column, "")[:40] for one in sample if column)
    terms = codes_of(field, desk.who.world).items() if field.terms else ()
    return Line(
        field=field,
        column=column,
        samples=tuple(one for one in values if one),
        words=tuple(_words(desk, field, matching, unknown.get(field.name, {}))),
        terms=tuple(terms),
    )


def _words(
    desk: Desk, field: Field, matching: Matching, unknown: Mapping[str, int]
) -> Iterator[Word]:
    if not field.mapped:
        return
    mapped = matching.words.get(field.name, {})
    often = sorted(unknown, key=lambda word: -unknown[word])
    for n, word in enumerate([*often, *(one for one in mapped if one not in unknown)][:ASKED]):
        code = mapped.get(word, "")
        in_words = code if code == LEAVE or not field.list else ""
        yield Word(
            id=f"{field.name}-{n}",
            word=word,
            count=unknown.get(word, 0),
            code=code,
            written=in_words or choices.written(desk.who.world, field.list, code),
        )


def from_form(sent: Mapping[str, str], desk: Desk, row: Any) -> Matching:
    """The mapping as it was sent; a word whose code is unknown stays unmapped, and the next dry run
    asks for it again."""
    columns = {one.name: sent.get(f"column-{one.name}", "") for one in FIELDS}
    words: dict[str, dict[str, str]] = {}
    for name, typed in sent.items():
        kind, _, rest = name.partition("-")
        field, _, _ = rest.rpartition("-")
        if kind != "code" or field not in BY_NAME or f"word-{rest}" not in sent:
            continue
        code = _code(desk, BY_NAME[field], typed.strip(), rest)
        if code:
            words.setdefault(field, {})[sent[f"word-{rest}"]] = code
    platform = next((one for one in Platform if one == sent.get("platform")), Platform.OTHER)
    return filled(Matching(words=words, platform=platform), columns, row.headings)


def _code(desk: Desk, field: Field, typed: str, where: str) -> str:
    if typed == LEAVE or field.terms is not None:
        known = codes_of(field, desk.who.world)
        return typed if typed == LEAVE or typed in known else ""
    found = choices.resolve(desk.who.world, field.list, typed, where)
    return "" if isinstance(found, Refusal) else found

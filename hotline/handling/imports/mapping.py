"""Which column is which field of ours, and which of their words is which of ours. Pure.

Headings and words are guessed as far as they are plain; what is not plain is left to a person, and
said as a fault where a row needs it. A mapping is kept under a name and used again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from hotline.handling.imports.fields import BY_NAME, FIELDS, SYNONYMS, Field, plain
from hotline.rules.context import World
from hotline.rules.words import Platform

# not said: words of files
BLANK: Final = frozenset({"", "-", "--", "/", "无", "空", "null", "none", "nan", "n/a", "不详"})
"""What other systems write where there is nothing."""
LEAVE: Final = "-"
"""The word is known and means nothing here: the field stays empty."""


class Matching(msgspec.Struct, frozen=True, kw_only=True):
    """`columns`: field to heading; `words`: field to {their word: our code}, where the word ""
    says what an empty cell means."""

    columns: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    platform: Platform = Platform.OTHER

    def lacking(self) -> tuple[Field, ...]:
        """Needed fields that have no column."""
        return tuple(one for one in FIELDS if one.needed and not self.columns.get(one.name))


def guess(headings: Sequence[str]) -> Matching:
    """Each field's column by its heading: the same word first, then one that contains it."""
    left = [one for one in headings if one]
    columns: dict[str, str] = {}
    for whole in (True, False):
        for field in FIELDS:
            if field.name in columns:
                continue
            found = _named(field, left, whole=whole)
            if found:
                columns[field.name] = found
                left.remove(found)
    if "registered_at" not in columns and "accepted_at" in columns:
        # Systems with one time of intake call it 受理时间; ours begins with the registration.
        columns["registered_at"] = columns.pop("accepted_at")
    return Matching(columns=columns)


def _named(field: Field, left: Iterable[str], *, whole: bool) -> str:
    known = [plain(one) for one in field.headings]
    for name in known:
        for heading in left:
            said = plain(heading)
            if said == name or (not whole and len(name) > 2 and name in said):
                return heading
    return ""


class Codes:
    """Their words to our codes under one mapping and one world; None for a word nobody mapped."""

    def __init__(self, mapping: Matching, world: World) -> None:
        self._mapped = {
            name: {plain(word): code for word, code in words.items()}
            for name, words in mapping.words.items()
        }
        self._known = {one.name: _known(one, world) for one in FIELDS if one.mapped}

    def code(self, field: str, word: str) -> str | None:
        """The code; "" where the word means nothing, None where nobody has said what it means."""
        said = plain(word)
        given = self._mapped.get(field, {}).get(said)
        if given is not None:
            return "" if given == LEAVE else given
        if said in BLANK:
            return self._mapped.get(field, {}).get("", "")
        return self._known[field].get(said)


def choices(field: Field, world: World) -> dict[str, str]:
    """Codes of ours that a word may be mapped to, with their names."""
    if field.terms is not None:
        return {term.value: term.zh for term in field.terms}
    if field.list == "units":
        return {one.id: one.name for one in world.units.units.values() if one.active}
    return world.topics if field.list == "topics" else world.areas


def _known(field: Field, world: World) -> dict[str, str]:
    if field.terms is not None:
        named = {plain(term.zh): term.value for term in field.terms}
        coded = {plain(term.value): term.value for term in field.terms}
        others = {plain(word): code for word, code in SYNONYMS.get(field.name, {}).items()}
        return others | coded | named
    found = _units(world) if field.list == "units" else _by_name(choices(field, world))
    return {plain(name): next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def _by_name(codes: Mapping[str, str]) -> dict[str, set[str]]:
    """Codes by code, by name and by path of names (城市管理/占道经营)."""
    found: dict[str, set[str]] = {}
    for code, name in codes.items():
        parts = code.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        path = [codes.get(one, one) for one in above]
        for known in {code, name, "/".join(path), "-".join(path), ">".join(path)}:
            found.setdefault(known, set()).add(code)
    return found


def _units(world: World) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for unit in world.units.units.values():
        if unit.active:
            for name in {unit.id, unit.name, unit.short} - {""}:
                found.setdefault(name, set()).add(unit.id)
    return found


def filled(mapping: Matching, columns: Mapping[str, str], headings: Sequence[str]) -> Matching:
    """The mapping with these columns, as far as they are fields of ours and stand in the file."""
    kept = {
        name: heading
        for name, heading in columns.items()
        if name in BY_NAME and heading in headings
    }
    return msgspec.structs.replace(mapping, columns=kept)

"""The demo city's topics, dispatch directory and duty lists, spelled out from data/topics.toml."""

from collections.abc import Iterator
from datetime import date
from functools import cache

import msgspec

from hotline.demo import place
from hotline.rules.directory import Duty, DutyLine, Entry
from hotline.rules.reference.directory_edition import DraftDirectory

EDITION = "2026-1"


@cache
def topics() -> dict[str, str]:
    """Topic codes and names, three levels, each below the one it belongs to."""
    raw = place.data("topics.toml")
    found: dict[str, str] = {}
    for code, line in raw["topics"].items():
        found[code] = line[0]
        for below in filter(None, raw["below"].get(code, "").split("、")):
            last, _, name = below.partition(" ")
            found[f"{code}/{last}"] = name
    return found


def draft(
    effective_from: date, *, edition: str = EDITION, note: str = "演示目录"
) -> DraftDirectory:
    """An edition: an entry for every topic that does not simply follow the one above it."""
    entries = (
        entry
        for code, (_, who, basis) in place.data("topics.toml")["topics"].items()
        if who
        for entry in _entries(code, who, basis)
    )
    named = (_named(id, line) for id, line in place.data("topics.toml")["objects"].items())
    duties = place.data("topics.toml")["duties"]
    return DraftDirectory(
        edition=edition,
        effective_from=effective_from,
        note=note,
        entries=(*entries, *named),
        duties=tuple(_duty(id, line) for id, line in duties.items()),
        last_resort={"": place.CENTRE} | {one.id: one.id for one in place.plan().district},
    )


def _named(id: str, line: list[str]) -> Entry:
    topic, names, lead, basis, limit = line
    name, *aliases = names.split("、")  # not said: parts names in the file
    return Entry(
        id=id,
        topic=topic,
        object=name,
        aliases=tuple(aliases),
        lead=lead,
        legal_basis=basis,
        limit=limit,
    )


def _duty(id: str, line: list[str]) -> DutyLine:
    topic, duty, department, basis = line
    return DutyLine(
        id=id,
        topic=topic,
        duty=msgspec.convert(duty, Duty),
        department=department,
        legal_basis=basis,
    )


def _entries(code: str, who: str, basis: str) -> Iterator[Entry]:
    """One entry for the whole city, or one for each area whose own unit leads."""
    lead, *helpers = who.split("+")
    places = _places(lead)
    for area, unit in places:
        others = (_in_area(helper, area) for helper in helpers)
        yield Entry(
            id=f"{code}@{area}" if area else code,
            topic=code,
            area=area,
            lead=unit,
            co_handlers=tuple(other for other in others if other),
            legal_basis=basis,
        )


def _places(lead: str) -> list[tuple[str, str]]:
    """Areas and their leading units; "" for the whole city."""
    districts = [district.id for district in place.plan().district]
    match lead:
        case "@street":
            own = [(f"{d.id}/{s.id}", s.id) for d, s in place.streets()]
            return [*((district, district) for district in districts), *own]
        case "@district":
            return [(district, district) for district in districts]
        case "@urban" | "@housing":
            bureau = lead[1:]
            return [("", bureau), *((d, f"{d}-{bureau}") for d in districts)]
        case _:
            return [("", lead)]


def _in_area(helper: str, area: str) -> str:
    """A helper of the district cannot be named where the entry is for the whole city."""
    if not helper.startswith("@"):
        return helper
    return f"{area.split('/')[0]}-{helper[1:]}" if area else helper[1:]

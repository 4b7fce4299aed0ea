"""Where the demo city is: districts, streets, villages, their units, and words for its places."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from hotline.dispatching.place_table import read_places
from hotline.rules.gazetteer import Place, PlaceKind
from hotline.rules.reference.unit_tree import AddUnit
from hotline.rules.units import UnitKind

DATA = Path(__file__).parent / "data"
CENTRE = "centre"
DISTRICT_BUREAUX = {"urban": "城市管理局", "housing": "住房和城乡建设局"}


class Street(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A street or township with its communities and villages."""

    id: str
    name: str
    villages: dict[str, str]


class District(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A district or county."""

    id: str
    name: str
    street: tuple[Street, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """data/city.toml."""

    code: str
    name: str
    departments: dict[str, str]
    utilities: dict[str, str]
    district: tuple[District, ...]


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a matter is: its area code, an address, and the words that fill a story."""

    area: str
    address: str
    slots: dict[str, str]


@cache
def data(name: str) -> dict[str, Any]:
    """A file of data/ as it stands."""
    return tomllib.loads((DATA / name).read_text())


@cache
def plan() -> Plan:
    """The city as planned."""
    return msgspec.convert(data("city.toml"), Plan)


@cache
def gazetteer() -> tuple[Place, ...]:
    """Roads, compounds and landmarks, from the same kind of file that a city imports. Some names
    stand in two districts on purpose."""
    return read_places((DATA / "places.csv").read_text(), areas()).places


@cache
def named(street: str) -> dict[PlaceKind, tuple[Place, ...]]:
    """What people of a street (its area code) name when they call."""
    own = [place for place in gazetteer() if f"{place.area}/".startswith(f"{street}/")]
    return {kind: tuple(one for one in own if one.kind is kind) for kind in PlaceKind}


def streets() -> list[tuple[District, Street]]:
    """Every street with its district."""
    return [(district, street) for district in plan().district for street in district.street]


def areas() -> dict[str, str]:
    """Area codes and names, three levels."""
    found: dict[str, str] = {}
    for district in plan().district:
        found[district.id] = district.name
        for street in district.street:
            code = f"{district.id}/{street.id}"
            found[code] = street.name
            found |= {f"{code}/{village}": name for village, name in street.villages.items()}
    return found


def units() -> tuple[AddUnit, ...]:
    """Some eighty units: city, departments, utilities, districts and theirs, down to villages.

    Parents stand before their children.
    """
    found = [_unit(CENTRE, "市12345热线管理中心", UnitKind.CITY)]
    found += [_unit(id, name, UnitKind.DEPARTMENT) for id, name in plan().departments.items()]
    found += [_unit(id, name, UnitKind.UTILITY) for id, name in plan().utilities.items()]
    for district in plan().district:
        top = district.id
        found.append(_unit(top, f"{district.name}人民政府", UnitKind.DISTRICT, "", top))
        found += [
            _unit(f"{top}-{id}", f"{district.name}{name}", UnitKind.BUREAU, top, top)
            for id, name in DISTRICT_BUREAUX.items()
        ]
        for street in district.street:
            area = f"{top}/{street.id}"
            found.append(_unit(street.id, street.name, UnitKind.STREET, top, area))
            found += [
                _unit(id, name, UnitKind.VILLAGE, street.id, f"{area}/{id}")
                for id, name in street.villages.items()
            ]
    return tuple(found)


def _unit(id: str, name: str, kind: UnitKind, parent: str = "", area: str = "") -> AddUnit:
    return AddUnit(id=id, name=name, kind=kind, parent=parent, area=area)


def spot(rng: Random, only: tuple[str, ...] = ()) -> Spot:
    """Somewhere in the city, or in one of the streets named."""
    district, street = rng.choice([pair for pair in streets() if not only or pair[1].id in only])
    area = f"{district.id}/{street.id}"
    known = named(area)
    road, compound, mark = (
        rng.choice(known[kind]) for kind in (PlaceKind.ROAD, PlaceKind.COMPOUND, PlaceKind.LANDMARK)
    )
    number, at_home = str(rng.randint(1, 128)), rng.random() < 0.5
    there = compound.area if at_home else area
    village = there.removeprefix(area).strip("/") or rng.choice([*street.villages])
    return Spot(
        area=there,
        address=f"{district.name}{compound.name}{number}号楼{rng.randint(1, 4)}单元"
        if at_home
        else f"{district.name}{road.name}{number}号",
        slots={
            "district": district.name,
            "street": street.name,
            "community": street.villages[village],
            "road": road.name,
            "compound": compound.name,
            "mark": mark.name,
            "no": number,
        },
    )

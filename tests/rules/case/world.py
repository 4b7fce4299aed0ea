"""A small city for tests of the case rules: twelve units, a directory, duty lists, all roles.

Nothing is looked up: the world is a value, so each test can change what it needs of it.
"""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from hotline.rules.actor import Actor, citizen_actor, clock_actor
from hotline.rules.context import World
from hotline.rules.directory import Directory, Duty, DutyLine, Entry
from hotline.rules.official_calendar import official_calendar
from hotline.rules.rulebook import Editions, FlagClause, Rulebook
from hotline.rules.rulebook_names import FlagName, NumberName
from hotline.rules.rulebook_reading import national_editions
from hotline.rules.units import Unit, UnitKind, UnitTree
from hotline.rules.words import Role

CITY = "qinghe"
CENTRE = "centre"
HOUSING, URBAN, WATER = "housing", "urban", "water"
EAST, EAST_URBAN, LAKE_STREET, HILL_STREET, LAKE_VILLAGE = (
    "east",
    "east-urban",
    "lake",
    "hill",
    "v1",
)
WEST, CLOSED_UNIT, WATER_COMPANY = "west", "old", "water-co"

NOISE, QUALITY, WATER_OUT = "urban/noise", "housing/quality", "water/outage"
ASSISTING, WITHDRAWN, SILENT = "street/green", "street/building", "other/unknown"
OF_STREET, OF_OLD, OF_TWICE = "street/clean", "old/matter", "odd/twice"

BEIJING = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=BEIJING).astimezone(UTC)
"""A Monday morning in working hours, far from any holiday."""


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of 2026 as the city's clocks show it."""
    return datetime(2026, month, day, hour, minute, tzinfo=BEIJING).astimezone(UTC)


def _unit(unit: str, name: str, kind: UnitKind, parent: str = "", active: bool = True) -> Unit:
    return Unit(id=unit, name=name, kind=kind, parent=parent, active=active)


UNITS = UnitTree(
    units={
        unit.id: unit
        for unit in (
            _unit(CENTRE, "市12345热线中心", UnitKind.CITY),
            _unit(HOUSING, "市住建局", UnitKind.DEPARTMENT),
            _unit(URBAN, "市城管局", UnitKind.DEPARTMENT),
            _unit(WATER, "市水务局", UnitKind.DEPARTMENT),
            _unit(WATER_COMPANY, "市自来水公司", UnitKind.UTILITY, WATER),
            _unit(EAST, "东区", UnitKind.DISTRICT),
            _unit(EAST_URBAN, "东区城管局", UnitKind.BUREAU, EAST),
            _unit(LAKE_STREET, "湖滨街道", UnitKind.STREET, EAST),
            _unit(HILL_STREET, "山前街道", UnitKind.STREET, EAST),
            _unit(LAKE_VILLAGE, "湖心村", UnitKind.VILLAGE, LAKE_STREET),
            _unit(WEST, "西区", UnitKind.DISTRICT),
            _unit(CLOSED_UNIT, "原工商局", UnitKind.DEPARTMENT, active=False),
        )
    }
)

DIRECTORY = Directory(
    edition="d1",
    entries=(
        Entry(id="E1", topic=NOISE, lead=URBAN, legal_basis="噪声污染防治法第八条"),
        Entry(id="E2", topic=QUALITY, lead=HOUSING, co_handlers=(URBAN, WATER)),
        Entry(id="E3", topic=WATER_OUT, lead=WATER),
        Entry(id="E4", topic=OF_STREET, lead=LAKE_STREET),
        Entry(id="E5", topic=ASSISTING, lead=LAKE_STREET),
        Entry(id="E6", topic=OF_OLD, lead=CLOSED_UNIT),
        Entry(id="E7", topic=OF_TWICE, lead=WATER, co_handlers=(WATER,)),
    ),
    duties=(
        DutyLine(id="D1", topic=ASSISTING, duty=Duty.ASSISTING, department=URBAN),
        DutyLine(id="D2", topic=WITHDRAWN, duty=Duty.WITHDRAWN, department=HOUSING),
        DutyLine(id="D3", topic=OF_STREET, duty=Duty.BASIC),
    ),
    last_resort={"east": EAST},
)


@cache
def plain_world() -> World:
    """The city under the rulebook that comes with the platform."""
    return World(
        city=CITY,
        city_name="清河市",
        reference=1,
        units=UNITS,
        directory=DIRECTORY,
        editions=national_editions(),
        calendar=official_calendar(through=2026),
    )


def with_flag(name: FlagName, value: bool, world: World | None = None) -> World:
    """The same city with one yes-or-no rule settled otherwise in every edition."""
    world = world or plain_world()

    def changed(book: Rulebook) -> Rulebook:
        flags: tuple[FlagClause, ...] = tuple(
            replace(flag, value=value) if flag.name is name else flag for flag in book.flags
        )
        return replace(book, flags=flags)

    books = tuple(changed(book) for book in world.editions.books)
    return replace(world, editions=Editions(books=books))


def with_number(name: NumberName, value: int, world: World | None = None) -> World:
    """The same city with one number settled otherwise in every edition."""
    world = world or plain_world()
    books = tuple(
        replace(
            book,
            numbers=tuple(
                replace(one, value=value) if one.name is name else one for one in book.numbers
            ),
        )
        for book in world.editions.books
    )
    return replace(world, editions=Editions(books=books))


UNIT_ROLES = frozenset({Role.LIAISON, Role.OFFICER, Role.UNIT_HEAD, Role.INTEGRATOR})


def person(role: Role, unit: str = "", *, outsourced: bool = False) -> Actor:
    """Somebody of that role; staff of the hotline sit in its centre unless a unit is named."""
    if role is Role.CITIZEN:
        return replace(citizen_actor(CITY), outsourced=outsourced)
    if role is Role.CLOCK:
        return replace(clock_actor(CITY), outsourced=outsourced)
    return Actor(
        id=f"{role.value}@{unit or CENTRE}",
        name=role.zh,
        city=CITY,
        unit=unit or CENTRE,
        roles=frozenset({role}),
        outsourced=outsourced,
    )


AGENT = person(Role.AGENT)
DISPATCHER = person(Role.DISPATCHER)
PRE_REVIEWER = person(Role.PRE_REVIEWER)
CALLER = person(Role.FOLLOW_UP_CALLER)
CITY_REVIEWER = person(Role.CITY_REVIEWER)
MANAGEMENT = person(Role.MANAGEMENT)
DUTY_MANAGER = person(Role.DUTY_MANAGER)
CITIZEN = person(Role.CITIZEN)
CLOCK = person(Role.CLOCK)


def liaison(unit: str) -> Actor:
    """联络员 of a unit."""
    return person(Role.LIAISON, unit)


def officer(unit: str) -> Actor:
    """承办员 of a unit."""
    return person(Role.OFFICER, unit)


def head(unit: str) -> Actor:
    """承办单位负责人 of a unit."""
    return person(Role.UNIT_HEAD, unit)

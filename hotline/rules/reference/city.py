"""A city on the platform: code, name, zone, topics, areas, calendar edition.

Topic (事项分类) and area codes are trees by prefix with "/" between levels; a list is adopted
whole, so that every edition of it can be named. Codes once adopted may leave a later list; old
cases keep theirs.
"""

from typing import assert_never

import msgspec

from hotline.rules.reference import calendar_year
from hotline.rules.reference.calendar_year import OwnCalendar, YearCommand, YearEvent
from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    not_found,
    text,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role


class City(OwnCalendar, frozen=True, kw_only=True):
    """A city as it stands. `settings` are the few switches that are no rule of handling."""

    code: str = ""
    name: str = ""
    zone: str = "Asia/Shanghai"
    settings: dict[str, str] = msgspec.field(default_factory=dict)
    calendar: str = ""
    calendar_through: int = 0
    topics_edition: str = ""
    topics: dict[str, str] = msgspec.field(default_factory=dict)
    areas_edition: str = ""
    areas: dict[str, str] = msgspec.field(default_factory=dict)


class FoundCity(Command, frozen=True, kw_only=True):
    """Begins a city. `code` is its key everywhere, e.g. the administrative division code."""

    code: str
    name: str
    zone: str = "Asia/Shanghai"


class SetSettings(Command, frozen=True, kw_only=True):
    """Changes some settings; those not named stay."""

    settings: dict[str, str]


class AdoptCalendar(Command, frozen=True, kw_only=True):
    """Takes over an edition of the official calendar, published up to the year `through`.

    Hours of business belong to the rulebook, not to the calendar.
    """

    edition: str
    through: int


class AdoptTopics(Command, frozen=True, kw_only=True):
    """Takes over a whole list of topics, code to name."""

    edition: str
    topics: dict[str, str]


class AdoptAreas(Command, frozen=True, kw_only=True):
    """Takes over a whole list of areas, code to name."""

    edition: str
    areas: dict[str, str]


CityCommand = FoundCity | SetSettings | AdoptCalendar | AdoptTopics | AdoptAreas | YearCommand


class CityFounded(Event, frozen=True, kw_only=True):
    """The city is on the platform."""

    code: str
    name: str
    zone: str


class SettingsSet(Event, frozen=True, kw_only=True):
    """Some settings changed."""

    settings: dict[str, str]


class CalendarAdopted(Event, frozen=True, kw_only=True):
    """Deadlines follow this edition of the calendar."""

    edition: str
    through: int


class TopicsAdopted(Event, frozen=True, kw_only=True):
    """These are the topics from now on."""

    edition: str
    topics: dict[str, str]


class AreasAdopted(Event, frozen=True, kw_only=True):
    """These are the areas from now on."""

    edition: str
    areas: dict[str, str]


CityEvent = CityFounded | SettingsSet | CalendarAdopted | TopicsAdopted | AreasAdopted | YearEvent
Decision = tuple[CityEvent, ...] | Refusal


def decide(state: City, command: CityCommand, office: Office) -> Decision:
    """What the command does to the city, or why not. Only the system administrator may, but for
    the notice of a year, which is drawn up and approved like an edition of the rulebook."""
    if isinstance(command, YearCommand):
        return calendar_year.decide(state, command, office)
    refusal = allowed(office, Role.SYSTEM_ADMIN)
    if refusal:
        return refusal
    if isinstance(command, FoundCity):
        return _found(state, command, office)
    if not state.code:
        return not_found(say("城市"), office.actor.city)
    match command:
        case SetSettings():
            return (SettingsSet(at=office.now, settings=command.settings),)
        case AdoptCalendar():
            return _adopt_calendar(state, command, office)
        case AdoptTopics():
            refusal = _codes(command.topics, "topics", say("事项"))
            return refusal or (
                TopicsAdopted(at=office.now, edition=command.edition, topics=command.topics),
            )
        case AdoptAreas():
            refusal = _codes(command.areas, "areas", say("区域"))
            return refusal or (
                AreasAdopted(at=office.now, edition=command.edition, areas=command.areas),
            )
        case _:
            assert_never(command)


def _found(state: City, command: FoundCity, office: Office) -> Decision:
    if state.code:
        return already(say("{name}已经建立。", name=state.name), "code")
    if command.code != office.actor.city:
        return Refusal(
            code=Code.WRONG_CITY,
            message=say(
                "城市代码“{code}”与操作者所在城市“{city}”不同。",
                code=command.code,
                city=office.actor.city,
            ),
            advice=say("请以该城市的身份建立。"),
            field="code",
        )
    refusal = first(
        text(command.code, "code", say("城市代码"), limit=40),
        text(command.name, "name", say("城市名称"), limit=40),
    )
    return refusal or (
        CityFounded(at=office.now, code=command.code, name=command.name, zone=command.zone),
    )


def _adopt_calendar(state: City, command: AdoptCalendar, office: Office) -> Decision:
    if (command.edition, command.through) == (state.calendar, state.calendar_through):
        return already(say("已经在使用日历 {edition}。", edition=command.edition), "edition")
    refusal = text(command.edition, "edition", say("日历版本"), limit=40)
    return refusal or (
        CalendarAdopted(at=office.now, edition=command.edition, through=command.through),
    )


def _codes(codes: dict[str, str], field: str, label: str) -> Refusal | None:
    """Refuses a tree with a blank name or a code whose parent is not in the list."""
    for code, name in codes.items():
        refusal = first(
            text(code, field, say("{label}代码", label=label), limit=64),
            text(name, field, say("{label}“{code}”的名称", label=label, code=code)),
        )
        if refusal:
            return refusal
        parent, slash, _ = code.rpartition("/")
        if slash and parent not in codes:
            return Refusal(
                code=Code.INVALID,
                message=say(
                    "{label}“{code}”的上级“{parent}”不在列表中。",
                    label=label,
                    code=code,
                    parent=parent,
                ),
                advice=say("请补上上级，或修改代码。"),
                field=field,
            )
    return None


def evolve(state: City, event: CityEvent) -> City:
    """The city after the event."""
    change = msgspec.structs.replace
    match event:
        case CityFounded():
            return City(code=event.code, name=event.name, zone=event.zone)
        case SettingsSet():
            return change(state, settings={**state.settings, **event.settings})
        case CalendarAdopted():
            return change(state, calendar=event.edition, calendar_through=event.through)
        case TopicsAdopted():
            return change(state, topics_edition=event.edition, topics=event.topics)
        case AreasAdopted():
            return change(state, areas_edition=event.edition, areas=event.areas)
        case _:
            return calendar_year.evolve(state, event)

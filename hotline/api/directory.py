"""The dispatch directory (派单目录) over the API: the edition in force, all editions, and trying
one out (试查).

As at the desk: for dispatchers, management and editors of the token's own city. The directory holds
nothing about any case; what is tried goes by POST and is kept nowhere, because it may be personal.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from hotline.api import forms_directory as forms
from hotline.api.endpoint import Call
from hotline.dispatching import queries
from hotline.dispatching.models import DirectoryEditionRow
from hotline.dispatching.topic_model import serving
from hotline.handling.paging import PAGE, page_of
from hotline.handling.queries import Reader
from hotline.people import queries as people
from hotline.rules.context import World
from hotline.rules.directory import Entry, Matter, covers
from hotline.rules.reference.directory_edition import READERS
from hotline.rules.reference.edition import Standing
from hotline.rules.reference.office import Office, allowed, not_found
from hotline.rules.refusal import Code, Refusal
from hotline.rules.suggestion import Suggestion, suggest
from hotline.rules.text import say
from hotline.web.reading import is_id
from hotline.web.speech import spoken

STANDINGS = {standing.value: standing for standing in Standing}


def reader(call: Call) -> Reader | Refusal:
    """Who asks, where they may read the directory."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    return allowed(Office(now=who.now, actor=who.actor), *READERS) or who


# --- what is in force ----------------------------------------------------------------------------


def shown(call: Call) -> object:
    """Entries of the edition in force, at or below `topic` and `area`, of `unit` as lead or
    co-handler."""
    who = reader(call)
    if isinstance(who, Refusal):
        return who
    held, after = who.world.directory, call.parameter("after")
    found = sorted(_asked_for(call, held.entries), key=lambda one: one.id)
    unknown = None if found else _unknown(call, who.world)
    if unknown:
        return unknown
    rest = [one for one in found if one.id > after]
    row = queries.editions(who.actor).filter(edition=held.edition).first()
    return forms.DirectoryShown(
        edition=held.edition,
        effective_from=row.effective_from if row else None,
        entries=[_entry(one, who.world) for one in rest[:PAGE]],
        after=rest[PAGE - 1].id if len(rest) > PAGE else "",
        count=len(found),
    )


def _asked_for(call: Call, entries: Iterable[Entry]) -> Iterator[Entry]:
    topic, area, unit = (call.parameter(name) for name in ("topic", "area", "unit"))
    for one in entries:
        named = not unit or unit in (one.lead, *one.co_handlers)
        if named and covers(topic, one.topic) and covers(area, one.area):
            yield one


def _unknown(call: Call, world: World) -> Refusal | None:
    """Why nothing was found, where a code is none of the city's."""
    codes = {"topic": world.topics, "area": world.areas, "unit": world.units.units}
    for field, known in codes.items():
        if refused := _no_code(field, call.parameter(field), known):
            return refused
    return None


def _no_code(field: str, code: str, known: Iterable[str]) -> Refusal | None:
    if not code or code in known:
        return None
    return Refusal(
        code=Code.INVALID,
        message=say("没有代码“{code}”。", code=code[:80]),
        advice=say("请填写本市事项表、区域表、单位表里的代码。"),
        field=field,
    )


def _entry(one: Entry, world: World) -> forms.DirectoryEntry:
    return forms.DirectoryEntry(
        id=one.id,
        topic=one.topic,
        topic_name=world.topics.get(one.topic, ""),
        area=one.area,
        area_name=world.areas.get(one.area, ""),
        kind=one.kind,
        object=one.object,
        aliases=list(one.aliases),
        lead=_unit(one.lead, world),
        co_handlers=[_unit(unit, world) for unit in one.co_handlers],
        legal_basis=one.legal_basis,
        limit=one.limit,
        effective_from=one.effective_from,
        effective_to=one.effective_to,
    )


def _unit(id: str, world: World) -> forms.DirectoryUnit:
    return forms.DirectoryUnit(unit=id, name=world.units.name(id))


# --- editions ------------------------------------------------------------------------------------


def editions(call: Call) -> object:
    """All editions of the city, drafts and rejected ones too."""
    who = reader(call)
    if isinstance(who, Refusal):
        return who
    keys = ("effective_from", "edition")
    found = queries.editions(who.actor)
    rows, after, count = page_of(found, keys, call.parameter("after"), down=True)
    return forms.DirectoryEditions(editions=_editions(who, rows), after=after, count=count)


def one_edition(who: Reader, name: str) -> forms.DirectoryEditionShown | Refusal:
    """One edition by its name."""
    found = queries.editions(who.actor).filter(edition=name) if name.isprintable() else ()
    rows = _editions(who, list(found))
    return rows[0] if rows else not_found(say("目录版本"), name[:80], "edition")


def _editions(
    who: Reader, rows: Iterable[DirectoryEditionRow]
) -> list[forms.DirectoryEditionShown]:
    names = _names(who, {one for row in rows for one in (*row.authors, row.approved_by)})
    return [
        forms.DirectoryEditionShown(
            edition=row.edition,
            state=STANDINGS[row.standing],
            effective_from=row.effective_from,
            authors=[names.get(one) or spoken(say("系统初始化")) for one in row.authors],
            approver=names.get(row.approved_by, ""),
            note=row.note,
            in_force=row.edition == who.world.directory.edition,
        )
        for row in rows
    ]


def _names(who: Reader, ids: set[str]) -> dict[str, str]:
    """Names of people of the city by id; machines have none."""
    found = people.users(who.actor).filter(id__in=[one for one in ids if is_id(one)])
    return {str(id): name for id, name in found.values_list("id", "name")}


# --- trying it out -------------------------------------------------------------------------------


def attempt(call: Call) -> object:
    """Which entry decides on a matter and why, and why the others do not."""
    asked = call.body(forms.DirectoryAsked)
    if isinstance(asked, Refusal):
        return asked
    who = reader(call)
    if isinstance(who, Refusal):
        return who
    refused = _no_code("topic", asked.topic, who.world.topics)
    refused = refused or _no_code("area", asked.area, who.world.areas)
    within = _within(who, asked.edition)
    if refused or isinstance(within, Refusal):
        return refused or within
    world, on = within
    topic = asked.topic or _topic_of(world, asked)
    if isinstance(topic, Refusal):
        return topic
    named = world.directory.objects_in(f"{asked.title} {asked.text}")
    matter = Matter(
        topic=topic,
        area=asked.area,
        kind=asked.kind.value if asked.kind else "",
        object=asked.object or next(iter(named), ""),
    )
    return _answer(world, matter, suggest(world, matter, on))


def _within(who: Reader, name: str) -> tuple[World, date] | Refusal:
    """The city with the edition asked for in force, and the day: today, or the edition's first."""
    today = who.world.calendar.local(who.now).date()
    if not name or name == who.world.directory.edition:
        return who.world, today
    row = queries.editions(who.actor).filter(edition=name).first() if name.isprintable() else None
    held = queries.edition(who.actor, name) if row else None
    if row is None or held is None:
        return not_found(say("目录版本"), name, "edition")
    return replace(who.world, directory=held), max(today, row.effective_from)


def _topic_of(world: World, asked: forms.DirectoryAsked) -> str | Refusal:
    """The topic that the model thinks likeliest for the words."""
    if not asked.title and not asked.text:
        return Refusal(
            code=Code.MISSING,
            message=say("没有填写事项。"),
            advice=say("请选择事项，或粘贴诉求内容。"),
            field="topic",
        )
    found = serving.candidates(world.city, asked.title, asked.text, known=world.reference)
    if found.candidates:
        return found.candidates[0].topic
    return Refusal(
        code=Code.MISSING,
        message=say("从内容里认不出事项。"),
        advice=say("请填写事项代码。"),
        field="topic",
    )


def _answer(world: World, matter: Matter, found: Suggestion) -> forms.DirectoryAnswer:
    return forms.DirectoryAnswer(
        edition=world.directory.edition,
        topic=matter.topic,
        object=matter.object,
        unit=_unit(found.unit, world) if found.unit else None,
        last_resort=bool(found.unit) and found.entry is None,
        entry=_entry(found.entry, world) if found.entry else None,
        co_handlers=[_unit(unit, world) for unit in found.co_handlers],
        because=spoken(found.because),
        refused=spoken(found.refusal.whole) if found.refusal else "",
        passed_over=[
            forms.DirectoryPassedOver(
                entry=one.entry.id, lead=_unit(one.entry.lead, world), why=spoken(one.why)
            )
            for one in found.passed_over
        ],
    )

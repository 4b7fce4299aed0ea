"""One edition of the directory: its lines with filter, what must be mended, what it changes.

A draft is edited line by line; anything else is only read. Approval needs a second person.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from hotline.desk.admin.asking import Ask, Do, Tried, carry_out, office, show_admin, why_not
from hotline.desk.admin.directory import HERE, edition_url
from hotline.desk.admin.directory_found import groups, of_topic, tree
from hotline.desk.admin.directory_lines import duty_ask, entry_ask, line_dos, resort_ask
from hotline.desk.admin.directory_replay import brief, made
from hotline.desk.admin.editions import STANDINGS, ruling_asks, ruling_dos
from hotline.desk.admin.queries import names
from hotline.desk.choices import AREAS, TOPICS, UNITS, lists
from hotline.desk.gate import Desk, staff
from hotline.dispatching import actions, queries
from hotline.dispatching.models import DirectoryEditionRow
from hotline.dispatching.replays import queries as replays
from hotline.rules.context import World
from hotline.rules.directory import Directory, DutyLine, Entry
from hotline.rules.duration import BadDuration, parse
from hotline.rules.reference import directory_edition as rules
from hotline.rules.reference.directory_edition import (
    ApproveDirectory,
    DirectoryEdition,
    RejectDirectory,
    RemoveEntry,
)
from hotline.rules.reference.edition import Standing
from hotline.rules.refusal import Code
from hotline.rules.text import joined, say
from hotline.rules.words import Kind
from hotline.web.permission import page

SHOWN = 50
MOST_CHANGES = 200
_KINDS = {kind.value: kind.zh for kind in Kind}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry or duty line in words."""

    id: str
    topic: str
    terms: str
    units: str
    basis: str
    days: str = ""


@page(permission="directory.manage")
@staff
def edition(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The edition named in the address."""
    name = request.GET.get("edition", "")
    row = queries.editions(desk.actor).filter(edition=name).first() if name.isprintable() else None
    held = queries.edition(desk.actor, name) if row else None
    if row is None or held is None:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    dos: dict[str, Do] = line_dos(desk, name) | ruling_dos(
        lambda by: actions.approve_directory(by, name),
        lambda by, reason: actions.reject_directory(by, name, reason),
    )
    found = carry_out(request, desk, dos, edition_url(name) + _kept(request))
    if isinstance(found, HttpResponse):
        return found
    return _page(request, desk, row, held, found)


def _kept(request: HttpRequest) -> str:
    """What the page was narrowed to, so that one goes on where one was."""
    kept = {
        one: request.GET[one] for one in ("q", "topic", "from", "against") if one in request.GET
    }
    return f"&{urlencode(kept)}" if kept else ""


def _page(
    request: HttpRequest, desk: Desk, row: DirectoryEditionRow, held: Directory, tried: Tried | None
) -> HttpResponse:
    world, wanted = desk.who.world, request.GET.get("q", "").strip()
    state = _state(row, held)
    editable = why_not(rules.decide(state, RemoveEntry(id="\n"), office(desk)))
    picked, draft = request.GET.get("topic", ""), state.standing is Standing.DRAFT
    entries = [entry_line(entry, world) for entry in of_topic(held.entries, picked)]
    fitting = [line for line in sorted(entries, key=lambda one: (one.topic, one.id))
               if _fits(line, wanted)]  # fmt: skip
    start = min(_number(request.GET.get("from", "")), max(0, len(fitting) - 1))
    people = names(desk.actor, {*row.authors, row.approved_by})
    context: dict[str, Any] = {
        "row": row,
        "standing": STANDINGS[row.standing],
        "in_force": row.edition == world.directory.edition,
        "authors": joined("、", (people.get(one, say("系统初始化")) for one in row.authors)),
        "approver": people.get(row.approved_by, ""),
        "wanted": wanted,
        "total": len(held.entries),
        "count": len(fitting),
        "lines": fitting[start : start + SHOWN],
        "more": start + SHOWN if start + SHOWN < len(fitting) else 0,
        "start": start,
        "query": urlencode({"edition": row.edition, "q": wanted, "topic": picked}),
        "picked": picked,
        "topic_name": _topic(picked, world) if picked else "",
        "branches": tree(held, world.topics, picked),
        "draft": draft,
        "duties": [duty_line(line, world) for line in held.duties],
        "resorts": _resorts(held, world),
        "editable": editable is None or editable.code is Code.NOT_FOUND,
        "why_not": editable,
        "groups": groups(held, world, row.effective_from) if draft else [],
        "choices": lists(world, TOPICS, AREAS, UNITS),
    }
    context |= _changes(request, desk, held) | _replayed(desk, row, held)
    asks = _asks(request, desk, state, editable=context["editable"])
    return show_admin(request, desk, "directory_edition", HERE, context, tried=tried, asks=asks)


def _replayed(desk: Desk, row: DirectoryEditionRow, held: Directory) -> dict[str, Any]:
    """What last month's cases say of it, where it was replayed."""
    found = replays.ready(desk.actor, [row.edition]).get(row.edition)
    return {"tried_on": brief(found) | made(desk, found, held) if found else None}


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() else 0


def _resorts(held: Directory, world: World) -> list[tuple[str, str]]:
    """Areas and their last-resort units."""
    return [
        (world.areas.get(area, area) or say("全市"), world.units.name(unit))
        for area, unit in sorted(held.last_resort.items())
    ]


def _state(row: DirectoryEditionRow, held: Directory) -> DirectoryEdition:
    """The edition as the rules decide on it."""
    return DirectoryEdition(
        edition=row.edition,
        standing=STANDINGS[row.standing],
        authors=tuple(row.authors),
        approved_by=row.approved_by,
        effective_from=row.effective_from,
        entries={entry.id: entry for entry in held.entries},
        duties={line.id: line for line in held.duties},
        last_resort=dict(held.last_resort),
    )


def _asks(
    request: HttpRequest, desk: Desk, state: DirectoryEdition, *, editable: bool
) -> list[Ask]:
    world = desk.who.world
    asks = []
    if editable:
        entry = state.entries.get(request.GET.get("entry", ""))
        duty = state.duties.get(request.GET.get("duty", ""))
        asks = [entry_ask(world, entry), duty_ask(world, duty), resort_ask()]
    if state.standing is Standing.DRAFT:
        approve = why_not(rules.decide(state, ApproveDirectory(), office(desk)))
        reject = why_not(rules.decide(state, RejectDirectory(reason="-"), office(desk)))
        asks += ruling_asks(approve, reject)
    return asks


def _fits(line: Line, wanted: str) -> bool:
    return not wanted or any(
        wanted in value for value in (line.id, line.topic, line.terms, line.units, line.basis)
    )


def entry_line(entry: Entry, world: World) -> Line:
    """An entry in words."""
    terms = [world.areas.get(entry.area, entry.area), _KINDS.get(entry.kind, ""), _object(entry)]
    helpers = joined("、", (world.units.name(unit) for unit in entry.co_handlers))
    begins, ends = entry.effective_from, entry.effective_to
    lead = world.units.name(entry.lead)
    return Line(
        id=entry.id,
        topic=_topic(entry.topic, world),
        terms=joined(" · ", filter(None, terms)) or say("不限"),
        units=say("{lead}（协办 {helpers}）", lead=lead, helpers=helpers) if helpers else lead,
        basis=entry.legal_basis,
        days=joined(
            " ",
            filter(
                None, (_days(begins if begins.year > 2000 else None, ends), _limit(entry.limit))
            ),
        ),
    )


def _object(entry: Entry) -> str:
    if not entry.aliases:
        return entry.object
    return say("{object}（{aliases}）", object=entry.object, aliases=joined("、", entry.aliases))


def _limit(written: str) -> str:
    try:
        return say("限 {limit}", limit=parse(written).zh) if written else ""
    except BadDuration:
        return written


def _days(begins: date | None, ends: date | None) -> str:
    """From when to when an entry holds; "" where it always does."""
    if begins and ends:
        return say("{begins} 起 至 {ends}", begins=begins, ends=ends)
    if begins:
        return say("{begins} 起", begins=begins)
    return say(" 至 {ends}", ends=ends) if ends else ""


def duty_line(line: DutyLine, world: World) -> Line:
    """A duty line in words."""
    unit = world.units.name(line.unit) if line.unit else say("所有街道")
    department = world.units.name(line.department)
    return Line(
        id=line.id,
        topic=_topic(line.topic, world),
        terms=line.duty.zh,
        units=say("{unit}（主管 {department}）", unit=unit, department=department)
        if line.department
        else unit,
        basis=line.legal_basis,
    )


def _topic(code: str, world: World) -> str:
    parts = code.split("/")
    codes = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return " › ".join(world.topics.get(one, one) for one in codes)


def _changes(request: HttpRequest, desk: Desk, held: Directory) -> dict[str, Any]:
    """What this edition changes against another; against the one in force unless one is chosen."""
    world = desk.who.world
    others = [row.edition for row in queries.editions(desk.actor)]
    against = request.GET.get("against", world.directory.edition)
    if against == held.edition or against not in others:
        return {"others": others, "against": "", "changes": []}
    used = against == world.directory.edition
    old = world.directory if used else queries.edition(desk.actor, against) or Directory()
    said = list(differences(old, held, world))
    return {
        "others": others,
        "against": against,
        "changes": said[:MOST_CHANGES],
        "changes_count": len(said),
        "changes_left": max(0, len(said) - MOST_CHANGES),
        "no_changes": not said,
    }


def differences(old: Directory, new: Directory, world: World) -> Iterator[str]:
    """What changed between two editions, a sentence for each line."""
    before = {entry.id: entry_line(entry, world) for entry in old.entries}
    after = {entry.id: entry_line(entry, world) for entry in new.entries}
    yield from _between(say("条目"), before, after)
    lists_before = {line.id: duty_line(line, world) for line in old.duties}
    lists_after = {line.id: duty_line(line, world) for line in new.duties}
    yield from _between(say("清单"), lists_before, lists_after)
    for area in sorted({*old.last_resort, *new.last_resort}):
        was, now = (world.units.name(one.last_resort.get(area, "")) for one in (old, new))
        if was != now:
            place, none = world.areas.get(area, area) or say("全市"), say("没有")
            yield say(
                "{place}兜底单位：{was} → {now}", place=place, was=was or none, now=now or none
            )


def _between(what: str, before: Mapping[str, Line], after: Mapping[str, Line]) -> Iterator[str]:
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        if was is None and now is not None:
            yield say("新增{what} {key}：{now}", what=what, key=key, now=_said(now))
        elif was is not None and now is None:
            yield say("删去{what} {key}：{was}", what=what, key=key, was=_said(was))
        elif was is not None and now is not None and was != now:
            yield say(
                "{what} {key}（{topic}）：{changes}",
                what=what,
                key=key,
                topic=now.topic,
                changes=joined("；", _apart(was, now)),
            )


def _apart(was: Line, now: Line) -> Iterator[str]:
    """What is another between two states of a line, each part from and to."""
    none = say("没有")
    for label, before, after in (
        (say("事项"), was.topic, now.topic),
        (say("条件"), was.terms, now.terms),
        (say("单位"), was.units, now.units),
        (say("依据"), was.basis, now.basis),
        (say("有效期"), was.days, now.days),
    ):
        if before != after:
            yield say("{label} {was} → {now}", label=label, was=before or none, now=after or none)


def _said(line: Line) -> str:
    parts = (line.topic, line.terms, line.units, line.basis, line.days)
    return joined("，", filter(None, parts))

"""修改建议: what rulings on disputes propose for the dispatch directory, and where it was silent.

Taking one in puts the entry into a draft, with the case cited as its ground, and then answers the
case; the draft is approved by a second person as ever. Whoever is cut short between the two finds
the proposal still waiting, and taking it in again replaces the same entry.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid5

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk import rows
from hotline.desk.admin.asking import Do, Typed, carry_out, show_admin, text
from hotline.desk.admin.directory import HERE
from hotline.desk.gate import Desk, staff
from hotline.dispatching import actions as dispatching
from hotline.dispatching import queries as directories
from hotline.handling import actions
from hotline.handling.proposals import queries
from hotline.people.by import By
from hotline.rules.case.entry_proposal import AnswerProposal
from hotline.rules.context import World
from hotline.rules.directory import Directory, Entry
from hotline.rules.reference.directory_edition import PutEntries
from hotline.rules.reference.edition import Standing
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.web.permission import page

PAST = timedelta(days=30)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal in words; `areas` are those for which it may be taken in, the widest last."""

    row: Any
    url: str
    topic: str
    area: str
    now: str
    wanted: str
    areas: tuple[tuple[str, str], ...] = ()


@page(permission="directory.manage")
@staff
def proposals(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The proposals that wait, those answered of late, and the directory's gaps."""
    dos: dict[str, Do] = {
        "proposal-take": lambda by, typed: _take(desk, by, typed),
        "proposal-decline": lambda by, typed: _decline(desk, by, typed),
    }
    found = carry_out(request, desk, dos, reverse("desk:admin-directory-proposals"))
    if isinstance(found, HttpResponse):
        return found
    world, who = desk.who.world, desk.who
    drafts = directories.editions(desk.actor).filter(standing=Standing.DRAFT)
    context = {
        "waiting": [_line(desk, row) for row in queries.waiting(who)],
        "answered": [_line(desk, row) for row in queries.answered(who)],
        "answers": queries.answers(who),
        "gaps": [
            (_topic(world, topic), _area(world, area), number)
            for topic, area, number in queries.gaps(who, who.now - PAST)
        ],
        "drafts": list(drafts.values_list("edition", flat=True)),
    }
    return show_admin(request, desk, "directory_proposals", HERE, context, tried=found)


def _line(desk: Desk, row: Any) -> Line:
    world = desk.who.world
    entry = next((one for one in world.directory.entries if one.id == row.was), None)
    now = (
        say("条目 {id}：{unit}", id=entry.id, unit=world.units.name(entry.lead))
        if entry
        else say("没有适用的条目")
    )
    names = joined("、", (world.units.name(unit) for unit in row.co_handlers))
    lead = world.units.name(row.lead)
    parts = row.area.split("/") if row.area else []
    wider = ["/".join(parts[:count]) for count in range(len(parts), 0, -1)] + [""]
    return Line(
        row=row,
        url=rows.case_url(row.case_id) if desk.may("case.read") else "",
        topic=_topic(world, row.topic),
        area=_area(world, row.area),
        now=now,
        wanted=say("{lead}，协办{names}", lead=lead, names=names) if names else lead,
        areas=tuple((area or "-", _area(world, area)) for area in wider),
    )


def _topic(world: World, code: str) -> str:
    return world.topics.get(code, code) or say("未分类")


def _area(world: World, code: str) -> str:
    return world.areas.get(code, code) or say("全市")


def _take(desk: Desk, by: By, typed: Typed) -> object:
    """列入草稿."""
    edition, row = text(typed, "edition"), _asked(desk, typed)
    held = directories.edition(desk.actor, edition) if edition.isprintable() else None
    if row is None or held is None:
        return _gone()
    area = text(typed, "area").removeprefix("-")
    if area and not (row.area == area or row.area.startswith(area + "/")):
        area = row.area
    entry = _entry(row, area, held)
    put = PutEntries(entries=(entry,))
    drawn = dispatching.change_directory(_part(by, "draft"), edition, put)
    if isinstance(drawn, Refusal):
        return drawn
    command = AnswerProposal(proposal=row.proposal, take=True, edition=edition, entry=entry.id)
    return actions.perform(_part(by, "case"), str(row.case_id), command)


def _entry(row: Any, area: str, held: Directory) -> Entry:
    """The entry of the draft on just these terms with another lead, or a new one. The directory is
    read by all, also by whom a confidential case reports: of that one no number stands in it."""
    terms = (row.topic, area, "", row.object)
    same = (one for one in held.entries if (one.topic, one.area, one.kind, one.object) == terms)
    name = uuid5(row.case_id, "entry").hex[:12] if row.confidential else row.number
    new = Entry(id=f"{name}-{row.proposal}", topic=row.topic, area=area, object=row.object,
                lead=row.lead)  # fmt: skip
    ground = say("工单{number}的裁定", number=row.number)
    ground = say("一件保密工单的裁定") if row.confidential else ground
    old = next(same, new)
    basis = say("{basis}；{ground}", basis=old.legal_basis, ground=ground)
    return msgspec.structs.replace(
        old,
        lead=row.lead,
        co_handlers=tuple(row.co_handlers),
        legal_basis=str(basis if old.legal_basis else ground)[:500],
    )


def _decline(desk: Desk, by: By, typed: Typed) -> object:
    """不采纳, with the reason."""
    row = _asked(desk, typed)
    if row is None:
        return _gone()
    command = AnswerProposal(proposal=row.proposal, take=False, reason=text(typed, "reason"))
    return actions.perform(by, str(row.case_id), command)


def _asked(desk: Desk, typed: Typed) -> Any | None:
    return queries.one(desk.who, *text(typed, "which").partition(".")[::2])


def _gone() -> Refusal:
    return Refusal(
        code=Code.NOT_FOUND,
        message=say("该建议已经处理，或草稿不存在。"),
        advice=say("请刷新页面后重新选择。"),
    )


def _part(by: By, of: str) -> By:
    """The same hand for one of the two streams, each with a key of its own."""
    return msgspec.structs.replace(by, key=f"{by.key}.{of}" if by.key else "")

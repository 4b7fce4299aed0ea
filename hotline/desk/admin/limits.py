"""时限计算: what would the limit be, and why, step by step (`calendar` shows the days).

Nothing is changed here, so it is a plain question by address, which can be passed on as a link.
"""

from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from hotline.desk.admin.asking import field
from hotline.desk.choices import TOPICS, lists, resolve
from hotline.desk.forms import Field
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.rules.calendar import Calendar
from hotline.rules.context import World
from hotline.rules.deadline import Deadline
from hotline.rules.official_calendar import with_hours
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook import GOVERNS_ZH, CaseFacts, Clause, Rulebook
from hotline.rules.rulebook_names import COUNTED_BACKWARDS, LENGTHS, LimitName
from hotline.rules.text import say
from hotline.rules.words import Channel, Kind, Tag, Term, Urgency
from hotline.web.permission import page

HERE = "admin-limits"
FIRST = (LimitName.PROMISE, LimitName.HANDLE)
NO_START = (*COUNTED_BACKWARDS, *LENGTHS)


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One limit of the answer."""

    clause: Clause
    deadline: Deadline
    governs: str


def calendar_of(book: Rulebook, world: World) -> Calendar:
    """The city's calendar with the hours of business of that edition."""
    return with_hours(world.calendar, book.hours)


@page(permission="signed_in")
@staff
def limits(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The calculator; an incomplete or wrong question comes back as typed."""
    world, typed = desk.who.world, request.GET
    asked = "start" in typed
    start = _start(desk, typed.get("start", ""))
    topic = resolve(world, TOPICS, typed.get("topic", ""), "topic")
    refusal = next((one for one in (start, topic) if isinstance(one, Refusal)), None)
    context: dict[str, Any] = {"asked": asked, "refusal": refusal if asked else None}
    if asked and isinstance(start, datetime) and isinstance(topic, str):
        context |= _answer(desk, typed, start, topic)
    context["fields"] = _fields(desk, typed, context["refusal"])
    context["choices"] = lists(world, TOPICS)
    status = refusal.status if asked and refusal else 200
    return show(request, desk, "desk/admin/limits.html", HERE, context, status)


def _answer(desk: Desk, typed: Any, start: datetime, topic: str) -> dict[str, Any]:
    world = desk.who.world
    book = _book(world, typed.get("edition", ""), start)
    facts = CaseFacts(
        kind=typed.get("kind", ""),
        urgency=typed.get("urgency", "") or Urgency.ORDINARY,
        topic=topic,
        tags=frozenset(typed.getlist("tag")),
        channel=typed.get("channel", ""),
    )
    calendar = calendar_of(book, world)
    dues = [_due(book, name, start, facts, calendar) for name in LimitName if name not in NO_START]
    return {
        "book": book,
        "start": start,
        "calendar": calendar,
        "first": [due for name in FIRST for due in dues if due.clause.name is name],
        "others": [due for due in dues if due.clause.name not in FIRST],
    }


def _due(
    book: Rulebook, name: LimitName, start: datetime, facts: CaseFacts, calendar: Calendar
) -> Due:
    clause = book.limit(name, facts)
    deadline = book.due(name, start, facts, calendar)
    return Due(clause=clause, deadline=deadline, governs=GOVERNS_ZH[clause.governs])


def _book(world: World, number: str, start: datetime) -> Rulebook:
    """The edition asked for, else the one in force on the day of the start."""
    for book in world.editions.books:
        if str(book.edition) == number:
            return book
    return world.editions.in_force(start.date())


def _start(desk: Desk, text: str) -> datetime | Refusal:
    """The moment typed, in the city's zone; the years within which a calendar means anything."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None and 2000 <= moment.year <= 2100:
            return moment.replace(tzinfo=desk.who.now.astimezone(_zone(desk)).tzinfo)
    except ValueError:
        pass
    return Refusal(
        code=Code.INVALID,
        message=say("起算时间“{text}”无效。", text=text[:30])
        if text
        else say("没有填写起算时间。"),
        advice=say("请写作 2026-02-13T16:30。"),
        field="start",
    )


def _zone(desk: Desk) -> Any:
    return desk.who.world.calendar.local(desk.who.now).tzinfo


def _fields(desk: Desk, typed: Any, refusal: Refusal | None) -> list[Field]:
    world = desk.who.world
    now = desk.who.now.astimezone(_zone(desk)).strftime("%Y-%m-%dT%H:%M")
    books = sorted(world.editions.books, key=lambda book: -book.edition)
    editions = tuple(
        (
            str(book.edition),
            say(
                "第{edition}版（{effective_from} 起）",
                edition=book.edition,
                effective_from=book.effective_from,
            ),
        )
        for book in books
    )
    made = [
        field(
            "start", say("起算时间"), "datetime-local",
            value=typed.get("start", now), required=True,
        ),
        _select("kind", say("诉求类型"), Kind, typed, say("未定")),
        _select("urgency", say("紧急程度"), Urgency, typed, say("一般")),
        field("topic", say("事项"), listed=TOPICS, value=typed.get("topic", "")),
        _select("channel", say("来源渠道"), Channel, typed, say("未定")),
        _select("tag", say("标签"), Tag, typed, say("没有")),
        field(
            "edition", say("办理规则"), "select", value=typed.get("edition") or "-",
            choices=(("-", say("起算当日施行的一版")), *editions),
        ),
    ]  # fmt: skip
    return [
        msgspec.structs.replace(
            one,
            id=f"limit-{one.name}",
            error=refusal if refusal and refusal.field == one.name else None,
        )
        for one in made
    ]


def _select(name: str, label: str, terms: type[Term], typed: Any, empty: str) -> Field:
    choices = (("-", empty), *((term.value, term.zh) for term in terms))
    return field(name, label, "select", choices=choices, value=typed.get(name) or "-")

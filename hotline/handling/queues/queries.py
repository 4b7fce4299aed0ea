"""What waits for whom: the pages of the lists that people work from, and how many lines each has.

Every read begins with the reader's sight. Lists are paged by key, never by offset, and cost the
same number of statements for one row as for fifty. Which lists there are: `lists.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value

from hotline.handling.models import CaseRow, CaseTextRow, LegRow, RequestRow
from hotline.handling.notices.queries import ME, unread
from hotline.handling.paging import COUNT_BOUND, RANK, Counted, in_order, page_of
from hotline.handling.queries import Page, Reader, titled, with_cases
from hotline.handling.queues.asked import RANKS, Narrowed, Order, lit
from hotline.handling.queues.lists import LEG_CLOCK, QUEUES, Queue
from hotline.handling.search.asked import Asked, said
from hotline.handling.search.queries import matching
from hotline.people.models import CityRow
from hotline.rules.words import CaseStage, RequestKind, RequestState

NAV_BOUND = 99
NO_LIST = "none"
NOTICES = "notices"
"""The reader's unread notices, counted beside the lists."""
Waiting = Callable[[Reader], QuerySet[Any]]
_joined: dict[str, Waiting] = {}
"""Lists of floors above that are counted beside ours, by name."""
RECENT = timedelta(hours=1)
"""How far back a live mark looks: far beyond the seconds between two polls, and cheap where
nothing in a list changed."""


def join(name: str, waiting: Waiting) -> None:
    """Told by the house: what of a floor above waits for the reader, to be counted here."""
    _joined[name] = waiting


def listed(who: Reader, name: str, asked: Narrowed | None = None, after: str = "") -> Page:
    """One page of a list, narrowed and ordered as asked, with a bounded count."""
    queue, asked = QUEUES[name], asked or Narrowed()
    keys, down = queue.order(asked.order)
    found = _ranked(_narrowed(who, queue, asked), asked.order)
    rows, key, count = page_of(found, keys, after, down=down)
    if queue.model is CaseRow:
        return Page(lines=titled(who, rows), after=key, count=count)
    kind = "leg" if queue.model is LegRow else "request"
    return Page(lines=with_cases(who, rows, kind), after=key, count=count)


def picks(who: Reader, name: str, asked: Narrowed, limit: int) -> list[tuple[Any, str]]:
    """(case, leg) of every line of a list of cases or legs in its order, one more than the limit
    where there are more; the leg is "" in lists of cases."""
    queue = QUEUES[name]
    keys, down = queue.order(asked.order)
    found = in_order(_ranked(_narrowed(who, queue, asked), asked.order), keys, down=down)
    if queue.model is LegRow:
        return list(found.values_list("case_id", "leg")[: limit + 1])
    return [(id, "") for id in found.values_list("id", flat=True)[: limit + 1]]


def cases(who: Reader, stages: Iterable[CaseStage], after: str = "") -> Page:
    """Cases in these stages, the promise that runs out first on top."""
    found = CaseRow.objects.filter(who.sight.cases(), stage__in=list(stages))
    rows, key, count = page_of(found, ("due_at", "registered_at", "id"), after)
    return Page(lines=titled(who, rows), after=key, count=count)


def dispatch_queue(who: Reader, after: str = "") -> Page:
    """待派单: accepted, no leg yet."""
    return listed(who, "dispatch", after=after)


def triage_queue(who: Reader, after: str = "") -> Page:
    """待处置、退回补录、移交待确认: waiting for the front desk."""
    return listed(who, "triage", after=after)


def follow_up_queue(who: Reader, after: str = "") -> Page:
    """待回访, and followed up as unsolved: waiting for the follow-up caller."""
    return listed(who, "follow_up", after=after)


def inbox(who: Reader, after: str = "") -> Page:
    """The unit's running legs, the clock that runs out first on top."""
    return listed(who, "inbox", after=after)


def requests(who: Reader, kind: RequestKind, after: str = "", unit: str = "") -> Page:
    """Requests waiting for a ruling, the earliest due first."""
    return listed(who, _REQUESTS[kind], Narrowed(asked=Asked(unit=unit)), after)


_REQUESTS = {
    RequestKind.RETURN: "rulings",
    RequestKind.REDISPATCH: "rulings",
    RequestKind.EXTENSION: "extensions",
    RequestKind.REVIEW: "reviews",
    RequestKind.ON_SITE: "on_site",
    RequestKind.COMPLETION: "completions",
    RequestKind.UNREASONABLE: "unreasonable",
    RequestKind.CONTEST: "unreasonable",
    RequestKind.EXCLUSION: "exclusions",
}


def open_requests(who: Reader, kind: RequestKind, legs: Sequence[Any]) -> dict[Any, str]:
    """(case, leg) -> the request of that kind waiting there, for legs that were already read."""
    found = RequestRow.objects.filter(
        who.sight.legs(),
        kind=kind,
        state=RequestState.FILED,
        case_id__in={leg.case_id for leg in legs},
    )
    return {(row.case_id, row.leg): row.request for row in found}


def exclusions_by_reason(who: Reader) -> Sequence[tuple[str, str, int]]:
    """(reason, state, number) of every 考核剔除 in sight; 查否 is one of the reasons."""
    found = RequestRow.objects.filter(
        _in_sight(who, QUEUES["exclusions"]), kind=RequestKind.EXCLUSION
    )
    counted = found.values("reason", "state").annotate(number=Count("request"))
    return [(row["reason"], row["state"], row["number"]) for row in counted.order_by("reason")]


def recognised(who: Reader, ids: Sequence[Any]) -> Sequence[Any]:
    """Which of these cases are 无理重复诉求 today: recognised, and not lifted since."""
    ruled = RequestRow.objects.filter(
        city=who.actor.city,
        case_id__in=list(ids),
        kind__in=(RequestKind.UNREASONABLE, RequestKind.CONTEST),
        state=RequestState.UPHELD,
    )
    last = {row.case_id: row.kind for row in ruled.order_by("ruled_at")} if ids else {}
    return [case_id for case_id, kind in last.items() if kind == RequestKind.UNREASONABLE]


def late_by_unit(who: Reader) -> Sequence[tuple[str, int, int]]:
    """(unit, overdue, about to be) of the units with such legs, the worst twenty first."""
    soon = lit("soon", LEG_CLOCK, who.world, who.now)
    over = Q(next_due__lt=who.now)
    found = LegRow.objects.filter(who.sight.legs(), soon | over, running=True)
    counted = found.values("unit").annotate(over=Count("leg", filter=over), all=Count("leg"))
    rows = counted.order_by("-over", "-all", "unit")
    return [(row["unit"], row["over"], row["all"] - row["over"]) for row in rows[:20]]


def lines_by_unit(who: Reader, name: str) -> Sequence[tuple[str, int]]:
    """(unit, lines) of a list each line of which has one unit, as far as the reader sees."""
    found = _narrowed(who, QUEUES[name], Narrowed()).values("unit")
    return list(found.annotate(n=Count("case_id")).order_by().values_list("unit", "n"))


def _narrowed(who: Reader, queue: Queue, asked: Narrowed) -> QuerySet[Any]:
    """The rows of a list, fewer where more was asked."""
    light = lit(asked.light, queue.clock, who.world, who.now)
    words, plain = asked.asked.words, msgspec.structs.replace(asked.asked, words=())
    if queue.model is CaseRow:
        found = matching(who, plain) if plain != Asked() else _cases(who)
        found = found.filter(queue.where(who, asked), light)
        found = found.filter(number=asked.number) if asked.number else found
        return _saying(found.filter(who.sight.words()), words, "id") if words else found
    found = queue.model.objects.filter(_in_sight(who, queue), queue.where(who, asked), light)
    if plain.unit:
        units = who.world.units.subtree(plain.unit) or {plain.unit}
        found = found.filter(unit__in=sorted(units))
    if asked.officer and queue.model is LegRow:
        found = found.filter(officer=asked.officer)
    of_case = msgspec.structs.replace(plain, unit="")
    if of_case != Asked() or asked.number or words:
        wanted = matching(who, of_case).filter(who.sight.words() if words else Q())
        wanted = wanted.filter(number=asked.number) if asked.number else wanted
        found = found.filter(case_id__in=wanted.values("id"))
    return _saying(found, words, "case_id") if words else found


def _in_sight(who: Reader, queue: Queue) -> Q:
    if who.sight.whole_city or not queue.by_area:
        return who.sight.legs()
    return Q(city=who.actor.city, case_id__in=_cases(who).values("id"))


def _saying(found: QuerySet[Any], words: tuple[str, ...], case: str) -> QuerySet[Any]:
    """Those whose case says all these words. A list is short beside all cases, so each of its texts
    is looked at by its key: an index over words would find the word in closed cases first."""
    text = CaseTextRow.objects.filter(said(words), stream_id=OuterRef(case))
    hit = Subquery(text.values(one=Value(1))[:1], output_field=IntegerField())
    return found.alias(hit=hit).filter(hit=1)


def _cases(who: Reader) -> QuerySet[Any]:
    return CaseRow.objects.filter(who.sight.cases())


def _ranked(found: QuerySet[Any], order: Order) -> QuerySet[Any]:
    """The rows with their rank, where the order needs one."""
    if order not in RANKS:
        return found
    if found.model is CaseRow:
        return found.annotate(**{RANK: RANKS[order]})
    own = CaseRow.objects.filter(id=OuterRef("case_id")).annotate(held=RANKS[order])
    return found.annotate(**{RANK: Subquery(own.values("held")[:1])})


# --- counts -----------------------------------------------------------------------------------


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How many lines each queue of a reader has (up to NAV_BOUND + 1), and when any case in
    sight last changed; None when none did for an hour. Where a list is looked at, `list` is how
    many lines it has, up to the bound of lists, and of a list of cases `latest` is its own."""

    counts: dict[str, int]
    latest: datetime | None
    list: int = 0


def standing(who: Reader, wanted: Iterable[str], looked_at: str = "") -> Standing:
    """Counts for the navigation and tabs, and whether a live page is behind. One statement.

    `looked_at`: the list that the page shows, NO_LIST where nothing but the counts can change.
    """
    names = tuple(name for name in wanted if name in QUEUES or name in _joined or name == NOTICES)
    statement = _statement(who, names, looked_at)
    with connection.cursor() as cursor:
        cursor.execute(
            statement.text,
            [_now(who, one) for one in statement.params],
        )
        found = dict(zip(statement.columns, cursor.fetchone() or (), strict=False))
    return Standing(
        counts={name: int(found.get(f"n_{name}") or 0) for name in names},
        latest=found.get("latest"),
        list=int(found.get("list") or 0),
    )


def _now(who: Reader, value: Any) -> Any:
    """A value of the statement for this reader at this moment."""
    if isinstance(value, _Then):
        return who.now + value.past
    return who.actor.id if value == ME else value


class _Then(msgspec.Struct, frozen=True):
    """A moment so far from now."""

    past: timedelta


class _Statement(msgspec.Struct, frozen=True):
    """What `standing` asks, put together once: the text, its values, its columns."""

    text: str
    params: tuple[Any, ...]
    columns: tuple[str, ...]


_statements: dict[Any, _Statement] = {}
_MOST_STATEMENTS = 2000


def _statement(who: Reader, names: tuple[str, ...], looked_at: str) -> _Statement:
    """The statement for whoever sees the same. Every open page asks it every five seconds, and
    putting it together costs ten times what asking it does; but for the moment, nothing in it
    changes until roles, units or the day's rulebook do."""
    actor, day = who.actor, who.world.calendar.local(who.now).date()
    held = (actor.city, actor.unit, actor.roles, actor.scopes, who.sight.own_case)
    key = (*held, who.world.reference, day, names, looked_at)
    known = _statements.get(key)
    if known is None:
        if len(_statements) >= _MOST_STATEMENTS:
            _statements.clear()
        known = _statements[key] = _put_together(who, names, looked_at)
    return known


def _put_together(who: Reader, names: tuple[str, ...], looked_at: str) -> _Statement:
    asked: dict[str, Any] = {f"n_{name}": _bounded(who, name, NAV_BOUND) for name in names}
    if looked_at in QUEUES or looked_at in _joined:
        asked["list"] = _bounded(who, looked_at, COUNT_BOUND)
    if looked_at != NO_LIST:
        asked["latest"] = Subquery(_changed(who, looked_at).values("last_at")[:1])
    mine = CityRow.objects.filter(city=who.actor.city).values("city", **asked)
    text, params = mine.query.sql_with_params()
    moments = tuple(_Then(one - who.now) if isinstance(one, datetime) else one for one in params)
    return _Statement(text, moments, ("city", *asked))


def _changed(who: Reader, looked_at: str) -> QuerySet[Any]:
    """Cases of the list, or all in sight, that changed of late, the last one first. A change that
    leaves the span changes the mark once more, which costs a page one look at what it knows."""
    recent = _cases(who).filter(last_at__gt=who.now - RECENT).order_by("-last_at")
    queue = QUEUES.get(looked_at)
    of_cases = queue is not None and queue.model is CaseRow
    return recent.filter(queue.where(who, Narrowed())) if queue and of_cases else recent


def _bounded(who: Reader, name: str, bound: int) -> Counted:
    if name in _joined:
        return Counted(_joined[name](who).order_by().values("city")[: bound + 1])
    rows = unread(who, ME) if name == NOTICES else _narrowed(who, QUEUES[name], Narrowed())
    return Counted(rows.order_by().values("city")[: bound + 1])

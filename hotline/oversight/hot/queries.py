"""Reading hot events. Counts and cases only within the reader's sight, confidential ones never; the
name, made of what citizens said, only for those who see the words of one of its cases."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hotline import ledger
from hotline.handling.alike.queries import Near
from hotline.handling.models import CaseRow, CaseTextRow, PhoneRow
from hotline.handling.queries import Listed, Reader, titled
from hotline.oversight.hot.models import HotCursor, HotLookRow, HotMemberRow, HotNameRow, HotRow
from hotline.oversight.hot.streams import hot_ref
from hotline.rules.oversight import hot
from hotline.rules.oversight.hot import HotDismissed, HotState
from hotline.rules.words import CaseStage

LISTED: Final = 30
LATELY: Final = timedelta(days=60)
MOST_OF_A_TOPIC: Final = 2000
KEPT: Final = timedelta(days=60)
"""How long it is kept what a new case was like."""
CURVE: Final = 28
"""Days of a curve."""


class HotShown(msgspec.Struct, frozen=True, kw_only=True):
    """A hot event as one reader gets it. `cases` within sight, `days` how many on each day up to
    the last one, `units` whose legs they have, the most first."""

    row: Any
    name: str
    cases: int
    days: tuple[tuple[date, int], ...]
    units: tuple[tuple[str, int], ...]
    areas: tuple[tuple[str, int], ...]
    open: int


def running(city: str, cases: Sequence[UUID], now: datetime, quiet: int) -> UUID | None:
    """The event that one of these cases belongs to and that a further one grows; for the clock."""
    members = HotMemberRow.objects.filter(city=city, case_id__in=list(cases))
    rows = HotRow.objects.filter(city=city, id__in=members.values("event"))
    for row in rows.exclude(state=HotState.DISMISSED).order_by("-last_at")[:5]:
        if not hot.forgotten(row.last_at, now, quiet):
            return UUID(str(row.id))
    return None


def dismissed(city: str, cases: Sequence[UUID], now: datetime, quiet: int) -> set[UUID]:
    """Which of these cases somebody dismissed as no event of their own, of late; for the clock."""
    recent = HotRow.objects.filter(
        city=city, state=HotState.DISMISSED, last_at__gte=now - timedelta(days=quiet)
    )
    members = HotMemberRow.objects.filter(city=city, case_id__in=list(cases))
    found = members.filter(event__in=recent.values("id")).values_list("case_id", flat=True)
    return {UUID(str(case)) for case in found}


def cursor() -> str:
    """How far the feed was looked at, "" at its beginning."""
    return HotCursor.objects.values_list("cursor", flat=True).first() or ""


def looked_at(cursor: str) -> None:
    """Remembers it."""
    HotCursor.objects.update_or_create(name="hot", defaults={"cursor": cursor})


def new_cases(ids: Sequence[UUID], since: datetime) -> list[Any]:
    """Of these cases those registered since then, oldest first; confidential ones
    never. For the clock."""
    rows = CaseRow.objects.filter(id__in=list(ids), confidential=False, registered_at__gte=since)
    return list(rows.order_by("registered_at", "id"))


def of_topic(row: Any, since: datetime) -> list[Near]:
    """Cases of this one's topic in its district since then, itself among them; confidential ones
    never. For the clock."""
    district = row.area.split("/")[0]
    cases = CaseRow.objects.filter(
        city=row.city, topic=row.topic, confidential=False, registered_at__gte=since
    ).exclude(stage=CaseStage.WITHDRAWN)
    if district:
        cases = cases.filter(Q(area=district) | Q(area__startswith=f"{district}/"))
    found = cases.order_by("-registered_at").values_list("id", "registered_at")[:MOST_OF_A_TOPIC]
    digests = PhoneRow.objects.filter(city=row.city, stream_id__in=[id for id, _ in found])
    callers = dict(digests.values_list("stream_id", "digest"))
    return [Near(id=id, at=at, caller=callers.get(id) or str(id), score=0.0) for id, at in found]


def of_city(city: str, at: datetime, spans: Sequence[tuple[int, int]]) -> list[int]:
    """How many cases the whole city had in each span of days of age as of that moment; whoever
    reads it, since it is shown to nobody but as a ratio. One statement."""
    rows = CaseRow.objects.filter(
        city=city, registered_at__gt=at - timedelta(days=spans[-1][1]), registered_at__lte=at
    )
    counts = {
        f"n{n}": Count("id", filter=Q(
            registered_at__gt=at - timedelta(days=end),
            registered_at__lte=at - timedelta(days=start),
        ))
        for n, (start, end) in enumerate(spans)
    }  # fmt: skip
    found = rows.aggregate(**counts)
    return [found[name] for name in counts]


def keep_look(row: Any, like: Sequence[Near]) -> None:
    """Remembers which earlier ones a new case was like; one that stands alone needs no line."""
    others = [one for one in like if one.id != row.id and one.at <= row.registered_at]
    if others:
        HotLookRow.objects.bulk_create(
            [
                HotLookRow(
                    case_id=row.id,
                    city=row.city,
                    at=row.registered_at,
                    like=[one.id for one in others],
                    percent=[round(one.score * 100) for one in others],
                )
            ],
            ignore_conflicts=True,
        )


def sweep(now: datetime) -> int:
    """Deletes what has outlived its time; how many."""
    return HotLookRow.objects.filter(at__lt=now - KEPT).delete()[0]


def texts(ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Words of these cases, for comparing; nobody is shown them."""
    return CaseTextRow.objects.in_bulk(list(ids))


def areas(city: str, ids: Sequence[UUID]) -> list[str]:
    """The areas of these cases, where known."""
    found = CaseRow.objects.filter(city=city, id__in=list(ids)).exclude(area="")
    return list(found.values_list("area", flat=True))


def waiting(who: Reader) -> QuerySet[Any]:
    """Events that wait for a decision, of which the reader sees a case; to be counted. What those
    who may not decide have to read is on the board."""
    if not who.actor.is_a(*hot.DECIDERS):
        return HotRow.objects.none()
    case = CaseRow.objects.filter(_seen(who), id=OuterRef("case_id"))
    member = HotMemberRow.objects.filter(Exists(case), event=OuterRef("id"))
    since = who.now - LATELY
    rows = HotRow.objects.filter(city=who.actor.city, last_at__gte=since)
    return rows.filter(Exists(member), state=HotState.RAISED)


def board(who: Reader) -> list[HotShown]:
    """Events of late in which the reader sees a case, not the dismissed, the newest first."""
    since = who.now - LATELY
    rows = HotRow.objects.filter(city=who.actor.city, last_at__gte=since)
    kept = list(rows.exclude(state=HotState.DISMISSED).order_by("-last_at")[:LISTED])
    shown = _shown(who, kept)
    return [one for one in shown if one.cases]


def sees(who: Reader, event_id: UUID) -> bool:
    """Whether the reader sees one of its cases. One statement."""
    case = CaseRow.objects.filter(_seen(who), id=OuterRef("case_id"))
    found = HotMemberRow.objects.filter(Exists(case), city=who.actor.city, event=event_id)
    return found.exists()


def event(who: Reader, event_id: UUID) -> tuple[HotShown, list[Listed]] | None:
    """One event with its cases, the newest first; None where the reader sees none of them."""
    row = HotRow.objects.filter(city=who.actor.city, id=event_id).first()
    if row is None:
        return None
    [shown] = _shown(who, [row])
    if not shown.cases:
        return None
    members = HotMemberRow.objects.filter(event=event_id).values("case_id")
    cases = CaseRow.objects.filter(_seen(who), id__in=members).order_by("-registered_at")
    return shown, titled(who, list(cases[: hot.MOST]))


def members(city: str, event_id: UUID) -> set[str]:
    """All its cases; for checking what was asked, shown to nobody."""
    found = HotMemberRow.objects.filter(city=city, event=event_id)
    return {str(case) for case in found.values_list("case_id", flat=True)}


def all_seen(who: Reader, cases: Sequence[UUID]) -> bool:
    """Whether the reader sees every one of these cases, and none is confidential."""
    wanted = set(cases)
    return CaseRow.objects.filter(_seen(who), id__in=wanted).count() == len(wanted)


def of_case(who: Reader, case_id: UUID) -> list[HotShown]:
    """Events that a case belongs to, dismissed ones not."""
    members = HotMemberRow.objects.filter(city=who.actor.city, case_id=case_id).values("event")
    rows = HotRow.objects.filter(city=who.actor.city, id__in=members)
    return _shown(who, list(rows.exclude(state=HotState.DISMISSED)[:3]))


def dismissed_because(who: Reader, event_id: UUID) -> str:
    """Why it was dismissed last; "" where it was not, or the words are erased."""
    for one in reversed(ledger.read(hot_ref(who.actor.city, event_id))):
        if isinstance(one.event, HotDismissed):
            return str(one.event.reason) if one.sealed else ""
    return ""


def _seen(who: Reader) -> Q:
    return who.sight.cases() & Q(confidential=False)


def _shown(who: Reader, rows: Sequence[Any]) -> list[HotShown]:
    """Four statements however many events."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    pairs = HotMemberRow.objects.filter(event__in=ids).values_list("event", "case_id")
    members: dict[UUID, list[UUID]] = {}
    for one, case in pairs:
        members.setdefault(one, []).append(case)
    wanted = [case for cases in members.values() for case in cases]
    seen = CaseRow.objects.filter(_seen(who), id__in=wanted)
    fields = ("id", "registered_at", "lead_unit", "area", "closed_at")
    known = {case.id: case for case in seen.only(*fields)}
    worded = set(seen.filter(who.sight.words()).values_list("id", flat=True))
    names = dict(HotNameRow.objects.filter(stream_id__in=ids).values_list("stream_id", "name"))
    return [_one(who, row, members.get(row.id, []), known, worded, names) for row in rows]


def _one(
    who: Reader,
    row: Any,
    members: Sequence[UUID],
    known: dict[UUID, Any],
    worded: set[UUID],
    names: dict[UUID, str],
) -> HotShown:
    cases = [known[case] for case in members if case in known]
    local = who.world.calendar.local
    by_day = Counter(local(case.registered_at).date() for case in cases)
    last = max(by_day, default=local(row.last_at).date())
    days = [last - timedelta(days=back) for back in reversed(range(CURVE))]
    may_name = not worded.isdisjoint(members)
    return HotShown(
        row=row,
        name=names.get(row.id, "") if may_name else "",
        cases=len(cases),
        days=tuple((day, by_day.get(day, 0)) for day in days),
        units=tuple(Counter(one.lead_unit for one in cases if one.lead_unit).most_common()),
        areas=tuple(Counter(one.area for one in cases if one.area).most_common()),
        open=sum(case.closed_at is None for case in cases),
    )

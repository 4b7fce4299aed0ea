"""Reading of notices: one's own, those that failed, and what following and sending need.

Every read for a person begins with the reader; the functions without one serve the courier.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hotline.handling.models import CallerRow, CaseRow, LegRow
from hotline.handling.notices.models import NoticeCursor, NoticeLine, NoticeRow, NoticeWish
from hotline.handling.notices.table import STANDARD, THINGS, WAYS, WHOMS, Line, Thing, Way, Whom
from hotline.handling.paging import page_of
from hotline.handling.queries import Reader
from hotline.rules.actor import Actor

ME = "\x00me"
"""Stands for the reader in a statement that is put together once for many readers."""


def mine(who: Reader, after: str = "") -> tuple[list[Any], str, int]:
    """The reader's notices, the newest first, of cases that they may see now."""
    return page_of(_own(who, who.actor.id), ("at", "id"), after, down=True)


def unread(who: Reader, user_id: str) -> QuerySet[Any]:
    """Those not read yet, to be counted."""
    return _own(who, user_id).filter(read_at__isnull=True)


def _own(who: Reader, user_id: str) -> QuerySet[Any]:
    seen = CaseRow.objects.filter(who.sight.cases()).values("id")
    found = NoticeRow.objects.filter(city=who.actor.city, user_id=user_id, way=Way.PAGE)
    return found.filter(case_id__in=seen)


def one_of_mine(who: Reader, notice_id: UUID) -> Any | None:
    """One of the reader's own; None for another's."""
    return _own(who, who.actor.id).filter(id=notice_id).first()


def dead(actor: Actor, after: str = "") -> tuple[list[Any], str, int]:
    """What could not be delivered in the actor's city, the newest first."""
    found = NoticeRow.objects.filter(city=actor.city, state="dead")
    return page_of(found, ("at", "id"), after, down=True)


def wish(city: str, user_id: str) -> NoticeWish:
    """What somebody wants; the standard where nothing was said: at once, at any hour, no e-mail."""
    return wishes(city, [user_id])[user_id]


def wishes(city: str, user_ids: Iterable[str]) -> dict[str, NoticeWish]:
    """What each of these wants."""
    wanted = set(user_ids)
    rows = NoticeWish.objects.filter(city=city, user_id__in=wanted) if wanted else []
    found = {row.user_id: row for row in rows}
    return {one: found.get(one) or _nothing_said(city, one) for one in wanted}


def _nothing_said(city: str, user_id: str) -> NoticeWish:
    return NoticeWish(
        user_id=user_id, city=city, email="", phone="", quiet_from=0, quiet_to=0, digest=-1, off=[]
    )


def table(city: str) -> Mapping[tuple[Thing, Whom], Line]:
    """The city's table: the standard one with its own lines in place."""
    own: dict[tuple[Thing, Whom], Line] = {}
    for row in NoticeLine.objects.filter(city=city):
        # A line of a newer edition of the program, or of an older one, says nothing to this one.
        thing, whom = THINGS.get(row.thing), WHOMS.get(row.whom)
        if thing is None or whom is None or (thing, whom) not in STANDARD:
            continue
        ways = frozenset(WAYS[way] for way in row.ways if way in WAYS)
        own[thing, whom] = Line(thing=thing, whom=whom, ways=ways, text=row.text, own=True)
    return {**STANDARD, **own}


# --- for the courier --------------------------------------------------------------------------


def cursor(name: str) -> str:
    """How far that follower came; "" before its first batch."""
    found = NoticeCursor.objects.filter(name=name).values_list("cursor", flat=True)
    return found.first() or ""


def cases(ids: Collection[UUID]) -> dict[UUID, Any]:
    """Rows of these cases."""
    return {row.id: row for row in CaseRow.objects.filter(id__in=ids)} if ids else {}


def legs(ids: Collection[UUID]) -> dict[tuple[UUID, str], Any]:
    """(case, leg) -> rows of the legs of these cases."""
    found = LegRow.objects.filter(case_id__in=ids) if ids else ()
    return {(row.case_id, row.leg): row for row in found}


def phone_of(city: str, case_id: UUID) -> str:
    """The caller's number, to write to them about their own case; "" when erased."""
    found = CallerRow.objects.filter(city=city, stream_id=case_id)
    return found.values_list("phone", flat=True).first() or ""


def link(city: str, notice_id: UUID) -> Any | None:
    """The notice to a citizen behind a link."""
    return NoticeRow.objects.filter(city=city, id=notice_id, user_id="", way=Way.SMS).first()

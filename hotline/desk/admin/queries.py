"""Small reads of the administration that no room below has: paging of its lists, names, numbers."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from hotline.handling.models import CaseRow
from hotline.people import queries as people
from hotline.people.models import UserRow
from hotline.rules.actor import Actor
from hotline.rules.words import Role
from hotline.web.reading import is_id

PAGE = 50
BOUND = 1000


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One page of rows; `after` is the key of the next, "" on the last."""

    rows: list[Any]
    after: str = ""
    count: str = ""


def count_zh(number: int) -> str:
    """共 n, counted no further than the bound."""
    return f"{BOUND:,}+" if number > BOUND else f"{number:,}"


def user_page(actor: Actor, found: QuerySet[UserRow], after: str) -> Listing:
    """One page of accounts by unit and user name; the key is the last account's id."""
    count = len(found.order_by().values_list("pk")[: BOUND + 1])
    last = people.user(actor, after) if after else None
    if last is not None:
        beyond = Q(unit__gt=last.unit) | Q(unit=last.unit, username__gt=last.username)
        found = found.filter(beyond)
    rows = list(found.order_by("unit", "username")[: PAGE + 1])
    more = str(rows[PAGE - 1].id) if len(rows) > PAGE else ""
    return Listing(rows=rows[:PAGE], after=more, count=count_zh(count))


def log_page(found: QuerySet[Any], after: str) -> Listing:
    """One page of a log, newest first; the key is time and id of its last line."""
    count = len(found.order_by().values_list("pk")[: BOUND + 1])
    at, _, number = after.partition("|")
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is not None and number.isdecimal() and len(number) < 19:
            found = found.filter(Q(at__lt=moment) | Q(at=moment, id__lt=int(number)))
    except ValueError:
        pass  # a key that is not ours begins from the top again
    rows = list(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    more = f"{last.at.isoformat()}|{last.id}" if last else ""
    return Listing(rows=rows[:PAGE], after=more, count=count_zh(count))


def names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Names of users of the actor's own city by id; those of machines are not among them."""
    wanted = [one for one in ids if is_id(one)]
    rows = UserRow.objects.filter(city=actor.city, id__in=wanted) if wanted else ()
    return {str(row.id): row.name for row in rows}


def case_by_number(actor: Actor, number: str) -> UUID | None:
    """The id of a case for the audit administrator, who sees nothing else of it."""
    if not actor.is_a(Role.AUDIT_ADMIN):
        return None
    found = CaseRow.objects.filter(city=actor.city, number=number)
    return found.values_list("id", flat=True).first()


def case_numbers(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """Numbers of cases for the audit administrator, who sees nothing else of them."""
    if not actor.is_a(Role.AUDIT_ADMIN):
        return {}
    found = CaseRow.objects.filter(city=actor.city, id__in=ids)
    return dict(found.values_list("id", "number"))

"""Paging of lists by key: never by offset, so that page 1,000 costs what page 1 costs.

A page's key is what its last row shows in the columns of the order. It comes back from outside, so
it is read by the kinds of those columns and anything else begins from the top again.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.db.models import (
    DateTimeField,
    F,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
)

PAGE = 50
COUNT_BOUND = 1000
_Rank = Annotated[int, msgspec.Meta(ge=0, le=9)]
_Word = Annotated[str, msgspec.Meta(pattern=r"^\w*\Z")]
_KINDS: dict[type, Any] = {
    DateTimeField: Annotated[datetime, msgspec.Meta(tz=True)],
    UUIDField: UUID,
}
"""What stands in a page's key, by the kind of column."""

RANK = "rank"
"""A whole number by which rows are annotated, where an order has no column of its own."""


class Counted(Subquery):
    """The number of rows of a bounded query, as one value of a larger statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def page_of(
    found: QuerySet[Any],
    keys: Sequence[str],
    after: str,
    *,
    down: bool = False,
    counted: QuerySet[Any] | None = None,
) -> tuple[list[Any], str, int]:
    """One page by key. A null due stands last; the key of a page is what its last row shows.

    `down`: the largest first, for columns that are never null. `counted`: the same rows asked for
    in a way that is quicker where their order does not matter.
    """
    same = found if counted is None else counted
    count = len(same.order_by().values_list("pk")[: COUNT_BOUND + 1])
    ordered = in_order(found, keys, down=down)
    if beyond := _decode(after, found.model, keys):
        ordered = ordered.filter(_beyond(found.model, keys, beyond, "lt" if down else "gt"))
    rows = list(ordered[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return rows, _encode([getattr(rows[-1], key) for key in keys]) if more else "", count


def in_order(found: QuerySet[Any], keys: Sequence[str], *, down: bool) -> QuerySet[Any]:
    """The rows in the order of the keys."""
    first, *rest = keys
    if down:
        return found.order_by(*(f"-{key}" for key in keys))
    return found.order_by(F(first).asc(nulls_last=True), *rest)


def is_sound(after: str, model: type[Model], keys: Sequence[str]) -> bool:
    """Whether a page's key is one that this order gives; "" is the first page."""
    return not after or bool(_decode(after, model, keys))


def _beyond(model: type[Model], keys: Sequence[str], values: Sequence[Any], than: str = "gt") -> Q:
    """Rows after those values in the order of the keys, nulls last.

    Where the first key is never null its bound stands once more by itself: by it the index is
    entered at the page, not walked from its beginning.
    """
    wanted = Q()
    for index, (key, value) in enumerate(zip(keys, values, strict=True)):
        same = Q()
        for earlier, held in zip(keys[:index], values[:index], strict=True):
            same &= Q(**{f"{earlier}__isnull": True}) if held is None else Q(**{earlier: held})
        if value is None:
            continue
        greater = Q(**{f"{key}__{than}": value})
        if than == "gt" and _nullable(model, key):
            greater |= Q(**{f"{key}__isnull": True})
        wanted |= same & greater
    return wanted if _nullable(model, keys[0]) else wanted & Q(**{f"{keys[0]}__{than}e": values[0]})


def _nullable(model: type[Model], key: str) -> bool:
    return key != RANK and bool(getattr(model._meta.get_field(key), "null", False))


def _encode(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def _decode(after: str, model: type[Model], keys: Sequence[str]) -> Sequence[Any]:
    """The values of a page key; a key that is not ours begins from the top again."""
    shape: Any = tuple.__class_getitem__(tuple(_kind(model, key) for key in keys))
    try:
        raw = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4))
        found: Sequence[Any] = msgspec.json.decode(raw, type=shape)
    except (ValueError, msgspec.DecodeError, RecursionError):
        return ()
    return found


def _kind(model: type[Model], key: str) -> Any:
    """What a key's value is read as; null only where the column may be."""
    if key == RANK:
        return _Rank
    kind = _KINDS.get(type(model._meta.get_field(key)), _Word)
    return kind | None if _nullable(model, key) else kind

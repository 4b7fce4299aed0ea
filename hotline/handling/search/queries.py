"""Reading what a search finds. Every read begins with the reader's sight, counts included."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import OuterRef, Q, QuerySet, Subquery
from msgspec.structs import replace

from hotline.handling.models import CallerRow, CaseRow, CaseTextRow, SavedSearch
from hotline.handling.paging import in_order, is_sound, page_of
from hotline.handling.queries import Page, Reader, titled
from hotline.handling.search.asked import Asked, Sort, conditions, holds, said
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

BATCH = 500
"""Cases read at once when many are taken out: a few statements each, a few hundred kB."""

OFTEN = 6000
"""Texts with the words asked for: below, looking all of them up and sorting takes some 50 ms at
most; from there on 51 are met as soon by going through a million cases in order."""

BAD_PAGE = Refusal(
    code=Code.INVALID,
    message=say("翻页位置无效。"),
    advice=say("地址可能被截断，或来自另一种排序；请从第一页重新查看。"),
    field="after",
)


def find(who: Reader, asked: Asked, after: str = "") -> Page | Refusal:
    """One page of the cases in sight that answer the search, with a bounded count."""
    if not is_sound(after, CaseRow, asked.keys):
        return BAD_PAGE
    down, found = asked.sort is Sort.NEWEST, matching(who, asked)
    lines = _walked(who, asked) if _walks(who, asked) else found
    rows, key, count = page_of(lines, asked.keys, after, down=down, counted=found)
    return Page(lines=titled(who, rows), after=key, count=count)


def ids(who: Reader, asked: Asked, limit: int) -> list[UUID]:
    """Ids of what was found, in its order, one more than the limit where there are more."""
    found = in_order(matching(who, asked), asked.keys, down=asked.sort is Sort.NEWEST)
    return list(found.values_list("id", flat=True)[: limit + 1])


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One case as it is taken out: the row, and what is readable of it; covers are the caller's."""

    case: Any
    words: Any = None
    caller: Any = None


def batches(
    who: Reader, wanted: Sequence[UUID], *, words: bool, caller: bool
) -> Iterator[list[Taken]]:
    """The cases in that order, a batch at a time, personal rows only where asked for."""
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        rows = {row.id: row for row in CaseRow.objects.filter(who.sight.cases(), id__in=part)}
        texts = _by_stream(CaseTextRow.objects.filter(stream_id__in=rows)) if words else {}
        callers = _by_stream(CallerRow.objects.filter(stream_id__in=rows)) if caller else {}
        yield [
            Taken(case=rows[one], words=texts.get(one), caller=callers.get(one))
            for one in part
            if one in rows
        ]


def saved(who: Reader) -> Sequence[Any]:
    """The reader's own kept searches, by name."""
    mine = SavedSearch.objects.filter(city=who.actor.city, user_id=who.actor.id)
    return list(mine.order_by("name"))


def matching(who: Reader, asked: Asked) -> QuerySet[Any]:
    """The cases in sight that answer the search, words only where the reader sees them."""
    found = CaseRow.objects.filter(who.sight.cases(), conditions(asked, who.world, who.now))
    if asked.words:
        found = found.filter(who.sight.words(), _with(who.actor.city, asked.words))
    return found


def _with(city: str, words: tuple[str, ...]) -> Q:
    """Cases of the city with all these words."""
    return Q(id__in=_texts(city, words).values("stream_id"))


def _texts(city: str, words: tuple[str, ...]) -> QuerySet[Any]:
    pairs, held = holds(words)
    return CaseTextRow.objects.alias(pairs=pairs).filter(held, city=city)


def _walks(who: Reader, asked: Asked) -> bool:
    """Whether a page is found sooner by going through the cases in their order than by looking up
    all with these words: words alone, in very many cases. One statement, where words are asked."""
    alone = replace(asked, words=(), sort=Sort.NEWEST) == Asked()
    if not asked.words or not alone or not who.sight.whole_city:
        return False
    texts = _texts(who.actor.city, asked.words)
    return len(texts.values_list("city", flat=True)[: OFTEN + 1]) > OFTEN


def _walked(who: Reader, asked: Asked) -> QuerySet[Any]:
    """The same cases as `matching`, each one's text looked at when its turn comes."""
    own = CaseTextRow.objects.filter(said(asked.words), stream_id=OuterRef("id"))
    found = CaseRow.objects.filter(who.sight.cases(), who.sight.words())
    return found.alias(held=Subquery(own.values("stream_id")[:1])).filter(held__isnull=False)


def _by_stream(rows: QuerySet[Any]) -> dict[UUID, Any]:
    return {row.stream_id: row for row in rows}

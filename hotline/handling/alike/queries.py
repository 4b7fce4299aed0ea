"""Looking up cases that a matter being typed, or a case, may be the same as.

Two ways in: the words (`rules.alike.keys`, over the index of `handling_pairs` that search uses) and
the number that calls. What comes back is filtered by sight, compared by `rules.alike.likeness` and
ranked. Only cases whose words the reader sees are compared, and confidential ones never: a hit
would tell that they exist [product.md §10].

No table of its own: nothing to fill, to erase, or to write while a case is registered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Q

from hotline.handling.alike.alarms.queries import alarms_of
from hotline.handling.alike.looking import told
from hotline.handling.alike.usual import usual
from hotline.handling.models import CaseRow, CaseTextRow, PhoneRow
from hotline.handling.queries import Reader
from hotline.handling.rows import phone_digest
from hotline.people.cover import Cover, mask_words
from hotline.rules.alike.keys import crowded, keys
from hotline.rules.alike.likeness import LIKELY, Comparing, Likeness
from hotline.rules.alike.matter import READ, Matter, Weights
from hotline.rules.case.table import OPEN
from hotline.rules.words import CaseStage

RECENT: Final = timedelta(days=180)
"""Calls of the same number are looked up for so long."""
MOST: Final = 100
"""Texts compared, the newest first."""
LOOKED_AT: Final = 20
"""Of these the cases whose row is read."""
OF_A_CALLER: Final = 20
SHOWN: Final = 5
AT_INTAKE: Final = 0.04
"""Seconds for the words while an agent types: what is not found by then is not waited for, and
asked again with the next words. The number that calls is looked up in any case."""


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """A case and how likely it is the same; `shared` are words of both, `head` is the case that it
    was merged under."""

    case: Any
    title: str
    likeness: Likeness
    shared: tuple[str, ...] = ()
    head: Any = None


def alike(
    who: Reader,
    one: Matter,
    *,
    besides: UUID | None = None,
    limit: int = SHOWN,
    within: float | None = None,
) -> list[Alike]:
    """Cases in sight that are likely the same, the likeliest first; `one.caller` is a keyed hash
    (`phone_key`), `within` the seconds that words are looked up for. At most six statements."""
    weights, many = usual(who.actor.city)
    wanted = keys(one, weights, many)
    words = told(who.actor.city, wanted, MOST, within, crowded=crowded(wanted, weights, many))
    texts: dict[UUID, Any] = {text.stream_id: text for text in words}
    of_caller = _of_caller(who, one.caller)
    if missing := of_caller - texts.keys():
        texts |= CaseTextRow.objects.in_bulk(list(missing))
    if besides:
        texts.pop(besides, None)
    comparing, limits = Comparing(one, weights), alarms_of(who.actor.city, who.world.reference)
    near = _nearest(comparing, texts, of_caller, limits.alike.least)
    found: list[Alike] = []
    for case in _cases(who, near, limits.alike.days):
        own = case.id in of_caller and who.sight.covers(case).phone >= Cover.MASKED
        other = _matter(case, texts[case.id], one.caller if own else "")
        seen = comparing.with_(other)
        if seen.score >= limits.alike.least:
            title = mask_words(texts[case.id].title or texts[case.id].text[:40])
            shared = comparing.shared(other)
            found.append(Alike(case=case, title=title, likeness=seen, shared=shared))
    best = sorted(found, key=lambda each: -each.likeness.score)[:limit]
    return _with_heads(who, best)


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """A case that is likely the same as another, for what counts them: nothing personal but the
    keyed hash of its caller."""

    id: UUID
    at: datetime
    caller: str
    score: float


def near(
    city: str, row: Any, text: Any, since: datetime, limit: int = 300, least: float = LIKELY
) -> list[Near]:
    """Cases since then that are likely the same as this one, itself among them, for whoever counts
    and shows nobody anything; confidential ones never."""
    weights, many = usual(city)
    comparing = Comparing(_matter(row, text, ""), weights)
    wanted = keys(comparing.one, weights, many)
    words = told(city, wanted, limit, None, crowded=crowded(wanted, weights, many))
    texts: dict[UUID, Any] = {each.stream_id: each for each in words}
    texts[row.id] = text
    held = CaseRow.objects.filter(
        city=city, id__in=list(texts), confidential=False, registered_at__gte=since
    ).exclude(stage=CaseStage.WITHDRAWN)
    found = {
        case.id: (case, score)
        for case in held.only("id", "area", "registered_at")
        if (score := comparing.with_(_matter(case, texts[case.id], "")).score) >= least
    }
    digests = PhoneRow.objects.filter(city=city, stream_id__in=list(found))
    callers = dict(digests.values_list("stream_id", "digest"))
    return [
        Near(id=id, at=case.registered_at, caller=callers.get(id) or str(id), score=score)
        for id, (case, score) in sorted(found.items())
    ]


def weights_of(city: str) -> Weights:
    """How rare words are in the city."""
    return usual(city)[0]


def _nearest(
    comparing: Comparing, texts: dict[UUID, Any], also: set[UUID], least: float
) -> list[UUID]:
    """Those whose words are near enough, before anything else is read of them, and the caller's
    own."""

    def hint(case: UUID) -> float:
        text = texts[case]
        return comparing.hint(f"{text.title}\n{text.address}\n{text.text[:READ]}")

    best = sorted(texts.keys() - also, key=hint, reverse=True)[:LOOKED_AT]
    near = [case for case in best if comparing.at_best(_told(texts[case])) >= least]
    return [*near, *(also & texts.keys())]


def of_case(who: Reader, row: Any, text: Any) -> Matter:
    """A case as a matter that is compared with others; its caller only where the reader could find
    the case by the number."""
    digest = None
    if who.sight.covers(row).phone >= Cover.MASKED and not row.confidential:
        hits = PhoneRow.objects.filter(city=row.city, stream_id=row.id)
        digest = hits.values_list("digest", flat=True).first()
    return _matter(row, text, digest or "")


def phone_key(city: str, phone: str) -> str:
    """The same of a number being typed; of fewer than seven digits "": it is still being typed."""
    return phone_digest(city, phone) if sum(map(str.isdigit, phone)) >= 7 else ""


def _of_caller(who: Reader, digest: str) -> set[UUID]:
    if not digest:
        return set()
    since = who.now - RECENT
    hits = PhoneRow.objects.filter(city=who.actor.city, digest=digest, at__gte=since)
    return set(hits.order_by("-at").values_list("stream_id", flat=True)[:OF_A_CALLER])


def _cases(who: Reader, ids: list[UUID], days: int) -> Sequence[Any]:
    """Of these the ones in sight, words and all, that are open or not long over."""
    if not ids:
        return []
    current = Q(stage__in=OPEN) | Q(registered_at__gte=who.now - timedelta(days=days))
    seen = who.sight.cases() & who.sight.words() & Q(confidential=False)
    rows = CaseRow.objects.filter(seen, current, id__in=ids)
    return list(rows.exclude(stage=CaseStage.WITHDRAWN))


def _told(text: Any) -> Matter:
    return Matter(title=text.title, text=text.text, address=text.address)


def _matter(row: Any, text: Any, caller: str) -> Matter:
    return Matter(
        id=str(row.id),
        title=text.title,
        text=text.text,
        address=text.address,
        area=row.area,
        caller=caller,
        at=row.registered_at,
    )


def _with_heads(who: Reader, found: list[Alike]) -> list[Alike]:
    heads = {each.case.parent for each in found if each.case.stage == CaseStage.MERGED}
    if not heads:
        return found
    known = CaseRow.objects.filter(who.sight.cases(), confidential=False).in_bulk(heads)
    return [msgspec.structs.replace(each, head=known.get(each.case.parent)) for each in found]

"""What a batch is made of: the lines ticked in a list, or all that a list or a search has.

The list is asked for as its own address asks (words stand in it closed), once when the batch is
drawn up: from then on its cases are fixed, however the list changes.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from django.http import QueryDict
from django.urls import reverse

from hotline.desk import finding, lists, narrowing, shell, taking_out, watching
from hotline.desk.gate import Desk
from hotline.desk.queue_page import ListPage
from hotline.handling.batches.jobs import MOST, NOTHING, Pick
from hotline.handling.queues import queries as queues
from hotline.handling.search import queries as search
from hotline.rules.refusal import Refusal
from hotline.rules.text import say

FIND = "find"
_LISTS = {one.place: one for one in (lists.TRIAGE, lists.DISPATCH, lists.INBOX, lists.FOLLOW_UP)}


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The cases, where they came from in words, and how the list is gone back to."""

    picks: Sequence[Pick]
    about: str
    back: str


def chosen(desk: Desk, sent: QueryDict) -> Chosen | Refusal:
    """What a list's button or link sends: `from` with the list's own address in `query`, and
    `pick` where lines were ticked."""
    place = sent.get("from", "")
    query = sent.get("query") or sent.urlencode()
    asked = dict(parse_qsl(query))
    at = _list(place, asked.get("tab", ""))
    if at is None and place != FIND:
        return NOTHING
    if ticked := sent.getlist("pick"):
        return _ticked(ticked, place, sent.get("back", ""))
    return _listed(desk, at, asked, query) if at else _searched(desk, asked)


def _list(place: str, tab: str) -> ListPage | None:
    if place == "watch":
        tab = tab if tab in watching.TABS else "late"
        return ListPage(place=place, queue=tab, shape=watching.SHAPES[tab], tabs=watching.TABS)
    return _LISTS.get(place)


def _listed(desk: Desk, at: ListPage, asked: dict[str, str], query: str) -> Chosen | Refusal:
    narrowed = narrowing.read(desk, asked, at.shape)
    if narrowed.refusal:
        return narrowed.refusal
    tab = asked.get("tab", "") if asked.get("tab", "") in at.tabs else ""
    lines = queues.picks(desk.who, tab or at.queue, narrowed.asked, MOST)
    where = _title(at.place)
    if tab:
        where = say("{a}（{b}）", a=where, b=at.tabs[tab])
    of_cases = narrowed.asked.asked
    about = say(
        "{where}；{conditions}", where=where, conditions=taking_out.about(desk.who, of_cases)
    )
    return Chosen(
        picks=[Pick(case, leg) for case, leg in lines],
        about=about if narrowed.narrowed else where,
        back=_back(at.place, query),
    )


def _searched(desk: Desk, asked: dict[str, str]) -> Chosen | Refusal:
    _, found = finding.asked_of(desk, asked)
    if isinstance(found, Refusal):
        return found
    conditions = taking_out.about(desk.who, found)
    return Chosen(
        picks=[Pick(id) for id in search.ids(desk.who, found, MOST)],
        about=say("{where}；{conditions}", where=_title(FIND), conditions=conditions),
        back=finding.url(found, asked.get("w", "")),
    )


def _ticked(ticked: Sequence[str], place: str, back: str) -> Chosen | Refusal:
    """What was ticked; what names no case at all is left out."""
    picks = [one for one in map(pick_of, dict.fromkeys(ticked)) if one]
    if not picks:
        return NOTHING
    here = reverse(f"desk:{place}")
    ours = back == here or back.startswith(f"{here}?")
    return Chosen(picks=picks, about=ticked_in(place), back=back if ours else here)


def ticked_in(place: str) -> str:
    """Where ticked lines come from, in words."""
    return say("{where}；勾选", where=_title(place))


def pick_of(text: str) -> Pick | None:
    """A ticked line: the case's id, with the leg after a dot."""
    case, _, leg = text.partition(".")
    try:
        return Pick(UUID(case), leg[:20])
    except ValueError:
        return None


def _title(place: str) -> Any:
    return next(one.title for one in shell.PLACES if one.name == place)


def _back(place: str, query: str) -> str:
    own = {"from", "query", "act", "pick"}
    kept = QueryDict(query, mutable=True)
    for name in own & set(kept):
        del kept[name]
    return f"{reverse(f'desk:{place}')}?{kept.urlencode()}" if kept else reverse(f"desk:{place}")

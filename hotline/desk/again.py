"""The registration form turned over without being sent: a second matter beside a danger, and a new
fact about a closed matter, which becomes a case of its own linked to the old one (另立一单).

Works without scripts: each is a button that brings the form back with what it asked for.
"""

from collections.abc import Sequence

from django.http import QueryDict

from hotline.desk.choices import AREAS, TOPICS, written
from hotline.desk.gate import Desk
from hotline.desk.ways import ways
from hotline.handling import queries
from hotline.rules.words import CaseStage, Channel, Kind, Nature, Urgency
from hotline.web.reading import is_id

OVER = frozenset({CaseStage.CLOSED, CaseStage.WITHDRAWN})
"""Stages after which what is new is a case of its own; before, it is added to the old one."""
CARRIED = ("title", "address", "area", "object", "topic")


def begin(desk: Desk, asked: QueryDict) -> QueryDict | None:
    """The form for a new fact about the case `?again=`, with what it is about already in place;
    None for an ordinary one, and where that case is not to be seen or not over."""
    row = queries.case_row(desk.who, asked.get("again", "")) if "again" in asked else None
    if row is None or row.stage not in OVER:
        return None
    world, typed = desk.who.world, QueryDict(mutable=True)
    typed.update(
        {
            "channel": Channel.PHONE.value,
            "nature": Nature.MATTER.value,
            "m0-again": str(row.id),
            "m0-kind": row.kind,
            "m0-topic": written(world, TOPICS, row.topic) if row.topic else "",
            "m0-area": written(world, AREAS, row.area) if row.area else "",
            "m0-object": row.object,
            "m0-urgency": Urgency.ORDINARY.value,
            "m0-way": ways(desk)[0][0],
        }
    )
    return typed


def turned(
    desk: Desk, posted: QueryDict, ns: Sequence[str], fresh: str, most: int
) -> tuple[list[str], QueryDict]:
    """The matters and what stands in them after the button that was pressed."""
    typed, found = posted.copy(), list(ns)
    if apart := posted.get("apart", ""):
        typed.pop(f"m{apart}-again", None)
    elif (of := posted.get("second", "")) in found and len(found) < most:
        found.append(fresh)
        for name in CARRIED:
            typed[f"m{fresh}-{name}"] = posted.get(f"m{of}-{name}", "")
        typed[f"m{fresh}-text"] = posted.get(f"m{of}-text", "")
        typed[f"m{fresh}-kind"] = Kind.COMPLAINT.value
        typed[f"m{fresh}-urgency"] = Urgency.ORDINARY.value
        typed[f"m{fresh}-way"] = ways(desk)[0][0]
    elif again := posted.get("again", ""):
        free = next((n for n in found if not posted.get(f"m{n}-again")), "")
        if not free and len(found) < most:
            found.append(free := fresh)
            typed[f"m{fresh}-way"] = ways(desk)[0][0]
        if free:
            typed[f"m{free}-again"] = again
    return found, typed


def number_of(desk: Desk, again: str) -> str:
    """The number of the earlier case named in the form; "" where it is not to be seen."""
    row = queries.case_row(desk.who, again) if is_id(again) else None
    return row.number if row else ""

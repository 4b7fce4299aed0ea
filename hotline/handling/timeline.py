"""The journal of a case as people read it (流转记录): one line per step, newest last.

Each line says who did what in which role and unit, when, how long after the step before, what the
rule allowed, and, as far as the reader may see them, the words that were written. Sight decides
here, so no page can show more: words below `Cover.OPEN` and erased ones are named, not shown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import msgspec

from hotline.handling.measures import measures, span
from hotline.handling.telling import Telling
from hotline.handling.timeline_words import TELLINGS
from hotline.ledger import Recorded
from hotline.people.cover import Cover, Covers, mask_phone
from hotline.rules.case.events import Registered
from hotline.rules.case.leg_events import LegDispatched, LegReassigned
from hotline.rules.context import World
from hotline.rules.text import say
from hotline.rules.words import Face, Role, Term

ERASED = say("个人信息已按规定删除")
HIDDEN = say("文字内容不在您的查看权限内")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `since` is "" on the first; `late` marks a step that came after its limit;
    `who` is "" where the step before was the same person's at the same moment.

    `measured` says how long it took and until when it was allowed, where a rule bound it.
    `about` is the unit whose leg the step is about, "" for steps of the case as a whole.
    """

    at: datetime
    title: str
    who: str
    role: str
    unit: str
    face: str
    since: str
    notes: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    withheld: str
    late: bool
    about: str
    measured: str = ""


def lines(
    events: Sequence[Recorded],
    covers: Covers,
    world: World,
    people: Mapping[str, str] = MappingProxyType({}),
) -> list[Line]:
    """The whole timeline of a case, oldest first; `people` has the names of officers by id."""
    holders = {
        one.event.leg: one.event.unit for one in events if isinstance(one.event, LegDispatched)
    }
    told = []
    for (before, one), held in zip(pairwise((None, *events)), measures(events), strict=True):
        if one is not None:
            leg = holders.get(getattr(one.event, "leg", ""), "")
            line = _line(one, before, leg, covers, world)
            more: dict[str, Any] = {"measured": held.told(one.occurred_at, world) if held else ""}
            if isinstance(one.event, LegReassigned):
                name = people.get(one.event.officer, one.event.officer)
                more["notes"] = (*line.notes, say("新的承办人：{name}", name=name))
            told.append(msgspec.structs.replace(line, **more))
    return told


def officers(events: Sequence[Recorded]) -> set[str]:
    """Whose names the timeline needs: those a leg was handed to."""
    return {one.event.officer for one in events if isinstance(one.event, LegReassigned)}


def _line(
    one: Recorded, before: Recorded | None, leg_unit: str, covers: Covers, world: World
) -> Line:
    event, envelope = one.event, one.envelope
    telling = TELLINGS.get(type(event), Telling(type(event).__name__))
    texts, withheld = _texts(one, telling, covers)
    return Line(
        at=one.occurred_at,
        title=telling.title_of(event),
        who="" if before and _same_hand(before, one) else envelope.actor_name,
        role="" if envelope.role == Role.CLOCK else _zh(Role, envelope.role),
        unit=world.units.name(envelope.unit_id),
        face="" if envelope.face in (Face.DESK, Face.CLOCK) else _zh(Face, envelope.face),
        since=_span(before.occurred_at, one.occurred_at) if before else "",
        notes=tuple(note for note in telling.notes(event, world) if note),
        texts=texts,
        withheld=withheld,
        late=bool(telling.late(event)),
        about=world.units.name(leg_unit) if leg_unit else "",
    )


def _same_hand(before: Recorded, one: Recorded) -> bool:
    """Whether both steps are of one command, or as good as: same person, same moment."""
    return (before.envelope.actor, before.occurred_at) == (one.envelope.actor, one.occurred_at)


def _texts(
    one: Recorded, telling: Telling, covers: Covers
) -> tuple[tuple[tuple[str, str], ...], str]:
    """(label, words) that were written, and why some are not shown ("" when all are)."""
    if not telling.texts or isinstance(one.event, Registered):
        return (), ""
    if one.sealed is None:
        return (), ERASED
    written = [
        (label, str(getattr(one.event, field) or ""), field == "number")
        for label, field in telling.texts
    ]
    written = [entry for entry in written if entry[1]]
    if covers.words < Cover.OPEN:
        return (), HIDDEN if written else ""
    return tuple(
        (label, mask_phone(text) if is_phone else text) for label, text, is_phone in written
    ), ""


def _span(before: datetime, at: datetime) -> str:
    """隔2小时; "" for steps of one command."""
    return say("隔{span}", span=span(before, at)) if at > before else ""


def _zh(words: type[Term], value: str) -> str:
    return next((term.zh for term in words if term.value == value), "")

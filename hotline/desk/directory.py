"""What the dispatch directory proposes for a case or a matter being typed, in words for a page."""

from datetime import date

import msgspec

from hotline.handling.queries import Reader
from hotline.rules.directory import Matter
from hotline.rules.refusal import Refusal
from hotline.rules.rulebook_names import FlagName
from hotline.rules.suggestion import Suggestion, suggest
from hotline.rules.text import say


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """The unit proposed ("" = none). `fits`: dispatching by the directory would go through;
    `last_resort`: the directory is silent, and the rulebook lets 兜底单位 take it at once."""

    unit: str
    unit_id: str
    co_handlers: tuple[str, ...]
    because: str
    basis: str
    fits: bool
    last_resort: bool
    refusal: Refusal | None
    passed_over: tuple[tuple[str, str], ...]


class HasMatter(msgspec.Struct, frozen=True, kw_only=True):
    """The facts by which the directory decides."""

    topic: str
    area: str
    kind: str
    object: str


def proposal(who: Reader, matter: object) -> Proposal:
    """What the directory says on the city's day about anything with topic, area, kind, object."""
    world = who.world
    today = world.calendar.local(who.now).date()
    asked = Matter(
        topic=getattr(matter, "topic", ""),
        area=getattr(matter, "area", ""),
        kind=str(getattr(matter, "kind", "")),
        object=getattr(matter, "object", ""),
    )
    found = suggest(world, asked, today)
    return Proposal(
        unit=world.units.name(found.unit) if found.unit else "",
        unit_id=found.unit,
        co_handlers=tuple(world.units.name(unit) for unit in found.co_handlers),
        because=found.because,
        basis=found.entry.legal_basis if found.entry else "",
        fits=found.entry is not None and found.refusal is None,
        last_resort=_takes(who, found, today),
        refusal=found.refusal,
        passed_over=tuple(
            (
                say(
                    "条目 {entry}（{lead}）",
                    entry=one.entry.id,
                    lead=world.units.name(one.entry.lead),
                ),
                one.why,
            )
            for one in found.passed_over
        ),
    )


def _takes(who: Reader, found: Suggestion, today: date) -> bool:
    """Whether the unit of last resort may be dispatched to without consultation."""
    book = who.world.editions.in_force(today)
    return found.entry is None and bool(found.unit) and book.flag(FlagName.LAST_RESORT_TAKES)

"""The city's place names as reference data: a list is adopted whole, under the name of an edition.

So every edition can be named and told from the one before. Old cases keep the area they were
given; a list changes only what is proposed from now on.
"""

import msgspec

from hotline.rules.gazetteer import Gazetteer, Place
from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    text,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role

MOST = 50_000
"""Places of one city; a county-level city has some thousands."""


class AdoptPlaces(Command, frozen=True, kw_only=True):
    """Takes over a whole list of places."""

    edition: str
    places: tuple[Place, ...]


class PlacesAdopted(Event, frozen=True, kw_only=True):
    """These are the places from now on."""

    edition: str
    places: tuple[Place, ...]


Decision = tuple[PlacesAdopted, ...] | Refusal


def decide(state: Gazetteer, command: AdoptPlaces, office: Office) -> Decision:
    """What adopting does, or why not. Only the system administrator may."""
    refusal = first(
        allowed(office, Role.SYSTEM_ADMIN),
        text(command.edition, "edition", say("版本名"), limit=40),
        _sound(command.places),
    )
    if refusal:
        return refusal
    if command.edition == state.edition:
        return already(say("地名版本 {edition} 已经在用。", edition=command.edition), "edition")
    return (PlacesAdopted(at=office.now, edition=command.edition, places=command.places),)


def _sound(places: tuple[Place, ...]) -> Refusal | None:
    """Refuses blank and doubled places. Whether an area exists is asked where the list is read."""
    if len(places) > MOST:
        return Refusal(
            code=Code.TOO_LONG,
            message=say("地名有 {count} 个，最多 {most} 个。", count=len(places), most=MOST),
            advice=say("请去掉门牌一级的地名后再导入。"),
            field="places",
        )
    seen: set[tuple[str, str]] = set()
    for place in places:
        refusal = first(
            text(place.name, "places", say("地名"), limit=40),
            text(place.area, "places", say("地名“{name}”的区域", name=place.name[:40]), limit=64),
            *(text(alias, "places", say("“{name}”的别名", name=place.name[:40]), limit=40)
              for alias in place.aliases),
        )  # fmt: skip
        if refusal:
            return refusal
        if (place.name, place.area) in seen:
            return Refusal(
                code=Code.INVALID,
                message=say(
                    "地名“{name}”在区域“{area}”中出现两次。", name=place.name, area=place.area
                ),
                advice=say("请合并为一行。"),
                field="places",
            )
        seen.add((place.name, place.area))
    return None


def evolve(state: Gazetteer, event: PlacesAdopted) -> Gazetteer:
    """The gazetteer after the event."""
    return msgspec.structs.replace(
        state, edition=event.edition, revision=state.revision + 1, places=event.places
    )

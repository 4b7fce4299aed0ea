"""The city's place names (地名), kept in memory: one statement when reference data has changed.

The list is long and changes seldom, so it is read again only where its revision is another one;
any other change of reference data costs one statement that brings nothing.
"""

import msgspec

from hotline.people import queries
from hotline.people.models import GazetteerRow
from hotline.rules.gazetteer import Gazetteer

_held: dict[str, tuple[int, Gazetteer]] = {}


def gazetteer(city: str, known: int | None = None) -> Gazetteer:
    """The names in use. `known` is a reference version that the caller has seen: what memory
    holds is then good enough if it is as new. An empty one where no list was ever adopted."""
    held = _held.get(city)
    if held is not None and known is not None and held[0] >= known:
        return held[1]
    version = queries.reference(city) if known is None else known
    found = held[1] if held else Gazetteer()
    rows = GazetteerRow.objects.filter(city=city).exclude(revision=found.revision)
    for row in rows.values("edition", "revision", "places"):
        found = msgspec.convert(row, Gazetteer)
    _held[city] = version, found
    return found


def forget() -> None:
    """Drops what this process has cached; for tests that swap databases."""
    _held.clear()

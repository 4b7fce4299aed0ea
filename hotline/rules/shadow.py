"""What the machine would dispatch to, were it let (自动派单).

Only where two that do not know of each other say the same: the person who registered chose the
topic, and the model, which does not abstain, takes it for the same; where the dispatch directory
then names one unit alone, in force, standing and allowed by the street duty lists
[国办函〔2025〕66号 四、五]; and where the words raise no alarm.
"""

import hashlib
from datetime import date

import msgspec

from hotline.rules.context import World
from hotline.rules.detectors.detect import silent
from hotline.rules.directory import Entry, Matter
from hotline.rules.words import LegRole


def entry_mark(entry: Entry) -> str:
    """What an entry decides, as twelve hex digits: topic, area, kind, object, lead, co-handlers. An
    entry that came into a new edition unchanged keeps its mark, and so what was measured of it."""
    told = (entry.topic, entry.area, entry.kind, entry.object, entry.aliases)
    raw = msgspec.json.encode((*told, entry.lead, entry.co_handlers))
    return hashlib.sha256(raw).hexdigest()[:12]


def alone(world: World, matter: Matter, on: date) -> Entry | None:
    """The entry that decides a matter for one standing unit, allowed by its duty list, and nobody
    beside it; None where several are to work together, the area is unknown or nothing is said."""
    if not matter.area:
        return None
    entry = world.directory.lookup(matter, on)
    if entry is None or entry.co_handlers:
        return None
    unit = world.units.get(entry.lead)
    if unit is None or not unit.active:
        return None
    refused = world.directory.check_duty(entry.lead, matter.topic, LegRole.LEAD, world.units)
    return None if refused else entry


def quiet(*texts: str) -> bool:
    """Whether no detector finds danger, an emergency line, haste, minors or a group in any part of
    it: what is told in a long letter of other things counts as much."""
    return silent(*texts)


def marks(world: World, on: date) -> frozenset[str]:
    """Marks of the entries in force: of what stands no longer nothing counts."""
    return frozenset(entry_mark(one) for one in world.directory.entries if one.in_force(on))


def draw(number: str) -> int:
    """0-99, each as likely: SHA-256 of 工单号/自动派单, first eight hex digits, modulo 100. Anybody
    can reckon it again, and nobody can choose."""
    raw = f"{number}/自动派单".encode()  # not said: part of the draw
    return int(hashlib.sha256(raw).hexdigest()[:8], 16) % 100

"""What people choose from by code or by name: units, topics, areas, cases.

A combobox without scripts: the input holds `名称 code`, proposed by a <datalist>. What was typed is
resolved here: the code alone, the name alone where only one has it, or both. Anything else is a
refusal that names what was typed; nothing is guessed.
"""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from hotline.handling import queries
from hotline.handling.queries import Reader
from hotline.rules.context import World
from hotline.rules.numbering import check
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say

UNITS, TOPICS, AREAS = "units", "topics", "areas"
WORDS = {UNITS: say("单位"), TOPICS: say("事项"), AREAS: say("区域")}


def written(world: World, kind: str, code: str) -> str:
    """How a code stands in an input: 占道经营 cg/zd, a unit by its name alone; "" for none."""
    known = options(world, kind)
    alone = kind == UNITS and list(known.values()).count(known.get(code, "")) == 1
    return _shown(known.get(code, ""), code, alone)


def _shown(name: str, code: str, alone: bool) -> str:
    """Nobody knows units by their codes: those stand there only to tell two of one name apart."""
    if not name:
        return code
    return name if alone else f"{name} {code}"


def options(world: World, kind: str) -> Mapping[str, str]:
    """Code -> name of everything that can be chosen."""
    if kind == UNITS:
        return {unit.id: unit.name for unit in world.units.units.values() if unit.active}
    return world.topics if kind == TOPICS else world.areas


def listed(world: World, kind: str) -> list[tuple[str, str]]:
    """(what goes into the input, what stands beside it) for a <datalist>."""
    return _listed(world.city, world.reference, kind, _World(world))


def lists(world: World, *kinds: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a page needs for its comboboxes: (id of the <datalist>, its lines)."""
    return [(kind, listed(world, kind)) for kind in kinds]


def resolve(world: World, kind: str, typed: str, field: str) -> str | Refusal:
    """The code that was meant, "" for an empty input."""
    text = " ".join(typed.split())
    known = options(world, kind)
    if not text or text in known:
        return text
    last = text.rpartition(" ")[2]
    if last in known and text == f"{known[last]} {last}":
        return last
    named = [code for code, name in known.items() if name == text]
    if len(named) == 1:
        return named[0]
    word = WORDS[kind]
    if named:
        which = joined("、", named[:5])
        message = say("有 {count} 个{word}叫“{text}”。", count=len(named), word=word, text=text)
        return _invalid(message, say("请写明代码：{which}。", which=which), field)
    near = [written(world, kind, code) for code, name in known.items() if text in name][:3]
    advice = (
        say("是不是：{near}？", near=joined("、", near))
        if near
        else say("请从列表中选择，或填写代码。")
    )
    return _invalid(say("没有名为“{text}”的{word}。", text=text[:50], word=word), advice, field)


def case_id(who: Reader, typed: str, field: str) -> str | Refusal:
    """The id of the case of that number, within sight."""
    number = check(typed)
    row = queries.by_number(who, number) if number else None
    if row is not None:
        return str(row.id)
    said = say("工单号有误") if number is None else say("没有这件工单，或您无权查看")
    return Refusal(
        code=Code.NOT_FOUND,
        message=say("{said}：“{typed}”。", said=said, typed=typed[:50]),
        advice=say("请核对工单号，如 260213-0001234-1。"),
        field=field,
    )


def _invalid(message: str, advice: str, field: str) -> Refusal:
    return Refusal(code=Code.INVALID, message=message, advice=advice, field=field)


class _World:
    """Carries a world into a cache that is keyed by city and reference version only."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _World)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _listed(city: str, reference: int, kind: str, carried: _World) -> list[tuple[str, str]]:
    world = carried.world
    known = options(world, kind)
    of_a_name = Counter(known.values())
    return [
        (_shown(name, code, kind == UNITS and of_a_name[name] == 1), _above(world, kind, code))
        for code, name in known.items()
    ]


def _above(world: World, kind: str, code: str) -> str:
    """城市管理 › 占道经营: where it stands in its tree."""
    if kind == UNITS:
        above = [unit.name for unit in world.units.ancestors(code)][1:]
        return " › ".join(reversed(above))
    known = options(world, kind)
    parts = code.split("/")
    return " › ".join(known.get("/".join(parts[:n]), "") for n in range(1, len(parts)))

"""Place names from a table: 名称,类别,区域,别名, several aliases parted by 、 ； or |.

区域 is a code, a name that only one area has, or a path of names (溪东区/鹤清街道, also
without the stroke). 类别 is
小区楼宇, 地标 or 道路; what is blank counts as a landmark. Reading changes nothing and gives every
fault with its row; a table with faults is not imported in part.
"""

import re
from collections.abc import Mapping

import msgspec

from hotline.dispatching.importing import by_name
from hotline.dispatching.table_file import Fault, named, one_kind
from hotline.rules.gazetteer import Place, PlaceKind
from hotline.rules.reference.gazetteer import MOST
from hotline.rules.text import joined, say

# not said: headings of the file
COLUMNS = {
    "名称": ("地名", "地点", "地名名称", "标准名称"),
    "类别": ("类型", "地名类别", "地名类型"),
    "区域": ("所属区域", "所在区域", "所属街道", "所属街镇", "街道", "行政区划"),
    "别名": ("又名", "俗称", "曾用名"),
}
_BETWEEN = re.compile("[、；;|，,/]")  # not said: parts aliases in the file
LONGEST = 40


class PlaceTable(msgspec.Struct, frozen=True, kw_only=True):
    """The good rows of a file, and what is wrong with the others."""

    places: tuple[Place, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_places(text: str, areas: Mapping[str, str]) -> PlaceTable:
    """The table in a CSV text, for a city with these areas."""
    table = named(text, COLUMNS, ("名称", "区域"))
    known, places, faults = by_name(areas), dict[tuple[str, str], Place](), list(table.faults)
    for number, cells in table.rows:
        found = _place(number, cells, known)
        if isinstance(found, Place) and (found.name, found.area) in places:
            found = Fault(row=number, message=say("“{name}”在该区域已有一行", name=found.name))
        if isinstance(found, Fault):
            faults.append(found)
        else:
            places[found.name, found.area] = found
    if len(places) > MOST:
        faults.append(Fault(row=MOST + 2, message=say("超过 {most} 行", most=MOST)))
    if not places and not faults:
        faults.append(Fault(row=0, message=say("表中没有一行地名")))
    return PlaceTable(places=tuple(places.values()), faults=tuple(faults))


def _place(number: int, cells: Mapping[str, str], areas: Mapping[str, set[str]]) -> Place | Fault:
    name, kind, area, alias = ((cells.get(column) or "").strip() for column in COLUMNS)
    if not 2 <= len(name) <= LONGEST:
        return Fault(row=number, message=say("名称“{name}”应有 2 至 40 个字", name=name[:LONGEST]))
    codes = areas.get(area, set())
    if len(codes) != 1:
        told = (
            say("区域“{area}”不止一个，请写代码或连同上级写作“上级/名称”", area=area[:64])
            if codes
            else say("区域“{area}”不存在", area=area[:64])
        )
        return Fault(row=number, message=told)
    meant = one_kind(kind, PlaceKind) if kind else PlaceKind.LANDMARK
    if not isinstance(meant, PlaceKind):
        words = joined("、", (one.zh for one in PlaceKind))
        return Fault(
            row=number, message=say("类别“{kind}”应为{words}之一", kind=kind[:20], words=words)
        )
    aliases = tuple(one.strip() for one in _BETWEEN.split(alias) if one.strip())
    if any(len(one) > LONGEST for one in aliases):
        told = say("别名“{alias}…”超过 {most} 个字", alias=alias[:20], most=LONGEST)
        return Fault(row=number, message=told)
    return Place(
        name=name,
        area=next(iter(codes)),
        kind=meant,
        aliases=aliases,
    )

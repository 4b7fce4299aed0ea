"""Place names from CSV: 名称,类别,区域,别名, several aliases parted by 、.

区域 is a code, a name that only one area has, or a path of names (溪东区/鹤清街道). 类别 is
小区楼宇, 地标 or 道路; what is blank counts as a landmark. Reading changes nothing and gives every
fault with its row; a table with faults is not imported in part.
"""

import csv
import io
from collections.abc import Mapping

import msgspec

from hotline.dispatching.code_tables import Fault
from hotline.dispatching.importing import by_name
from hotline.rules.gazetteer import Place, PlaceKind
from hotline.rules.reference.gazetteer import MOST
from hotline.rules.text import joined, say

COLUMNS = ("名称", "类别", "区域", "别名")  # not said: headings of the file
_BETWEEN = "、"  # not said: parts aliases in the file


class PlaceTable(msgspec.Struct, frozen=True, kw_only=True):
    """The good rows of a file, and what is wrong with the others."""

    places: tuple[Place, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_places(text: str, areas: Mapping[str, str]) -> PlaceTable:
    """The table in a CSV text, for a city with these areas."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", restval="")
    headings = [heading.strip() for heading in reader.fieldnames or ()]
    reader.fieldnames = headings
    missing = [name for name in ("名称", "区域") if name not in headings]
    if missing:
        return PlaceTable(
            faults=(Fault(row=1, message=say("缺少“{columns}”列", columns="”“".join(missing))),)
        )
    known, places, faults = by_name(areas), dict[tuple[str, str], Place](), list[Fault]()
    try:
        for number, cells in enumerate(reader, start=2):
            found = _place(number, cells, known)
            if isinstance(found, Place) and (found.name, found.area) in places:
                found = Fault(row=number, message=say("“{name}”在该区域已有一行", name=found.name))
            if isinstance(found, Fault):
                faults.append(found)
            else:
                places[found.name, found.area] = found
    except csv.Error as error:
        faults.append(
            Fault(row=reader.line_num, message=say("不是 CSV 的写法（{error}）", error=error))
        )
    if len(places) > MOST:
        faults.append(Fault(row=MOST + 2, message=say("超过 {most} 行", most=MOST)))
    if not places and not faults:
        faults.append(Fault(row=0, message=say("表中没有一行地名")))
    return PlaceTable(places=tuple(places.values()), faults=tuple(faults))


def _place(number: int, cells: Mapping[str, str], areas: Mapping[str, set[str]]) -> Place | Fault:
    name, kind, area, alias = ((cells.get(column) or "").strip() for column in COLUMNS)
    if not 2 <= len(name) <= 40:
        return Fault(row=number, message=say("名称“{name}”应有 2 至 40 个字", name=name[:40]))
    codes = areas.get(area, set())
    if len(codes) != 1:
        told = (
            say("区域“{area}”不止一个，请写代码或连同上级写作“上级/名称”", area=area[:64])
            if codes
            else say("区域“{area}”不存在", area=area[:64])
        )
        return Fault(row=number, message=told)
    kinds = [one for one in PlaceKind if kind in (one.value, one.zh)]
    if kind and not kinds:
        words = joined("、", (one.zh for one in PlaceKind))
        return Fault(
            row=number, message=say("类别“{kind}”应为{words}之一", kind=kind[:20], words=words)
        )
    return Place(
        name=name,
        area=next(iter(codes)),
        kind=kinds[0] if kinds else PlaceKind.LANDMARK,
        aliases=tuple(one.strip() for one in alias.split(_BETWEEN) if one.strip()),
    )

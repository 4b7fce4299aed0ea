"""The directory as an Excel workbook that can be brought in again: one sheet each, 目录 and 清单.

Written with names, as the import reads them; where a name is that of two, with the code. Headings
stand in the first row, so that what was taken out, changed in a spreadsheet and brought in again
needs no preparation. Reading gives the CSV texts that `importing` reads: one way in for both.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

import msgspec
import xlsxwriter

from hotline.dispatching.importing import DUTY_COLUMNS, ENTRY_COLUMNS, MAX_ROWS, by_name
from hotline.rules.context import World
from hotline.rules.directory import Directory, DutyLine, Entry
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Kind

ENTRIES, DUTIES = "派单目录", "履职清单"  # not said: names of the sheets
_BETWEEN = "、"  # not said: parts names in the file
_KINDS = {kind.value: kind.zh for kind in Kind}
_WIDTHS: Final = dict(zip(ENTRY_COLUMNS, (12, 34, 22, 12, 20, 22, 30, 40), strict=False))
TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
T = TypeVar("T")
MOST_ROWS: Final = 60_000
"""Rows of any table but the directory: as many places as a city may have."""

UNPACKED: Final = 200_000_000
"""Bytes that a workbook may unpack to; more is no directory but a trap."""


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """The sheets as CSV; "" for one that is not there."""

    entries: str
    duties: str = ""


def write(directory: Directory, world: World, mark: str) -> bytes:
    """The workbook; `mark` says on every printed page who took it out and when."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"title": f"{ENTRIES} {directory.edition}", "comments": mark})
    told = _Told(world)
    entries = (told.entry(one) for one in directory.entries)
    duties = (told.duty(one) for one in directory.duties)
    for name, columns, lines in (
        (ENTRIES, ENTRY_COLUMNS, entries),
        (DUTIES, DUTY_COLUMNS, duties),
    ):
        _sheet(book, name, columns, lines, mark)
    book.close()
    return file.getvalue()


def _sheet(
    book: Any, name: str, columns: tuple[str, ...], lines: Iterable[Iterable[str]], mark: str
) -> None:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True, "bottom": 1})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_header("&L" + mark.replace("&", "&&")[:200])
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _WIDTHS.get(column, 14))
        sheet.write_string(0, at, column, bold)
    row = 0
    for row, cells in enumerate(lines, start=1):
        for at, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, at, cell)
    sheet.autofilter(0, 0, row, len(columns) - 1)


class _Told:
    """Codes of one world as the import reads them back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.topics, self.areas = _paths(world.topics), _paths(world.areas)
        names = [unit.name for unit in world.units.units.values() if unit.active]
        self.twice = {name for name in names if names.count(name) > 1}

    def unit(self, code: str) -> str:
        unit = self.world.units.get(code)
        return code if unit is None or not unit.active or unit.name in self.twice else unit.name

    def entry(self, one: Entry) -> tuple[str, ...]:
        """The cells under ENTRY_COLUMNS."""
        begins = "" if one.effective_from.year <= 2000 else str(one.effective_from)
        return (
            one.id,
            self.topics.get(one.topic, one.topic),
            self.areas.get(one.area, one.area),
            _KINDS.get(one.kind, one.kind),
            one.object,
            self.unit(one.lead),
            _BETWEEN.join(map(self.unit, one.co_handlers)),
            one.legal_basis,
            begins,
            str(one.effective_to or ""),
            _BETWEEN.join(one.aliases),
            one.limit,
        )

    def duty(self, one: DutyLine) -> tuple[str, ...]:
        """The cells under DUTY_COLUMNS."""
        units = (self.unit(one.unit), self.unit(one.department))
        return (one.id, self.topics.get(one.topic, one.topic), one.duty.zh, *units, one.legal_basis)


def _paths(codes: Mapping[str, str]) -> dict[str, str]:
    """Each code as the path of names that leads to it, where only one has that path."""
    found: dict[str, str] = {}
    known = by_name(codes)
    for code in codes:
        parts = code.split("/")
        prefixes = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        path = "/".join(codes.get(prefix, prefix) for prefix in prefixes)
        found[code] = path if known.get(path) == {code} else code
    return found


def is_workbook(data: bytes) -> bool:
    """Whether a file sent is an .xlsx, by how it begins."""
    return data.startswith(b"PK\x03\x04")


def read(data: bytes) -> Texts | Refusal:
    """The sheets of a workbook: by their names, else the first and the second."""

    def texts(sheets: list[Any]) -> Texts:
        named = {sheet.title.strip(): sheet for sheet in sheets}
        first, second = named.get(ENTRIES) or sheets[0], named.get(DUTIES)
        return Texts(entries=_csv(first), duties=_csv(second) if second else "")

    return _opened(data, texts)


def first_sheet(data: bytes) -> str | Refusal:
    """The first sheet of a workbook as CSV."""
    return _opened(data, lambda sheets: _csv(sheets[0], most=MOST_ROWS))


def _opened(data: bytes, take: Callable[[list[Any]], T]) -> T | Refusal:
    """What is taken of the sheets of a workbook, or that it is none."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED:
                return _UNREADABLE
        return take(load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError):
        return _UNREADABLE


def _csv(sheet: Any, *, most: int = MAX_ROWS) -> str:
    """A sheet as CSV; empty rows at its end are left out, "" for a sheet with a heading alone."""
    sheet.reset_dimensions()
    rows = [[_text(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True, max_row=most + 2)]  # fmt: skip
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2:
        return ""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case date():
            return f"{cell:%Y-%m-%d}"
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()


_UNREADABLE: Final = Refusal(
    code=Code.INVALID,
    message=say("无法读取这个文件。"),
    advice=say("请用表格软件打开并另存为 .xlsx 或 CSV 后再上传。"),
    field="entries",
)

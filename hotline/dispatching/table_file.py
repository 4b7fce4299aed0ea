"""Tables as cities keep them: Excel or CSV in any of the usual encodings, read to rows of cells.

Rows are counted as the spreadsheet does, empty ones too, so that a fault names the row that
somebody sees on the screen. Headings may be called as other systems call them.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import Said, say
from hotline.rules.words import Term

LONGEST_CELL = 10_000
TITLES = 5
"""A heading is looked for in so many rows: many tables begin with their title."""

BETWEEN = "、"  # not said: parts names
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
Line = tuple[int, list[str]]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in a row, counted as the spreadsheet does; `treated` is what importing the
    table all the same would do, "" where it cannot."""

    row: int
    message: str
    treated: str = ""

    @property
    def said(self) -> Said:
        """The fault as one line, with its row where it has one."""
        told = say("{message}。{treated}", message=self.message, treated=self.treated)
        return say("第 {row} 行：{told}", row=self.row, told=told) if self.row else told


def decode(data: bytes) -> str | Refusal:
    """Text of a CSV file as spreadsheets save it: UTF-8 or UTF-16 with mark, UTF-8 without, else
    GB 18030."""
    for encoding in (_BOMS.get(data[:2], "utf-8-sig"), "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return Refusal(
        code=Code.INVALID,
        message=say("文件既不是 UTF-8 也不是 GB 18030 编码，无法读取。"),
        advice=say("请在表格软件中另存为“CSV UTF-8”后再上传。"),
        field="file",
    )


def text_of(data: bytes) -> str | Refusal:
    """A file as CSV text: the first sheet of an Excel workbook, or a CSV file as it is."""
    from hotline.dispatching import workbook

    return workbook.first_sheet(data) if workbook.is_workbook(data) else decode(data)


def lines(text: str) -> tuple[list[Line], list[Fault]]:
    """Rows that hold anything with their numbers, and those that cannot be read. Cells are parted
    by whatever the first row has most of: comma, tab, semicolon."""
    text = text.removeprefix("\ufeff")
    first = text.lstrip().partition("\n")[0]
    # not said: parts cells in the file
    by = max((",", "\t", ";", "；", "，"), key=first.count)
    found: list[Line] = []
    faults: list[Fault] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=by)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                faults += _unfit(number, stripped)
                found.append((number, stripped))
    except csv.Error as error:
        message = say("不是 CSV 的写法（{error}）", error=error)
        faults.append(Fault(row=number + 1, message=message))
    return found, faults


def _unfit(number: int, cells: Iterable[str]) -> Iterator[Fault]:
    for cell in cells:
        if len(cell) > LONGEST_CELL:
            message = say("有一格超过 {most} 个字，可能少了引号", most=LONGEST_CELL)
            yield Fault(row=number, message=message)
        elif not cell.isprintable() and any(ord(char) < 32 and char not in "\r\n\t"
                                            for char in cell):  # fmt: skip
            yield Fault(row=number, message=say("有看不见的控制字符，请在表格软件中删去"))


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """The rows below a heading, each cell by what its column is called here."""

    rows: tuple[tuple[int, Mapping[str, str]], ...] = ()
    faults: tuple[Fault, ...] = ()


def named(text: str, columns: Mapping[str, tuple[str, ...]], needed: Iterable[str]) -> Named:
    """Rows of a table whose heading names these columns, or names them as others do; further
    columns are passed over. Without the needed ones nothing is read."""
    found, faults = lines(text)
    if not found:
        empty = Fault(row=0, message=say("表是空的"))
        return Named(faults=tuple(faults) or (empty,))
    headed = (
        at for at in range(min(len(found), TITLES)) if not _lacks(found[at][1], columns, needed)
    )
    begins = next(headed, 0)
    heading_row, headings = found[begins]
    missing = _lacks(headings, columns, needed)
    if missing:
        message = say(
            "缺少“{columns}”列，这一行有的是：{headings}",
            columns="”“".join(missing),
            headings=BETWEEN.join(one for one in headings if one)[:200],
        )
        return Named(faults=(Fault(row=heading_row, message=message),))
    at = _places(headings, columns)
    rows = found[begins + 1 :]
    cells = [(number, {column: row[place] if place < len(row) else ""
                       for column, place in at.items()}) for number, row in rows]  # fmt: skip
    return Named(rows=tuple(cells), faults=tuple(faults))


def _places(headings: list[str], columns: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Where each column stands, the city's own word for it before any other."""
    called = {
        column: next((name for name in (column, *others) if name in headings), None)
        for column, others in columns.items()
    }
    return {column: headings.index(name) for column, name in called.items() if name is not None}


def _lacks(
    headings: list[str], columns: Mapping[str, tuple[str, ...]], needed: Iterable[str]
) -> list[str]:
    at = _places(headings, columns)
    return [column for column in needed if column not in at]


def one_kind(word: str, kinds: type[Term]) -> Term | None:
    """The kind a word means: its code, its name, or a part of the name that only one has."""
    for kind in kinds:
        if word in (kind.value, kind.zh):
            return kind
    parts = [kind for kind in kinds if len(word) > 1 and word in kind.zh]
    return parts[0] if len(parts) == 1 else None

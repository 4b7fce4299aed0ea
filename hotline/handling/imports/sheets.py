"""Rows of a file that somebody sends: .xlsx (first sheet) or CSV in UTF-8 or GB 18030.

Read row by row, so that a file of a million rows needs no more memory than a small one. Every cell
becomes text; a date keeps its hour. Empty rows are left out, the numbers of the others stay those
that the spreadsheet shows. What is not a table is refused with what to do.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Final
from xml.etree import ElementTree

import msgspec

from hotline.handling.imports.jobs import ROWS
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

COLUMNS: Final = 200
UNPACKED: Final = 2_000_000_000
"""Bytes that an .xlsx may unpack to; more is no table but a trap."""
_MAGIC: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0"
_LOOK: Final = 1_000_000


BROKEN: Final = (zipfile.BadZipFile, zlib.error, csv.Error, ElementTree.ParseError, ValueError,
                 KeyError, EOFError)  # fmt: skip
"""What reading further may raise in a file that began well."""


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """A table: its headings and, once, its rows with their numbers."""

    headings: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]

    def parts(self) -> Iterator[tuple[int, list[list[str]]]]:
        """Runs of rows that follow one another, each with the number of its first row."""
        part: list[list[str]] = []
        first = 0
        for number, cells in self.rows:
            if part and (len(part) == ROWS or number != first + len(part)):
                yield first, part
                part = []
            if not part:
                first = number
            part.append(cells)
        if part:
            yield first, part


def read(file: IO[bytes]) -> Rows | Refusal:
    """The table in this file; it is read to its end only as `rows` is."""
    begins = file.read(len(_MAGIC))
    file.seek(0)
    if begins == _OLD:
        return _no_table(
            say("这是旧版 Excel（.xls）文件或加密的工作簿。"),
            say("请另存为 .xlsx（不加密）或 CSV 后再上传。"),
        )
    if begins == _MAGIC:
        return _from_xlsx(file)
    return _from_csv(file)


def open_file(path: Path) -> Rows | Refusal:
    """The table in a file of this machine."""
    return read(path.open("rb"))


def _from_xlsx(file: IO[bytes]) -> Rows | Refusal:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(file) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED:
                return _no_table(say("文件解压后过大。"), say("请分成几个文件，或另存为 CSV。"))
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # What a file says of its own size is often wrong.
        sheet.reset_dimensions()
        cells = ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
        return _table(cells)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError):
        return UNREADABLE


def _from_csv(file: IO[bytes]) -> Rows | Refusal:
    encoding = _encoding(file)
    if encoding is None:
        return _no_table(
            say("文件既不是 UTF-8 也不是 GB 18030 编码，无法读取。"),
            say("请在表格软件中另存为“CSV UTF-8”后再上传。"),
        )
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    first = text.readline()
    if "\0" in first:
        return _no_table(say("这不是表格文件。"), say("请上传 .xlsx 或 CSV 文件。"))
    delimiter = max((",", "\t", ";"), key=first.count)
    text.seek(0)
    return _table(row for row in csv.reader(text, delimiter=delimiter))


def _encoding(file: IO[bytes]) -> str | None:
    """The encoding in which the whole file can be read."""
    import codecs

    for encoding in ("utf-8-sig", "gb18030"):
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while piece := file.read(_LOOK):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def _table(rows: Iterator[list[str]]) -> Rows | Refusal:
    numbered = enumerate(rows, 1)
    headings: tuple[str, ...] = ()
    for _, cells in numbered:
        if any(one.strip() for one in cells):
            headings = tuple(one.strip()[:100] for one in cells[:COLUMNS])
            break
    if len([one for one in headings if one]) < 3:
        return _no_table(
            say("没有找到表头：第一行至少要有三个列名。"),
            say("请把列名放在第一行，去掉上面的大标题后再上传。"),
        )
    if len({one for one in headings if one}) != len([one for one in headings if one]):
        twice = next(one for one in headings if one and headings.count(one) > 1)
        return _no_table(
            say("列名“{name}”出现了两次。", name=twice[:40]),
            say("请给每一列起不同的名字后再上传。"),
        )
    width = len(headings)
    rest = ((n, cells[:width]) for n, cells in numbered if any(one.strip() for one in cells))
    return Rows(headings=headings, rows=rest)


def _text(cell: Any) -> str:
    """A cell as text; a whole number without its point, a date as people write it."""
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case datetime():
            whole = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
            return f"{cell:%Y-%m-%d}" if whole else f"{cell:%Y-%m-%d %H:%M:%S}"
        case date():
            return f"{cell:%Y-%m-%d}"
        case float():
            return str(int(cell)) if cell.is_integer() else str(cell)
        case _:
            return str(cell)


def _no_table(message: str, advice: str) -> Refusal:
    return Refusal(code=Code.INVALID, message=message, advice=advice, field="file")


UNREADABLE: Final = _no_table(
    say("无法读取这个文件。"), say("请用表格软件打开并另存为 .xlsx 或 CSV 后再上传。")
)

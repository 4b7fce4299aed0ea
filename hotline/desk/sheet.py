"""An Excel sheet written row by row: what is on it at once is one row, however many it gets.

Every sheet says on its first line, and in the header and footer of every printed page, who took it
out, from which unit, and when. Text is written as text: what begins with = is no formula.
"""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import IO, Any

import msgspec
import xlsxwriter

from hotline.web.speech import spoken, tell

LONGEST_CELL = 32_767
HEAD = 3
"""Rows above the first line of data: the mark, the conditions, the names of the columns."""

Cell = str | int | datetime | None


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column: its name and its width in characters."""

    name: str
    width: int = 12


class Sheet:
    """`with Sheet(...) as sheet: sheet.write(row)…` then `sheet.file`, rewound and complete.

    The file is open beyond the `with`: the response sends it and closes it.
    """

    def __init__(self, title: str, mark: str, about: str, columns: Sequence[Column]) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._book = xlsxwriter.Workbook(self.file, {"constant_memory": True})
        title, mark, about = spoken(title), spoken(mark), spoken(about)
        self._book.set_properties({"title": title, "comments": mark})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self._sheet = self._book.add_worksheet(title[:31])
        self._row = HEAD
        self._begin(mark, about, columns)

    def _begin(self, mark: str, about: str, columns: Sequence[Column]) -> None:
        sheet, bold = self._sheet, self._book.add_format({"bold": True, "bottom": 1})
        printed = mark.replace("&", "&&")[:200]
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_header(f"&L{printed}")
        sheet.set_footer(tell("&L{printed}&R第 &P 页，共 &N 页", printed=printed))
        sheet.repeat_rows(0, HEAD - 1)
        sheet.freeze_panes(HEAD, 1)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        sheet.write_string(0, 0, mark)
        sheet.write_string(1, 0, about[:LONGEST_CELL])
        for at, column in enumerate(columns):
            sheet.write_string(HEAD - 1, at, spoken(column.name), bold)

    def write(self, cells: Iterable[Cell]) -> None:
        """The next line; moments are the city's wall time, without a zone."""
        for at, cell in enumerate(cells):
            match cell:
                case None | "":
                    continue
                case datetime():
                    self._sheet.write_datetime(self._row, at, cell, self._day)
                case int():
                    self._sheet.write_number(self._row, at, cell)
                case _:
                    self._sheet.write_string(self._row, at, spoken(cell)[:LONGEST_CELL])
        self._row += 1

    def __enter__(self) -> "Sheet":
        """The sheet, to be written."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: Any, trace: TracebackType | None
    ) -> None:
        """Finishes the file; after a fault nothing of it stays."""
        self._book.close()
        self.file.seek(0)
        if kind is not None:
            self.file.close()

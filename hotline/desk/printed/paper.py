"""A4 paper with Chinese text: headings, a ruled form that runs on over pages, a letter.

The fonts (思源宋体, 思源黑体; OFL) come from a package; only the signs used are embedded, so that
what is printed looks the same on any machine and its text can be found and copied.
"""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import pylopdf_fonts_zh_cn as fonts
from fpdf import FPDF, XPos, YPos

MARGIN = 18.0
"""Millimetres left and right; 公文 keeps 26–28 for binding, forms of one leaf less."""
WIDTH = 210 - 2 * MARGIN
BOTTOM = 20.0
PAD = 1.6
LEADING = 1.45
POINT = 25.4 / 72
GETA = "〓"  # not said: what printers put where they have no type
# not said: signs that begin no line, and signs that end none (避头尾, CLREQ 3.1.3)
NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕％…—·,.;:?!)]}”’%")
NOT_LAST = frozenset("（《〈「『【〔“‘([{")  # not said: see above


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One box of a row: its words, its share of the row's width; labels stand in the middle."""

    text: str
    share: float = 1
    label: bool = False
    least: float = 0
    """Least height in millimetres: room to sign in."""


def label(text: str, share: float = 1.0, least: float = 0) -> Cell:
    """The name of the box to its right."""
    return Cell(text=text, share=share, label=True, least=least)


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines no wider than `width`: between any two Chinese signs, never inside a word or number
    that fits a line, no line beginning with a full stop or ending with an opening bracket."""
    found = []
    for paragraph in text.splitlines() or [""]:
        line: list[str] = []
        used = 0.0
        for part in _parts(paragraph, width, measure):
            wide = measure(part)
            if line and used + wide > width:
                carried = _carried(line, part)
                found.append("".join(line[: len(line) - carried]).rstrip())
                line = line[len(line) - carried :]
                used = sum(map(measure, line))
            if line or part != " ":
                line.append(part)
                used += wide
        found.append("".join(line).rstrip())
    return found


def _carried(line: Sequence[str], part: str) -> int:
    """How many parts of a full line go down to the next with `part`."""
    if part in NOT_FIRST and len(line) > 1:
        return 2 if line[-1] in NOT_FIRST and len(line) > 2 else 1
    return 1 if line[-1] in NOT_LAST and len(line) > 1 else 0


def _parts(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    found: list[str] = []
    for sign in text:
        word = sign.isascii() and sign.isalnum()
        last = found[-1] if found else ""
        goes_on = word and last[-1:].isascii() and last[-1:].isalnum()
        if goes_on and measure(last + sign) <= width:
            found[-1] += sign
        else:
            found.append(sign)
    return found


class Paper:
    """Pages drawn from top to bottom. `mark` stands at the foot of each, with its number;
    `watermark` lies faint under the text ("" for a letter that leaves the office)."""

    def __init__(self, title: str, mark: str, at: datetime, watermark: str = "") -> None:
        self._pdf = pdf = _Pages(mark, watermark)
        pdf.set_title(title)
        pdf.set_lang("zh-CN")
        pdf.set_creator("hotline")
        pdf.set_creation_date(at)
        pdf.set_margins(MARGIN, 16, MARGIN)
        pdf.set_auto_page_break(False)
        pdf.add_font("serif", "", fonts.serif_path())
        pdf.add_font("sans", "", fonts.sans_path())
        pdf.alias_nb_pages()
        pdf.add_page()

    def heading(self, text: str, size: float = 18) -> None:
        """The form's name, in the middle."""
        self._set("sans", size)
        for line in self._lines(text, WIDTH):
            self._line(line, "C", size)
        self._pdf.ln(2)

    def edges(self, left: str, right: str, size: float = 10.5) -> None:
        """One line with words at both edges."""
        self._set("serif", size)
        top = self._pdf.get_y()
        self._line(left, "L", size)
        self._pdf.set_y(top)
        self._line(right, "R", size)
        self._pdf.ln(1)

    def row(self, *cells: Cell, size: float = 10.5) -> None:
        """One row of the ruled form. What does not fit on this page runs on upon the next."""
        whole = sum(cell.share for cell in cells)
        widths = [WIDTH * cell.share / whole for cell in cells]
        columns = []
        for cell, width in zip(cells, widths, strict=True):
            self._set("sans" if cell.label else "serif", size)
            columns.append(self._lines(cell.text, width - 2 * PAD))
        step, done = size * POINT * LEADING, 0
        most = max(map(len, columns))
        least = max((cell.least for cell in cells), default=0)
        while done < most:
            fits = int((self._left() - 2 * PAD) // step)
            if fits < min(most - done, 3) or self._left() < least:
                self._pdf.add_page()
                continue
            part = [lines[done : done + fits] for lines in columns]
            high = max(max(map(len, part)) * step + 2 * PAD, least)
            self._boxes(cells, widths, part, high, size)
            done += fits

    def paragraph(self, text: str, size: float = 14, *, indent: bool = True) -> None:
        """Running text of a letter, two signs in at the beginning of each paragraph."""
        for one in text.splitlines():
            self._set("serif", size)
            for line in self._lines(("　　" if indent else "") + one.strip(), WIDTH):
                if self._left() < size * POINT * 1.75:
                    self._pdf.add_page()
                    self._set("serif", size)
                self._line(line, "L", size, 1.75)

    def signed(self, *lines: str, size: float = 14) -> None:
        """Who signs, and the day, at the right edge; never alone on a page without need."""
        high = size * POINT * 1.75
        if self._left() < high * (len(lines) + 2):
            self._pdf.add_page()
        self._pdf.ln(high * 2)
        self._set("serif", size)
        for line in lines:
            self._line(self._known(line), "R", size, 1.75)

    def gap(self, millimetres: float) -> None:
        """Room between two parts."""
        self._pdf.ln(millimetres)

    def finished(self) -> bytes:
        """The file."""
        return bytes(self._pdf.output())

    def _left(self) -> float:
        return 297 - BOTTOM - self._pdf.get_y()

    def _set(self, family: str, size: float) -> None:
        self._pdf.set_font(family, size=size)

    def _lines(self, text: str, width: float) -> list[str]:
        return wrap(self._known(text), width, lru_cache(self._pdf.get_string_width))

    def _known(self, text: str) -> str:
        """The text without what cannot be printed: rare signs are seen to be missing."""
        known: Any = self._pdf.current_font
        text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", "　")
        return "".join(
            sign if sign == "\n" or ord(sign) in known.cmap else GETA
            for sign in text
            if sign == "\n" or unicodedata.category(sign)[0] != "C" or sign == "\ue000"
        )

    def _line(self, text: str, align: str, size: float, leading: float = LEADING) -> None:
        high = size * POINT * leading
        self._pdf.cell(WIDTH, high, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _boxes(
        self,
        cells: Sequence[Cell],
        widths: Sequence[float],
        part: Sequence[Sequence[str]],
        high: float,
        size: float,
    ) -> None:
        pdf, top, left = self._pdf, self._pdf.get_y(), MARGIN
        step = size * POINT * LEADING
        for cell, width, lines in zip(cells, widths, part, strict=True):
            pdf.rect(left, top, width, high)
            self._set("sans" if cell.label else "serif", size)
            down = (high - len(lines) * step) / 2 if cell.label else PAD
            for at, line in enumerate(lines):
                pdf.set_xy(left + PAD, top + down + at * step)
                pdf.cell(width - 2 * PAD, step, line, align="C" if cell.label else "L")
            left += width
        pdf.set_xy(MARGIN, top + high)


class _Pages(FPDF):
    """Pages with what stands on every one of them."""

    def __init__(self, mark: str, watermark: str) -> None:
        super().__init__(format="A4")
        self.c_margin = 0
        self._mark, self._watermark = mark, watermark
        self.set_line_width(0.2)

    def header(self) -> None:
        """The watermark, under all that comes."""
        if not self._watermark:
            return
        self.set_font("sans", size=13)
        self.set_text_color(228)
        for row, y in enumerate(range(30, 320, 52)):
            for x in range(-10 + 45 * (row % 2), 210, 90):
                with self.rotation(24, x, y):
                    self.text(x, y, self._watermark)
        self.set_text_color(0)

    def footer(self) -> None:
        """Who printed it and when, and which page of how many."""
        self.set_y(-14)
        self.set_font("serif", size=8)
        self.cell(WIDTH - 30, 4, self._mark)
        page = f"第 {self.page_no()} 页 共 {{nb}} 页"  # not said: forms are Chinese
        self.cell(30, 4, page, align="R")

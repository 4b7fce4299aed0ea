"""Code tables from CSV: topics and areas, as a city keeps them or as a standard prints them.

    代码,名称                          one row for each code, levels parted by /
    一级代码,一级名称,二级代码,二级名称,…    one row for each last code, as standards do
    level_1_code,level_1_name,…        the same in the headings of published data

Official tables have faults: codes printed twice, names left blank, a code below the wrong parent.
Reading changes nothing and tells every fault with its row and what would be done with it; faults
that can be dealt with need a person's consent, others keep the table out.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from hotline.dispatching.table_file import Fault, Line, lines
from hotline.rules.text import joined, say

MOST = 20_000
LONGEST_CODE, LONGEST_NAME = 64, 100
# not said: headings of the file
_LEVELS = "一二三四五"
_HEADING = re.compile(  # not said: headings of the file
    rf"^(?:level_(?P<n>[1-5])_(?P<en>code|name)"
    rf"|(?P<zh>[{_LEVELS}])级(?:分类|事项|区域)?(?P<what>代码|编码|编号|名称))$"
)
_NAME = "名称"  # not said: headings of the file
_ENDS_CODE = re.compile(r"(代码|编码|编号|code|Code|CODE)$")  # not said: headings of the file
_ENDS_NAME = re.compile(r"(名称|名|name|Name|NAME)$")  # not said: headings of the file


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """A table beside the list in use: what adopting it would add, rename and retire."""

    added: Mapping[str, str]
    renamed: Mapping[str, tuple[str, str]]
    retired: Mapping[str, str]


class CodeTable(msgspec.Struct, frozen=True, kw_only=True):
    """The codes that a file holds, in the file's order, and its faults."""

    codes: Mapping[str, str]
    faults: tuple[Fault, ...] = ()

    @property
    def hopeless(self) -> bool:
        """Whether there are faults that nobody can consent to."""
        return any(not fault.treated for fault in self.faults)

    def beside(self, held: Mapping[str, str]) -> Changes:
        """What adopting it would change in the list in use."""
        return Changes(
            added={code: name for code, name in self.codes.items() if code not in held},
            renamed={
                code: (held[code], name)
                for code, name in self.codes.items()
                if held.get(code, name) != name
            },
            retired={code: name for code, name in held.items() if code not in self.codes},
        )


def read_codes(text: str) -> CodeTable:
    """The table in a CSV text, of whichever of the two shapes its heading says."""
    rows, broken = lines(text)
    headings = rows[0][1] if rows else []
    broken += _half(headings)
    if broken:
        return CodeTable(codes={}, faults=tuple(broken))
    columns = _columns(headings)
    table = _Leveled(columns).read(rows[1:]) if columns else _Plain().read(*_two(rows))
    if table.codes or table.faults:
        return table
    return CodeTable(codes={}, faults=(Fault(row=0, message=say("表中没有一行代码")),))


def _columns(heading: list[str]) -> list[tuple[int, int]]:
    """Columns of code and name by level; none where the heading is not of that shape."""
    at: dict[tuple[int, bool], int] = {}
    for column, cell in enumerate(heading):
        found = _HEADING.match(cell)
        if found:
            level = int(found["n"]) if found["n"] else _LEVELS.index(found["zh"]) + 1
            at[level, (found["en"] or found["what"]) in ("name", _NAME)] = column
    levels = range(1, 1 + max((level for level, _ in at), default=0))
    whole = all((level, kind) in at for level in levels for kind in (False, True))
    return [(at[level, False], at[level, True]) for level in levels] if whole else []


def _half(headings: list[str]) -> list[Fault]:
    """Headings of levels of which one lacks its code or name: read as they stand they would say
    something else."""
    levels = [cell for cell in headings if _HEADING.match(cell)]
    if not levels or _columns(headings):
        return []
    message = say(
        "各级要有代码和名称两列，从一级起不能缺；这一行有的是：{headings}",
        headings=joined("、", levels),
    )
    return [Fault(row=1, message=message)]


def _two(rows: list[Line]) -> tuple[list[Line], bool]:
    """Code and name of each row, and whether there was a heading, which may stand in any column
    and be called as others call it. Without one the first two columns are meant."""
    headings = rows[0][1] if rows else []
    codes = [at for at, cell in enumerate(headings) if _ENDS_CODE.search(cell)]
    names = [at for at, cell in enumerate(headings) if _ENDS_NAME.search(cell)]
    if not codes or not names:
        return rows, False
    code, name = codes[0], names[0]
    picked = [
        (number, [cells[at] if at < len(cells) else "" for at in (code, name)])
        for number, cells in rows[1:]
    ]
    return picked, True


class _Plain:
    """代码,名称: the codes are paths already."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.faults: list[Fault] = []

    def read(self, rows: list[Line], headed: bool) -> CodeTable:
        if not headed and rows and len([cell for cell in rows[0][1] if cell]) < 2:
            message = say("第一行应是表头“代码,名称”，或直接是代码和名称两列")
            self.faults.append(Fault(row=rows[0][0], message=message))
            return CodeTable(codes={}, faults=tuple(self.faults))
        for number, cells in rows[: MOST + 1]:
            self.faults += self._row(number, cells)
        if len(rows) > MOST:
            self.faults.append(Fault(row=MOST + 1, message=say("超过 {most} 行", most=MOST)))
        self.faults += [
            Fault(row=0, message=say("代码“{code}”的上级“{above}”不在表中", code=code, above=above))
            for code in self.codes
            if (above := code.rpartition("/")[0]) and above not in self.codes
        ]
        return CodeTable(codes=self.codes, faults=tuple(self.faults))

    def _row(self, number: int, cells: list[str]) -> Iterator[Fault]:
        if len(cells) < 2 or not cells[0] or not cells[1]:
            yield Fault(row=number, message=say("要有代码和名称两列"))
            return
        code, name = cells[:2]
        if code in self.codes:
            yield _twice(number, code, self.codes[code], name)
            return
        if code != code.strip("/") or "//" in code:
            yield Fault(
                row=number, message=say("代码“{code}”无效，层级之间用一个 /", code=code[:64])
            )
            return
        fault = _too_long(number, code, name)
        if fault:
            yield fault
        else:
            self.codes[code] = name


class _Leveled:
    """A row for each last code with all that stands above it, as standards print their tables.

    The path joins the codes of the levels by "/", so that a code printed under two parents is
    still two codes.
    """

    def __init__(self, columns: list[tuple[int, int]]) -> None:
        self.columns = columns
        self.codes: dict[str, str] = {}
        self.printed: dict[str, tuple[int, str]] = {}
        self.faults: list[Fault] = []

    def read(self, rows: list[Line]) -> CodeTable:
        for number, cells in rows[:MOST]:
            self.faults += self._row(number, cells + [""] * 20)
        if len(rows) > MOST:
            self.faults.append(Fault(row=MOST + 2, message=say("超过 {most} 行", most=MOST)))
        return CodeTable(codes=self.codes, faults=tuple(self.faults))

    def _row(self, number: int, cells: list[str]) -> Iterator[Fault]:
        path, last = "", len(self.columns) - 1
        for level, (code_at, name_at) in enumerate(self.columns):
            code, name, above = cells[code_at], cells[name_at], path
            if not code:
                if name or level == 0:
                    yield Fault(
                        row=number,
                        message=say("{level}级没有代码", level=_LEVELS[level]),
                        treated=say("略去该级及以下。") if level else say("略去该行。"),
                    )
                return
            path = f"{above}/{code}" if above else code
            if not name:
                yield _nameless(number, level, code, self.codes.get(above, ""))
                return
            fault = _too_long(number, path, name)
            if fault or "/" in code:
                yield fault or Fault(
                    row=number, message=say("代码“{code}”中不能有 /", code=code[:64])
                )
                return
            known = self.codes.setdefault(path, name)
            if known != name or (level == last and path in self.printed):
                yield _twice(number, code, known, name)
            elif level == last:
                yield from self._strays(number, code, path)
            self.printed.setdefault(path, (number, path))

    def _strays(self, number: int, code: str, path: str) -> Iterator[Fault]:
        """A last code that was printed before below another parent."""
        first = self.printed.get(code)
        if first:
            yield Fault(
                row=number,
                message=say("代码“{code}”与第 {first} 行重复，上级不同", code=code, first=first[0]),
                treated=say("两个都导入：{other} 与 {path}。", other=first[1], path=path),
            )
        self.printed.setdefault(code, (number, path))


def _nameless(number: int, level: int, code: str, above: str) -> Fault:
    return Fault(
        row=number,
        message=say("{level}级代码“{code}”没有名称", level=_LEVELS[level], code=code),
        treated=say("略去该代码，诉求归在上级“{above}”。", above=above)
        if above
        else say("略去该行。"),
    )


def _twice(number: int, code: str, known: str, name: str) -> Fault:
    called = "" if known == name else say("，先叫“{known}”，此处叫“{name}”", known=known, name=name)
    return Fault(
        row=number,
        message=say("代码“{code}”重复{called}", code=code, called=called),
        treated=say("保留“{known}”。", known=known),
    )


def _too_long(number: int, code: str, name: str) -> Fault | None:
    if len(code) > LONGEST_CODE:
        return Fault(
            row=number,
            message=say("代码“{code}…”超过 {most} 个字符", code=code[:20], most=LONGEST_CODE),
        )
    if len(name) > LONGEST_NAME:
        return Fault(
            row=number,
            message=say("名称“{name}…”超过 {most} 个字", name=name[:20], most=LONGEST_NAME),
        )
    return None

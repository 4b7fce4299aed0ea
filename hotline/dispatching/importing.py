"""A directory from CSV, as cities keep it in a spreadsheet: units, topics, areas by name or code.

    条目: 编号,事项,区域,类型,对象,主办单位,协办单位,法定依据,生效日期,失效日期,对象别名,办理时限
    清单: 编号,事项,履职类型,单位,主管部门,法定依据

Only 编号, 事项 and 主办单位 (or 履职类型) must be filled; files without the last two columns are
read as well. Several co-handlers are parted by 、; a
unit whose name occurs twice is written with its parent, 东城区政府/和平街道. Reading changes
nothing: it gives the lines and every problem with its row, and a file with problems is not
imported in part.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeVar

import msgspec

from hotline.dispatching.table_file import TITLES
from hotline.dispatching.table_file import decode as decode
from hotline.dispatching.table_file import lines as table_lines
from hotline.rules.context import World
from hotline.rules.directory import Duty, DutyLine, Entry
from hotline.rules.duration import BadDuration, parse
from hotline.rules.text import joined, say
from hotline.rules.words import Kind, Term

# not said: headings of the file
ENTRY_COLUMNS = (
    "编号", "事项", "区域", "类型", "对象",
    "主办单位", "协办单位", "法定依据", "生效日期", "失效日期", "对象别名", "办理时限",
)  # fmt: skip
# not said: headings of the file
LATER_COLUMNS = ("对象别名", "办理时限")
"""Columns that files kept before there were any do not have."""
# not said: headings of the file
DUTY_COLUMNS = ("编号", "事项", "履职类型", "单位", "主管部门", "法定依据")
# not said: how days are written in files
_BETWEEN_DAY = str.maketrans("/.年月", "----")
MAX_ROWS = 20_000
LINE = TypeVar("LINE", Entry, DutyLine)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in one cell; `row` counts as the spreadsheet does, the heading being 1."""

    row: int
    column: str
    value: str
    message: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds: its good lines, and its problems."""

    entries: tuple[Entry, ...] = ()
    duties: tuple[DutyLine, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_entries(text: str, world: World) -> Sheet:
    """Entries of the directory."""
    lines, problems = _read(text, world, ENTRY_COLUMNS, _entry)
    return Sheet(entries=lines, problems=problems)


def read_duties(text: str, world: World) -> Sheet:
    """Lines of the street duty lists."""
    lines, problems = _read(text, world, DUTY_COLUMNS, _duty)
    return Sheet(duties=lines, problems=problems)


class _Names:
    """Names and codes of one world, each to its code; a name that occurs twice to none."""

    def __init__(self, world: World) -> None:
        self.topics = by_name(world.topics)
        self.areas = by_name(world.areas)
        units: dict[str, set[str]] = {}
        for unit in world.units.units.values():
            if unit.active:
                path = "/".join(up.name for up in reversed([*world.units.ancestors(unit.id)]))
                for name in {unit.id, unit.name, path, *([unit.short] if unit.short else [])}:
                    units.setdefault(name, set()).add(unit.id)
        self.units = units


def by_name(codes: Mapping[str, str]) -> dict[str, set[str]]:
    """Codes by code, by name, and by path of names with or without "/" (溪东区鹤清街道); a name
    that occurs twice has several."""
    found: dict[str, set[str]] = {}
    for code, name in codes.items():
        parts = code.split("/")
        prefixes = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        path = "/".join(codes.get(prefix, prefix) for prefix in prefixes)
        for known in {code, name, path, path.replace("/", "")}:
            found.setdefault(known, set()).add(code)
    return found


class _Row:
    """One row: gives cells by column and gathers what is wrong with them."""

    def __init__(self, number: int, cells: Mapping[str, str], names: _Names) -> None:
        self.number, self.cells, self.names = number, cells, names
        self.problems: list[Problem] = []

    def text(self, column: str, *, needed: bool = False) -> str:
        value = (self.cells.get(column) or "").strip()
        if needed and not value:
            self.wrong(column, say("没有填写{column}", column=column))
        return value

    def wrong(self, column: str, message: str, value: str = "") -> None:
        self.problems.append(
            Problem(
                row=self.number,
                column=column,
                value=value,
                message=say("{message}。", message=message),
            )
        )

    def one_of(self, column: str, known: Mapping[str, set[str]], *, needed: bool = False) -> str:
        return self._find(column, self.text(column, needed=needed), known)

    def parts(self, column: str) -> tuple[str, ...]:
        # not said: parts names in the file
        names = self.text(column).replace("，", "、").replace(",", "、").split("、")
        return tuple(name.strip() for name in names if name.strip())

    def duration(self, column: str) -> str:
        value = self.text(column)
        try:
            return str(parse(value)) if value else ""
        except BadDuration as bad:
            self.wrong(column, bad.args[0], value)
            return ""

    def units(self, column: str) -> tuple[str, ...]:
        return tuple(self._find(column, name, self.names.units) for name in self.parts(column))

    def _find(self, column: str, value: str, known: Mapping[str, set[str]]) -> str:
        if not value:
            return ""
        found = known.get(value, set())
        if len(found) == 1:
            return next(iter(found))
        what = say("不止一个，请连同上级写作“上级/名称”") if found else say("不存在")
        self.wrong(column, f"{column}“{value}”{what}", value)
        return ""

    def term(self, column: str, terms: type[Term], *, needed: bool = False) -> str:
        value = self.text(column, needed=needed)
        for term in terms:
            if value and value in (term.value, term.zh, term.zh[:2]):
                return term.value
        if value:
            choices = joined("、", (term.zh for term in terms))
            self.wrong(
                column,
                say(
                    "{column}“{value}”应为{choices}之一",
                    column=column,
                    value=value,
                    choices=choices,
                ),
                value,
            )
        return ""

    def day(self, column: str) -> date | None:
        value = self.text(column)
        if not value:
            return None
        # not said: how days are written in files
        parts = value.rstrip("日").translate(_BETWEEN_DAY).split("-")
        try:
            year, month, day = map(int, parts)
            return date(year, month, day)
        except ValueError:
            self.wrong(
                column,
                say("{column}“{value}”不是日期，应写作 2026-01-31", column=column, value=value),
                value,
            )
            return None


def _entry(row: _Row) -> Entry:
    begins, ends = row.day("生效日期"), row.day("失效日期")
    if begins and ends and ends < begins:
        row.wrong("失效日期", say("失效日期早于生效日期"), str(ends))
    return Entry(
        id=row.text("编号", needed=True),
        topic=row.one_of("事项", row.names.topics, needed=True),
        area=row.one_of("区域", row.names.areas),
        kind=row.term("类型", Kind),
        object=row.text("对象"),
        aliases=row.parts("对象别名"),
        limit=row.duration("办理时限"),
        lead=row.one_of("主办单位", row.names.units, needed=True),
        co_handlers=row.units("协办单位"),
        legal_basis=row.text("法定依据"),
        effective_from=begins or date(2000, 1, 1),
        effective_to=ends,
    )


def _duty(row: _Row) -> DutyLine:
    duty = row.term("履职类型", Duty, needed=True)
    return DutyLine(
        id=row.text("编号", needed=True),
        topic=row.one_of("事项", row.names.topics, needed=True),
        duty=msgspec.convert(duty, Duty) if duty else Duty.WITHDRAWN,
        unit=row.one_of("单位", row.names.units),
        department=row.one_of("主管部门", row.names.units),
        legal_basis=row.text("法定依据"),
    )


def _read(
    text: str, world: World, columns: tuple[str, ...], line: Callable[[_Row], LINE]
) -> tuple[tuple[LINE, ...], tuple[Problem, ...]]:
    written, faults = table_lines(text)
    if faults:
        told = ((one.row, say("{message}。", message=one.message)) for one in faults)
        return (), tuple(Problem(row=at, column="", value="", message=why) for at, why in told)
    # Many tables begin with their title: the heading is the first row that names a column.
    above = next((at for at, (_, row) in enumerate(written[:TITLES]) if columns[0] in row), 0)
    written = written[above:]
    headings = written[0][1] if written else []
    problems = list(_headings(headings, columns))
    if problems:
        return (), tuple(problems)
    rows = written[1:]
    names = _Names(world)
    lines: dict[str, LINE] = {}
    for at, (number, cells) in enumerate(rows):
        if at >= MAX_ROWS:
            message = say("超过 {max_rows} 行，请分作几个文件。", max_rows=MAX_ROWS)
            problems.append(Problem(row=number, column="", value="", message=message))
            break
        row = _Row(number, dict(zip(headings, cells, strict=False)), names)
        found = line(row)
        if found.id and found.id in lines:
            row.wrong("编号", say("编号“{id}”重复", id=found.id), found.id)
        problems += row.problems
        if not row.problems:
            lines[found.id] = found
    return tuple(lines.values()), tuple(problems)


def _headings(found: list[str], columns: tuple[str, ...]) -> Iterator[Problem]:
    for column in columns:
        if column not in found and column not in LATER_COLUMNS:
            yield Problem(
                row=1, column=column, value="", message=say("缺少“{column}”一列。", column=column)
            )

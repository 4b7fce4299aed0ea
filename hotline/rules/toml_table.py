"""Reading a TOML table so that every problem in it is found, not the first only.

A `Table` is asked for each value it may hold; what is missing, of the wrong sort or never asked
for becomes a `Problem` with its place, the value found and what would be right, in Chinese, since
a city's staff write these texts. Places count from 1, as people do. After a problem the answer is
an empty stand-in, so reading goes on; who reads must look at `problems` before using any of it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

import msgspec

from hotline.rules.text import joined, say
from hotline.rules.words import Term

_Word = TypeVar("_Word", bound=Term)
_LINE = re.compile(r"line (\d+), column (\d+)")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong: where, the value found ("" when missing), and what would be right."""

    path: str
    value: str
    right: str

    @property
    def zh(self) -> str:
        """limits[3].duration：“5 days”，应写作…"""
        return say(
            "{path}：{value}，{right}",
            path=self.path,
            value=f"“{self.value}”" if self.value else say("缺少"),
            right=self.right,
        )


Problems = tuple[Problem, ...]


class Table:
    """One table of the text, at a path; sub-tables share its list of problems."""

    def __init__(self, values: Mapping[str, Any], path: str, problems: list[Problem]) -> None:
        self.values, self.path, self.problems = values, path, problems
        self._asked: set[str] = set()

    def at(self, key: str) -> str:
        """The place of a key, e.g. `limits[3].duration`."""
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, right: str, value: object = None) -> None:
        """Records a problem with the key's value, or with `value` as part of it."""
        found = self.values.get(key, "") if value is None else value
        self.problems.append(Problem(path=self.at(key), value=str(found), right=right))

    def close(self) -> None:
        """Every key has been asked for by now; a key left over is a slip of the pen."""
        for key in self.values:
            if key not in self._asked:
                self.wrong(key, say("没有这一项{nearest}", nearest=_nearest(key, self._asked)), key)

    # -- values ------------------------------------------------------------------------------

    def text(self, key: str, right: str) -> str:
        """A text that is not blank."""
        value = self._of_sort(key, str, right)
        if value is not None and not value.strip():
            self.wrong(key, right)
        return value or ""

    def number(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        right = say("应为 {low} 到 {high} 的整数", low=low, high=high)
        value = self._of_sort(key, int, right)
        if value is not None and not low <= value <= high:
            self.wrong(key, right)
        return value or 0

    def flag(self, key: str) -> bool:
        """true or false."""
        return self._of_sort(key, bool, say("应为 true 或 false")) or False

    def day(self, key: str) -> date:
        """A date, written without quotes."""
        return self._of_sort(key, date, say("应为日期，不加引号，如 2026-01-01")) or date.min

    def choice(self, key: str, allowed: Iterable[str]) -> str:
        """One of the words allowed."""
        known, value = list(allowed), self._value(key)
        if value in known:
            return str(value)
        self.wrong(key, _one_of(value, known))
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts without repeats; absent is empty, but an empty list is a problem."""
        value = self._value(key)
        if key not in self.values:
            return ()
        texts = isinstance(value, list) and all(isinstance(text, str) for text in value)
        if not (texts and value and len(set(value)) == len(value)):
            self.wrong(key, say("应为文字列表，不为空、不重复"))
            return ()
        return tuple(value)

    def words(self, key: str, vocabulary: type[_Word]) -> tuple[_Word, ...]:
        """A list of words of a closed vocabulary; absent is empty."""
        known = {word.value: word for word in vocabulary}
        texts = self.texts(key)
        for text in texts:
            if text not in known:
                self.wrong(
                    key,
                    _one_of(text, known),
                    text,
                )
        return tuple(known[text] for text in texts if text in known)

    # -- tables ------------------------------------------------------------------------------

    def table(self, key: str, *, optional: bool = False) -> "Table":
        """The table of that key."""
        if optional and key not in self.values:
            return Table({}, self.at(key), self.problems)
        value = self._of_sort(key, dict, say("应为一个表"))
        return Table(value or {}, self.at(key), self.problems)

    def rows(self, key: str) -> list["Table"]:
        """The tables of `[[key]]`; at least one."""
        value = self._value(key)
        if not (isinstance(value, list) and value and all(isinstance(v, dict) for v in value)):
            self.wrong(key, say("应有若干 [[{key}]] 表", key=key))
            return []
        return [
            Table(row, f"{self.at(key)}[{number}]", self.problems)
            for number, row in enumerate(value, start=1)
        ]

    def _value(self, key: str) -> Any:
        self._asked.add(key)
        return self.values.get(key)

    def _of_sort(self, key: str, sort: type, right: str) -> Any:
        """The value if it is exactly of that sort (true is no number, a moment is no day)."""
        value = self._value(key)
        if type(value) is sort:
            return value
        self.wrong(key, right)
        return None


def open_toml(text: str) -> Table | Problem:
    """The whole text as a table with no problems yet, or where it is no TOML at all."""
    try:
        return Table(tomllib.loads(text), "", [])
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        where = (
            say("第{line}行第{column}列", line=found[1], column=found[2]) if found else say("文末")
        )
        return Problem(path=where, value=str(error), right=say("此处不符合 TOML 写法"))


def _one_of(value: object, known: Iterable[str]) -> str:
    names = joined("、", known)
    return say("应为 {names} 之一{nearest}", names=names, nearest=_nearest(value, known))


def _nearest(value: object, known: Iterable[str]) -> str:
    """（是否要写 sign？） for a slip of the pen, else ""."""
    found = get_close_matches(str(value), sorted(known), n=1)
    return say("（是否要写 {found}？）", found=found[0]) if found else ""

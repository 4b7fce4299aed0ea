"""Sentences with gaps: `{unit}的办理时限到{moment}` reads a line and gives what stands in the gaps.

A gap is named after what fits it; a digit at its end tells two of one sort apart. A name of an
enumeration (`{Kind}`) takes the Chinese words of its members, and is given as `kind`.
"""

import difflib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from hotline.handling.notices import table as notices
from hotline.rules import phone_words
from hotline.rules import words as vocabulary
from hotline.rules.words import Term
from tests.rules.case import world as w

DAYS = "一二三四五六日"
MOMENT = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日（周([一二三四五六日])）(\d{2}):(\d{2})")
YEAR = 2026


class NotUnderstood(ValueError):
    """A line in words that no sentence has."""


def moment(text: str) -> datetime:
    """A moment as people write it; ValueError where the day of the week is another."""
    found = MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"看不懂的时间：{text}")
    year, month, day, hour, minute = (int(found[n] or YEAR) for n in (1, 2, 3, 5, 6))
    at = datetime(year, month, day, hour, minute, tzinfo=w.BEIJING)
    if DAYS[at.weekday()] != found[4]:
        raise ValueError(f"{text}：这一天是周{DAYS[at.weekday()]}")
    return at


UNIT_NAMES: Final = {unit.name: unit.id for unit in w.UNITS.units.values()}
TOPICS: Final = {
    "夜间施工噪声": w.NOISE,
    "房屋质量": w.QUALITY,
    "停水": w.WATER_OUT,
    "环卫保洁": w.OF_STREET,
    "绿化养护": w.ASSISTING,
    "违建查处": w.WITHDRAWN,
    "目录以外的事": w.SILENT,
    "原工商局的事": w.OF_OLD,
}


def _among(names: Sequence[str]) -> str:
    return "(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + ")"


GAPS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "unit": (_among(list(UNIT_NAMES)), UNIT_NAMES.__getitem__),
    "units": (r"([^“”：，]+)", lambda text: tuple(UNIT_NAMES[name] for name in text.split("、"))),
    "topic": (_among(list(TOPICS)), TOPICS.__getitem__),
    "moment": (
        r"((?:\d{4}年)?\d{1,2}月\d{1,2}日（周[一二三四五六日]）\d{2}:\d{2})",
        moment,
    ),
    "words": (r"([^“”]+)", str),
    "said": (r"(.+)", str),
    "rest": (r"(.+)", str),
    "n": (r"(\d+)", int),
}
"""What may stand in a gap: its pattern, with one group, and what it means."""


def _gap(name: str) -> tuple[str, Callable[[str], Any]]:
    sort = name.rstrip("0123456789")
    if sort in GAPS:
        return GAPS[sort]
    terms: type[Term] = next(
        getattr(module, sort)
        for module in (vocabulary, phone_words, notices)
        if hasattr(module, sort)
    )
    by_name = {str(term.zh): term for term in terms}
    return _among(list(by_name)), by_name.__getitem__


class Sentence(msgspec.Struct, frozen=True):
    """Words with gaps, and what is done when a line is in these words."""

    words: str
    meaning: Callable[..., Any]
    pattern: re.Pattern[str]
    gaps: tuple[str, ...]

    def fits(self, line: str) -> dict[str, Any] | None:
        """What stands in the gaps; None where the line is in other words."""
        found = self.pattern.fullmatch(line)
        if found is None:
            return None
        texts = zip(self.gaps, found.groups(), strict=True)
        return {name.lower(): _gap(name)[1](text) for name, text in texts}


def sentence(words: str, meaning: Callable[..., Any]) -> Sentence:
    """The sentence of these words; `{{`-less, a gap is `{name}`."""
    parts = re.split(r"\{(\w+)\}", words)
    gaps = tuple(parts[1::2])
    pattern = "".join(_gap(part)[0] if n % 2 else re.escape(part) for n, part in enumerate(parts))
    return Sentence(words, meaning, re.compile(pattern), gaps)


class Language:
    """All sentences of one kind, and what was declared by `@language("words")`."""

    def __init__(self) -> None:
        self.sentences: list[Sentence] = []

    def __call__(self, *words: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declares the words that a function gives meaning to."""

        def declared(meaning: Callable[..., Any]) -> Callable[..., Any]:
            self.sentences += [sentence(one, meaning) for one in words]
            return meaning

        return declared

    def understand(self, line: str) -> tuple[Callable[..., Any], dict[str, Any]]:
        """The function for a line and its gaps. NotUnderstood tells the nearest sentences."""
        for one in self.sentences:
            if (found := one.fits(line)) is not None:
                return one.meaning, found
        known = [one.words for one in self.sentences]
        near = difflib.get_close_matches(line, known, n=3, cutoff=0.3)
        raise NotUnderstood(f"看不懂“{line}”。相近的说法：{'；'.join(near) or '没有'}")

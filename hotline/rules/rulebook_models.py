"""docs/rulebooks.md: the rulebooks that come with the platform side by side, and the same cases
under each. Printed by what a running city uses, so the page cannot say anything else.

python -m hotline.rules.rulebook_models > docs/rulebooks.md     (a test compares the two)
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from hotline.rules.deadline import due
from hotline.rules.official_calendar import official_calendar
from hotline.rules.rulebook import CaseFacts, Rulebook
from hotline.rules.rulebook_names import LimitName
from hotline.rules.rulebook_reading import MODELS, model
from hotline.rules.words import Kind, Urgency

ZONE: Final = "Asia/Shanghai"
NAMES: Final = {"national": "全国默认", "beijing": "北京", "guangdong": "广东", "sichuan": "四川"}

HEAD: Final = """\
# 办理规则对照

由 `python -m hotline.rules.rulebook_models` 印出，请勿手改。A city starts from one of these texts
(`hotline/rulebooks/*.toml`) and publishes its own first edition (管理 › 办理规则). 三个地方的只照
product.md §4 引用的时限写成，未引用的同全国默认；每一条的依据写在该条的 source 里。"""


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A case whose limit is asked: what it is, and when its clock began."""

    said: str
    limit: LimitName
    began: datetime
    facts: CaseFacts


def _example(
    said: str, limit: LimitName, began: str, kind: Kind, urgency: Urgency = Urgency.ORDINARY
) -> Example:
    facts = CaseFacts(kind=kind, urgency=urgency)
    at = datetime.strptime(began, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(ZONE))
    return Example(said=said, limit=limit, began=at, facts=facts)


EXAMPLES: Final = (
    _example("咨询", LimitName.HANDLE, "2026-03-02 10:00", Kind.CONSULT),
    _example("求助", LimitName.HANDLE, "2026-03-02 10:00", Kind.HELP),
    _example("投诉", LimitName.HANDLE, "2026-03-02 10:00", Kind.COMPLAINT),
    _example("举报", LimitName.HANDLE, "2026-03-02 10:00", Kind.REPORT),
    _example("春节前的咨询", LimitName.HANDLE, "2026-02-13 16:30", Kind.CONSULT),
    _example("春节前的投诉", LimitName.HANDLE, "2026-02-13 16:30", Kind.COMPLAINT),
    _example("国庆前的求助", LimitName.HANDLE, "2026-09-30 16:00", Kind.HELP),
    _example("停水，紧急", LimitName.HANDLE, "2026-03-06 20:00", Kind.HELP, Urgency.URGENT),
    _example("燃气泄漏，特急", LimitName.HANDLE, "2026-03-07 02:10", Kind.HELP, Urgency.CRITICAL),
    _example("投诉，对诉求人的承诺", LimitName.PROMISE, "2026-03-02 10:00", Kind.COMPLAINT),
    _example("咨询，对诉求人的承诺", LimitName.PROMISE, "2026-03-02 10:00", Kind.CONSULT),
    _example("投诉，签收", LimitName.SIGN, "2026-02-13 16:30", Kind.COMPLAINT),
)


def due_of(book: Rulebook, example: Example) -> datetime:
    """When that limit ends under that rulebook."""
    calendar = official_calendar(hours=book.hours, zone=ZONE)
    clause = book.limit(example.limit, example.facts)
    return due(example.began, clause.duration, calendar, book.time).due_at.astimezone(
        ZoneInfo(ZONE)
    )


def document() -> str:
    """The whole page, ending in a newline."""
    return "\n\n".join([HEAD, *_differences(), *_examples()]) + "\n"


def _differences() -> Iterator[str]:
    yield "## 不同之处"
    books = [model(name) for name in MODELS]
    said = [_said(book) for book in books]
    rows = [
        (what, *(one.get(what, "–") for one in said))
        for what in said[0]
        if len({one.get(what) for one in said}) > 1
    ]
    yield _table(("时限", *NAMES.values()), rows)


def _said(book: Rulebook) -> dict[str, str]:
    said = {str(clause.zh): str(clause.duration.zh) for clause in book.limits}
    said |= {str(number.name.zh): str(number.value) for number in book.numbers}
    said |= {str(flag.name.zh): "是" if flag.value else "否" for flag in book.flags}
    return said | {f"剔除理由 {one.code}": str(one.zh) for one in book.exclusions}


def _examples() -> Iterator[str]:
    yield "## 同一件事在各处的截止时间"
    books = [model(name) for name in MODELS]
    rows = []
    for one in EXAMPLES:
        ends = (f"{due_of(book, one):%m-%d %H:%M}" for book in books)
        rows.append((f"{one.said}（{one.began:%Y-%m-%d %H:%M}）", *ends))
    yield _table(("诉求（起算）", *NAMES.values()), rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(document())

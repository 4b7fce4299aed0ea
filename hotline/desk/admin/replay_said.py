"""A replay in words: by unit, by topic, from whom to whom; its cases; and all of it as a sheet."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import IO, Any

import msgspec

from hotline.desk.gate import Desk
from hotline.desk.sheet import Cell, Column, Sheet
from hotline.desk.taking_out import Taker, mark
from hotline.dispatching.replays import jobs
from hotline.dispatching.replays import queries as replays
from hotline.dispatching.replays.models import ReplayRow
from hotline.handling.past import queries as past
from hotline.rules.context import World
from hotline.rules.directory import Matter
from hotline.rules.directory_replay import Moved
from hotline.rules.text import joined, say
from hotline.rules.words import Kind

KINDS = tuple((kind.value, kind.zh) for kind in Kind)
SHOWN = 40
NOBODY = say("没有单位")
COLUMNS = (
    Column(name=say("分组"), width=12),
    Column(name=say("名称"), width=28),
    Column(name=say("条件"), width=28),
    Column(name=say("现行"), width=24),
    Column(name=say("现行条目"), width=14),
    Column(name=say("草稿"), width=24),
    Column(name=say("草稿条目"), width=14),
    Column(name=say("件数"), width=8),
)


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of matter that would go to another unit."""

    topic: str
    terms: str
    before: str
    before_entry: str
    after: str
    after_entry: str
    cases: int


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What would change. `left`: how many kinds of matter, units and topics are not shown."""

    cases: int
    moved_cases: int
    share: str
    silent_before: int
    silent_after: int
    flows: tuple[tuple[str, int, int, int], ...]
    topics: tuple[tuple[str, int], ...]
    ways: tuple[Way, ...]
    left: int
    left_flows: int
    left_topics: int


def said(desk: Desk, row: ReplayRow, *, shown: int = SHOWN) -> Said:
    """The result of a replay, the largest changes first."""
    kept, world = replays.result(row), desk.who.world
    found = kept.replay
    return Said(
        cases=found.cases,
        moved_cases=kept.moved_cases,
        share=f"{kept.moved_cases / found.cases:.1%}" if found.cases else "–",
        silent_before=found.silent_before,
        silent_after=found.silent_after,
        flows=tuple(
            (_unit(world, one.unit), one.before, one.after, one.after - one.before)
            for one in found.flows[:shown]
        ),
        topics=tuple((topic_path(world, code), cases) for code, cases in found.topics[:shown]),
        ways=tuple(_way(world, one) for one in found.moved[:shown]),
        left=max(0, kept.moved_kinds - shown),
        left_flows=max(0, len(found.flows) - shown),
        left_topics=max(0, len(found.topics) - shown),
    )


def _way(world: World, one: Moved) -> Way:
    matter = one.bundle.matter
    terms = (area_path(world, matter.area), dict(KINDS).get(matter.kind, ""), matter.object)
    return Way(
        topic=topic_path(world, matter.topic),
        terms=joined(" · ", filter(None, terms)),
        before=_unit(world, one.before.unit),
        before_entry=one.before.entry,
        after=_unit(world, one.after.unit),
        after_entry=one.after.entry,
        cases=one.bundle.cases,
    )


def _unit(world: World, unit: str) -> str:
    return world.units.name(unit) or NOBODY


def topic_path(world: World, code: str) -> str:
    """A topic with those above it."""
    return " › ".join(_names(world.topics, code))


def area_path(world: World, code: str) -> str:
    """An area with its district before it."""
    return "".join(_names(world.areas, code))


def _names(known: Any, code: str) -> list[str]:
    parts = code.split("/")
    return [known.get("/".join(parts[:n]), "") for n in range(1, len(parts) + 1)]


def of_cases(desk: Desk, row: ReplayRow) -> list[dict[str, Any]]:
    """The newest of the cases that would go elsewhere, as far as the reader may see them, with the
    unit that really led."""
    moved, world = replays.result(row).replay.moved, desk.who.world
    answers = {one.bundle.matter: one for one in moved}
    since = row.asked_at - timedelta(days=jobs.DAYS)
    lines = []
    for line in past.of_bundles(desk.who, since, [one.bundle for one in moved]):
        case = line.case
        matter = Matter(topic=case.topic, area=case.area, kind=case.kind, object=case.object)
        if (one := answers.get(matter)) is None:
            continue
        lines.append(
            {
                "case": case,
                "title": line.title,
                "led": world.units.name(case.lead_unit) if case.lead_unit else "",
                "before": world.units.name(one.before.unit),
                "after": world.units.name(one.after.unit),
                "returns": case.returns,
            }
        )
    return lines


def sheet(desk: Desk, found: Said, row: ReplayRow, taker: Taker) -> IO[bytes]:
    """All of it, the file rewound."""
    about = say(
        "版本{edition}与现行版{used}比较，{at:%Y-%m-%d %H:%M}前{days}天登记的工单{cases}件",
        edition=row.edition,
        used=row.used,
        at=desk.who.world.calendar.local(row.asked_at),
        days=jobs.DAYS,
        cases=found.cases,
    )
    with Sheet(say("试跑"), mark(taker), about, COLUMNS) as made:
        for line in _cells(found):
            made.write(line)
    return made.file


def _cells(found: Said) -> Iterator[Sequence[Cell]]:
    whole = say("合计")
    yield [whole, say("会改派到别的单位"), "", "", "", "", "", found.moved_cases]
    for unit, before, after, change in found.flows:
        yield [say("按单位"), unit, "", before, "", after, "", change]
    for topic, cases in found.topics:
        yield [say("按事项"), topic, "", "", "", "", "", cases]
    for one in found.ways:
        yield [say("从谁到谁"), one.topic, one.terms, one.before, one.before_entry, one.after,
               one.after_entry, one.cases]  # fmt: skip

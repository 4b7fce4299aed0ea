"""A draft asked about past cases: what would go elsewhere, by unit and topic."""

from datetime import date
from typing import Any

from hotline.rules.directory import Directory, Entry, Matter
from hotline.rules.directory_replay import Answer, Bundle, Edition, Flow, replay
from tests.rules.offices import tree, unit

UNITS = tree(unit("urban"), unit("parks"), unit("old", active=False), unit("east"))


def edition(*entries: Entry, **values: Any) -> Edition:
    return Edition(directory=Directory(entries=entries, **values), on=date(2026, 3, 1))


def entry(id: str, topic: str, lead: str) -> Entry:
    return Entry(id=id, topic=topic, lead=lead)


def past(topic: str, cases: int) -> Bundle:
    return Bundle(matter=Matter(topic=topic), cases=cases)


def test_what_moves_is_counted_by_unit_and_topic() -> None:
    old = edition(entry("1", "cg", "urban"), last_resort={"": "east"})
    new = edition(
        entry("1", "cg", "urban"), entry("2", "cg/gs", "parks"), entry("3", "sq", "old"),
        entry("4", "sc", "urban"),
    )  # fmt: skip
    found = replay(old, new, UNITS, [past("cg/lj", 5), past("cg/gs", 1), past("sq", 4),
                                     past("sc", 3), past("cg/gs", 2)])  # fmt: skip
    assert (found.cases, found.moved_cases) == (15, 10)
    assert [one.bundle.matter.topic for one in found.moved] == ["sq", "cg/gs", "sc"]
    assert found.moved[0].before == Answer(unit="east", entry="")
    assert found.moved[0].after == Answer(unit="", entry="")
    assert found.moved[1].after == Answer(unit="parks", entry="2")
    assert found.flows == (
        Flow(unit="east", before=7, after=0),
        Flow(unit="", before=0, after=4),
        Flow(unit="parks", before=0, after=3),
    )
    assert found.topics == (("sq", 4), ("cg/gs", 3), ("sc", 3))
    assert (found.silent_before, found.silent_after) == (7, 4)


def test_two_editions_that_agree_move_nothing() -> None:
    one = edition(entry("1", "cg", "urban"))
    found = replay(one, one, UNITS, [past("cg", 2)])
    assert (found.moved, found.flows, found.moved_cases) == ((), (), 0)

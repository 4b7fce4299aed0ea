"""热点 are looked for in new cases: each is compared with those of the last weeks, and where more
people than usual raise the same the event is raised, or grown. Follows the feed, so no case is
missed whoever commits first; run by the courier, a portion between two rounds.

Confidential cases are never compared. A case that stands on its own costs some three statements.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec.structs import replace

from hotline import ledger
from hotline.handling.alike import queries as alike
from hotline.handling.alike.alarms.queries import alarms_of
from hotline.handling.alike.queries import Near
from hotline.oversight.hot import queries
from hotline.oversight.hot.streams import HOT, hot_ref
from hotline.people.by import By
from hotline.people.change import change
from hotline.rules.actor import clock_actor
from hotline.rules.alike.likeness import LIKELY, Comparing
from hotline.rules.alike.matter import Matter
from hotline.rules.case.events import Registered
from hotline.rules.oversight import hot, unusual
from hotline.rules.oversight.unusual import Figures, HotLimits, is_hot
from hotline.rules.personal_names import personal_names
from hotline.rules.words import Face

PORTION: Final = 200
"""Events of the feed in one step; few of them register a case."""
SPAN: Final = 0.4
"""Seconds after which a step ends, within its portion if need be: a thousand calls about one thing
are dear to compare, and other works of the process wait meanwhile."""
LOOK: Final = 5.0
"""Seconds between two looks when there was nothing new."""
LOOKED_AT: Final = timedelta(days=30)
"""So old a new case may be to be looked at at all; one older than the window raises nothing:
history that is brought in is no alarm."""
BACK: Final = timedelta(days=365)
FLOOR: Final = 0.3
"""Lowest score that is kept, so that other settings can be tried on what was seen."""
LIFT_FOR: Final = 600
"""Seconds of the city's time for which one count of the whole city serves."""
_DIGITS: Final = re.compile(r"[0-9]+\w*")
NAMED_BY: Final = 12
"""Cases whose shared words name an event."""


class HotWatcher:
    """`step` says whether it did anything: 0 where there was nothing new, or it is not time."""

    def __init__(self) -> None:
        self._look_at = 0.0
        self._under_way: tuple[Iterator[None], str] | None = None

    def step(self) -> int:
        """A portion of the feed, or what is left of one. An event may come again: then it finds
        everything done."""
        if self._under_way:
            return self._go_on(*self._under_way)
        if time.monotonic() < self._look_at:
            return 0
        before = queries.cursor()
        try:
            batch = ledger.follow(before or _begin(), PORTION)
        except ledger.CursorRefused as error:
            if error.restart != before:
                queries.looked_at(error.restart or "")
            self._look_at = time.monotonic() + LOOK
            return 0
        if batch.caught_up:
            self._look_at = time.monotonic() + LOOK
        if batch.cursor == before:
            return 0
        return self._go_on(see(batch.events), batch.cursor)

    def _go_on(self, looks: Iterator[None], cursor: str) -> int:
        """Until it is time for others; the place in the feed moves when all is looked at."""
        self._under_way = None  # after a fault the portion is read again
        until = time.monotonic() + SPAN
        for _ in looks:
            if time.monotonic() > until:
                self._under_way = looks, cursor
                return 1
        queries.looked_at(cursor)
        return 1


def _begin() -> str | None:
    return ledger.beginning("case", ledger.clock.now() - LOOKED_AT)


def see(events: Sequence[ledger.Followed]) -> Iterator[None]:
    """Looks at the cases that these events register, one after the other."""
    made = [
        one.envelope
        for one in events
        if one.envelope.stream_type == "case"
        and one.envelope.event_type == Registered.__name__
        and one.envelope.face != Face.IMPORT
    ]
    since = ledger.clock.now() - LOOKED_AT
    rows = queries.new_cases([head.stream_id for head in made if head.occurred_at >= since], since)
    texts = queries.texts([row.id for row in rows])
    limits = {city: alarms_of(city).hot for city in sorted({row.city for row in rows})}
    for row in rows:
        if row.id in texts:
            _see(row, texts[row.id], limits[row.city])
            yield


def _see(row: Any, text: Any, limits: HotLimits) -> None:
    """One new case: grows the event that its like belong to, or raises one, or is nothing."""
    like = alike.near(row.city, row, text, row.registered_at - BACK, least=FLOOR)
    queries.keep_look(row, like)
    if ledger.clock.now() - row.registered_at > timedelta(days=limits.window):
        return
    likely = [one for one in like if one.score >= LIKELY or one.id == row.id]
    figures, window = _figures(row, likely, limits.window, limits)
    if _put(row, text, window, figures, limits) or not row.topic:
        return
    if limits.of_topic:
        oldest = timedelta(days=unusual.spans(unusual.TOPIC_DAYS, limits.weeks)[-1][1])
        same = queries.of_topic(row, row.registered_at - oldest)
        figures, window = _figures(row, same, unusual.TOPIC_DAYS, limits)
        _put(row, text, window, figures, unusual.of_topic(limits))


def _put(row: Any, text: Any, window: Sequence[Near], figures: Figures, limits: HotLimits) -> bool:
    """Into the event of these cases, or a new one where they make one; whether it is in one."""
    if figures.seen < 2:
        return False
    city, by = row.city, By(actor=clock_actor(row.city), face=Face.CLOCK)
    others = [one.id for one in window if one.id != row.id]
    event = queries.running(city, others, row.registered_at, limits.quiet)
    if event is not None:
        grow = hot.GrowHot(cases=(str(row.id),))
        change(by, hot_ref(city, event), HOT, hot.decide, [grow])
    elif is_hot(figures, limits):
        window, figures = _undismissed(row, window, figures, limits.quiet)
        if not is_hot(figures, limits):
            return False
        raised = hot.RaiseHot(
            name=_name(row, text, window),
            cases=tuple(str(one.id) for one in window),
            figures=figures,
            topic=row.topic,
            area=_common_area(city, window),
        )
        # Named by the case that makes it one: of two couriers that see it at once one raises it.
        new = hot_ref(city, uuid5(row.id, "hot"))
        change(by, new, HOT, hot.decide, [raised])
    else:
        return False
    return True


def _undismissed(
    row: Any, window: Sequence[Near], figures: Figures, quiet: int
) -> tuple[Sequence[Near], Figures]:
    """Without the cases that somebody dismissed: one further case does not bring them all back,
    only as many new ones as make an event by themselves."""
    gone = queries.dismissed(row.city, [one.id for one in window], row.registered_at, quiet)
    kept = [one for one in window if one.id not in gone]
    people = len({one.caller for one in kept})
    return kept, replace(figures, seen=len(kept), people=people)


def _figures(
    row: Any, found: Sequence[Near], days: int, limits: HotLimits
) -> tuple[Figures, list[Near]]:
    """Seen and expected as of this case, and the cases that were seen."""
    ages = [(row.registered_at - one.at).days for one in found]  # -1 of those after it
    window = [one for one, age in zip(found, ages, strict=True) if 0 <= age < days]
    people = len({one.caller for one in window})
    # Of less than two nothing comes, so the city need not be counted.
    lift = _lift(row, days, limits.weeks) if len(window) > 1 else 1.0
    seen, expected = unusual.counted(ages, days, limits.weeks, lift)
    figures = Figures(seen=seen, people=people, expected=expected, days=days, lift=lift)
    return figures, window


def _lift(row: Any, days: int, weeks: int) -> float:
    """How many times as much as usual the whole city called when this case came."""
    slot = int(row.registered_at.timestamp()) // LIFT_FOR
    key = (row.city, days, weeks)
    held = _lifts.get(key)
    if held is None or held[0] != slot:
        counts = queries.of_city(row.city, row.registered_at, unusual.spans(days, weeks))
        held = _lifts[key] = slot, unusual.lifted(counts[0], sum(counts[1:]) / len(counts[1:]))
    return held[1]


_lifts: dict[tuple[str, int, int], tuple[int, float]] = {}


def _name(row: Any, text: Any, window: Sequence[Near]) -> str:
    """The run of characters that this case shares with most of the others, long ones first; of
    title and words, never of the address, and without numbers: no door is named. What only a few
    share is theirs, and what looks like a person's name is nobody's: who sees another of the cases
    reads this. "" where they share none, and the topic says what it is."""
    others = [one.id for one in window if one.id != row.id][:NAMED_BY]
    comparing = Comparing(_told(text), alike.weights_of(row.city))
    runs: Counter[str] = Counter()
    known = queries.texts(others).values()
    for other in known:
        runs.update({_DIGITS.sub("", run) for run in comparing.shared(_told(other))} - {""})
    common = (run for run in runs if 2 * runs[run] >= len(known) and not personal_names(run))
    best = sorted(common, key=lambda run: (-runs[run] * len(run), run))
    kept: list[str] = []
    for run in best:
        if not any(_says_again(run, other) for other in kept):
            kept.append(run)
    return " ".join(kept[:2])


def _says_again(run: str, other: str) -> bool:
    """Whether the other has most of its characters: it would make the name no clearer."""
    return run in other or other in run or 2 * sum(one in other for one in run) > len(run)


def _told(text: Any) -> Matter:
    return Matter(title=text.title, text=text.text)


def _common_area(city: str, window: Sequence[Near]) -> str:
    """The area in which all of them lie: what their codes have in common from the front."""
    ids: list[UUID] = [one.id for one in window]
    parts = [area.split("/") for area in queries.areas(city, ids)]
    common = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common)

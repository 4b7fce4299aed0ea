"""Finds hot matters (热点) in a stream of requests, one request after the other, in time order.

What makes an event: a phrase - a compound, a school, a company, a road, a trouble - that within a
window is in more requests, of several people, than chance explains; and requests that, the phrase
apart, speak of the same. Nobody has to list phrases before: every run of four to six characters is
one, and names that a segmenter does not know are found like others.

Expected is the phrase's own rate before the window, times the requests in the window, and a little
for phrases never seen. The chance of as many or more is Poisson's; the bound allows for the many
phrases looked at. Both figures are kept with each event, so that an alarm can be explained.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

WINDOW: Final = timedelta(days=14)
"""Chosen with CHANCE on the first half of a public stream, judged on the second (bench/README.md).
"""
FEWEST: Final = 3
"""Requests, and people, that make an event."""
CHANCE: Final = 1e-3
TIMES: Final = 3
"""As often as expected, at least: of many common phrases some are above chance at any time."""
ALIKE: Final = 0.08
"""Cosine of two requests without the phrase, from which they speak of the same."""
UNSEEN: Final = 0.15
"""Requests counted beforehand for every phrase, so that a new name is not infinitely rare."""
WARM_UP: Final = 200
"""Requests before the first alarm: without a past nothing is unusual."""
SHORTEST, LONGEST = 4, 6
READ: Final = 300
"""Characters of the text that are read: where and what stands at the beginning."""

_CHINESE = re.compile(r"[^\u4e00-\u9fff]+")
_NOT_SAID = re.compile(r"[\s*]+")


class Request(msgspec.Struct, frozen=True):
    """One request of the stream."""

    id: str
    time: datetime
    title: str = ""
    text: str = ""
    caller: str = ""


class Event(msgspec.Struct, kw_only=True):
    """A hot matter. `expected` and `seen` are of the moment it was raised; `ids` grows after."""

    name: str
    raised_at: datetime
    raised_by: str
    expected: float
    seen: int
    people: int
    title: str
    ids: list[str]


class _Known(msgspec.Struct):
    """A request as far as comparing needs it."""

    id: str
    caller: str
    runs: tuple[str, ...]
    pairs: frozenset[str]
    event: Event | None = None


class Watch:
    """What was seen so far; `see` takes the next request."""

    def __init__(
        self, *, window: timedelta = WINDOW, chance: float = CHANCE, fewest: int = FEWEST
    ) -> None:
        self.window, self.chance, self.fewest = window, chance, fewest
        self.events: list[Event] = []
        self._times: list[datetime] = []
        self._known: list[_Known] = []
        self._where: defaultdict[str, list[int]] = defaultdict(list)
        self._pairs: Counter[str] = Counter()

    def see(self, request: Request) -> Event | None:
        """The event that this request raised, or None. Requests must come in time order."""
        at, runs = len(self._known), _runs(request)
        one = _Known(request.id, request.caller or request.id, runs, frozenset(_parts(runs, 2, 2)))
        self._times.append(request.time)
        self._known.append(one)
        self._pairs.update(one.pairs)
        # A young stream's window is its later half: there must be a past to compare with.
        begun = max(bisect_left(self._times, request.time - self.window), at // 2)
        unusual = []
        for phrase in _parts(runs, SHORTEST, LONGEST):
            held = self._where[phrase]
            held.append(at)
            if len(held) >= self.fewest and at >= WARM_UP:
                found = held[bisect_left(held, begun) :]
                expected = self._expected(len(held) - len(found), begun, at)
                chance = at_least(len(found), expected)
                if len(found) >= max(self.fewest, TIMES * expected) and chance < self.chance:
                    unusual.append((chance, phrase, found, expected))
        for _, phrase, found, expected in sorted(unusual)[:40]:
            same = [other for other in found if other == at or self._alike(one, other, phrase)]
            if self._holds(same, expected):
                return self._put(request, phrase, same, expected)
        return None

    def _expected(self, before: int, begun: int, at: int) -> float:
        """Requests with a phrase that the window would have at its rate until then."""
        return (before + UNSEEN) / max(begun, 1) * (at - begun + 1)

    def _holds(self, same: list[int], expected: float) -> bool:
        people = {self._known[one].caller for one in same}
        return len(people) >= self.fewest and at_least(len(same), expected) < self.chance

    def _alike(self, one: _Known, other: int, phrase: str) -> bool:
        """Whether the two speak of the same, the phrase apart: cosine of their rare pairs."""
        apart = set(_parts((phrase,), 2, 2))
        mine, theirs = one.pairs - apart, self._known[other].pairs - apart
        shared = self._weight(mine & theirs)
        return shared >= ALIKE * math.sqrt(self._weight(mine) * self._weight(theirs) or 1.0)

    def _weight(self, pairs: Iterable[str]) -> float:
        many = len(self._known) + 1
        return sum(
            math.log(many / self._pairs[pair]) ** 2 for pair in pairs if self._pairs[pair] > 1
        )

    def _put(self, request: Request, phrase: str, same: list[int], expected: float) -> Event | None:
        """Puts these requests into the event that most of them are in, or raises a new one."""
        members = [self._known[one] for one in same]
        known = Counter(id(one.event) for one in members if one.event)
        event = next((one.event for one in members if id(one.event) in known), None)
        raised = event is None
        if event is None:
            event = Event(
                name=self._whole(phrase, members),
                raised_at=request.time,
                raised_by=request.id,
                expected=round(expected, 3),
                seen=len(same),
                people=len({one.caller for one in members}),
                title=request.title,
                ids=[],
            )
            self.events.append(event)
        for one in members:
            if one.event is None:
                one.event = event
                event.ids.append(one.id)
        return event if raised else None

    def _whole(self, phrase: str, members: list[_Known]) -> str:
        """The phrase, made longer while every one of these requests has it longer."""
        while True:
            longer = _longer(phrase, members[0].runs)
            held = [more for more in longer if all(_has(one.runs, more) for one in members)]
            if not held:
                return phrase
            phrase = held[0]


def detect(requests: Iterable[Request]) -> Iterator[Event]:
    """Each event at the moment it is raised; requests in time order."""
    watch = Watch()
    for request in requests:
        if event := watch.see(request):
            yield event


def at_least(times: int, expected: float) -> float:
    """Poisson's chance of as many or more, where so few are expected."""
    if times <= expected:
        return 1.0
    term = math.exp(times * math.log(expected) - expected - math.lgamma(times + 1))
    total, further = term, times
    while term > total * 1e-6:
        further += 1
        term *= expected / further
        total += term
    return min(total, 1.0)


def _runs(request: Request) -> tuple[str, ...]:
    """Runs of Chinese characters of title and beginning of the text, each once."""
    read = (request.title, request.text[:READ])
    plain = (_NOT_SAID.sub("", unicodedata.normalize("NFKC", one)) for one in read)
    return tuple(dict.fromkeys(run for one in plain for run in _CHINESE.split(one) if run))


def _parts(runs: Iterable[str], shortest: int, longest: int) -> set[str]:
    return {
        run[at : at + length]
        for run in runs
        for length in range(shortest, longest + 1)
        for at in range(len(run) - length + 1)
    }


def _has(runs: tuple[str, ...], phrase: str) -> bool:
    return any(phrase in run for run in runs)


def _longer(phrase: str, runs: tuple[str, ...]) -> list[str]:
    """The phrase with one more character before or after, as these runs have it."""
    found = []
    for run in runs:
        at = run.find(phrase)
        if at > 0:
            found.append(run[at - 1 : at + len(phrase)])
        if at >= 0 and at + len(phrase) < len(run):
            found.append(run[at : at + len(phrase) + 1])
    return found

"""What the model of a city is made of: its topics, its directory, and cases it has handled.

Cases are read from a room that this one does not know; the house hands its reader down. Words of
erased cases are gone from there, so they are not learnt from again. Left out: confidential cases
(nobody's secret becomes a word that speaks for a topic), and cases whose unit turned out wrong
while their topic stayed, since the topic may be what was wrong.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.topic_model import from_topics, queries
from hotline.people.queries import world

MOST = 6_000
"""The newest cases that are learnt from: minutes on one core, and topics change."""

LONGEST = 500
"""Characters of a text that are learnt from: what it is about stands at the beginning. With 8,000
cases of 446 topics training took 1.15 GB and seven minutes of CPU (`bench/README.md`)."""

OF_ONE_TOPIC = 400

Row = tuple[str, str, datetime, str, str]
"""Case, topic, when registered, title, text."""

Reader = Callable[[str, int], Iterable[Row]]
_readers: list[Reader] = []
SHORTEST = 4
"""Characters of title and text together: less says nothing."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case as something to learn from: its words and the topic it has now."""

    id: str
    topic: str
    at: datetime
    title: str
    text: str

    def message(self) -> Message:
        """As the learner reads it."""
        return Message(id=self.id, title=self.title, text=self.text[:LONGEST], label=self.topic)


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What a city's model is made of: `first` of its topics, its `cases` from old to new, and what
    was left out by why."""

    first: Sequence[Message]
    cases: Sequence[Case] = ()
    left_out: dict[str, int] = {}


def join(reader: Reader) -> None:
    """Told by the house where cases are kept: (city, most) → the newest, from new to old."""
    _readers[:] = [reader]


def gather(city: str, words: tuple[Path, ...] = ()) -> Material:
    """Everything there is; `words` are the city's own files beside `plain_words.toml`."""
    here = world(city)
    said = from_topics.plain_words(*words)
    first = from_topics.texts(here.topics, here.directory, here.units, said)
    wrong, left = queries.doubtful(city), Counter[str]()
    kept: list[Case] = []
    many: Counter[str] = Counter()
    for id, topic, at, title, text in _rows(city):
        why = _left_out(id, topic, title + text, wrong, here.topics, many)
        if why:
            left[why] += 1
            continue
        many[topic] += 1
        kept.append(Case(id=id, topic=topic, at=at, title=title, text=text))
    return Material(first=first, cases=kept[::-1], left_out=dict(left))


def _rows(city: str) -> Iterable[Row]:
    return _readers[0](city, MOST) if _readers else ()


def _left_out(
    id: str, topic: str, text: str, wrong: set[str], topics: dict[str, str], many: Counter[str]
) -> str:
    """Why nothing is learnt from it, as the card names it; "" where something is."""
    if id in wrong:
        return "doubtful"
    if topic not in topics or "/" not in topic:
        return "topic"
    if len(text.strip()) < SHORTEST:
        return "short"
    return "many" if many[topic] >= OF_ONE_TOPIC else ""

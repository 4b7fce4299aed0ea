"""What a telling of an event is, and the small sentences that the tables of tellings share."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from hotline.rules.context import World
from hotline.rules.deadline import Clock
from hotline.rules.moments import say_end
from hotline.rules.text import say

Notes = Callable[[Any, World], Sequence[str]]
Texts = tuple[tuple[str, str], ...]


def no_notes(event: Any, world: World) -> Sequence[str]:
    """Nothing beside the title."""
    return ()


def never(event: Any) -> bool:
    """An event that cannot be late."""
    return False


class Telling(msgspec.Struct, frozen=True):
    """How one type of event is told. `title` may depend on the event."""

    title: str | Callable[[Any], str]
    texts: Texts = ()
    notes: Notes = no_notes
    late: Callable[[Any], bool] = never

    def title_of(self, event: Any) -> str:
        """The step in a few words."""
        return self.title if isinstance(self.title, str) else self.title(event)


def by(world: World, due: datetime) -> str:
    """A limit as people of the city read it."""
    return say_end(world.calendar.local(due))


def clock(world: World, clock: Clock, what: str) -> str:
    """A clock in a sentence: the limit, its end, the instrument it rests on."""
    source = say("，依据{source}", source=clock.source) if clock.source else ""
    return say(
        "{what}{limit}，至{by}{source}",
        what=what,
        limit=clock.duration.zh,
        by=by(world, clock.due_at),
        source=source,
    )


def on_time(event: Any, world: World) -> Sequence[str]:
    """Whether the step came within its limit."""
    return (say("按时") if event.on_time else say("超期"),)

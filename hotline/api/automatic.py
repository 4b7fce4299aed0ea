"""自动派单 over the API: what is measured of each topic, which are on, switching and settings.

As at the desk: the management body switches on, on what is measured at that moment; dispatchers and
the management switch off with a reason. Holding one case back and reviewing one that was sent are
commands on the case, like any other.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from hotline.api.endpoint import Call
from hotline.api.problems import NO_ROUTE
from hotline.dispatching.automatic import actions, queries
from hotline.ledger import Outcome
from hotline.people.by import By
from hotline.rules.automatic import Record, below
from hotline.rules.reference.automatic import READERS, Automatic, SetAutomaticRules, Settings
from hotline.rules.reference.office import Office, allowed
from hotline.rules.refusal import Refusal
from hotline.web.speech import spoken

Topic = Annotated[str, Meta(min_length=1, max_length=64)]


class On(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开通."""

    topic: Topic


class Off(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """停用."""

    topic: Topic
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the city asks: lower bound (0 to 1), per cent reviewed, minutes of waiting."""

    bar: float
    share: int
    grace: int


class AutomaticTopic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic: `right` of `cases` measured, at least `bound` of all; `on` since when, or `why` it
    may not be switched on ("" where it may); `off_reason` why it was switched off last. `sent`,
    `reviewed`, `wrong` (of the latest reviewed) and `overdue` since it was switched on."""

    topic: str
    cases: int
    right: int
    bound: float
    on_since: datetime | None
    why: str
    off_reason: str
    sent: int
    reviewed: int
    wrong: int
    overdue: int


class AutomaticShown(msgspec.Struct, frozen=True, kw_only=True):
    """What the city asks, and its topics, those that are on first."""

    settings: Settings
    topics: list[AutomaticTopic]


ANSWERS = (AutomaticShown,)
STEPS: dict[str, type[On] | type[Off] | type[Rules]] = {"on": On, "off": Off, "settings": Rules}


def shown(call: Call) -> object:
    """Settings and figures."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    refused = allowed(Office(now=who.now, actor=who.actor), *READERS)
    if refused:
        return refused
    state, held = who.world.automatic, queries.records(who.world, who.now)
    topics = [_topic(one, state, held.get(one, Record())) for one in {*held, *state.on, *state.off}]
    topics.sort(key=lambda one: (one.on_since is None, -one.cases, one.topic))
    return AutomaticShown(settings=state.settings, topics=topics)


def step(call: Call, name: str) -> object:
    """Switch on, switch off, or set what is asked; then as `shown`."""
    if name not in STEPS:
        return NO_ROUTE
    asked = call.body(STEPS[name])
    if isinstance(asked, Refusal):
        return asked
    found = call.act(_action(asked))
    return found if isinstance(found, Refusal) else shown(call)


def _action(asked: On | Off | Rules) -> Callable[[By], Outcome | Refusal]:
    match asked:
        case On():
            return lambda by: actions.switch_on(by, asked.topic)
        case Off():
            return lambda by: actions.switch_off(by, asked.topic, asked.reason)
        case Rules():
            command = SetAutomaticRules(bar=asked.bar, share=asked.share, grace=asked.grace)
            return lambda by: actions.set_rules(by, command)


def _topic(topic: str, state: Automatic, record: Record) -> AutomaticTopic:
    on, off, figure = state.on.get(topic), state.off.get(topic), record.figure
    return AutomaticTopic(
        topic=topic,
        cases=figure.cases,
        right=figure.right,
        bound=round(figure.bound, 4),
        on_since=on.since if on else None,
        why="" if on else spoken(below(figure, state.settings.bar)),
        off_reason=off.reason if off else "",
        sent=record.sent,
        reviewed=record.reviewed,
        wrong=record.wrong,
        overdue=record.overdue,
    )

"""People × commands × times by Hypothesis: what it finds, it shrinks to the shortest story.

`test_walk` goes long ways from fixed seeds and drives each home. Here every choice is Hypothesis's
own: who acts, what of all commands, said how, on which case, and how long nobody does. After each
step `Story` has checked the invariants; the machine adds that

- what a command led to is a state that its line of the tables names;
- until a case is closed somebody may bring it forward, or the clock will (`timers`);
- no clock is lost: whatever is open has a due or a stated pause;
- the clock is never sent in vain: what it waits for, the tables will let it do.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case.decide import decide, options
from hotline.rules.case.edges import Edge
from hotline.rules.case.fields import Command
from hotline.rules.case.state import Case, Leg
from hotline.rules.case.timers import command_for, timers
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage, Channel, RequestState
from tests.rules.case import build as b
from tests.rules.case import calls
from tests.rules.case import world as w
from tests.rules.case.build import Story
from tests.rules.case.test_options import anybody_can_go_on
from tests.rules.case.walk import ONLY_BY_DUTY, OVER, PEOPLE, RARE, TABLE, a_matter, one_step, say

pytestmark = pytest.mark.repeats

S = CaseStage
V = TypeVar("V")
CASES, STEPS = 3, 30
HOURS = (0.1, 0.5, 2, 5, 24, 72, 240)
WAITING = OVER | {S.MERGED}
WAYS = (*["may"] * 7, "try", "wait", "wait", "home", "home", "call", "call", "turn")
"""How a step goes on: whoever may, whoever tries, time, what is ordinary next (`walk`), a call."""


class City:
    """One city with up to three cases. A step is a way to go on and three numbers: whom, what,
    and the seed of what is said; numbers count among those who are there. What was not done yet
    in this city goes first, so that runs get to the rarer commands."""

    def __init__(self, city: int, first: int) -> None:
        chance = Random(first)
        self.story = Story(calls.city(city))
        self.done: set[type[Command]] = set()
        sent = first % 3 > 0
        triage = c.Accept() if sent else None
        heard = b.call(replace(a_matter(chance), triage=triage, dispatch=sent))
        if first % 5 == 0:
            heard = replace(heard, channel=Channel.POLICE, source_number="110-1")
        assert not isinstance(self.story.register(w.DISPATCHER, heard), Refusal)

    def step(self, way: str, who: int, what: int, said: int) -> None:
        """One step, and everything that must hold after it."""
        chance = Random(said)
        if way == "call" and len(self.story.cases) < CASES:
            self._another_call(chance)
        elif way == "turn":
            self.story.one = _nth(sorted(self.story.cases), who)
        elif way == "wait":
            self._time_passes(_nth(HOURS, who), clock=what % 4 > 0)
        elif way == "home" and self.story.case.stage not in WAITING:
            one_step(self.story, chance)
        elif way == "try":
            self._anybody(who, what, chance)
        else:
            self._somebody_who_may(who, what, chance)
        self.check()

    def check(self) -> None:
        """Somebody or the clock goes on; no clock is lost, and none is sent in vain."""
        for key, case in self.story.cases.items():
            _case_is_timed(case, self.story.cases)
            for leg in case.running_legs:
                _leg_is_timed(case, leg)
            for name, at in timers(case).items():
                context = replace(self.story.context(w.CLOCK), now=max(at, self.story.now))
                found = decide(case, command_for(name), context)
                assert not isinstance(found, Refusal), f"{name}: {found.message}"
            if case.stage not in OVER and not timers(case):
                here, self.story.one = self.story.one, key
                assert anybody_can_go_on(self.story), f"nobody and nothing goes on: {case}"
                self.story.one = here

    def _another_call(self, chance: Random) -> None:
        heads = [key for key, case in self.story.cases.items() if case.mass]
        event = {"event": chance.choice(heads)} if heads else {}
        heard = b.call(replace(a_matter(chance), **event), phone=chance.choice([b.PHONE, ""]))
        self.story.register(w.DISPATCHER, heard)

    def _time_passes(self, hours: float, *, clock: bool) -> None:
        """The clock process may be late, or not run for days."""
        self.story.later(hours=hours)
        here = self.story.one
        for one in sorted(self.story.cases) if clock else ():
            self.story.one = one
            self.story.clock()
        self.story.one = here

    def _somebody_who_may(self, who: int, what: int, chance: Random) -> None:
        """One of those near the case does something that is open to them."""
        units = {leg.unit for leg in self.story.case.running_legs} | {w.CENTRE}
        near = [one for one in PEOPLE if one.unit in units or not one.unit]
        for turn in range(len(near)):
            actor = _nth(near, who + turn)
            found = [
                one
                for one in options(self.story.case, self.story.context(actor))
                if one.refusal is None and one.edge.command not in ONLY_BY_DUTY
            ]
            found = [one for one in found if chance.random() >= RARE.get(one.edge.command, 0)]
            found = [one for one in found if one.edge.command not in self.done] or found
            if found:
                one = _nth(found, what + chance.randrange(len(found)))
                self._try(actor, one.edge, one.leg, one.request, chance)
                return

    def _anybody(self, who: int, what: int, chance: Random) -> None:
        case = self.story.case
        leg = chance.choice([*(one.id for one in case.legs), "L9"])
        request = chance.choice([*(one.id for one in (*case.requests, *case.documents)), "R9"])
        edge = _nth(TABLE, what)
        if edge.command not in ONLY_BY_DUTY:
            self._try(_nth(PEOPLE, who), edge, leg, request, chance)

    def _try(self, actor: w.Actor, edge: Edge, leg: str, request: str, chance: Random) -> None:
        command = say(edge.command, chance, self.story, leg, request)
        found = self.story.ask(actor, command)
        if isinstance(found, Refusal):
            assert found.message
            return
        was = self.story.case
        self.story.do(actor, command)
        self.done.add(edge.command)
        _as_the_table_says(edge, was, self.story.case, leg, request)


def _nth(values: Sequence[V], number: int) -> V:
    """The value of that number, counted round and round."""
    return values[number % len(values)]


def _as_the_table_says(edge: Edge, was: Case, case: Case, leg: str, request: str) -> None:
    """The subject of the command stands where its line of the tables says it would."""
    stays = edge.enters == edge.leaves
    if edge.subject == "case":
        assert case.stage is was.stage if stays else case.stage in edge.enters, edge.name
        return
    before = was.leg(leg) if edge.subject == "leg" else was.request(request)
    after = case.leg(leg) if edge.subject == "leg" else case.request(request)
    assert before, edge.name
    assert after, edge.name
    assert after.state is before.state if stays else after.state in edge.enters, edge.name


def _case_is_timed(case: Case, cases: dict[str, Case]) -> None:
    """The desk, the emergency line, the citizen's promise, the call back: each has its due."""
    found = timers(case)
    if case.stage in (S.REGISTERED, S.SENT_BACK, S.ACCEPTED):
        assert case.desk and ("desk" in found or case.desk.breached_at), case.stage
    if case.stage is S.HANDED_OVER:
        assert case.hand_over and ("hand_over" in found or case.hand_over.alarmed)
    if case.stage in (S.ACCEPTED, S.HANDLING, S.MERGED):
        assert case.promise and ("promise" in found or case.promise.breached_at), case.stage
    if case.stage is S.MERGED:
        parent = cases[case.parent]
        assert parent.stage not in OVER or "children" in timers(parent)
    if case.stage is S.COMPLETED:
        assert case.follow_up or case.link_due, "neither a call nor a link is owed"
    if case.stage is S.FOLLOWED_UP and not (case.unsolved or case.added_at):
        assert "close" in found, "would wait for ever"


def _leg_is_timed(case: Case, leg: Leg) -> None:
    """Its limit runs to a due, was missed, or stands still for a reason that itself ends."""
    found, limit = timers(case), leg.limit
    waits = [one for one in case.requests if one.leg == leg.id and one.state is RequestState.FILED]
    if limit.paused_since is not None:
        ends = {f"hold:{leg.id}", *(f"pause:{one.id}" for one in waits)}
        assert ends & found.keys(), f"{leg.id} stands still for ever"
    elif limit.breached_at is None:
        asked = [one for one in waits if one.kind == "extension"]
        assert f"limit:{leg.id}" in found or asked, f"{leg.id} has no due"
    for one in waits:
        assert one.due_at, f"{one.id}: nobody has to rule by any time"
        assert f"ruling:{one.id}" in found or one.rung, f"{one.id} goes to no next rung"
    assert limit.due_at - leg.dispatched_at < timedelta(days=800)


NUMBER = st.integers(0, 255)
STEP = st.tuples(st.sampled_from(WAYS), NUMBER, NUMBER, st.integers(0, 2**16))


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(
    st.integers(0, 59), st.integers(0, 2**16), st.lists(STEP, min_size=STEPS, max_size=2 * STEPS)
)
def test_whatever_people_do_and_whenever(
    city: int, first: int, steps: list[tuple[str, int, int, int]]
) -> None:
    here = City(city, first)
    for step in steps:
        here.step(*step)

"""One story under way: its cases by name, who is who, time, and what was written since when."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, cast

import msgspec

from hotline.handling.timeline_words import TELLINGS
from hotline.ledger import Recorded
from hotline.portal import story as told
from hotline.portal.queries import Own
from hotline.rules.actor import Actor
from hotline.rules.case.commands import RegisterContact
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command
from hotline.rules.case.state import Case, Leg
from hotline.rules.case.timers import command_for, timers
from hotline.rules.moments import say_moment
from hotline.rules.refusal import Refusal
from hotline.rules.words import RequestKind, RequestState, Role
from tests.rules.case import world as w
from tests.rules.case.build import Story
from tests.rules.case.test_options import anybody_can_go_on
from tests.rules.case.walk import OVER
from tests.stories.language import UNIT_NAMES
from tests.stories.outside import OUTSIDE, TITLES, Outside

Written = tuple[str, Event]
"""An event with the case it belongs to."""


def _people() -> dict[str, Actor]:
    """Everybody by what a story calls them: 派单员, 市城管局联络员, 市城管局负责人, 外包话务员."""
    staff = {str(role.zh): w.person(role) for role in Role if role not in w.UNIT_ROLES}
    titles = {Role.UNIT_HEAD: "负责人"}
    of_units = {
        name + titles.get(role, str(role.zh)): w.person(role, unit)
        for name, unit in UNIT_NAMES.items()
        for role in (*w.UNIT_ROLES, Role.DISPATCHER, Role.DISTRICT_REVIEWER)
    }
    outside = {
        "外包" + str(role.zh): w.person(role, outsourced=True)
        for role in (Role.AGENT, Role.TEAM_LEADER, Role.FOLLOW_UP_CALLER)
    }
    second = {
        "另一位市级复核员": msgspec.structs.replace(w.CITY_REVIEWER, id="another"),
        "另一位值班长": msgspec.structs.replace(w.person(Role.DUTY_MANAGER), id="second"),
    }
    return staff | of_units | outside | second


PEOPLE: Final = _people()


class Scene:
    """Where a story has come to."""

    def __init__(self) -> None:
        self.story = Story()
        self.names: dict[str, str] = {}
        self.since = 0
        self.written: list[Written] = []
        self.outside = Outside()

    # --- looking ------------------------------------------------------------------------------

    @property
    def case(self) -> Case:
        """The case that the story speaks of now."""
        return self.story.case

    def leg(self, unit: str) -> Leg:
        """The newest leg of that unit; AssertionError where it has none."""
        legs = [leg for leg in self.case.legs if leg.unit == unit]
        assert legs, f"{w.UNITS.name(unit)}没有这件工单的承办单"
        return legs[-1]

    def leg_id(self, unit: str) -> str:
        """The id of that leg; of the first one where the unit has none, which the rules refuse."""
        return next((leg.id for leg in reversed(self.case.legs) if leg.unit == unit), "L1")

    def request(self, kind: RequestKind) -> str:
        """The request of that kind that waits, else the newest."""
        every = [one for one in (*self.case.requests, *self.case.documents) if one.kind is kind]
        assert every, f"没有{kind.zh}"
        waiting = [one for one in every if one.state is RequestState.FILED]
        return (waiting or every)[-1].id

    def at(self, moment: datetime) -> str:
        """As the story writes a moment."""
        return str(say_moment(self.story.world.calendar.local(moment)))

    def lately(self) -> list[str]:
        """What the desk's record calls each thing written since the last 当."""
        return [title(event) for _, event in self.written[self.since :]]

    def due(self) -> list[tuple[datetime, str, str]]:
        """What the clock waits for, over all cases: when, on which, what."""
        found = [
            (at, key, name)
            for key, case in self.story.cases.items()
            for name, at in timers(case).items()
        ]
        return sorted(found)

    def waits(self) -> list[tuple[datetime, Command]]:
        """What the clock will do on this case; nothing where none was made."""
        if not self.story.one:
            return []
        return sorted(
            ((at, command_for(name)) for name, at in timers(self.case).items()),
            key=lambda one: one[0],
        )

    def citizen_reads(self) -> list[str]:
        """Everything that the citizen's page says of the case."""
        case, world = self.case, self.story.world
        own = Own(
            id=cast("Any", self.story.one),
            row=None,
            events=[_recorded(event) for event in self.story.events[self.story.one]],
            case=case,
            parent=self.story.cases.get(case.parent),
        )
        lines = told.timeline(own, world.units, world.calendar)
        due = told.due_words(case, self.story.now, world.calendar)
        now = told.now_words(own, world.units)
        return [now, due, told.answer(own), *(f"{one.what} {one.words}" for one in lines)]

    # --- acting -------------------------------------------------------------------------------

    def ask(self, actor: Actor, command: Command) -> Mapping[str, Any] | Refusal:
        """What the rules answer; nothing is changed."""
        if isinstance(command, OUTSIDE):
            outside = self.outside.ask(command, self.story.context(actor))
            return outside if isinstance(outside, Refusal) else {"": outside}
        if isinstance(command, RegisterContact):
            cases = self._copy_of_cases()
            found = self.story.register(actor, command)
            self._put_back(cases)
            return found
        return self.story.ask(actor, command)

    def do(self, actor: Actor, command: Command) -> None:
        """It is done; a refusal fails the story in the words people would read."""
        before = self._counts()
        if isinstance(command, OUTSIDE):
            self._do_outside(actor, command)
        elif isinstance(command, RegisterContact):
            found = self.story.register(actor, command)
            assert not isinstance(found, Refusal), f"被拒绝：{found.message}{found.advice}"
            self.outside.heard(found)
        else:
            answer = self.story.ask(actor, command)
            assert not isinstance(answer, Refusal), f"被拒绝：{answer.message}{answer.advice}"
            self.story.do(actor, command)
        self._note(before)

    def _do_outside(self, actor: Actor, command: Command) -> None:
        """Something on the call or on its number, which no case knows of."""
        found = self.outside.ask(command, self.story.context(actor))
        assert not isinstance(found, Refusal), f"被拒绝：{found.message}{found.advice}"
        self.outside.keep(found)
        self.story.restricted_until = self.outside.restricted_until
        self.written += [("", event) for event in found]

    def until(self, moment: datetime) -> None:
        """Nobody acts but the clock, on every case, each duty at its own moment."""
        assert moment >= self.story.now, f"已经过了{self.at(moment)}"
        here, before = self.story.one, self._counts()
        while (due := self.due()) and due[0][0] <= moment:
            at, self.story.one, _ = due[0]
            self.story.clock(max(at, self.story.now))
        self.story.one, self.story.now = here, moment
        self._note(before)

    # --- the record ---------------------------------------------------------------------------

    def _counts(self) -> dict[str, int]:
        return {key: len(events) for key, events in self.story.events.items()}

    def _note(self, before: dict[str, int]) -> None:
        fresh = [
            (key, event)
            for key, events in self.story.events.items()
            for event in events[before.get(key, 0) :]
        ]
        self.written += sorted(fresh, key=lambda one: one[1].at)

    def _copy_of_cases(self) -> tuple[Story, str]:
        return self.story.copy(), self.story.one

    def _put_back(self, kept: tuple[Story, str]) -> None:
        self.story = kept[0]

    def called(self, case_id: str) -> str:
        """The name that the story gave a case, "" where it has none."""
        return next((name for name, one in self.names.items() if one == case_id), "")


def title(event: Event) -> str:
    """What the desk's record calls it."""
    outside = TITLES.get(type(event))
    return outside or str(TELLINGS[type(event)].title_of(event))


class _At(msgspec.Struct, frozen=True):
    """So much of an envelope as a teller reads."""

    occurred_at: datetime


def _recorded(event: Event) -> Recorded:
    """As the journal would give it back, opened. A story has no journal to number it."""
    return Recorded(
        stream=cast("Any", None),
        version=1,
        envelope=cast("Any", _At(event.at)),
        event=event,
        sealed={},
        hash=b"",
    )


def somebody_has_to_act(scene: Scene) -> Iterator[str]:
    """Cases that nobody and nothing would ever bring forward: there must be none."""
    for key, case in scene.story.cases.items():
        if case.stage not in OVER and not timers(case) and not _open_to_anybody(scene, key):
            yield scene.called(key) or case.number


def _open_to_anybody(scene: Scene, key: str) -> bool:
    here, scene.story.one = scene.story.one, key
    found = anybody_can_go_on(scene.story)
    scene.story.one = here
    return found

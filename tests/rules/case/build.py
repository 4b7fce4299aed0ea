"""Stories: one case (and those around it) brought into any reachable state by real commands.

`Story.do` carries a command out and checks at every step what must always hold: folding at once
equals folding step by step, the state survives JSON, nothing personal is in state or facts, and
the invariants of `invariants.py`. A story is copied cheaply, since states are values.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from hotline.rules import sealed
from hotline.rules.actor import Actor
from hotline.rules.case import commands as c
from hotline.rules.case import extension as x
from hotline.rules.case import files as f
from hotline.rules.case import flags, many, merging
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.case.decide import decide
from hotline.rules.case.events import Event, Registered
from hotline.rules.case.evolve import evolve, fold
from hotline.rules.case.evolve_supervision import quiet
from hotline.rules.case.fields import Command
from hotline.rules.case.final_answer import give
from hotline.rules.case.repeats import GiveFinalAnswer
from hotline.rules.case.state import Case, Leg
from hotline.rules.case.timers import command_for, timers
from hotline.rules.case.unmerging import make_confidential
from hotline.rules.context import Context, World
from hotline.rules.file_words import FileKind
from hotline.rules.refusal import Refusal
from hotline.rules.words import (
    CaseStage,
    Channel,
    Face,
    Kind,
    LegRole,
    ReturnReason,
    Satisfied,
    Sign,
    Solved,
    Truth,
    Urgency,
)
from tests.rules.case import world as w
from tests.rules.case.invariants import check

MARK = "张三丰先生"
"""Stands in every personal field that a story writes; it must never be found in clear."""

PHONE = "13900001234"
QUERY = many.Caller(name=MARK, phone=PHONE)


class Story:
    """One city with its cases by id; `one` is the case a story is about."""

    def __init__(self, world: World | None = None, at: datetime = w.MONDAY) -> None:
        self.world = world or w.plain_world()
        self.now = at
        self.cases: dict[str, Case] = {}
        self.events: dict[str, list[Event]] = {}
        self.one = ""
        self.restricted_until: datetime | None = None

    def copy(self) -> "Story":
        """The same point of the story, from which another thread may be spun."""
        other = Story(self.world, self.now)
        other.cases, other.one = dict(self.cases), self.one
        other.events = {key: list(events) for key, events in self.events.items()}
        other.restricted_until = self.restricted_until
        return other

    # --- looking ------------------------------------------------------------------------------

    @property
    def case(self) -> Case:
        """The case the story is about."""
        return self.cases[self.one]

    @property
    def last(self) -> Event:
        """The newest event of that case."""
        return self.events[self.one][-1]

    @property
    def lead(self) -> Leg:
        """Its leading leg."""
        lead = self.case.lead
        assert lead is not None
        return lead

    def leg(self, unit: str) -> Leg:
        """The newest leg of that unit."""
        return [leg for leg in self.case.legs if leg.unit == unit][-1]

    def context(self, actor: Actor, at: datetime | None = None) -> Context:
        """What the rules may look at when this person acts now."""
        serial = len(self.cases) + 1
        return Context(
            now=max(at or self.now, self.now),
            actor=actor,
            face=Face.DESK,
            world=self.world,
            serials=tuple(range(serial, serial + 5)),
            restricted_until=self.restricted_until,
        )

    # --- acting -------------------------------------------------------------------------------

    def ask(
        self, actor: Actor, command: Command, at: datetime | None = None, on: str = ""
    ) -> many.ByStream | Refusal:
        """What the rules answer; nothing is changed."""
        one = on or self.one
        known = many.Known(id=one, case=self.cases[one])
        context = self.context(actor, at)
        match command:
            case c.Merge():
                return merging.merge(known, self._known(command.parent), command, context)
            case c.UndoMerge():
                parent = self._known(known.case.parent or one)
                return merging.undo_merge(known, parent, command, context)
            case c.Withdraw() if known.case.parent:
                parent = self._known(known.case.parent)
                return merging.withdraw_child(known, parent, command, context)
            case c.Link():
                return many.link(known, self._known(command.other), command, context)
            case MakeConfidential() if known.case.stage is CaseStage.MERGED:
                parent = self._known(known.case.parent)
                return make_confidential(known, parent, command, context)
            case GiveFinalAnswer():
                found = give(known, command, self._fresh(0), context)
                return found if isinstance(found, Refusal) else {one: found[one]}
            case c.SplitMatter():
                return many.split(known, command, self._fresh(1), QUERY, context)
            case _:
                found = decide(known.case, command, context)
                return found if isinstance(found, Refusal) else {one: found}

    def _known(self, case_id: str) -> many.Known:
        return many.Known(id=case_id, case=self.cases[case_id])

    def _fresh(self, count: int) -> many.Fresh:
        first = len(self.cases) + 1
        ids = tuple(f"c{number}" for number in range(first, first + count))
        return many.Fresh(contact=f"k{first}", cases=ids, query_digest="d" * 8)

    def do(self, actor: Actor, command: Command, on: str = "") -> "Story":
        """The command carried out; an unexpected refusal fails the test with its text."""
        return self._keep(self.ask(actor, command, on=on))

    def refuse(self, actor: Actor, command: Command, on: str = "") -> Refusal:
        """The refusal of a command that must not pass."""
        found = self.ask(actor, command, on=on)
        assert isinstance(found, Refusal), f"{command} was carried out: {found}"
        assert found.message, found
        return found

    def register(self, actor: Actor, command: c.RegisterContact) -> many.ByStream | Refusal:
        """Registers the contact and, unless refused, goes on with its first case."""
        fresh = self._fresh(len(command.matters))
        found = many.register(command, fresh, self.context(actor), self.cases)
        if isinstance(found, Refusal):
            return found
        cases = {key: events for key, events in found.items() if key in {*fresh.cases, *self.cases}}
        for key in fresh.cases:
            self.cases.pop(key, None)
        self._keep(cases)
        self.one = fresh.cases[0] if fresh.cases else self.one
        return found

    def _keep(self, found: many.ByStream | Refusal) -> "Story":
        assert not isinstance(found, Refusal), f"refused: {found.message} {found.advice}"
        for key, events in found.items():
            assert events, "a command that was allowed must leave a trace"
            before = self.cases.get(key)
            after = fold(map(sealed.without_sealed, events), before)
            assert after is not None
            verify(before, events, after)
            self.events.setdefault(key, []).extend(events)
            self.cases[key] = after
            check(after)
        return self

    # --- time ---------------------------------------------------------------------------------

    def later(self, **delta: float) -> "Story":
        """Time passes and nobody does anything, not even the clock."""
        self.now += timedelta(**delta)
        return self

    def at(self, month: int, day: int, hour: int, minute: int = 0) -> "Story":
        """The city's clocks show this moment of 2026; never earlier than now."""
        moment = w.local(month, day, hour, minute)
        assert moment >= self.now
        self.now = moment
        return self

    def clock(self, until: datetime | None = None) -> list[str]:
        """The clock process runs up to `until` (or now): each duty at its moment, in order."""
        until, fired = until or self.now, []
        while due := sorted((at, name) for at, name in self._due() if at <= until):
            moment, name = due[0]
            self.now = max(self.now, moment)
            if name == "children":
                self._answer_children()
            self.do(w.CLOCK, command_for(name))
            fired.append(name)
        self.now = until
        return fired

    def _due(self) -> Iterator[tuple[datetime, str]]:
        return ((at, name) for name, at in timers(self.case).items())

    def _answer_children(self) -> None:
        for key, child in self.cases.items():
            if child.parent == self.one and child.stage.value == "merged":
                self.do(w.CLOCK, c.TakeParentAnswer(answer=MARK), on=key)


def verify(before: Case | None, events: tuple[Event, ...], after: Case) -> None:
    """Evolve step by step equals fold; JSON keeps the state; nothing personal is in clear."""
    state = before
    for event in events:
        state = evolve(state, event)
        facts, _ = sealed.split(event)
        encoded = msgspec.json.encode(facts)
        assert MARK.encode() not in encoded, event
        assert PHONE.encode() not in encoded, event
        assert quiet(event) or state.last_at == event.at
    assert state == after
    kept = msgspec.json.encode(after)
    assert MARK.encode() not in kept
    assert PHONE.encode() not in kept
    assert msgspec.json.decode(kept, type=Case) == after
    assert before is None or before.last_at <= after.last_at


# --- words people say -------------------------------------------------------------------------


def matter(topic: str = w.NOISE, **more: object) -> c.Matter:
    """A matter with personal words in every personal field."""
    given: dict[str, object] = {
        "kind": Kind.HELP,
        "text": MARK,
        "title": MARK,
        "address": MARK,
        "reported_party": MARK,
        "topic": topic,
    }
    return msgspec.convert({**given, **more}, c.Matter)


def call(*matters: c.Matter, phone: str = PHONE, **more: object) -> c.RegisterContact:
    """A telephone call with these matters."""
    return c.RegisterContact(
        channel=Channel.PHONE,
        matters=matters,
        caller_name=MARK,
        caller_phone=phone,
        note=MARK,
        **more,  # type: ignore[arg-type]
    )


def reply(leg: str) -> c.Reply:
    """A unit's claim that it is done."""
    return c.Reply(
        leg=leg, truth=Truth.TRUE, solved=Solved.SOLVED, internal_record=MARK, public_answer=MARK
    )


def files(count: int = 1) -> tuple[f.NewFile, ...]:
    """So many photos, as they are once their bytes are stored."""
    facts = f.FileFacts(id="F1", kind=FileKind.PHOTO, media="image/jpeg", size=9, stored="sha256-0")
    private = f.FilePrivate(key="00" * 32, name=MARK, content="0", latitude=31.2, longitude=121.5)
    return (f.NewFile(facts=facts, private=private),) * count


def file_return(leg: str, believed: str = "") -> c.FileReturn:
    """A unit says: not ours."""
    return c.FileReturn(
        leg=leg, reason=ReturnReason.NOT_DUTY, explanation=MARK, believed_unit=believed
    )


def file_extension(leg: str, by: str = "2wd") -> x.FileExtension:
    """A unit asks for more time."""
    return x.FileExtension(leg=leg, length=by, explanation=MARK)


def outcome(solved: Solved = Solved.SOLVED) -> c.RecordOutcome:
    """What the citizen says when called back."""
    return c.RecordOutcome(
        contacted=True,
        solved=solved,
        result=Satisfied.SATISFIED,
        process=Satisfied.BASICALLY,
        words=MARK,
    )


def rating(solved: Solved = Solved.SOLVED) -> c.Rate:
    """What the citizen says on the portal."""
    return c.Rate(**{name: getattr(outcome(solved), name) for name in c.Rate.__struct_fields__})


# --- how far a story has come -----------------------------------------------------------------


def registered(topic: str = w.NOISE, *, phone: str = PHONE, **more: object) -> Story:
    """A call came in; nobody has decided anything."""
    story = Story()
    found = story.register(w.AGENT, call(matter(topic, **more), phone=phone))
    assert not isinstance(found, Refusal)
    return story


def accepted(topic: str = w.NOISE, **more: object) -> Story:
    """受理: the promise runs, no unit has it yet."""
    return registered(topic, **more).do(w.AGENT, c.Accept(note=MARK))  # type: ignore[arg-type]


def dispatched(topic: str = w.NOISE, co: tuple[str, ...] = (), **more: object) -> Story:
    """派单 by the directory, with co-handlers."""
    command = c.Dispatch(co_handlers=co, reason=MARK)
    return accepted(topic, **more).do(w.DISPATCHER, command)


def signed(topic: str = w.NOISE, co: tuple[str, ...] = (), **more: object) -> Story:
    """The lead has signed."""
    story = dispatched(topic, co, **more)
    return story.do(w.liaison(story.lead.unit), c.Sign(leg=story.lead.id))


def finish(story: Story, unit: str) -> Story:
    """The unit signs if it must, calls the citizen, replies, and its head approves."""
    leg = story.leg(unit)
    if leg.signed_at is None:
        story.do(w.liaison(unit), c.Sign(leg=leg.id))
    if leg.first_contact_at is None and leg.role is LegRole.LEAD:
        story.do(w.officer(unit), c.RecordFirstContact(leg=leg.id, number=PHONE, note=MARK))
    story.do(w.officer(unit), reply(leg.id))
    request = story.case.requests[-1].id
    return story.do(w.head(unit), c.ApproveCompletion(request=request, note=MARK))


def completed(topic: str = w.NOISE, **more: object) -> Story:
    """办结: waits for follow-up."""
    story = dispatched(topic, **more)
    return finish(story, story.lead.unit)


def followed_up(solved: Solved = Solved.SOLVED) -> Story:
    """有效回访."""
    return completed().do(w.CALLER, outcome(solved))


def closed() -> Story:
    """结案 after a follow-up."""
    return followed_up().do(w.CALLER, c.Close(note=MARK))


def merged() -> Story:
    """并单: `one` is the child; its parent is being handled."""
    story = dispatched()
    parent = story.one
    story.register(w.AGENT, call(matter()))
    story.do(w.AGENT, c.Accept(note=MARK))
    return story.do(w.DISPATCHER, c.Merge(parent=parent, reason=MARK))


def numbers(story: Story) -> list[str]:
    """The case numbers given so far."""
    every = (event for events in story.events.values() for event in events)
    return [event.number for event in every if isinstance(event, Registered)]


CRITICAL = Urgency.CRITICAL


def doubted(story: Story) -> Story:
    """The case with one doubt that nobody has decided on, whatever stage it is in."""
    doubt = flags.CompletionFlagged(
        at=story.now,
        flag="F1",
        leg="L1",
        unit=w.URBAN,
        sign=Sign.ALIKE,
        figures={"answers": 3},
        others=("c9",),
        known=True,
    )
    story.cases[story.one] = evolve(story.case, doubt)
    story.events[story.one].append(doubt)
    return story

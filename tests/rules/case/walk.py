"""A random walk over several cases: who acts, what they say and how time passes, from one seed."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

import msgspec
from msgspec.structs import replace

from hotline.rules.actor import Actor
from hotline.rules.case import commands as c
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.case.decide import options
from hotline.rules.case.dispute import RuleConsultation
from hotline.rules.case.edges import Edge
from hotline.rules.case.fields import Command
from hotline.rules.case.files import AttachEvidence, AttachFiles
from hotline.rules.case.follow_up import AskAtExpiry
from hotline.rules.case.hold import EndHold
from hotline.rules.case.leg_table import LEG_TABLE, REQUEST_TABLE
from hotline.rules.case.police_order import RecallPoliceOrder
from hotline.rules.case.procedure_state import ProcedureKind, ProcedureResult
from hotline.rules.case.redispatch import AskRedispatch, RuleRedispatch
from hotline.rules.case.rehandle import OrderRehandle, RaiseToHigherBody
from hotline.rules.case.review import FileReview, RuleCityReview, RuleDistrictReview
from hotline.rules.case.sampling import CheckSample
from hotline.rules.case.sources import AnswerSource, AttachSource, ConfirmToSource
from hotline.rules.case.table import CASE_TABLE
from hotline.rules.case.tagging import ChangeTags
from hotline.rules.case.urgency import ChangeUrgency
from hotline.rules.file_words import FileGroup
from hotline.rules.phone_words import Rang
from hotline.rules.refusal import Refusal
from hotline.rules.words import (
    AttemptResult,
    CaseStage,
    Channel,
    EmergencyLine,
    ExplainGround,
    Fault,
    LegalRoute,
    Platform,
    RequestKind,
    Role,
    Solved,
    Tag,
    Urgency,
)
from tests.rules.case import build as b
from tests.rules.case import calls, looking, outer, pressed, repeated, statutory, unclear
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

TABLE: list[Edge] = [*CASE_TABLE, *LEG_TABLE, *REQUEST_TABLE]
TALK = {c.Link, c.Supplement, c.Remind, c.RecordProgress, c.Reassign, c.SplitMatter, c.Withdraw}
TALK |= {AttachFiles, AttachEvidence, MakeConfidential, RecallPoliceOrder}
TALK |= {AttachSource, ConfirmToSource, AnswerSource, ChangeUrgency, ChangeTags}
ENDS = {c.RecordOutcome, c.Rate, c.Close, c.AnswerDirectly}
RARE = dict.fromkeys(TALK, 0.9) | dict.fromkeys(ENDS, 0.8) | {c.ConfirmHandOver: 0.6}
"""How often these are left out, so that a walk gets somewhere and does not end at once."""
ONLY_BY_DUTY = {c.TakeParentAnswer, c.AnswerChildren}
"""What the clock's duty does as one: the answer to each child, then the note that it is done."""

TOPICS = [w.NOISE, w.QUALITY, w.WATER_OUT, w.SILENT, w.OF_STREET, w.ASSISTING, w.OF_TWICE]
UNITS = [w.URBAN, w.HOUSING, w.WATER, w.WATER_COMPANY, w.EAST, w.LAKE_STREET, w.LAKE_VILLAGE]
UNITS += [w.WEST, w.CLOSED_UNIT, w.CENTRE, "nowhere"]
STAFF = [w.person(role) for role in Role if role not in w.UNIT_ROLES]
PEOPLE: list[Actor] = [
    *STAFF,
    *(w.person(role, unit) for role in sorted(w.UNIT_ROLES) for unit in UNITS),
    w.person(Role.DISPATCHER, w.HOUSING),
    w.person(Role.AGENT, outsourced=True),
]


def a_matter(random: Random) -> c.Matter:
    """A matter as somebody might bring it."""
    return b.matter(
        random.choice(TOPICS),
        urgency=random.choice([Urgency.ORDINARY, Urgency.ORDINARY, Urgency.CRITICAL]),
        confidential=random.random() < 0.2,
        reported_unit=random.choice(["", "", w.URBAN, w.LAKE_STREET]),
        triage=random.choice([None, c.Accept(), c.Accept(), c.AnswerDirectly(answer=MARK)]),
        dispatch=random.random() < 0.3,
    )


def _one_of(values: Sequence[object]) -> Callable[[Random], object]:
    return lambda random: random.choice(values)


SAID: dict[str, Callable[[Random], object]] = {
    "matter": a_matter,
    "unit": _one_of(UNITS),
    "units": lambda random: tuple(random.sample(UNITS[:6], 2)),
    "proposal": _one_of(["P1", "P1", "P2"]),
    "take": _one_of([True, False]),
    "edition": _one_of(["2027-1"]),
    "propose_entry": _one_of([True, False, False]),
    "came": _one_of([True, True, False]),
    "lead": _one_of(["", "", *UNITS]),
    "believed_unit": _one_of(["", *UNITS]),
    "co_handlers": lambda random: tuple(random.sample(UNITS[:6], random.choice([0, 0, 1, 2]))),
    "line": _one_of(list(EmergencyLine)),
    "route": _one_of(list(LegalRoute)),
    "ground": _one_of(list(ExplainGround)),
    "result": _one_of(list(AttemptResult)),
    "rang": _one_of(list(Rang)),
    "solved": _one_of(list(Solved)),
    "uphold": _one_of([True, False]),
    "recognise": _one_of([True, False]),
    "lift": _one_of([True, False]),
    "exclude": _one_of([True, False]),
    "support": _one_of([True, True, False]),
    "not_borne_out": _one_of([True, False]),
    "fault": _one_of(list(Fault)),
    "grant": _one_of([True, False]),
    "right": _one_of([True, False]),
    "legal_basis": _one_of([MARK]),
    "length": _one_of(["2wd", "5wd", "20wd", "7d", "soon"]),
    "long_cycle": _one_of([False, False, True]),
    "taken_over": _one_of([True, False]),
    "note": _one_of(["", "  ", MARK]),
    "text": _one_of(["  ", MARK]),
    "officer": _one_of(["u1"]),
    "article": _one_of(["A-1"]),
    "name": _one_of(["爆管停水"]),
    "script": _one_of(["今晚恢复。"]),
    "notice": _one_of(["", "", "停水公告3号"]),
    "group": _one_of(list(FileGroup)),
    "procedure": _one_of(list(ProcedureKind)),
    "outcome": _one_of(list(ProcedureResult)),
    "urgency": _one_of(list(Urgency)),
    "reported_unit": _one_of(["", w.URBAN, "nowhere"]),
    "platform": _one_of(list(Platform)),
    "number": _one_of(["XF-1", "XF-2"]),
    "source": _one_of(["S1", "S2"]),
    "rung_back": _one_of([True, False]),
    "flag": _one_of(["F1", "F1", "F2", "F9"]),
    "borne_out": _one_of([True, False]),
    **{name: _one_of(values) for name, values in outer.SAID.items()},
    "add_tags": lambda random: tuple(random.sample(list(Tag), random.choice([0, 1, 2]))),
    "take_tags": lambda random: tuple(random.sample(list(Tag), random.choice([0, 0, 1, 3]))),
    "files": lambda random: b.files(random.choice([1, 2, 9])),
}
WHOLE: dict[type[Command], Command] = {
    c.RecordOutcome: b.outcome(),
    c.Rate: b.rating(),
    AskAtExpiry: calls.at_expiry(),
    c.Reply: b.reply("L1"),
    c.FileReturn: b.file_return("L1"),
    **repeated.LEG_COMMANDS,
    **pressed.LEG_COMMANDS,
}
VARIED = {"solved", "believed_unit", "note"}


def say(kind: type[Command], random: Random, story: Story, leg: str, request: str) -> Command:
    """A command of that kind with chance values; free words are personal and marked."""
    others = [key for key in story.cases if key != story.one] or [story.one]
    given = {"leg": leg, "request": request}
    given |= {name: random.choice(others) for name in ("parent", "other")}
    base = msgspec.structs.asdict(WHOLE[kind]) if kind in WHOLE else {}
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(kind):
        if field.name in given:
            values[field.name] = given[field.name]
        elif field.name in base and field.name not in VARIED:
            values[field.name] = base[field.name]
        elif field.name in SAID:
            values[field.name] = SAID[field.name](random)
        elif field.required:
            values[field.name] = MARK
    return kind(**values)


class Walk:
    """One city, up to four cases, and chance."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.story = Story(calls.city(seed))
        self.refused = 0
        self.awaits_calendar = seed % 4 == 2
        first = b.matter(random_topic(self.random), triage=c.Accept(), dispatch=True)
        heard = b.call(first)
        if seed % 4 == 1:
            heard = replace(heard, channel=Channel.POLICE, source_number="110-1")
        if seed % 8 == 3:
            heard = outer.sent_by_the_province(heard, self.random)
        self.story.register(w.DISPATCHER, heard)
        if seed % 10 == 7:
            self.story.register(w.AGENT, b.call(b.matter()))
            self.story.do(w.AGENT, c.HandOver(line=EmergencyLine.POLICE_110))
        looking.machine_sends(self.story, seed)

    def step(self) -> None:
        """Somebody who may acts, or somebody tries anything, or time passes, or the phone rings."""
        chance = self.random.random()
        if chance < 0.60:
            self._somebody_who_may()
        elif chance < 0.75:
            self._anybody()
        elif chance < 0.90:
            self._time()
        elif chance < 0.95 and len(self.story.cases) < 4:
            phone = self.random.choice([b.PHONE, ""])
            heads = [key for key, case in self.story.cases.items() if case.mass]
            event = {"event": self.random.choice(heads)} if heads else {}
            need = {"need": self.random.choice(["", "", MARK])}
            matter = msgspec.structs.replace(a_matter(self.random), **event, **need)
            self.story.register(w.DISPATCHER, b.call(matter, phone=phone))
        else:
            self.story.one = self.random.choice(sorted(self.story.cases))

    def _time(self) -> None:
        hours = self.random.choice([0.2, 1, 3, 8, 24, 24, 120])
        self.story.later(hours=hours)
        if self.random.random() < 0.8:
            here = self.story.one
            for one in sorted(self.story.cases):
                self.story.one = one
                self.story.clock()
            self.story.one = here
        if self.awaits_calendar and self.story.now > w.MONDAY + timedelta(days=3):
            self.awaits_calendar = False
            outer.reckon_all(outer.adopted(self.story))

    def _somebody_who_may(self) -> None:
        units = {leg.unit for leg in self.story.case.running_legs} | {"", w.CENTRE}
        near = [actor for actor in PEOPLE if actor.unit in units]
        people = self.random.sample(near, min(7, len(near)))
        found: dict[tuple[str, str, str], tuple[Actor, Edge]] = {}
        for actor in people:
            for o in options(self.story.case, self.story.context(actor)):
                rare = self.random.random() < RARE.get(o.edge.command, 0)
                if o.refusal is None and not rare:
                    found[o.edge.name, o.leg, o.request] = (actor, o.edge)
        if found:
            (_, leg, request), (actor, edge) = self.random.choice(list(found.items()))
            self._try(actor, edge, leg, request)

    def _anybody(self) -> None:
        case = self.story.case
        leg = self.random.choice([*(leg.id for leg in case.legs), "L9"])
        request = self.random.choice([*(found.id for found in case.requests), "R9"])
        self._try(self.random.choice(PEOPLE), self.random.choice(TABLE), leg, request)

    def _try(self, actor: Actor, edge: Edge, leg: str, request: str) -> None:
        if edge.command in ONLY_BY_DUTY:
            return
        command = say(edge.command, self.random, self.story, leg, request)
        if isinstance(found := self.story.ask(actor, command), Refusal):
            assert found.message
            self.refused += 1
        else:
            self.story.do(actor, command)


def random_topic(random: Random) -> str:
    """Any topic."""
    return random.choice(TOPICS)


OVER = frozenset({CaseStage.CLOSED, CaseStage.WITHDRAWN})


def drive_home(story: Story, random: Random) -> None:
    """From wherever it stands to closed or withdrawn, by ordinary people's ordinary steps."""
    for _ in range(200):
        if story.case.stage in OVER or story.case.stage is CaseStage.MERGED:
            repeated.drive(story, random)
            return
        one_step(story, random)
    raise AssertionError(f"never closed: {story.case}")


def one_step(story: Story, random: Random) -> None:
    """What ordinary people ordinarily do next."""
    looking.decide_a_doubt(story)
    if random.random() < 0.3 and _may(story, w.AGENT, calls.at_expiry()):
        calls.call_at_expiry(story, random)
    if random.random() < 0.7 and _may(story, w.CITY_REVIEWER, calls.CHECK):
        story.do(w.CITY_REVIEWER, CheckSample(solved=random.choice(list(Solved)), note=MARK))
    looking.review_automatic(story)
    match story.case.stage:
        case CaseStage.REGISTERED:
            story.do(w.AGENT, c.Accept())
        case CaseStage.SENT_BACK:
            story.do(w.AGENT, c.CompleteIntake(note=MARK))
        case CaseStage.HANDED_OVER:
            taken = random.random() < 0.8
            story.do(w.DUTY_MANAGER, c.ConfirmHandOver(taken_over=taken))
        case CaseStage.ACCEPTED if unclear.meet(story):
            pass
        case CaseStage.ACCEPTED:
            story.do(w.DISPATCHER, c.Dispatch(lead=w.WEST, reason=MARK))
        case CaseStage.COMPLETED if random.random() < 0.3:
            _call_in_vain(story)
        case CaseStage.COMPLETED:
            story.do(w.AGENT, b.outcome(random.choice([Solved.SOLVED, Solved.NOT])))
        case CaseStage.FOLLOWED_UP if random.random() < 0.25:
            story.do(w.CALLER, c.Reopen(reason=MARK))
        case CaseStage.FOLLOWED_UP if random.random() < 0.7:
            _again(story, random)
        case CaseStage.FOLLOWED_UP:
            story.do(w.CITY_REVIEWER, c.Close(note=MARK))
        case _:
            _settle_one_leg(story, random)


def _again(story: Story, random: Random) -> None:
    """重办, then a higher body, where the rules let it; often reviewed; else closed."""
    ways: tuple[Command, ...] = (
        OrderRehandle(fault=random.choice(list(Fault)), reason=MARK),
        RaiseToHigherBody(reason=MARK),
    )
    way = next((one for one in ways if _may(story, w.CALLER, one)), None)
    if way is None:
        story.do(w.CITY_REVIEWER, c.Close(note=MARK))
        return
    story.do(w.CALLER, way)
    lead = story.case.lead
    if lead is None or random.random() < 0.4:
        return
    claim = FileReview(leg=lead.id, claim=MARK)
    if _may(story, w.liaison(lead.unit), claim):
        story.do(w.liaison(lead.unit), claim)
        _review(story, random)


def _review(story: Story, random: Random) -> None:
    """By the district, or once that is overdue by the city."""
    request = story.case.requests[-1].id
    first = RuleDistrictReview(request=request, support=random.random() < 0.8, grounds=MARK)
    if _may(story, w.person(Role.DISTRICT_REVIEWER), first):
        story.do(w.person(Role.DISTRICT_REVIEWER), first)
    else:
        story.later(days=12).clock()
    last = RuleCityReview(request=request, not_borne_out=random.random() < 0.6, grounds=MARK)
    if _may(story, w.CITY_REVIEWER, last):
        story.do(w.CITY_REVIEWER, last)


def _new_fact(story: Story, leg: str, unit: str, random: Random) -> None:
    """After the return limit; granted it goes back to dispatch, else the unit handles on."""
    ask = AskRedispatch(leg=leg, fact=MARK)
    story.later(days=12).clock()
    if not _may(story, w.liaison(unit), ask):
        b.finish(statutory.over(story, leg), unit)
        return
    story.do(w.liaison(unit), ask)
    request = story.case.requests[-1].id
    grant = random.random() < 0.5
    story.do(w.MANAGEMENT, RuleRedispatch(request=request, grant=grant, grounds=MARK))


def _may(story: Story, actor: Actor, command: Command) -> bool:
    return not isinstance(story.ask(actor, command), Refusal)


def _call_in_vain(story: Story) -> None:
    """Every morning and afternoon where there is a number, until the link has run out."""
    day = story.now.replace(minute=0) + timedelta(days=1)
    while story.case.reachable and story.case.link_due is None:
        for hour in (2, 8):  # ten and sixteen o'clock in Beijing
            story.now = day.replace(hour=hour)
            story.do(w.CALLER, c.TryFollowUp(result=AttemptResult.NO_ANSWER, note=MARK))
        day += timedelta(days=1)
    story.clock(story.now + timedelta(days=12))


def _settle_one_leg(story: Story, random: Random) -> None:
    """A leg with none below it, the lead last of all."""
    case = story.case
    free = [leg for leg in case.running_legs if not case.below(leg.id)]
    leg = max(free, key=lambda found: (found.role != "lead", found.id))
    filed = {r.kind: r.id for r in case.requests if r.leg == leg.id and r.state == "filed"}
    if leg.state == "disputed":
        request = case.request(filed[RequestKind.RETURN])
        assert request
        if request.consultation:
            ruling: Command = RuleConsultation(request=request.id, unit=leg.unit, grounds=MARK)
        else:
            ruling = c.RuleReturn(request=request.id, uphold=False, grounds=MARK)
        story.do(w.MANAGEMENT, ruling)
    elif leg.state == "replied":
        story.do(w.head(leg.unit), c.ApproveCompletion(request=filed[RequestKind.COMPLETION]))
    elif leg.state == "held":
        story.do(w.officer(leg.unit), EndHold(leg=leg.id))
    elif leg.state == "signed" and not filed and random.random() < 0.1:
        _new_fact(story, leg.id, leg.unit, random)
    else:
        b.finish(statutory.over(story, leg.id), leg.unit)

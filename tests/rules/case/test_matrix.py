"""The full matrix: every state of every subject × every command × every role, and outsourced too.

Allowed exactly where the tables say so, and then the new state is one that the line enters;
otherwise refused with the reason that comes first: role, outside operator, state. Guards are met
by the stories of `states.py`, so a refusal by a guard would fail the test; guards themselves are
tested by example, one file per act.
"""

from collections import Counter

import pytest

from hotline.rules.case import (
    automatic,
    desk_wait,
    dispute,
    entry_proposal,
    exclusion,
    extension,
    files,
    flags,
    follow_up,
    hold,
    last_resort,
    mass,
    on_site,
    phone,
    procedure,
    province,
    recomputing,
    redispatch,
    rehandle,
    repeats,
    review,
    sampling,
    supervision,
    unsigned,
)
from hotline.rules.case import commands as c
from hotline.rules.case.decide import HANDLERS, acting_role, decide
from hotline.rules.case.edges import Edge
from hotline.rules.case.intake_table import INTAKE_HANDLERS
from hotline.rules.case.table import BY_COMMAND, BY_NAME, CASE_TABLE, EDGES, REGISTER
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import CaseStage, LegState, RequestKind, RequestState, Role, Term
from tests.rules.case import repeated, unclear
from tests.rules.case import world as w
from tests.rules.case.build import Story, call, dispatched, matter
from tests.rules.case.states import (
    HOLDER,
    LEG,
    LEGS,
    REQUESTS,
    STAGES,
    TABLES,
    ready,
    request_id,
)

TRIED: Counter[str] = Counter()
MANY = {c.Merge, c.UndoMerge, c.Link, c.SplitMatter, repeats.GiveFinalAnswer}
UNREACHABLE = {
    (RequestKind.COMPLETION, RequestState.WITHDRAWN),
    (RequestKind.REDISPATCH, RequestState.WITHDRAWN),
    (RequestKind.REVIEW, RequestState.WITHDRAWN),
    (RequestKind.SUPERVISION, RequestState.REJECTED),
    *repeated.UNREACHABLE,
    *unclear.UNREACHABLE,
}
"""A reply is not taken back: the head sends it back; a new fact or a claim once told stays told."""


def expected(edge: Edge, role: Role, outsourced: bool, in_state: bool) -> Code | None:
    """What the table says, or None when it allows it."""
    if role not in edge.roles:
        return Code.WRONG_ROLE
    if outsourced and not edge.outsourced:
        return Code.OUTSOURCED
    return None if in_state else Code.WRONG_STATE


def unit_for(edge: Edge, role: Role) -> str:
    """Unit roles act for the unit that holds the leg; all others sit in the hotline's centre."""
    return HOLDER if edge.subject in ("leg", "request") and role in w.UNIT_ROLES else w.CENTRE


def state_of(story: Story, edge: Edge, kind: RequestKind | None) -> Term:
    """The state of the edge's subject as it now is."""
    if edge.subject == "case":
        return story.case.stage
    request = request_id(kind) if kind else ""
    found = story.case.leg(LEG) if edge.subject == "leg" else story.case.request(request)
    assert found is not None
    return found.state


def try_everyone(edge: Edge, state: Term, kind: RequestKind | None = None) -> None:
    """The command in that state by everybody there is."""
    begun, command = ready(edge, state, kind)
    fits = edge.subject != "request" or kind is None or edge.fits(kind)
    in_state = state in edge.leaves and fits
    for role in Role:
        for outsourced in (False, True):
            story = begun.copy()
            actor = w.person(role, unit_for(edge, role), outsourced=outsourced)
            found = story.ask(actor, command)
            code = found.code if isinstance(found, Refusal) else None
            wanted = expected(edge, role, outsourced, in_state)
            if not fits:
                wanted = Code.NOT_FOUND
            where = f"{edge.name} in {state} by {role} (outsourced: {outsourced})"
            assert code == wanted, f"{where}: {found}"
            TRIED["allowed" if wanted is None else "refused"] += 1
            if wanted is None:
                story.do(actor, command)
                assert state_of(story, edge, kind) in edge.enters, where


@pytest.mark.parametrize("stage", list(CaseStage))
def test_every_command_on_a_case_in_every_stage(stage: CaseStage) -> None:
    for edge in TABLES["case"]:
        try_everyone(edge, stage)


@pytest.mark.parametrize("state", list(LegState))
def test_every_command_on_a_leg_in_every_state(state: LegState) -> None:
    for edge in TABLES["leg"]:
        try_everyone(edge, state)


@pytest.mark.parametrize(("kind", "state"), list(REQUESTS))
def test_every_command_on_a_request_in_every_state(kind: RequestKind, state: RequestState) -> None:
    for edge in TABLES["request"]:
        try_everyone(edge, state, kind)


@pytest.mark.parametrize("stage", [stage for stage in CaseStage if stage is not CaseStage.HANDLING])
def test_legs_and_requests_rest_unless_the_case_is_in_handling(stage: CaseStage) -> None:
    """Whatever state the leg is in, only its case in handling lets anybody touch it, but for what
    units may still say and prove once they have worked on it."""
    begun = STAGES[stage]()
    if not begun.case.legs:
        return
    for edge in TABLES["leg"]:
        if stage in edge.stages:
            continue
        _, command = ready(edge, LegState.SIGNED)
        command = c.msgspec.structs.replace(command, leg="L1")  # type: ignore[call-arg]
        for role in edge.roles:
            actor = w.person(role, w.URBAN if role in w.UNIT_ROLES else w.CENTRE)
            assert begun.refuse(actor, command).code is Code.WRONG_STATE
            TRIED["refused"] += 1


def test_registering_by_every_role() -> None:
    for role in Role:
        for outsourced in (False, True):
            found = Story().register(w.person(role, outsourced=outsourced), call(matter()))
            allowed = role in REGISTER.roles
            assert isinstance(found, Refusal) is not allowed
            TRIED["allowed" if allowed else "refused"] += 1


def test_a_registered_contact_is_not_registered_again() -> None:
    """The one line without a state to leave never applies to a case that exists."""
    context = dispatched().context(w.AGENT)
    found = decide(dispatched().case, call(matter()), context)
    assert isinstance(found, Refusal)
    assert found.code is Code.WRONG_STATE


def test_every_state_is_tried() -> None:
    assert set(STAGES) == set(CaseStage)
    assert set(LEGS) == set(LegState)
    kinds = {(kind, state) for kind in RequestKind for state in RequestState}
    assert set(REQUESTS) == kinds - UNREACHABLE


ROOMS = (
    *(c, automatic, desk_wait, dispute, extension, files, flags, follow_up, hold, mass, phone),
    *(exclusion, procedure, redispatch, repeats, review, sampling, supervision, unsigned),
    *(entry_proposal, last_resort, on_site, province, recomputing, rehandle),
)


def test_the_tables_are_whole() -> None:
    """Every command has one line and one place that carries it out."""
    assert len(BY_COMMAND) == len(BY_NAME) == len(EDGES)
    assert {edge.command for edge in EDGES} == {*HANDLERS, *MANY, c.RegisterContact}
    commands = {
        kind
        for room in ROOMS
        for kind in vars(room).values()
        if isinstance(kind, type) and issubclass(kind, c.Command) and kind is not c.Command
    }
    assert (commands | set(INTAKE_HANDLERS)) - {c.Outcome, c.WhoCalls} == set(BY_COMMAND)
    for edge in EDGES:
        assert edge.zh
        assert edge.roles
        assert not edge.outsourced or edge.subject in ("new", "case")


def test_people_who_only_watch_change_nothing() -> None:
    """考核员、市领导、三员 stand in no line of the tables, 质检员 where a sample is checked."""
    silent = {Role.ASSESSOR, Role.EDITOR, Role.LEADER}
    silent |= {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    assert not any(silent & edge.roles for edge in EDGES)
    inspected = {edge.command for edge in EDGES if Role.INSPECTOR in edge.roles}
    assert inspected == {sampling.CheckSample}


def test_no_outside_operator_handles_approves_or_rules() -> None:
    """外包人员只受理和记录 [66号 三]."""
    allowed = {edge.name for edge in EDGES if edge.outsourced}
    forbidden = {"Dispatch", "Merge", "Close", "Reopen", "RuleReturn", "Reply", "AddUnit"}
    assert not allowed & forbidden
    assert {edge.name for edge in CASE_TABLE if edge.command is c.Accept} <= allowed


def test_the_role_recorded_is_one_the_table_allows() -> None:
    both = c.msgspec.structs.replace(w.AGENT, roles=frozenset({Role.DISPATCHER, Role.LEADER}))
    assert acting_role(BY_COMMAND[c.Dispatch], both) is Role.DISPATCHER
    assert acting_role(BY_COMMAND[c.Sign], both) is None


def test_how_many_combinations_were_tried(capsys: pytest.CaptureFixture[str]) -> None:
    """Runs last; under a split run it counts the part of this process only."""
    states = len(STAGES) * len(TABLES["case"]) + len(LEGS) * len(TABLES["leg"])
    states += len(REQUESTS) * len(TABLES["request"])
    with capsys.disabled():
        print(f"\nmatrix: {states} state × command, {TRIED.total()} with role: {dict(TRIED)}")

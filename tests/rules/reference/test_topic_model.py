"""Which topic model of a city answers, who says so, and when the machine may."""

from datetime import UTC, datetime

import pytest

from hotline.rules.actor import Actor, clock_actor
from hotline.rules.reference import topic_model as tm
from hotline.rules.reference.office import Office, decide_each
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HEAD = Actor(id="m", name="管理", city="c", roles=frozenset({Role.MANAGEMENT}))
AGENT = Actor(id="a", name="话务", city="c", roles=frozenset({Role.AGENT}))
CLOCK = clock_actor("c")


def made(version: str, f1: float = 0.0, before: float = 0.0, against: str = "") -> tm.RecordModel:
    """A model of cases measured on a hundred, or with no figures one of topics."""
    return tm.RecordModel(
        version=version,
        digest="d" * 64,
        made=tm.Made.CASES if f1 else tm.Made.TOPICS,
        learnt=10,
        topics=3,
        measured=tm.Measured(cases=100 if f1 else 0, macro_f1=f1),
        before=tm.Measured(cases=100 if f1 else 0, macro_f1=before),
        against=against,
    )


def after(*commands: tm.ModelCommand, actor: Actor = HEAD) -> tm.TopicModels:
    """The models after these."""
    state = tm.TopicModels()
    office = Office(now=NOW, actor=actor)
    events = decide_each(tm.decide, tm.evolve, state, commands, office)
    assert not isinstance(events, Refusal), events
    for event in events:
        state = tm.evolve(state, event)
    return state


def code(state: tm.TopicModels, command: tm.ModelCommand, actor: Actor = HEAD) -> Code | None:
    """Why not; None when it would be done."""
    found = tm.decide(state, command, Office(now=NOW, actor=actor))
    return found.code if isinstance(found, Refusal) else None


def test_made_adopted_and_gone_back_to() -> None:
    state = after(made("1"), made("2"), tm.AdoptModel(version="1"), tm.AdoptModel(version="2"))
    assert state.running == "2"
    assert state.versions["1"].adopted_by == "m"
    assert code(state, tm.AdoptModel(version="1")) is Code.MISSING
    assert code(state, tm.AdoptModel(version="1", reason="新的常错")) is None
    assert code(state, tm.AdoptModel(version="2")) is Code.ALREADY
    assert code(state, tm.AdoptModel(version="3")) is Code.NOT_FOUND
    assert code(state, made("1")) is Code.ALREADY
    assert code(state, made(" ")) is Code.MISSING
    assert code(state, tm.AdoptModel(version="1", reason="x"), AGENT) is Code.WRONG_ROLE
    assert code(state, made("9"), AGENT) is Code.WRONG_ROLE


def test_the_machine_adopts_a_first_model_and_what_is_better_where_the_city_lets_it() -> None:
    first = after(made("1"), tm.AdoptModel(version="1"), actor=CLOCK)
    assert first.running == "1"
    second = made("2", 0.82, 0.80, "1")
    state = tm.evolve(first, tm.decide(first, second, Office(now=NOW, actor=CLOCK))[0])  # type: ignore[index]
    adopt = tm.AdoptModel(version="2")
    assert code(state, adopt, CLOCK) is Code.WRONG_STATE
    let = tm.SetModelRules(precision=0.9, margin=0.02, automatic=True)
    state = tm.evolve(state, tm.decide(state, let, Office(now=NOW, actor=HEAD))[0])  # type: ignore[index]
    assert state.settings.automatic
    assert code(state, adopt, CLOCK) is None
    strict = tm.SetModelRules(precision=0.9, margin=0.05, automatic=True)
    state = tm.evolve(state, tm.decide(state, strict, Office(now=NOW, actor=HEAD))[0])  # type: ignore[index]
    assert code(state, adopt, CLOCK) is Code.WRONG_STATE
    assert code(after(let, made("2", 0.9)), adopt, CLOCK) is Code.WRONG_STATE


@pytest.mark.parametrize(("precision", "margin"), [(0.4, 0.01), (1.0, 0.01), (0.9, 0.6)])
def test_what_a_city_may_ask(precision: float, margin: float) -> None:
    command = tm.SetModelRules(precision=precision, margin=margin, automatic=False)
    assert code(tm.TopicModels(), command) is Code.INVALID
    assert code(tm.TopicModels(), command, AGENT) is Code.WRONG_ROLE

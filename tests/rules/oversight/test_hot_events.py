"""热点, by example: when one is raised, and what people do with it."""

from datetime import UTC, datetime, timedelta

from hotline.rules.actor import Actor, clock_actor
from hotline.rules.oversight import hot
from hotline.rules.oversight.hot import Hot, HotState
from hotline.rules.oversight.unusual import Figures
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CLOCK = Office(now=NOW, actor=clock_actor("c"))
DISPATCHER = Office(
    now=NOW, actor=Actor(id="d", name="d", city="c", unit="u", roles=frozenset({Role.DISPATCHER}))
)
AGENT = Office(
    now=NOW, actor=Actor(id="a", name="a", city="c", unit="u", roles=frozenset({Role.AGENT}))
)
FIGURES = Figures(seen=4, people=4, expected=0.15)
RAISE = hot.RaiseHot(name="翠湖臭味", cases=("1", "2", "3"), figures=FIGURES, topic="t", area="a")


def done(state: Hot, command: hot.HotCommand, office: Office = DISPATCHER) -> Hot:
    events = hot.decide(state, command, office)
    assert not isinstance(events, Refusal), events
    for event in events:
        state = hot.evolve(state, event)
    return state


def refused(state: Hot, command: hot.HotCommand, office: Office = DISPATCHER) -> Code:
    found = hot.decide(state, command, office)
    assert isinstance(found, Refusal)
    return found.code


RAISED = done(Hot(), RAISE, CLOCK)


def test_the_clock_raises_and_grows_once_each() -> None:
    assert RAISED.state is HotState.RAISED and RAISED.cases == ("1", "2", "3")
    assert done(RAISED, RAISE, CLOCK) == RAISED
    grown = done(RAISED, hot.GrowHot(cases=("3", "4")), CLOCK)
    assert grown.cases == ("1", "2", "3", "4")
    assert done(grown, hot.GrowHot(cases=("4",)), CLOCK) == grown
    many = tuple(str(n) for n in range(hot.MOST + 9))
    assert len(done(RAISED, hot.GrowHot(cases=many), CLOCK).cases) == hot.MOST
    assert refused(Hot(), RAISE) is Code.WRONG_ROLE
    assert refused(RAISED, hot.GrowHot(cases=("9",))) is Code.WRONG_ROLE


def test_people_confirm_or_dismiss_with_a_reason() -> None:
    confirmed = done(RAISED, hot.ConfirmHot())
    assert (confirmed.state, confirmed.decided_by) == (HotState.CONFIRMED, "d")
    assert refused(confirmed, hot.ConfirmHot()) is Code.ALREADY
    assert refused(RAISED, hot.DismissHot(reason=" ")) is Code.MISSING
    gone = done(confirmed, hot.DismissHot(reason="同名不同地"))
    assert gone.state is HotState.DISMISSED
    assert refused(gone, hot.DismissHot(reason="再来")) is Code.ALREADY
    assert refused(RAISED, hot.ConfirmHot(), AGENT) is Code.WRONG_ROLE
    assert refused(Hot(), hot.ConfirmHot()) is Code.NOT_FOUND


def test_what_was_taken_out_by_hand_stays_out_until_put_in_by_hand() -> None:
    less = done(RAISED, hot.ChangeMembers(removed=("2", "9"), added=("1", "7")))
    assert (less.cases, less.by_hand, less.out) == (("1", "3", "7"), ("7",), ("2",))
    assert done(less, hot.GrowHot(cases=("2",)), CLOCK) == less
    again = done(less, hot.ChangeMembers(added=("2",)))
    assert again.out == () and "2" in again.cases
    assert refused(less, hot.ChangeMembers(removed=("2",))) is Code.ALREADY


def test_it_is_led_on_to_one_of_its_cases_or_a_topic() -> None:
    led = done(RAISED, hot.LeadOn(case="2"))
    assert led.head == "2"
    assert done(led, hot.LeadOn(governance=" 老旧管网 ")).governance == "老旧管网"
    assert refused(RAISED, hot.LeadOn(case="9")) is Code.INVALID
    assert refused(RAISED, hot.LeadOn()) is Code.MISSING


def test_an_old_event_is_not_grown_any_more() -> None:
    assert not hot.forgotten(NOW, NOW + timedelta(days=14), quiet=14)
    assert hot.forgotten(NOW, NOW + timedelta(days=15), quiet=14)


def test_cases_of_one_event_are_merged_by_those_who_decide_on_it() -> None:
    by, many = DISPATCHER.actor, [str(n) for n in range(hot.MOST_AT_ONCE + 1)]

    def why(head: str, others: list[str], actor: Actor = by) -> str:
        refusal = hot.merging(actor, {"h", *many}, head, others)
        return refusal.field or refusal.code if refusal else ""

    assert why("h", many[1:]) == ""
    assert why("h", many) == why("h", []) == "cases"
    assert why("x", many[1:]) == why("h", ["x"]) == "head"
    assert why("h", ["1"], AGENT.actor) == Code.WRONG_ROLE

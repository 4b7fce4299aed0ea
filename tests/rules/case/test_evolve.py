"""Folding: a stream that has lost a part is refused loudly, never made plausible."""

import pytest
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case import leg_events as le
from hotline.rules.case.evolve import EVENT_TYPES, FOLD_VERSION, evolve, fold
from hotline.rules.case.guards import Target, the_leg, the_request
from hotline.rules.sealed import PersonalDataClosed, without_sealed
from tests.rules.case import world as w
from tests.rules.case.build import dispatched, registered, signed


def test_nothing_begins_but_with_registration() -> None:
    with pytest.raises(ValueError, match="lost its head"):
        evolve(None, e.HandOverAlarmed(at=w.MONDAY))
    assert fold(()) is None


@pytest.mark.parametrize(
    "event",
    [
        e.HandOverTaken(at=w.MONDAY, by=""),
        e.PromiseBreached(at=w.MONDAY, due_at=w.MONDAY),
        le.LegEnded(at=w.MONDAY, leg="L7", why="released", reason=""),  # type: ignore[arg-type]
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_event_that_does_not_fit_is_refused(event: e.Event) -> None:
    with pytest.raises(ValueError):
        evolve(registered().case, event)


def test_a_reopening_of_what_was_never_completed_is_refused() -> None:
    case = dispatched().case
    assert case.promise is not None
    again = e.CaseReopened(at=w.MONDAY, round=2, edition=2, promise=case.promise, reason="")
    with pytest.raises(ValueError, match="completed"):
        evolve(case, again)


def test_evolve_never_looks_at_personal_words() -> None:
    """Folding goes on with every personal field closed; using one would raise."""
    story = signed()
    closed = [without_sealed(event) for event in story.events["c1"]]
    assert fold(closed) == story.case
    with pytest.raises(PersonalDataClosed):
        str(closed[0].text)  # type: ignore[attr-defined]


def test_every_event_type_has_one_name() -> None:
    names = [kind.__name__ for kind in EVENT_TYPES]
    assert len(names) == len(set(names))
    assert FOLD_VERSION >= 1


def test_a_link_noted_twice_is_kept_once() -> None:
    noted = e.Linked(at=w.MONDAY, other="c9", number="n", reason="")
    case = fold([noted, noted], registered().case)
    assert case is not None
    assert case.links == ("c9",)


def test_a_guard_asked_about_a_leg_or_request_that_is_not_there_is_a_programming_error() -> None:
    target = Target(case=registered().case)
    with pytest.raises(LookupError, match="without a leg"):
        the_leg(target)
    with pytest.raises(LookupError, match="without a request"):
        the_request(target)


def test_states_are_values() -> None:
    case = dispatched().case
    with pytest.raises(AttributeError):
        case.stage = "closed"  # type: ignore[misc, assignment]
    assert replace(case) == case
    assert c.Accept() == c.Accept()

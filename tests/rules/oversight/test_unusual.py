"""Whether something is raised more often than usual: by example, and against known statistics."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from hotline.rules.oversight import unusual
from hotline.rules.oversight.unusual import Figures, HotLimits, Rehearsed, Seen, rehearse

NOW = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
STANDARD = HotLimits()


def test_expected_is_a_week_s_share_of_the_weeks_before() -> None:
    assert unusual.counted([0, 1, 6, 7, 62, 63, -1], 7) == (3, 0.4)
    assert unusual.counted([], 7) == (0, unusual.UNSEEN)
    assert unusual.counted([0, 0, 1, 7, 8, 14], 1) == (2, 0.4), "the same weekday only"
    assert unusual.counted([0] + [7] * 8, 7, lift=2.0) == (1, 2.15), "the known rises with all"
    assert unusual.counted([0], 7, lift=2.0) == (1, unusual.UNSEEN), "the new surprises as ever"
    assert unusual.spans(10, 8) == ((0, 10), (14, 24), (28, 38), (42, 52), (56, 66))
    assert unusual.back(HotLimits(window=28, weeks=2)) == 56 * DAY
    times = [NOW - age * DAY for age in (14, 8, 7, 1, 0, 0)]
    assert unusual.counted_at(times, NOW, 1, 8) == (2, 0.25)


@pytest.mark.parametrize(
    ("seen", "people", "expected", "is_one"),
    [(3, 3, 0.15, True), (2, 2, 0.15, False), (9, 2, 0.15, False), (5, 5, 2.0, False),
     (6, 6, 1.9, False), (12, 12, 2.0, True)],
)  # fmt: skip
def test_an_event_is_above_chance_and_of_several_people(
    seen: int, people: int, expected: float, is_one: bool
) -> None:
    figures = Figures(seen=seen, people=people, expected=expected)
    assert unusual.is_hot(figures, STANDARD) is is_one
    assert not unusual.is_hot(figures, HotLimits(fewest=20))


def test_chance_is_poisson_s() -> None:
    assert unusual.at_least(0, 1.0) == 1.0
    assert unusual.at_least(1, 1.0) == pytest.approx(0.63212, abs=1e-5)


def test_a_surge_of_the_whole_city_is_known_only_where_there_is_a_usual() -> None:
    assert unusual.lifted(300, 100.0) == 3.0
    assert unusual.lifted(50, 100.0) == 1.0, "less than usual lowers nothing"
    assert unusual.lifted(50, 3.0) == 1.0
    assert unusual.lifted(90_000, 100.0) == unusual.MOST_LIFT


# --- a city of known rates --------------------------------------------------------------------

RATES = (1.5, 1.3, 1.0, 1.0, 1.0, 0.5, 0.4)  # Monday to Sunday
TOPICS = [f"t{n}" for n in range(25)]


def city(days: int, rate: float, factor: dict[int, float] | None = None) -> list[Seen]:
    """So many days before NOW; each topic of each of two districts is told `rate` times a day on
    the mean, by the rhythm of the week, all of it `factor` times as often so many days ago."""
    chance, made = random.Random(12345), []
    for back in range(days, 0, -1):
        much = RATES[(NOW - back * DAY).weekday()] * (factor or {}).get(back, 1.0)
        for topic in TOPICS:
            for area in ("dong", "xi/jie"):
                for _ in range(_poisson(chance, rate * much)):
                    at = NOW - back * DAY + DAY * chance.random()
                    made.append((at, topic, area))
    return [
        Seen(id=str(n), at=at, topic=topic, area=area, caller=f"c{n}")
        for n, (at, topic, area) in enumerate(sorted(made))
    ]


def _poisson(chance: random.Random, mean: float) -> int:
    number, left = 0, chance.expovariate(1.0)
    while left < mean:
        number += 1
        left += chance.expovariate(1.0)
    return number


def raised(cases: list[Seen], days: int = 14, limits: HotLimits = STANDARD) -> list[Rehearsed]:
    return rehearse(cases, limits, NOW - days * DAY, 0.5)


def test_the_rhythm_of_a_week_raises_nothing() -> None:
    """1,400 topics and days, none of them out of the ordinary: chance alone would raise one or two
    at a thousandth, and three times as much as expected must be reached besides."""
    assert len(raised(city(84, 0.4), days=28)) <= 2


def test_a_storm_lifts_all_and_only_what_rises_beyond_it_is_raised() -> None:
    storm = city(70, 0.5, {3: 5.0})
    flood = [
        Seen(
            id=f"f{n}", at=NOW - 3 * DAY + n * DAY / 30, topic="flood", area="dong", caller=f"f{n}"
        )
        for n in range(12)
    ]
    cases = sorted([*storm, *flood], key=lambda one: one.at)
    found = raised(cases)
    assert [one.topic for one in found if one.topic == "flood"] == ["flood"]
    alone = [one for one in found if one.topic != "flood"]
    assert len(alone) <= 3, "of fifty that rose fivefold"
    assert max(one.figures.lift for one in found) > 1.5


def test_a_holiday_and_the_first_day_after_it_raise_nothing() -> None:
    """Nobody calls for a week, then twice as many as on other Mondays."""
    quiet = dict.fromkeys(range(8, 15), 0.2) | {7: 2.0, 6: 1.6}
    assert len(raised(city(84, 0.4, quiet), days=10)) <= 1


def test_a_rare_topic_is_raised_by_its_fifth_of_a_day() -> None:
    rare = [
        Seen(id=f"r{n}", at=NOW - DAY + n * DAY / 10, topic="rare", area="xi", caller=f"r{n}")
        for n in range(6)
    ]
    [found] = raised([*city(70, 0.1)[:1], *rare])
    assert (found.figures.seen, found.figures.expected) == (5, unusual.UNSEEN)
    assert found.cases and len(found.cases) == 6, "and grown by the sixth"
    assert raised(rare, limits=HotLimits(of_topic=0)) == []
    one_person = [Seen(id=one.id, at=one.at, topic="rare", area="xi", caller="c") for one in rare]
    assert raised(one_person) == []


def test_words_are_seen_together_in_the_window_and_begin_anew_after_a_quiet_time() -> None:
    def told(name: str, back: float, *like: str, topic: str = "") -> Seen:
        return Seen(
            id=name, at=NOW - back * DAY, topic=topic, area="", caller=name,
            like=tuple((one, 0.6) for one in like),
        )  # fmt: skip

    first = [told("a", 28), told("b", 27, "a"), told("c", 26, "a", "b"), told("d", 25.5, "c")]
    again = [told("e", 5), told("f", 4, "a", "e", "gone"), told("g", 3.5, "e", "f")]
    long_ago = [told("h", 2, "a")]
    found = raised([*first, *again, *long_ago], days=30)
    assert [(one.cases[0] in "abc", len(one.cases)) for one in found] == [(True, 4), (False, 3)]
    assert raised(first, days=30, limits=HotLimits(fewest=4)) == []
    assert rehearse(first, STANDARD, NOW - 30 * DAY, 0.7) == [], "not likely enough"

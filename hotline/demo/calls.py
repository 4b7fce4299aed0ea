"""Who calls when: the mix of sixty days, the bad week, and what waits at the end."""

from datetime import datetime, time, timedelta
from random import Random

from hotline.demo import claims, intake, other_ways, outage, place, waiting
from hotline.demo.life import Fate, Life, Stage
from hotline.demo.words import caller, stories, tell
from hotline.rules.units import UnitTree
from hotline.rules.words import Kind, Urgency

# What a contact turns out to be, and how often.
MIX = (
    (intake.call, 60),
    (intake.web, 16),
    (intake.answered, 12),
    (intake.vague, 4),
    (intake.told_a_way, 4),
    (intake.handed_over, 2),
    (intake.about_a_unit, 1),
    (other_ways.written, 8),
)
# Those that act on two cases at once; bench/histories.py, which has no database, goes without.
PARTED = ((other_ways.rambling, 3),)
EMPTY_SHARE = 0.07
"""Calls of which no case comes, beside those that are counted."""
# Calls by hour of the day, midnight first.
HOURS = (1, 1, 0, 0, 0, 1, 2, 5, 9, 12, 12, 9, 6, 7, 10, 10, 9, 8, 7, 7, 6, 5, 3, 2)
OUTAGE_SHARE, OUTAGE_DAYS_AGO, REPEATS = 0.08, 19, 0.75
NEWS, NEW_CALLS = 6.0, 6
"""How many hours ago today's outage began, and how many have called about it."""
ABUSED = timedelta(hours=9)
"""How long ago somebody began to ring only to abuse."""
SMOULDER = timedelta(days=1, hours=3)
SLOW_CALLS = 5
"""A matter of one place about which somebody else calls every day: no outage, but hot (热点)."""
SPECIAL = 4
"""Which of the callers cannot wait."""


def enter_all(
    stage: Stage, units: UnitTree, *, cases: int, seed: int, start: datetime
) -> list[Life]:
    """Every contact of the sixty days, waiting on the stage for its moment."""
    book = Book(stage, units, seed, cases)
    lives = book.waiting()
    outages = round(cases * OUTAGE_SHARE)
    lives += book.today() + book.bad_week(outages) + book.smouldering()
    lives += book.ordinary(start, cases - len(lives))
    lives += book.empty(start, round(cases * EMPTY_SHARE))
    return lives


class Book:
    """Makes lives, each with randomness of its own, so that none depends on another's steps."""

    def __init__(self, stage: Stage, units: UnitTree, seed: int, cases: int) -> None:
        self.stage, self.units, self.seed, self.cases = stage, units, seed, cases
        self.made = 0

    def life(
        self, what: str = "", *, topics: tuple[str, ...] = (), streets: tuple[str, ...] = ()
    ) -> Life:
        """The next life, with a story on one of the topics in one of the streets."""
        self.made += 1
        rng = Random(f"{self.seed} life {self.made}")  # noqa: S311 - a story, not a secret
        who = caller(self.seed, rng.randrange(max(1, int(self.cases * REPEATS))))
        if what:
            told = outage.told(rng, "" if what == "first" else what)
        else:
            # Ordinary ones only: the limits of urgent ones would not fit the days they begin on.
            fitting = [
                story
                for story in stories()
                if story.topic in topics and story.urgency is Urgency.ORDINARY
            ]
            # In turn, so that one table does not hold the same story twice.
            story = fitting[self.made % len(fitting)] if fitting else None
            told = tell(rng, story, only=streets)
        return Life(self.stage, rng, told, who)

    def ordinary(self, start: datetime, count: int) -> list[Life]:
        """Calls of all days and hours, rather more of late."""
        lives = []
        kinds, weights = zip(*MIX, *PARTED, strict=True)
        for _ in range(count):
            life = self.life()
            fate = life.rng.choices(kinds, weights)[0]
            self.stage.enter(self._moment(life.rng, start), fate(life, self.units))
            lives.append(life)
        return lives

    def empty(self, start: datetime, count: int) -> list[Life]:
        """Calls without a matter."""
        lives = [self.life() for _ in range(count)]
        for life in lives:
            self.stage.enter(self._moment(life.rng, start), other_ways.empty(life))
        return lives

    def _moment(self, rng: Random, start: datetime) -> datetime:
        calendar, until = self.stage.calendar, self.stage.until
        while True:
            share = rng.random() ** 0.75
            day = calendar.local(start + (until - start) * share).date()
            if not calendar.is_working_day(day) and rng.random() < 0.45:
                continue
            hour = rng.choices(range(24), HOURS)[0]
            at = calendar.moment(day, time(hour, rng.randrange(60), rng.randrange(60)))
            if start < at < until:
                return at

    def bad_week(self, count: int) -> list[Life]:
        """A burst main nineteen days ago, repaired and answered since."""
        day = self.stage.calendar.local(self.stage.until - timedelta(days=OUTAGE_DAYS_AGO)).date()
        began = self.stage.calendar.moment(day, time(5, 40))
        return self._burst(began, count, outage.REPAIR * 0.8)

    def today(self) -> list[Life]:
        """Another one, some hours old: the parent is in handling, its cases wait for its answer."""
        began = self.stage.until - timedelta(hours=NEWS)
        return self._burst(began, NEW_CALLS, NEWS - 1)

    def _burst(self, began: datetime, count: int, hours: float) -> list[Life]:
        """A parent and those who call about the same within so many hours, most of them early."""
        parent = self.life("first")
        self.stage.enter(began, outage.main_burst(parent, self.units))
        lives = [parent]
        for index in range(max(0, count - 1)):
            what = "special" if index == SPECIAL else "another"
            life = self.life(what)
            fate: Fate = (
                outage.cannot_wait(life, parent, self.units)
                if what == "special"
                else outage.same_trouble(life, parent, self.units)
            )
            after = life.rng.betavariate(1.3, 3) * hours + 0.2
            self.stage.enter(began + timedelta(hours=after), fate)
            lives.append(life)
        return lives

    def smouldering(self) -> list[Life]:
        """One trouble at one place, told by another neighbour every day."""
        lives, there = [], place.spot(Random(f"{self.seed} slow"), outage.STREETS)  # noqa: S311
        fitting = [one for one in stories() if one.kind is Kind.COMPLAINT and not one.confidential]
        story = next(one for one in fitting if one.urgency is Urgency.ORDINARY)
        for index in range(SLOW_CALLS):
            self.made += 1
            rng = Random(f"{self.seed} life {self.made}")  # noqa: S311 - a story, not a secret
            life = Life(self.stage, rng, tell(rng, story, there=there), caller(self.seed, index))
            at = self.stage.until - SMOULDER * (SLOW_CALLS - index) + timedelta(hours=2)
            self.stage.enter(at, intake.call(life, self.units))
            lives.append(life)
        return lives

    def waiting(self) -> list[Life]:
        """Lives that stop where somebody has to act."""
        lives = []
        for one in (*waiting.all_of_them(), *claims.all_of_them()):
            topics = waiting.TOPICS.get(one.unit, ())
            life = self.life(topics=topics, streets=waiting.STREETS.get(one.unit, ()))
            at = one.begins(self.stage.until, life.told.story.kind, self.stage.calendar)
            self.stage.enter(at, one.fate(life, self.units))
            lives.append(life)
        self.stage.enter(self.stage.until - ABUSED, claims.disturbing(self.life()))
        return lives

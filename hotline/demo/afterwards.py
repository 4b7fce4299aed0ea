"""After completion: follow-up, rating, reopening, closing; and what citizens do meanwhile."""

import msgspec

from hotline.demo import unit_work
from hotline.demo.life import Fate, Life
from hotline.demo.words import say
from hotline.rules.case import commands as c
from hotline.rules.units import UnitTree
from hotline.rules.words import AttemptResult, CaseStage, Satisfied, Solved

S = CaseStage
RATES, NO_ANSWER, UNSOLVED, CLOSES = 0.2, 0.3, 0.12, 0.6
TRIES = (
    (AttemptResult.NO_ANSWER, "tries"),
    (AttemptResult.NO_ANSWER, "tries"),
    (AttemptResult.BUSY, "tries_busy"),
    (AttemptResult.OFF, "tries_off"),
)
PATIENCE = 400
"""How often a life looks whether its parent was completed; six hours lie between two looks."""


def follow_up(life: Life, units: UnitTree) -> Fate:
    """回访 or 评价, then closed, reopened, or left to the clock."""
    if not life.is_in(S.COMPLETED) or not life.case.reachable:
        return
    rng = life.rng
    outcome = _verdict(life)
    if rng.random() < RATES:
        yield life.later(1, 30)
        if life.is_in(S.COMPLETED):
            said = msgspec.structs.asdict(outcome)
            rated = {name: said[name] for name in c.Rate.__struct_fields__}
            life.do(life.staff.citizen(), c.Rate(**rated))
    else:
        yield from _ring(life, outcome)
    if life.is_in(S.FOLLOWED_UP):
        yield from _end(life, outcome.solved, units)


def _verdict(life: Life) -> c.RecordOutcome:
    """What this citizen says, whoever asks."""
    rng = life.rng
    claimed = life.told.story.solved
    if rng.random() < (0.6 if claimed is Solved.NOT else UNSOLVED):
        solved, mood = Solved.NOT, "bad"
    elif claimed is Solved.SOLVED and rng.random() < 0.75:
        solved, mood = Solved.SOLVED, "good"
    else:
        solved, mood = Solved.BASICALLY, "fair"
    grade = {"good": Satisfied.SATISFIED, "fair": Satisfied.BASICALLY, "bad": Satisfied.NOT}[mood]
    kind = Satisfied.BASICALLY if mood == "bad" and rng.random() < 0.3 else grade
    return c.RecordOutcome(
        contacted=mood != "bad" or rng.random() < 0.5,
        solved=solved,
        result=grade,
        process=kind,
        words=say(rng, mood),
    )


def _ring(life: Life, outcome: c.RecordOutcome) -> Fate:
    by = life.staff.named(life.rng.choice(("caller", "caller2")))
    yield life.callable_at(3, 28)
    while life.is_in(S.COMPLETED) and life.case.link_due is None:
        if life.rng.random() >= NO_ANSWER:
            life.do(by, outcome)
            return
        result, note = life.rng.choice(TRIES)
        life.do(by, c.TryFollowUp(result=result, note=say(life.rng, note)))
        yield life.callable_at(3, 20)


def _end(life: Life, solved: Solved, units: UnitTree) -> Fate:
    caller = life.staff.named("caller2")
    if solved is not Solved.NOT:
        if life.rng.random() < CLOSES:
            yield life.worked(0.2, 3)
            if life.is_in(S.FOLLOWED_UP):
                life.do(caller, c.Close())
        return
    yield life.worked(1, 9)
    if not life.is_in(S.FOLLOWED_UP):
        return
    if life.case.round > 1 or life.rng.random() < 0.35:
        life.do(life.staff.named("reviewer"), c.Close(note=say(life.rng, "reviewed")))
        return
    life.do(caller, c.Reopen(reason=say(life.rng, "reopen")))
    lead = life.case.lead
    if lead:
        yield from unit_work.work(life, lead.id, units)
        yield from follow_up(life, units)


def answered_with_parent(life: Life, units: UnitTree) -> Fate:
    """A merged case waits for its parent's answer, then its own caller is asked."""
    yield from parent_answered(life)
    yield from follow_up(life, units)


def parent_answered(life: Life) -> Fate:
    """Until the parent's answer has reached the merged case."""
    for _ in range(PATIENCE):
        if not life.is_in(S.MERGED):
            break
        yield life.later(6)


# --- meanwhile --------------------------------------------------------------------------------

_OPEN = (S.REGISTERED, S.ACCEPTED, S.HANDLING, S.SENT_BACK)


def meanwhile(life: Life) -> Fate:
    """Some add to it, some remind, a few withdraw."""
    rng = life.rng
    drawn = rng.random()
    yield life.later(20, 120)
    by = life.staff.citizen() if rng.random() < 0.6 else life.staff.named("agent4")
    if not life.is_in(*_OPEN):
        return
    if drawn < 0.4:
        life.do(by, c.Supplement(text=say(rng, "supplement")))
    elif drawn < 0.85:
        life.do(by, c.Remind(words=say(rng, "remind", days=rng.choice("三四五六"))))
    else:
        life.do(by, c.Withdraw(reason=say(rng, "withdraw")))

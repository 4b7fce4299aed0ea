"""The bad week: a burst main, dozens of callers under one parent, and one who cannot wait."""

from datetime import timedelta
from random import Random
from typing import Any

from hotline.demo import place, unit_work
from hotline.demo.afterwards import answered_with_parent, follow_up, parent_answered
from hotline.demo.intake import AGENTS
from hotline.demo.life import Fate, Life
from hotline.demo.words import Story, Told, fill, say
from hotline.rules.case import commands as c
from hotline.rules.case import mass
from hotline.rules.units import UnitTree
from hotline.rules.words import CaseStage, Kind, Tag, Urgency

STREETS = ("taoyuan", "yanhe", "beiguan")
STILL_OUT = 0.06
REPAIR = 46.0
"""Hours until water runs again."""


def words() -> dict[str, Any]:
    """Its texts."""
    found: dict[str, Any] = place.data("intake.toml")["outage"]
    return found


def told(life_rng: Any, what: str = "") -> Told:
    """One caller's version: the first who called, another one, or the special one."""
    known = words()
    spot = place.spot(life_rng, STREETS)
    text = {"": known["lead_text"], "special": known["special"], "still": known["still"]}.get(what)
    title = known["special_title"] if what == "special" else known["title"]
    story = Story(
        topic=known["topic"],
        kind=Kind.HELP,
        title=title,
        texts=(text or "",),
        record=known["special_record" if what == "special" else "record"],
        answer=known[{"special": "special_answer", "still": "still_answer"}.get(what, "answer")],
        urgency=Urgency.CRITICAL if what == "special" else Urgency.URGENT,
        tags=(Tag.OUTAGE,),
    )
    return Told(
        story=story,
        title=fill(life_rng, title, spot),
        text=fill(life_rng, text or _call(life_rng), spot),
        spot=spot,
        record=story.record,
        answer=story.answer,
    )


def _call(rng: Random) -> str:
    """One of the many, as this caller puts it."""
    return "".join((say(rng, "openers"), rng.choice(words()["calls"]), say(rng, "closers")))


def main_burst(life: Life, units: UnitTree) -> Fate:
    """The first call: head of the event that the dispatcher opens when more ring, repaired after
    REPAIR hours, answered for all."""
    life.register(life.staff.named("agent4"), (life.told.matter(triage=c.Accept(), dispatch=True),))
    repaired = life.now + timedelta(hours=REPAIR)
    officer = life.staff.of("water", *unit_work.HANDLERS)
    yield life.later(0.3)
    life.do(officer, c.Sign(leg="L1"))
    life.do(officer, c.RecordFirstContact(leg="L1", number=life.caller.phone))
    opened = mass.OpenEvent(name=words()["event"], script=words()["script"])
    life.do(life.staff.named("dispatcher"), opened)
    for note in ("爆点已找到，开挖中。", "更换管段，调派送水车 12 辆。", "试压中，预计今晚恢复。"):
        yield life.later(9, 13)
        life.do(officer, c.RecordProgress(leg="L1", note=note))
    yield repaired
    leg = unit_work.open_leg(life, "L1")
    if leg:
        unit_work.answer(life, leg)
        yield life.later(0.4)
        life.do(life.staff.of("water", *unit_work.LIAISONS[1:]), c.ApproveCompletion(request="R1"))
    yield from follow_up(life, units)


def same_trouble(life: Life, parent: Life, units: UnitTree) -> Fate:
    """One of the many: joined to the event in one key, or before there is one brought under its
    head by hand; each keeps number and rating of its own."""
    by = life.staff.named(life.rng.choice(AGENTS))
    event = _open_event(parent)
    if event:
        life.register(by, (life.told.matter(event=event),))
    else:
        life.register(by, (life.told.matter(triage=c.Accept()),))
        yield life.later(0.05, 0.6)
        if not parent.is_in(CaseStage.HANDLING):
            life.do(life.staff.named("dispatcher"), c.Dispatch())
            yield from unit_work.handle(life, units)
            yield from follow_up(life, units)
            return
        command = c.Merge(parent=parent.id, reason="同一爆管事件")
        life.do(life.staff.named("dispatcher"), command)
    if life.rng.random() < STILL_OUT:
        yield from _still_out(life, units)
    else:
        yield from answered_with_parent(life, units)


def _open_event(parent: Life) -> str:
    """The event that calls may join now, by its head; "" for none."""
    return parent.id if parent.id and mass.may_join(parent.case) else ""


def _still_out(life: Life, units: UnitTree) -> Fate:
    """仍未恢复: all have water and their answer, this house has none; it is worked on alone."""
    yield from parent_answered(life)
    if not life.is_in(CaseStage.COMPLETED) or not life.case.of_event:
        return
    yield life.later(0.5, 4)
    if not life.is_in(CaseStage.COMPLETED):
        return
    said = fill(life.rng, words()["still"], life.told.spot)
    life.do(life.staff.named("agent4"), mass.StillOut(words=said))
    yield life.later(0.1, 0.5)
    if life.is_in(CaseStage.ACCEPTED):
        life.do(life.staff.named("dispatcher"), c.Dispatch())
        yield from unit_work.handle(life, units)
        yield from follow_up(life, units)


def cannot_wait(life: Life, parent: Life, units: UnitTree) -> Fate:
    """Dialysis at home: a critical case of its own, linked to the event's head."""
    agent, event = life.staff.named("agent5"), _open_event(parent)
    if event:
        life.register(agent, (life.told.matter(event=event, need="家中有透析病人"),))
    else:
        life.register(agent, (life.told.matter(triage=c.Accept(), dispatch=True),))
        link = c.Link(other=parent.id, reason="同一爆管，特殊需要")
        life.do(life.staff.named("dispatcher"), link)
    officer = life.staff.of("water", *unit_work.HANDLERS)
    yield life.later(0.1)
    life.do(officer, c.Sign(leg="L1"))
    life.do(officer, c.RecordFirstContact(leg="L1", number=life.caller.phone))
    yield life.later(0.8)
    leg = unit_work.open_leg(life, "L1")
    if leg:
        unit_work.answer(life, leg)
        yield life.later(0.2)
        life.do(life.staff.of("water", *unit_work.LIAISONS[1:]), c.ApproveCompletion(request="R1"))
    yield from follow_up(life, units)

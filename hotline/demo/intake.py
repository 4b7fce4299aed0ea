"""How contacts come in and are placed: by phone, at the portal, in bits, in pairs, by hand."""

from random import Random

import msgspec

from hotline.demo import photos, place, unit_work
from hotline.demo.afterwards import follow_up, meanwhile
from hotline.demo.life import Fate, Life, Refused
from hotline.demo.words import fill, phrases, say, tell
from hotline.rules.case import commands as c
from hotline.rules.units import UnitTree
from hotline.rules.words import (
    CaseStage,
    Channel,
    EmergencyLine,
    ExplainGround,
    Kind,
    LegalRoute,
    Tag,
    Urgency,
)

AGENTS = ("agent", "agent2", "agent3", "agent4", "agent5")
MAY_DISPATCH = ("agent4", "agent5")
ANONYMOUS, TWO_MATTERS, MEANWHILE = 0.06, 0.06, 0.13
WEB = (Channel.WEB, Channel.WECHAT, Channel.APP)


def call(life: Life, units: UnitTree) -> Fate:
    """A phone call: written down, accepted, dispatched at once by staff who may."""
    rng = life.rng
    agent = rng.choice(AGENTS)
    own = agent in MAY_DISPATCH
    matters = [life.told.matter(triage=c.Accept(), dispatch=own)]
    second = tell(rng) if rng.random() < TWO_MATTERS else None
    if second:
        matters.append(second.matter(triage=c.Accept(), dispatch=own))
    by = life.staff.named(agent)
    cases = life.register(by, tuple(matters), anonymous=rng.random() < ANONYMOUS)
    if second:
        other = Life(life.stage, Random(rng.random()), second, life.caller)  # noqa: S311
        other.id, other.contact = cases[1], life.contact
        life.beside(life.later(0.1), onwards(other, units))
    yield from onwards(life, units)


def web(life: Life, units: UnitTree) -> Fate:
    """Written at the portal, so somebody has to triage it first."""
    yield from at_portal(life)
    yield life.later(0.2, 1.8)
    if life.is_in(CaseStage.REGISTERED):
        by = life.staff.named("prereviewer")
        life.do(by, c.CompleteIntake(topic=life.told.story.topic, kind=life.told.story.kind))
        life.do(by, c.Accept())
    yield from onwards(life, units)


def at_portal(life: Life) -> Fate:
    """What the citizen alone can do; they do not know the city's topics."""
    matter = life.told.matter(topic="", urgency=Urgency.ORDINARY, tags=())
    channel = life.rng.choice(WEB)
    life.register(life.staff.citizen(), (matter,), channel=channel)
    photos.of_citizen(life)
    yield life.later(0.01)


def onwards(life: Life, units: UnitTree) -> Fate:
    """From acceptance to the end."""
    if life.is_in(CaseStage.ACCEPTED):
        yield life.later(0.1, 1.5)
        place_by_directory(life)
    if life.rng.random() < MEANWHILE:
        life.beside(life.later(1), meanwhile(life))
    yield from unit_work.handle(life, units)
    yield from follow_up(life, units)


def place_by_directory(life: Life) -> None:
    """派单; where the directory is silent the dispatcher names the unit of last resort."""
    if not life.is_in(CaseStage.ACCEPTED):
        return
    by = life.staff.named(life.rng.choice(("dispatcher", "dispatcher2")))
    try:
        life.do(by, c.Dispatch())
    except Refused:
        unit = life.told.spot.area.split("/")[0]
        other = next(d.name for d in place.plan().district if d.id == unit)
        life.do(by, c.Dispatch(lead=unit, reason=say(life.rng, "no_entry", other=other)))


def vague(life: Life, units: UnitTree) -> Fate:
    """Too vague to place: sent back by the pre-reviewer, the caller rung again, completed."""
    yield from sent_back(life)
    yield life.later(0.5, 3)
    if life.is_in(CaseStage.SENT_BACK):
        story = life.told.story
        whole = c.CompleteIntake(
            topic=story.topic,
            kind=story.kind,
            area=life.told.spot.area,
            text=life.told.text,
            title=life.told.title,
            address=life.told.spot.address,
            note="已回拨来电人补充。",
        )
        life.do(life.staff.named("agent4"), whole)
    yield from onwards(life, units)


def sent_back(life: Life) -> Fate:
    """Written down in haste, and sent back."""
    rng = life.rng
    text = rng.choice(phrases()["vague"])
    title = text[:12].rstrip("，。、")  # not said: signs of what callers say
    half = life.told.matter(text=text, title=title, topic="", area="", address="")
    life.register(life.staff.named(rng.choice(AGENTS[:3])), (half,))
    yield life.later(0.05, 0.1)
    life.do(life.staff.named("agent"), c.Accept())
    yield life.later(0.1, 0.5)
    command = c.SendBackForCompletion(reason=say(rng, "missing"))
    life.do(life.staff.named("prereviewer"), command)


def about_a_unit(life: Life, units: UnitTree) -> Fate:
    """A confidential complaint about a street: placed above it by hand, hidden from it."""
    street = life.told.spot.area.split("/")[1]
    matter = life.told.matter(confidential=True, reported_unit=street, triage=c.Accept(), tags=())
    life.register(life.staff.named("agent4"), (matter,))
    yield life.later(0.3, 1.5)
    district = life.told.spot.area.split("/")[0]
    command = c.Dispatch(lead=district, reason="反映对象为街道，保密办理，派区政府。")
    life.do(life.staff.named("dispatcher"), command)
    yield from unit_work.handle(life, units)
    yield from follow_up(life, units)


# --- ends at the desk -------------------------------------------------------------------------


def answered(life: Life, units: UnitTree) -> Fate:
    """当场解答 from the knowledge base."""
    known = life.rng.choice(place.data("intake.toml")["answered"])
    decision = c.AnswerDirectly(
        answer=known["answer"], article=known["article"], article_version="1"
    )
    life.register(life.staff.named(life.rng.choice(AGENTS)), (_plain(life, known, decision),))
    yield life.later(1)


def told_a_way(life: Life, units: UnitTree) -> Fate:
    """告知法定途径, 解释说明, 移送公安."""
    known = life.rng.choice(place.data("intake.toml")["told"])
    life.register(life.staff.named("agent5"), (_plain(life, known, _way(known)),))
    yield life.later(1)


def _way(known: dict[str, str]) -> c.TriageDecision:
    match known["way"]:
        case "legal_route":
            route = msgspec.convert(known["route"], LegalRoute)
            return c.TellLegalRoute(route=route, words=known["words"])
        case "explain":
            ground = msgspec.convert(known["ground"], ExplainGround)
            return c.Explain(ground=ground, words=known["words"])
        case _:
            return c.ReferToPolice(clue=known["words"])


def handed_over(life: Life, units: UnitTree) -> Fate:
    """移交 to an emergency line, and taken over within minutes."""
    yield from danger(life)
    yield life.later(0.03, 0.2)
    if life.is_in(CaseStage.HANDED_OVER):
        command = c.ConfirmHandOver(taken_over=True, by="值班员已接收")
        life.do(life.staff.named("dutymanager"), command)


def danger(life: Life) -> Fate:
    """Danger to life: sent at once, not yet confirmed."""
    known = life.rng.choice(place.data("intake.toml")["handed"])
    line = msgspec.convert(known["line"], EmergencyLine)
    decision = c.HandOver(line=line, note="三方通话已接通")
    matter = _plain(life, known | {"kind": "help"}, decision, urgent=True)
    life.register(life.staff.named("agent"), (matter,))
    yield life.later(0.01)


def _plain(
    life: Life, known: dict[str, str], decision: c.TriageDecision, *, urgent: bool = False
) -> c.Matter:
    spot = life.told.spot
    return c.Matter(
        kind=msgspec.convert(known["kind"], Kind),
        topic=known["topic"],
        area=spot.area,
        title=fill(life.rng, known["title"], spot),
        text=fill(life.rng, known["text"], spot),
        urgency=Urgency.CRITICAL if urgent else Urgency.ORDINARY,
        tags=(Tag.DANGER,) if urgent else (),
        triage=decision,
    )

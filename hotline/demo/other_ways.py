"""Contacts that are no plain call: letters, mails, visits, other platforms; calls without a matter;
and the caller who tells two things as one, which somebody parts afterwards."""

from datetime import timedelta
from random import Random

from hotline.demo.intake import AGENTS, onwards
from hotline.demo.life import Fate, Life
from hotline.demo.words import say, tell
from hotline.rules.case import commands as c
from hotline.rules.units import UnitTree
from hotline.rules.words import CaseStage, Channel, Nature

WRITTEN = (
    (Channel.SMS, 5),
    (Channel.EMAIL, 5),
    (Channel.WEIBO, 4),
    (Channel.LETTER, 2),
    (Channel.VISIT, 3),
    (Channel.POLICE, 3),
    (Channel.PLATFORM, 5),
    (Channel.OTHER, 1),
)
EMPTY = (
    (Nature.PROGRESS, 40),
    (Nature.REMINDER, 15),
    (Nature.SUPPLEMENT, 8),
    (Nature.WRONG_NUMBER, 12),
    (Nature.SILENT, 15),
    (Nature.HARASSMENT, 4),
)


def written(life: Life, units: UnitTree) -> Fate:
    """By letter, mail, visit, from 110 or from above: written down by an agent some hours later."""
    rng = life.rng
    channels, weights = zip(*WRITTEN, strict=True)
    channel = rng.choices(channels, weights)[0]
    by = life.staff.named(rng.choice(("agent4", "agent5")))
    anonymous = channel is Channel.LETTER and rng.random() < 0.4
    matter = life.told.matter(triage=c.Accept(), dispatch=True)
    number = f"110-{rng.randrange(10**6):06}" if channel is Channel.POLICE else ""
    life.register(by, (matter,), channel=channel, anonymous=anonymous, source_number=number)
    yield from onwards(life, units)


def empty(life: Life) -> Fate:
    """A call that is no case: how far is it, a wrong number, nobody there, abuse."""
    rng = life.rng
    natures, weights = zip(*EMPTY, strict=True)
    nature = rng.choices(natures, weights)[0]
    silent = nature in (Nature.SILENT, Nature.WRONG_NUMBER)
    by = life.staff.named(rng.choice(AGENTS))
    life.call_without_matter(by, nature, say(rng, f"note_{nature.value}"), anonymous=silent)
    yield life.later(0.01)


def rambling(life: Life, units: UnitTree) -> Fate:
    """Two matters in one breath, taken down as one; the dispatcher parts them."""
    rng = life.rng
    other = tell(rng, only=(life.told.spot.area.split("/")[1],))
    both = f"{life.told.text}{say(rng, 'and_also')}{other.text}"
    life.register(
        life.staff.named(rng.choice(AGENTS[:3])), (life.told.matter(text=both, triage=c.Accept()),)
    )
    yield life.later(0.1, 0.7)
    if not life.is_in(CaseStage.ACCEPTED):
        return
    by = life.staff.named("dispatcher2")
    outcome = life.do(by, c.SplitMatter(matter=other.matter(triage=c.Accept(), dispatch=True)))
    new = next(str(one.stream.id) for one in outcome.events if str(one.stream.id) != life.id)
    apart = Life(life.stage, Random(rng.random()), other, life.caller)  # noqa: S311 - a story
    apart.id, apart.contact = new, life.contact
    life.beside(life.now + timedelta(minutes=5), onwards(apart, units))
    yield from onwards(life, units)

"""A co-handling leg, so that its case stays in handling, brought into each of its states."""

from hotline.rules.case import commands as c
from hotline.rules.case import extension as x
from hotline.rules.case import hold
from hotline.rules.case import redispatch as rd
from hotline.rules.rulebook_names import NumberName
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

LEG = "L2"
HOLDER = w.WATER


def begun() -> Story:
    """Dispatched, beside a lead leg that is signed."""
    return b.signed(co=(HOLDER,))


def signed() -> Story:
    """已签收."""
    return begun().do(w.liaison(HOLDER), c.Sign(leg=LEG))


def disputed() -> Story:
    """A return is filed on it."""
    return begun().do(w.liaison(HOLDER), b.file_return(LEG))


def contacted() -> Story:
    """Signed, and the citizen was called."""
    contact = c.RecordFirstContact(leg=LEG, number=b.PHONE, note=MARK)
    return signed().do(w.officer(HOLDER), contact)


def held() -> Story:
    """暂缓办理."""
    return contacted().do(w.officer(HOLDER), hold.BeginHold(leg=LEG, explanation=MARK))


def extending() -> Story:
    """An extension is asked for."""
    return signed().do(w.liaison(HOLDER), b.file_extension(LEG))


def extension_ruled(grant: bool) -> Story:
    """It was granted, or refused."""
    ruling = x.RuleExtension(request="R1", grant=grant, grounds=MARK)
    return extending().do(w.DISPATCHER, ruling)


def after_return_limit() -> Story:
    """Signed, too late to be returned."""
    return signed().later(days=4)


def asking() -> Story:
    """改派 is asked for."""
    ask = rd.AskRedispatch(leg=LEG, fact=MARK, believed_unit=w.HOUSING)
    return after_return_limit().do(w.liaison(HOLDER), ask)


def redispatch_ruled(grant: bool) -> Story:
    """It was granted, or refused."""
    unit = w.HOUSING if grant else ""
    ruling = rd.RuleRedispatch(request="R1", grant=grant, grounds=MARK, unit=unit)
    return asking().do(w.DISPATCHER, ruling)


def pause_over() -> Story:
    """Disputed for so long that the clock runs again."""
    story = disputed()
    until = story.case.requests[0].pause_until
    assert until
    story.clock(until)
    return story


def consulting() -> Story:
    """In a city that consults the units from the first return on."""
    story = begun()
    story.world = w.with_number(NumberName.CONSULT_AFTER_RETURNS, 1)
    return story.do(w.liaison(HOLDER), b.file_return(LEG))


def replied() -> Story:
    """The unit has replied."""
    return signed().do(w.officer(HOLDER), b.reply(LEG))


def ruled(uphold: bool) -> Story:
    """The return was upheld, or rejected."""
    return disputed().do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=uphold, grounds=MARK))


def redispatched(story: Story) -> Story:
    """The story, with the leg given to another unit."""
    return story.do(w.DISPATCHER, c.Redispatch(leg=LEG, unit=w.HOUSING, reason=MARK))

"""Stories of what is asked about an order and ruled on: 无理重复诉求, its contest, 考核剔除.

States of the two-level review stand here too. See `states`.
"""

from collections.abc import Callable
from functools import partial
from random import Random

from msgspec.structs import replace

from hotline.rules.actor import Actor
from hotline.rules.case import commands as c
from hotline.rules.case import exclusion as x
from hotline.rules.case import repeats as u
from hotline.rules.case import review as v
from hotline.rules.case.fields import Command
from hotline.rules.case.files import AttachEvidence
from hotline.rules.file_words import FileGroup
from hotline.rules.refusal import Refusal
from hotline.rules.rulebook_exclusions import NOT_BORNE_OUT
from hotline.rules.words import (
    CaseStage,
    LegState,
    RequestKind,
    RequestState,
    Role,
)
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.again import again_signed, review_ruled, reviewing, reviewing_in_city
from tests.rules.case.build import MARK, Story

S, L, R = CaseStage, LegState, RequestState
LEG, HOLDER, ONE = "L2", w.WATER, "R2"
"""The lead of a second round, as in `again`; its first request is the reply of the first."""
DISTRICT = w.person(Role.DISTRICT_REVIEWER)
RULER = replace(w.MANAGEMENT, id="another-head")
"""Who recognises does not rule on the objection."""


def unreasonable(leg: str = LEG) -> u.FileUnreasonable:
    """The head's paper."""
    return u.FileUnreasonable(leg=leg, paper=MARK, grounds=MARK)


def recognise(request: str = ONE, yes: bool = True) -> u.RuleUnreasonable:
    """The management's ruling."""
    return u.RuleUnreasonable(request=request, recognise=yes, grounds=MARK, final_answer=MARK)


def exclude(leg: str = LEG) -> x.FileExclusion:
    """The unit's application, for what was found not to be so."""
    return x.FileExclusion(leg=leg, reason=NOT_BORNE_OUT, claim=MARK)


def proven() -> Story:
    """In its second round, with evidence of the unit that leads."""
    evidence = AttachEvidence(leg=LEG, group=FileGroup.HANDLING, files=b.files())
    return again_signed().do(w.officer(HOLDER), evidence)


def _replied() -> Story:
    story = proven()
    story.do(w.officer(HOLDER), c.RecordFirstContact(leg=LEG, number=b.PHONE, note=MARK))
    return story.do(w.officer(HOLDER), b.reply(LEG))


def filed() -> Story:
    """The paper waits for the management's ruling."""
    return proven().do(w.head(HOLDER), unreasonable())


def ruled(yes: bool) -> Story:
    """It was recognised, or not."""
    return filed().do(RULER, recognise(yes=yes))


def contested() -> Story:
    """Recognised, and the caller says that it is not so."""
    return ruled(True).do(w.CITIZEN, u.ContestUnreasonable(words=MARK))


def _contest_ruled(lift: bool) -> Story:
    rule = u.RuleContest(request="R3", lift=lift, grounds=MARK)
    return contested().do(w.CITY_REVIEWER, rule)


def excluding() -> Story:
    """考核剔除 asked for."""
    return proven().do(w.liaison(HOLDER), exclude())


def excluding_in_city() -> Story:
    """The district supports it."""
    rule = x.RuleDistrictExclusion(request=ONE, support=True, grounds=MARK)
    return excluding().do(DISTRICT, rule)


def excluded(yes: bool) -> Story:
    """The city has ruled."""
    rule = x.RuleCityExclusion(request=ONE, exclude=yes, grounds=MARK)
    return excluding_in_city().do(w.CITY_REVIEWER, rule)


def _over(story: Story) -> Story:
    return story.do(w.DISPATCHER, c.Redispatch(leg=LEG, unit=w.HOUSING, reason=MARK))


STATES: dict[tuple[RequestKind, RequestState], Callable[[], Story]] = {
    (RequestKind.REVIEW, R.FILED): reviewing,
    (RequestKind.REVIEW, R.UPHELD): lambda: review_ruled(True),
    (RequestKind.REVIEW, R.REJECTED): lambda: review_ruled(False),
    (RequestKind.REVIEW, R.LAPSED): lambda: _over(reviewing()),
    (RequestKind.UNREASONABLE, R.FILED): filed,
    (RequestKind.UNREASONABLE, R.UPHELD): lambda: ruled(True),
    (RequestKind.UNREASONABLE, R.REJECTED): lambda: ruled(False),
    (RequestKind.UNREASONABLE, R.LAPSED): lambda: _over(filed()),
    (RequestKind.CONTEST, R.FILED): contested,
    (RequestKind.CONTEST, R.UPHELD): lambda: _contest_ruled(True),
    (RequestKind.CONTEST, R.REJECTED): lambda: _contest_ruled(False),
    (RequestKind.CONTEST, R.LAPSED): lambda: _over(contested()),
    (RequestKind.EXCLUSION, R.FILED): excluding,
    (RequestKind.EXCLUSION, R.UPHELD): lambda: excluded(True),
    (RequestKind.EXCLUSION, R.REJECTED): lambda: excluded(False),
    (RequestKind.EXCLUSION, R.LAPSED): lambda: _over(excluding()),
}
IDS = {RequestKind.UNREASONABLE: ONE, RequestKind.CONTEST: "R3", RequestKind.EXCLUSION: ONE}
UNREACHABLE = {(kind, R.WITHDRAWN) for kind in IDS}
REQUEST_VARIANTS: dict[tuple[RequestState, type[Command]], Callable[[], Story]] = {
    (R.FILED, x.RuleCityExclusion): excluding_in_city,
    (R.FILED, v.RuleCityReview): reviewing_in_city,
}
VARIED: dict[type[Command], RequestKind] = {
    x.RuleCityExclusion: RequestKind.EXCLUSION,
    v.RuleCityReview: RequestKind.REVIEW,
}
LEG_VARIANTS: dict[tuple[LegState, type[Command]], Callable[[], Story]] = {
    (state, command): story
    for state, story in (
        (L.SIGNED, proven),
        (L.REPLIED, _replied),
        (L.COMPLETED, lambda: b.finish(proven(), HOLDER)),
    )
    for command in (u.FileUnreasonable, x.FileExclusion)
}
LEG_COMMANDS: dict[type[Command], Command] = {
    u.FileUnreasonable: unreasonable(),
    x.FileExclusion: exclude(),
}


def commands(one: str) -> dict[type[Command], Command]:
    """Rulings on that request."""
    return {
        u.RuleUnreasonable: recognise(one, False),
        u.RuleContest: u.RuleContest(request=one, lift=False, grounds=MARK),
        x.RuleDistrictExclusion: x.RuleDistrictExclusion(request=one, support=False, grounds=MARK),
        x.RuleCityExclusion: x.RuleCityExclusion(request=one, exclude=False, grounds=MARK),
    }


def recognised(stage: CaseStage) -> Story:
    """Recognised, in one of the stages after the work began."""
    story = ruled(True)
    if stage is S.HANDLING:
        return story
    b.finish(story, HOLDER)
    if stage is not S.COMPLETED:
        story.do(w.CALLER, b.outcome())
    return story.do(w.CALLER, c.Close()) if stage is S.CLOSED else story


COMMANDS: tuple[Command, ...] = (u.ContestUnreasonable(words=MARK), u.GiveFinalAnswer())
VARIANTS: dict[tuple[CaseStage, type[Command]], Callable[[], Story]] = {
    (stage, type(command)): partial(recognised, stage)
    for stage in u.AFTER_WORK
    for command in COMMANDS
}


def drive(story: Story, random: Random) -> None:
    """Now and then, at the end of a walk: what the unit says about a case it has worked on."""
    lead = story.case.lead
    if lead is None or story.case.stage not in u.AFTER_WORK or random.random() < 0.5:
        return
    head, ask = w.head(lead.unit), u.FileUnreasonable(leg=lead.id, paper=MARK, grounds=MARK)
    if isinstance(story.ask(head, exclude(lead.id)), Refusal):
        evidence = AttachEvidence(leg=lead.id, group=FileGroup.HANDLING, files=b.files())
        if isinstance(story.ask(w.officer(lead.unit), evidence), Refusal):
            return
        story.do(w.officer(lead.unit), evidence)
    _try(story, w.liaison(lead.unit), exclude(lead.id))
    one = story.case.requests[-1].id
    support = random.random() < 0.7
    _try(story, DISTRICT, x.RuleDistrictExclusion(request=one, support=support, grounds=MARK))
    city = x.RuleCityExclusion(request=one, exclude=random.random() < 0.5, grounds=MARK)
    _try(story, w.CITY_REVIEWER, city)
    _try(story, head, ask)
    _try(story, w.MANAGEMENT, recognise(story.case.requests[-1].id, random.random() < 0.8))
    _try(story, w.AGENT, u.GiveFinalAnswer())
    _try(story, w.CITIZEN, u.ContestUnreasonable(words=MARK))
    lift = u.RuleContest(request=story.case.requests[-1].id, lift=support, grounds=MARK)
    _try(story, w.CITY_REVIEWER, lift)


def _try(story: Story, actor: Actor, command: Command) -> None:
    if not isinstance(story.ask(actor, command), Refusal):
        story.do(actor, command)

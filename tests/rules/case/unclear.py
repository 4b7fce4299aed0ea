"""Stories of what is nobody's by the directory: 兜底单位, 提请会商, 现场划分职责. See `states`."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import entry_proposal as ep
from hotline.rules.case import last_resort as lr
from hotline.rules.case import on_site as site
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command
from hotline.rules.case.proposal_state import Proposal
from hotline.rules.case.unclear_table import UNCLEAR_LEGS
from hotline.rules.words import CaseStage, LegState, RequestKind, RequestState
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

LEG = "L2"
TO_LAST_RESORT = lr.DispatchToLastResort(reason=MARK)
COMMANDS: tuple[Command, ...] = (TO_LAST_RESORT,)
LEG_COMMANDS: dict[type[Command], Command] = {
    lr.AskConsultation: lr.AskConsultation(leg=LEG, explanation=MARK),
}


def nobodys() -> Story:
    """Accepted, in the east, of a topic on which the directory is silent."""
    story = b.accepted()
    story.cases[story.one] = replace(story.case, topic=w.SILENT, area="east")
    return story


def taken() -> Story:
    """The district holds it as last resort."""
    return nobodys().do(w.DISPATCHER, TO_LAST_RESORT)


def _marked(made: Callable[[], Story]) -> Story:
    story = made()
    story.cases[story.one] = on_leg(story.case, LEG, last_resort=True)
    return story


VARIANTS: dict[tuple[CaseStage, type[Command]], Callable[[], Story]] = {
    (CaseStage.ACCEPTED, lr.DispatchToLastResort): nobodys,
}


def leg_variants(
    legs: dict[LegState, Callable[[], Story]],
) -> dict[tuple[LegState, type[Command]], Callable[[], Story]]:
    """Each state of a leg as that of a last-resort unit."""
    return {
        (state, edge.command): partial(_marked, legs[state])
        for edge in UNCLEAR_LEGS
        for state in edge.leaves
        if isinstance(state, LegState)
    }


# --- 现场划分职责 -------------------------------------------------------------------------------

ORDERED = (w.WATER, w.URBAN)
ORDER = site.OrderSiteMeeting(units=ORDERED, place=MARK, note=MARK)
COMMANDS += (ORDER,)


def ordered() -> Story:
    """Two units are to come."""
    return b.accepted().do(w.DISPATCHER, ORDER)


def attended() -> Story:
    """One came, the other did not."""
    story = ordered()
    for unit in ORDERED:
        came = unit == w.WATER
        story.do(w.DISPATCHER, site.RecordAttendance(request="R1", unit=unit, came=came))
    return story


def divided() -> Story:
    """Who came leads, who stayed away helps."""
    return attended().do(w.DISPATCHER, divide("R1"))


def divide(request: str) -> site.DivideDuty:
    """The outcome."""
    return site.DivideDuty(request=request, lead=w.WATER, co_handlers=(w.URBAN,), division=MARK)


STATES: dict[tuple[RequestKind, RequestState], Callable[[], Story]] = {
    (RequestKind.ON_SITE, RequestState.FILED): ordered,
    (RequestKind.ON_SITE, RequestState.UPHELD): divided,
    (RequestKind.ON_SITE, RequestState.WITHDRAWN): lambda: ordered().do(
        w.DISPATCHER, site.CancelSiteMeeting(request="R1", reason=MARK)
    ),
    (RequestKind.ON_SITE, RequestState.LAPSED): lambda: ordered().do(w.DISPATCHER, c.Dispatch()),
}
UNREACHABLE = {(RequestKind.ON_SITE, RequestState.REJECTED)}
REQUEST_VARIANTS: dict[tuple[RequestState, type[Command]], Callable[[], Story]] = {
    (RequestState.FILED, site.DivideDuty): attended,
}
VARIED: dict[type[Command], RequestKind] = {site.DivideDuty: RequestKind.ON_SITE}


def commands(one: str) -> dict[type[Command], Command]:
    """What is done about the meeting."""
    return {
        site.RecordAttendance: site.RecordAttendance(request=one, unit=w.WATER, came=True),
        site.DivideDuty: divide(one),
        site.CancelSiteMeeting: site.CancelSiteMeeting(request=one, reason=MARK),
    }


def meet(story: Story) -> bool:
    """Now and then, before a dispatch: whoever is ordered comes, and the duty is divided. Nothing
    is drawn for it."""
    case = story.case
    waits = site.waiting(case)
    if waits is None and (len(case.legs) % 3 != 1 or case.requests):
        return False
    if waits is None:
        order = site.OrderSiteMeeting(units=(w.EAST_URBAN, w.WATER), place=MARK)
        waits = story.do(w.MANAGEMENT, order).case.requests[-1]
    for unit in waits.units:
        noted = site.RecordAttendance(request=waits.id, unit=unit, came=unit != w.WATER)
        story.do(w.MANAGEMENT, noted)
    outcome = site.DivideDuty(
        request=waits.id, lead=w.EAST_URBAN, division=MARK, propose_entry=True
    )
    taught = story.do(w.MANAGEMENT, outcome).case.proposals[-1].id
    no = ep.AnswerProposal(proposal=taught, take=False, reason=MARK)
    story.do(w.MANAGEMENT, no)
    return True


# --- 修改派单目录的建议 --------------------------------------------------------------------------

COMMANDS += (ep.AnswerProposal(proposal="P1", take=False, reason=MARK),)


def _taught(made: Callable[[], Story]) -> Story:
    story = made()
    one = Proposal(
        id="P1", topic=w.NOISE, area="", object="", lead=w.WATER, co_handlers=(), was="E1",
        proposed_at=story.now,
    )  # fmt: skip
    story.cases[story.one] = replace(story.case, proposals=(one,))
    return story


def variants(
    stages: dict[CaseStage, Callable[[], Story]],
) -> dict[tuple[CaseStage, type[Command]], Callable[[], Story]]:
    """Each stage of a case that has taught the directory something."""
    return {(stage, ep.AnswerProposal): partial(_taught, made) for stage, made in stages.items()}

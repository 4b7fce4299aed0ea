"""What each event means for a case. Total over the closed union; reads events only.

`evolve` never looks at a clock, a rulebook or a sealed field: what had been decided stands in the
event. So a case of any age folds to the same state on any machine, with or without its key.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from msgspec.structs import replace

from hotline.rules.case import events as e
from hotline.rules.case import files as f
from hotline.rules.case import state as s
from hotline.rules.case.automatic import AUTOMATIC_MEANING, overtaken
from hotline.rules.case.confidential import CONFIDENTIAL_MEANING
from hotline.rules.case.desk_wait import DESK_MEANING
from hotline.rules.case.evolve_dispute import DISPUTE_MEANING
from hotline.rules.case.evolve_legs import LEG_MEANING, with_evidence
from hotline.rules.case.evolve_rehandle import REHANDLE_MEANING
from hotline.rules.case.evolve_repeats import REPEAT_MEANING
from hotline.rules.case.evolve_supervision import SUPERVISION_MEANING, quiet, settled
from hotline.rules.case.evolve_time import TIME_MEANING
from hotline.rules.case.flags import FLAG_MEANING
from hotline.rules.case.follow_up import ENDS, FOLLOW_UP_MEANING, begun
from hotline.rules.case.hand_over import HAND_OVER_MEANING
from hotline.rules.case.mass import MASS_MEANING, answered
from hotline.rules.case.phone import PHONE_MEANING
from hotline.rules.case.procedure import PROCEDURE_MEANING
from hotline.rules.case.province_events import OUTER_MEANING
from hotline.rules.case.sampling import SAMPLE_MEANING
from hotline.rules.case.sources import SOURCE_MEANING
from hotline.rules.case.tagging import TAG_MEANING
from hotline.rules.case.unsigned import UNSIGNED_MEANING
from hotline.rules.case.urgency import URGENCY_MEANING
from hotline.rules.deadline import breach, stop
from hotline.rules.words import CaseStage, Triage

FOLD_VERSION = 7
"""Raised whenever the meaning of events changes: snapshots of another version are refolded."""


def evolve(state: s.Case | None, event: e.Event) -> s.Case:
    """The case after the event. Only `Registered` begins one; anything else needs a case."""
    if isinstance(event, e.Registered):
        return _registered(event)
    if state is None:
        raise ValueError(f"{type(event).__name__} before Registered: the stream has lost its head")
    after = overtaken(_MEANING[type(event)](state, event), event)
    if after.stage is not state.stage:
        after = _moved_on(after)
    if after.documents and after.legs is not state.legs:
        after = settled(after, event)
    return after if quiet(event) else replace(after, last_at=event.at)


def _moved_on(case: s.Case) -> s.Case:
    """A case that has come to another stage waits no longer where it stood, and is not called
    about any more where it ends."""
    call = None if case.stage in ENDS else case.follow_up
    return replace(case, desk=None, follow_up=call)


def fold(events: Iterable[e.Event], state: s.Case | None = None) -> s.Case | None:
    """The case after all events, oldest first."""
    for event in events:
        state = evolve(state, event)
    return state


_AS_REGISTERED = (
    *("number", "contact", "channel", "kind", "topic", "area", "object", "urgency", "tags"),
    *("confidential", "anonymous", "reachable", "reported_unit", "registrar", "query_digest"),
    *("split_from", "source_due", "relation", "authorised"),
)
"""What a case keeps of its registration under the same name."""


def _registered(event: e.Registered) -> s.Case:
    sent = (
        s.Source(
            id="S1",
            platform=event.source_platform,
            number=event.source_number,
            attached_at=event.at,
        )
        if event.source_platform
        else None
    )
    return s.Case(
        sources=(sent,) if sent else (),
        stage=CaseStage.REGISTERED,
        registered_at=event.at,
        last_at=event.at,
        **{name: getattr(event, name) for name in _AS_REGISTERED},
    )


# --- intake -----------------------------------------------------------------------------------


def _sent_back(case: s.Case, event: e.SentBack) -> s.Case:
    return replace(case, stage=CaseStage.SENT_BACK, send_backs=case.send_backs + 1)


def _intake_completed(case: s.Case, event: e.IntakeCompleted) -> s.Case:
    return replace(
        case,
        stage=CaseStage.ACCEPTED if case.accepted_at else CaseStage.REGISTERED,
        kind=event.kind,
        topic=event.topic,
        area=event.area,
        object=event.object,
        urgency=event.urgency,
    )


def _accepted(case: s.Case, event: e.Accepted) -> s.Case:
    return replace(
        case,
        stage=CaseStage.ACCEPTED,
        triage=Triage.ACCEPT,
        accepted_at=event.at,
        edition=event.edition,
        promise=event.promise,
    )


def _triaged(way: Triage) -> Callable[[s.Case, e.Event], s.Case]:
    return lambda case, event: replace(case, triage=way)


def _hand_over_sent(case: s.Case, event: e.HandOverSent) -> s.Case:
    sent = s.HandOverState(line=event.line, sent_at=event.at, confirm_due=event.confirm_due)
    return replace(case, stage=CaseStage.HANDED_OVER, triage=Triage.HAND_OVER, hand_over=sent)


def _hand_over(case: s.Case, stage: CaseStage, **what: bool) -> s.Case:
    if case.hand_over is None:
        raise ValueError("hand-over confirmed before it was sent")
    changed = replace(case.hand_over, **cast(dict[str, Any], what))
    triage = case.triage if stage is not CaseStage.REGISTERED else None
    return replace(case, stage=stage, triage=triage, hand_over=changed)


def _hand_over_taken(case: s.Case, event: e.HandOverTaken) -> s.Case:
    return _hand_over(case, CaseStage.HANDED_OVER, taken=True)


def _hand_over_refused(case: s.Case, event: e.HandOverRefused) -> s.Case:
    return _hand_over(case, CaseStage.REGISTERED, taken=False)


def _hand_over_alarmed(case: s.Case, event: e.HandOverAlarmed) -> s.Case:
    return _hand_over(case, CaseStage.HANDED_OVER, alarmed=True)


# --- completion, follow-up, end ---------------------------------------------------------------


def _case_completed(case: s.Case, event: e.CaseCompleted) -> s.Case:
    return replace(
        case,
        stage=CaseStage.COMPLETED,
        completed_at=event.at,
        on_time=event.on_time,
        promise=stop(case.promise, event.at) if case.promise else None,
        link_due=event.link_due,
        verdict=None,
        unreachable=False,
        attempts=(),
    )


def _tried(case: s.Case, event: e.FollowUpTried) -> s.Case:
    attempt = s.Attempt(at=event.at, result=event.result)
    return begun(replace(case, attempts=(*case.attempts, attempt)), event.at)


def _link_opened(case: s.Case, event: e.FollowUpLinkOpened) -> s.Case:
    return replace(case, link_due=event.due)


def _followed_up(case: s.Case, event: e.FollowedUp) -> s.Case:
    verdict = s.Verdict(
        at=event.at,
        by_citizen=event.by_citizen,
        contacted=event.contacted,
        solved=event.solved,
        result=event.result,
        process=event.process,
    )
    return replace(
        case,
        stage=CaseStage.FOLLOWED_UP,
        verdict=verdict,
        unreachable=False,
        added_at=None,
        link_due=None,
        close_due=event.close_due,
    )


def _exhausted(case: s.Case, event: e.FollowUpExhausted) -> s.Case:
    return replace(
        case,
        stage=CaseStage.FOLLOWED_UP,
        unreachable=True,
        link_due=None,
        close_due=event.close_due,
    )


def _closed(case: s.Case, event: e.CaseClosed) -> s.Case:
    """The promise stopped at completion, or stops now where the case ends without units."""
    promise = case.promise
    if promise and promise.is_running:
        promise = stop(promise, event.at)
    return replace(
        case,
        stage=CaseStage.CLOSED,
        promise=promise,
        closed_at=event.at,
        close_reason=event.why,
        added_at=None,
        close_due=None,
        link_due=None,
    )


def _reopened(case: s.Case, event: e.CaseReopened) -> s.Case:
    if case.completed_at is None:
        raise ValueError("reopened before it was ever completed")
    kept = s.Round(
        number=case.round,
        completed_at=case.completed_at,
        on_time=bool(case.on_time),
        verdict=case.verdict,
        at_expiry=case.at_expiry,
    )
    return replace(
        case,
        at_expiry=None,
        sample=None,
        stage=CaseStage.ACCEPTED,
        round=event.round,
        rounds=(*case.rounds, kept),
        edition=event.edition,
        promise=event.promise,
        completed_at=None,
        on_time=None,
        verdict=None,
        unreachable=False,
        added_at=None,
        attempts=(),
        link_due=None,
        close_due=None,
        closed_at=None,
        close_reason=None,
        parent="",
        parent_number="",
    )


def _withdrawn(case: s.Case, event: e.CaseWithdrawn) -> s.Case:
    promise = stop(case.promise, event.at) if case.promise else None
    return replace(
        case,
        stage=CaseStage.WITHDRAWN,
        promise=promise,
        closed_at=event.at,
        link_due=None,
        parent="",
        parent_number="",
    )


def _supplemented(case: s.Case, event: e.Supplemented) -> s.Case:
    return _heard_again(replace(case, supplements=case.supplements + 1), event)


def _reminded(case: s.Case, event: e.Reminded) -> s.Case:
    return _heard_again(replace(case, reminders=case.reminders + 1), event)


def _files_attached(case: s.Case, event: f.FilesAttached) -> s.Case:
    count = len(event.files)
    more = replace(case, files=case.files + count, legs=with_evidence(case, event))
    return _heard_again(more, event) if event.by_citizen else more


def _heard_again(case: s.Case, event: e.Event) -> s.Case:
    """What a citizen adds after rating stops the automatic closing: a follow-up caller decides
    (product.md §4 Follow-up)."""
    if case.stage is not CaseStage.FOLLOWED_UP:
        return case
    return replace(case, added_at=event.at, close_due=None)


# --- several cases ----------------------------------------------------------------------------


def _merged_into(case: s.Case, event: e.MergedInto) -> s.Case:
    return replace(case, stage=CaseStage.MERGED, parent=event.parent, parent_number=event.number)


def _merge_undone(case: s.Case, event: e.MergeUndone) -> s.Case:
    stage = CaseStage.ACCEPTED if case.accepted_at else CaseStage.REGISTERED
    return replace(case, stage=stage, parent="", parent_number="", of_event="")


def _child_merged(case: s.Case, event: e.ChildMerged) -> s.Case:
    return replace(case, children=case.children + 1, children_waiting=case.children_waiting + 1)


def _child_released(case: s.Case, event: e.ChildReleased) -> s.Case:
    waiting = max(case.children_waiting - 1, 0)
    return replace(case, children=case.children - 1, children_waiting=waiting)


def _children_answered(case: s.Case, event: e.ChildrenAnswered) -> s.Case:
    return replace(case, children_waiting=0, mass=answered(case.mass, event.at))


def _linked(case: s.Case, event: e.Linked) -> s.Case:
    return case if event.other in case.links else replace(case, links=(*case.links, event.other))


def _split_off(case: s.Case, event: e.SplitOff) -> s.Case:
    return replace(case, links=(*case.links, event.case))


# --- the clock --------------------------------------------------------------------------------


def _promise_breached(case: s.Case, event: e.PromiseBreached) -> s.Case:
    if case.promise is None:
        raise ValueError("promise breached before acceptance")
    return replace(case, promise=breach(case.promise, event.due_at))


_MEANING: dict[type[e.Event], Callable[[s.Case, Any], s.Case]] = {
    e.SentBack: _sent_back,
    e.IntakeCompleted: _intake_completed,
    e.Accepted: _accepted,
    e.AnsweredDirectly: _triaged(Triage.ANSWER),
    e.HandOverSent: _hand_over_sent,
    e.HandOverTaken: _hand_over_taken,
    e.HandOverRefused: _hand_over_refused,
    e.HandOverAlarmed: _hand_over_alarmed,
    e.LegalRouteTold: _triaged(Triage.LEGAL_ROUTE),
    e.Explained: _triaged(Triage.EXPLAIN),
    e.PoliceReferred: _triaged(Triage.POLICE),
    e.CaseCompleted: _case_completed,
    e.FollowUpTried: _tried,
    e.FollowUpLinkOpened: _link_opened,
    e.FollowedUp: _followed_up,
    e.FollowUpExhausted: _exhausted,
    e.CaseClosed: _closed,
    e.CaseReopened: _reopened,
    e.CaseWithdrawn: _withdrawn,
    e.Supplemented: _supplemented,
    e.Reminded: _reminded,
    f.FilesAttached: _files_attached,
    e.SplitOff: _split_off,
    e.MergedInto: _merged_into,
    e.ChildMerged: _child_merged,
    e.MergeUndone: _merge_undone,
    e.ChildrenAnswered: _children_answered,
    e.ChildReleased: _child_released,
    e.Linked: _linked,
    e.PromiseBreached: _promise_breached,
    **LEG_MEANING,
    **TIME_MEANING,
    **DISPUTE_MEANING,
    **REHANDLE_MEANING,
    **DESK_MEANING,
    **PHONE_MEANING,
    **SUPERVISION_MEANING,
    **HAND_OVER_MEANING,
    **SOURCE_MEANING,
    **URGENCY_MEANING,
    **TAG_MEANING,
    **CONFIDENTIAL_MEANING,
    **MASS_MEANING,
    **FOLLOW_UP_MEANING,
    **SAMPLE_MEANING,
    **UNSIGNED_MEANING,
    **FLAG_MEANING,
    **REPEAT_MEANING,
    **PROCEDURE_MEANING,
    **OUTER_MEANING,
    **AUTOMATIC_MEANING,
}

EVENT_TYPES: tuple[type[e.Event], ...] = (e.Registered, *_MEANING)
"""Every event a case's stream may hold."""

"""Stages in which the guards of what follows an intake are met, and a command of each kind."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.case.fields import Command
from hotline.rules.case.hand_over import HandOverInWriting, KeepHandOver, NoteThreeWayCall
from hotline.rules.case.intake_table import INTAKE_TABLE
from hotline.rules.case.police_order import RecallPoliceOrder
from hotline.rules.case.sources import AnswerSource, AttachSource, ConfirmToSource
from hotline.rules.case.state import Source
from hotline.rules.case.tagging import ChangeTags
from hotline.rules.case.urgency import ChangeUrgency
from hotline.rules.words import CaseStage, Channel, Platform, Tag, Urgency
from tests.rules.case.build import MARK, Story
from tests.rules.case.world import AGENT

PETITION = AttachSource(platform=Platform.PETITION, number="XF-2026-031", note=MARK)
COMMANDS: dict[type[Command], Command] = {
    HandOverInWriting: HandOverInWriting(rung_back=True, written=MARK),
    KeepHandOver: KeepHandOver(reason=MARK),
    AttachSource: PETITION,
    ConfirmToSource: ConfirmToSource(source="S1", by=MARK),
    AnswerSource: AnswerSource(source="S1", note=MARK),
    RecallPoliceOrder: RecallPoliceOrder(reason=MARK),
    ChangeUrgency: ChangeUrgency(urgency=Urgency.URGENT, reason=MARK),
    ChangeTags: ChangeTags(add_tags=(Tag.GROUP,), reason=MARK),
    MakeConfidential: MakeConfidential(reason=MARK),
}


def _with_source(made: Callable[[], Story]) -> Story:
    story = made()
    source = Source(id="S1", platform=Platform.PETITION, number="X1", attached_at=story.now)
    story.cases[story.one] = replace(story.case, sources=(source,))
    return story


def _from_police(made: Callable[[], Story]) -> Story:
    story = made()
    story.cases[story.one] = replace(story.case, channel=Channel.POLICE)
    return story


def _spoken(made: Callable[[], Story]) -> Story:
    return made().do(AGENT, NoteThreeWayCall(by=MARK))


def variants(
    stages: dict[CaseStage, Callable[[], Story]],
) -> dict[tuple[CaseStage, type[Command]], Callable[[], Story]]:
    """Each stage as these commands need it."""
    needs = {
        ConfirmToSource: _with_source,
        AnswerSource: _with_source,
        RecallPoliceOrder: _from_police,
        KeepHandOver: _spoken,
    }
    return {
        (stage, edge.command): partial(needs[edge.command], stages[stage])
        for edge in INTAKE_TABLE
        if edge.command in needs
        for stage in edge.leaves
        if isinstance(stage, CaseStage)
    }

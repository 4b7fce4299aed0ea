"""督办: a supervisor presses a unit that is late; some units have answered by the end."""

from datetime import timedelta

from hotline.demo.life import Fate, Life
from hotline.demo.words import say
from hotline.rules.case.supervision import (
    AnswerSupervision,
    IssueSupervision,
    ReceiveSupervision,
)
from hotline.rules.words import Colour, Role, SupervisionKind

KINDS = (
    SupervisionKind.ORDER,
    SupervisionKind.TALK,
    SupervisionKind.COORDINATION,
    SupervisionKind.INSTRUCTION,
)


def press(life: Life, steps: int) -> Fate:
    """督办 the day before the end; received with one step, answered with two."""
    yield life.stage.until - timedelta(hours=life.rng.uniform(18, 26))
    lead = life.case.lead
    if lead is None or not lead.running:
        return
    kind, request = life.rng.choice(KINDS), life.case.next_document_id
    leader = say(life.rng, "press_leaders") if kind is SupervisionKind.INSTRUCTION else ""
    order = IssueSupervision(
        leg=lead.id,
        kind=kind,
        colour=life.rng.choice(list(Colour)),
        asks=say(life.rng, "press_asks"),
        within="2wd",
        leader=leader,
    )
    life.do(life.staff.named("supervisor"), order)
    answers = (
        ReceiveSupervision(request=request),
        AnswerSupervision(request=request, answer=say(life.rng, "press_answers")),
    )
    for command in answers[:steps]:
        yield life.later(1, 6)
        found = life.case.document(request)
        if found and found.open:
            life.do(life.staff.of(lead.unit, Role.LIAISON, Role.UNIT_HEAD), command)

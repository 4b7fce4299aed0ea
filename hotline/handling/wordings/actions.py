"""Writing and retiring reply templates."""

from uuid import UUID

from hotline import ledger
from hotline.handling.wordings.streams import WORDING, wording_ref
from hotline.ledger import Outcome
from hotline.people.by import By
from hotline.people.change import change
from hotline.rules.refusal import Refusal
from hotline.rules.replies import template


def write(by: By, command: template.WriteTemplate, wording: UUID | str = "") -> Outcome | Refusal:
    """保存 of a new template, or of a new version of that one."""
    ref = wording_ref(by.city, wording or ledger.uuid7(ledger.clock.now()))
    return change(by, ref, WORDING, template.decide, [command])


def retire(by: By, wording: UUID | str) -> Outcome | Refusal:
    """停用."""
    ref = wording_ref(by.city, wording)
    return change(by, ref, WORDING, template.decide, [template.RetireTemplate()])

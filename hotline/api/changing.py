"""Addresses that change something: register a contact, and every command on a case."""

from typing import Any
from uuid import UUID

from hotline import ledger
from hotline.api.commands import BY_ADDRESS
from hotline.api.endpoint import Call, Created
from hotline.api.forms import CaseReceipt, RegisterReceipt
from hotline.api.problems import NO_ROUTE
from hotline.handling import actions
from hotline.handling.streams import case_ref
from hotline.ledger import Outcome, StreamRef
from hotline.people.by import By
from hotline.rules.case.commands import RegisterContact
from hotline.rules.refusal import Refusal


def register(call: Call) -> object:
    """接诉登记."""
    command = call.body(RegisterContact)
    if isinstance(command, Refusal):
        return command
    city: list[str] = []

    def action(by: By) -> Outcome | Refusal:
        city[:] = [by.city]
        return actions.register(by, command)

    outcome = call.act(action)
    if isinstance(outcome, Refusal):
        return outcome
    answer = outcome.answer
    return Created(
        RegisterReceipt(
            contact=UUID(answer["contact"]),
            cases=[receipt(city[0], outcome, case) for case in answer["cases"]],
            query_code=actions.query_code(city[0], answer["contact"]),
            repeated=outcome.repeated,
        )
    )


def command(call: Call, case: str, name: str) -> object:
    """Any command of the tables on one case."""
    edge = BY_ADDRESS.get(name)
    if edge is None:
        return NO_ROUTE
    found = call.body(edge.command)
    if isinstance(found, Refusal):
        return found
    case_id = as_id(case)
    city: list[str] = []

    def action(by: By) -> Outcome | Refusal:
        city[:] = [by.city]
        return actions.perform(by, case_id, found) if case_id else actions.NO_CASE

    outcome = call.act(action)
    return outcome if isinstance(outcome, Refusal) else receipt(city[0], outcome, outcome.answer)


def as_id(text: str) -> UUID | None:
    """A case's id, written in the one usual way."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None


def receipt(city: str, outcome: Outcome, answer: dict[str, Any]) -> CaseReceipt:
    """Where the case stands, as every command on one answers."""
    ref = case_ref(city, answer["case"])
    return CaseReceipt(
        case=ref.id,
        number=answer["number"],
        stage=answer["stage"],
        version=answer["version"],
        hash=_hash(ref, outcome, answer["version"]),
        events=answer["events"],
        repeated=outcome.repeated,
    )


def _hash(ref: StreamRef, outcome: Outcome, version: int) -> str:
    """The link of that version; a repeated request reads it from the journal again."""
    if ref in outcome.heads:
        return outcome.heads[ref].hash.hex()
    return next((one.hash.hex() for one in ledger.read(ref) if one.version == version), "")

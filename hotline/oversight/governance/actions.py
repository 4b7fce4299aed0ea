"""立项、报进展、结项 of a governance topic."""

from uuid import UUID

from hotline.ledger import Outcome
from hotline.oversight.governance.streams import GOVERNANCE, governance_ref
from hotline.people.by import By
from hotline.people.change import change
from hotline.rules.oversight import governance
from hotline.rules.oversight.governance import GovernanceCommand
from hotline.rules.refusal import Refusal


def act(by: By, id: UUID, command: GovernanceCommand) -> Outcome | Refusal:
    """Any command on the topic of that id; a new id opens one."""
    return change(by, governance_ref(by.city, id), GOVERNANCE, governance.decide, [command])

"""What people do in oversight: keeping duty rosters."""

from hotline.ledger import Outcome
from hotline.oversight.streams import ROSTER, roster_ref
from hotline.people.by import By
from hotline.people.change import change
from hotline.rules.oversight import duty_phone
from hotline.rules.oversight.duty_phone import SetDutyRoster
from hotline.rules.refusal import Refusal


def set_roster(by: By, command: SetDutyRoster) -> Outcome | Refusal:
    """更新值班表 of a unit."""
    return change(by, roster_ref(by.city, command.unit), ROSTER, duty_phone.decide, [command])

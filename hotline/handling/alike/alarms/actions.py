"""Changing the settings."""

from hotline.handling.alike.alarms.streams import ALARMS, alarms_ref
from hotline.ledger import Outcome
from hotline.people.by import By
from hotline.people.change import change
from hotline.rules.reference import alarms
from hotline.rules.reference.alarms import SetAlarms
from hotline.rules.refusal import Refusal


def set_alarms(by: By, command: SetAlarms) -> Outcome | Refusal:
    """保存设置."""
    return change(by, alarms_ref(by.city), ALARMS, alarms.decide, [command])

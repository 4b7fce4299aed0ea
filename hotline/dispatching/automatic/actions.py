"""Switching 自动派单 on and off. Every action gives Outcome or Refusal."""

from hotline import ledger
from hotline.dispatching.automatic import queries
from hotline.dispatching.automatic.streams import AUTOMATIC, automatic_ref
from hotline.ledger import Outcome
from hotline.people.by import By
from hotline.people.change import change
from hotline.people.queries import world
from hotline.rules.automatic import Record
from hotline.rules.reference import automatic
from hotline.rules.reference.automatic import (
    AutomaticCommand,
    SetAutomaticRules,
    SwitchOff,
    SwitchOn,
)
from hotline.rules.refusal import Refusal
from hotline.rules.shares import Figure


def switch_on(by: By, topic: str) -> Outcome | Refusal:
    """开通: on what is measured of the topic at this moment, whatever a page showed before."""
    measured = queries.records(world(by.city), ledger.clock.now()).get(topic, Record())
    return _change(by, SwitchOn(topic=topic, figure=measured.figure))


def switch_off(by: By, topic: str, reason: str, figure: Figure | None = None) -> Outcome | Refusal:
    """停用, at once: plans that stand are not carried out."""
    return _change(by, SwitchOff(topic=topic, reason=reason, figure=figure))


def set_rules(by: By, command: SetAutomaticRules) -> Outcome | Refusal:
    """What the city asks of 自动派单."""
    return _change(by, command)


def _change(by: By, command: AutomaticCommand) -> Outcome | Refusal:
    return change(by, automatic_ref(by.city), AUTOMATIC, automatic.decide, [command])

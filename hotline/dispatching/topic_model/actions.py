"""Recording, adopting and going back to topic models. Every action gives Outcome or Refusal."""

from hotline.dispatching.topic_model.streams import TOPIC_MODELS, models_ref
from hotline.ledger import Outcome
from hotline.people.by import By
from hotline.people.change import change
from hotline.rules.reference import topic_model
from hotline.rules.reference.topic_model import AdoptModel, ModelCommand, SetModelRules
from hotline.rules.refusal import Refusal


def change_models(by: By, *commands: ModelCommand) -> Outcome | Refusal:
    """Several changes of the city's models, all or none."""
    return change(by, models_ref(by.city), TOPIC_MODELS, topic_model.decide, commands)


def adopt(by: By, version: str, reason: str = "") -> Outcome | Refusal:
    """启用 a model, or go back to an earlier one with a reason."""
    return change_models(by, AdoptModel(version=version, reason=reason))


def set_rules(by: By, command: SetModelRules) -> Outcome | Refusal:
    """What the city asks of its models."""
    return change_models(by, command)

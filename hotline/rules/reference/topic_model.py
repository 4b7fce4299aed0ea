"""The topic models (事项模型) of a city: which were made, which answers, how that changes.

A model is made by a command or at night; it answers only once somebody of the management body or
the system administrator has adopted it. A city may let the machine adopt: then only what beats the
running model by the margin that the city set, measured on the same cases that neither had seen.
The first model of a city, made of its topics alone, may be adopted by the machine too: it never
decides, it only proposes. Going back is adopting an earlier one, with a reason. The files lie
outside the journal; what is written here is their digest, so a file that was altered is refused.
"""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    not_found,
    optional,
    text,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role

KEEPERS = (Role.MANAGEMENT, Role.SYSTEM_ADMIN)
READERS = (*KEEPERS, Role.DISPATCHER, Role.CITY_REVIEWER)
MAKERS = (*KEEPERS, Role.CLOCK)


class Made(StrEnum):
    """What a model learnt from."""

    TOPICS = "topics"
    CASES = "cases"


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Shares from 0 to 1, on `cases` that the model had not seen; 0 cases: not measured."""

    cases: int = 0
    macro_f1: float = 0.0
    accuracy: float = 0.0
    top_five: float = 0.0
    calibration_error: float = 0.0


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A model that was made. `digest` is the SHA-256 of its files; `before` what the model that ran
    then reached on the same cases; `adopted_at` when it last began to answer."""

    version: str
    digest: str
    made: Made
    made_at: datetime
    learnt: int
    topics: int
    measured: Measured = Measured()
    against: str = ""
    before: Measured = Measured()
    adopted_at: datetime | None = None
    adopted_by: str = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the city asks: how often the first candidate is right where the model does not abstain,
    by how much macro-F1 a new model has to be better, and whether the machine may adopt it."""

    precision: float = 0.9
    margin: float = 0.01
    automatic: bool = False


class TopicModels(msgspec.Struct, frozen=True, kw_only=True):
    """The models of a city as they stand; `running` is "" where none answers."""

    versions: dict[str, Version] = {}
    running: str = ""
    settings: Settings = Settings()


class RecordModel(Command, frozen=True, kw_only=True):
    """A model was made and its files are kept."""

    version: str
    digest: str
    made: Made
    learnt: int
    topics: int
    measured: Measured = Measured()
    against: str = ""
    before: Measured = Measured()


class AdoptModel(Command, frozen=True, kw_only=True):
    """启用: this model answers from now on; an earlier one is gone back to with a reason."""

    version: str
    reason: str = ""


class SetModelRules(Command, frozen=True, kw_only=True):
    """What the city asks of its models."""

    precision: float
    margin: float
    automatic: bool


class ModelRecorded(Event, frozen=True, kw_only=True):
    """A model is there to be adopted."""

    version: str
    digest: str
    made: Made
    learnt: int
    topics: int
    measured: Measured
    against: str
    before: Measured


class ModelAdopted(Event, frozen=True, kw_only=True):
    """It answers; `instead_of` did until then."""

    version: str
    instead_of: str
    by: str
    by_rule: bool
    reason: str


class ModelRulesSet(Event, frozen=True, kw_only=True):
    """The city asks this of its models."""

    precision: float
    margin: float
    automatic: bool


ModelCommand = RecordModel | AdoptModel | SetModelRules
ModelEvent = ModelRecorded | ModelAdopted | ModelRulesSet
Decision = tuple[ModelEvent, ...] | Refusal


def decide(state: TopicModels, command: ModelCommand, office: Office) -> Decision:
    """What follows, or why not."""
    match command:
        case RecordModel():
            return _record(state, command, office)
        case AdoptModel():
            return _adopt(state, command, office)
        case _:
            return _set(command, office)


def _record(state: TopicModels, command: RecordModel, office: Office) -> Decision:
    refusal = first(
        allowed(office, *MAKERS),
        text(command.version, "version", say("版本"), limit=40),
        text(command.digest, "digest", say("校验值"), limit=64),
    )
    if refusal:
        return refusal
    if command.version in state.versions:
        return already(say("模型 {version} 已经登记。", version=command.version), "version")
    recorded = ModelRecorded(
        at=office.now,
        version=command.version,
        digest=command.digest,
        made=command.made,
        learnt=command.learnt,
        topics=command.topics,
        measured=command.measured,
        against=command.against,
        before=command.before,
    )
    return (recorded,)


def _adopt(state: TopicModels, command: AdoptModel, office: Office) -> Decision:
    version = state.versions.get(command.version)
    by_rule = office.actor.is_a(Role.CLOCK)
    refusal = first(
        allowed(office, *MAKERS), optional(command.reason, "reason", say("理由"), limit=500)
    )
    if refusal:
        return refusal
    if version is None:
        return not_found(say("模型"), command.version, "version")
    if state.running == command.version:
        return already(say("模型 {version} 正在使用。", version=command.version), "version")
    if by_rule and (refusal := _may_itself(state, version)):
        return refusal
    if version.adopted_at and not command.reason.strip():
        return Refusal(
            code=Code.MISSING,
            message=say("退回用过的模型要写明理由。"),
            advice=say("请填写为什么退回。"),
            field="reason",
        )
    adopted = ModelAdopted(
        at=office.now,
        version=command.version,
        instead_of=state.running,
        by=office.actor.id,
        by_rule=by_rule,
        reason=command.reason,
    )
    return (adopted,)


def better(state: TopicModels, version: Version) -> bool:
    """Whether it beats the running model by the city's margin, on the same cases."""
    same = bool(state.running) and version.against == state.running and version.measured.cases > 0
    gained = round(version.measured.macro_f1 - version.before.macro_f1, 6)
    return same and gained >= state.settings.margin


def _may_itself(state: TopicModels, version: Version) -> Refusal | None:
    """What the machine may adopt: a first model, or where the city allows it one that is better."""
    if not state.running and version.made is Made.TOPICS:
        return None
    if state.settings.automatic and better(state, version):
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("本市没有允许自动启用，或新模型没有好到规定的幅度。"),
        advice=say("请由热线管理机构的人员决定是否启用。"),
    )


def _set(command: SetModelRules, office: Office) -> Decision:
    refusal = first(
        allowed(office, *KEEPERS),
        _within(command.precision, 0.5, 0.999, "precision", say("准确率要求")),
        _within(command.margin, 0.0, 0.5, "margin", say("提高幅度")),
    )
    return refusal or (
        ModelRulesSet(
            at=office.now,
            precision=command.precision,
            margin=command.margin,
            automatic=command.automatic,
        ),
    )


def _within(value: float, least: float, most: float, field: str, label: str) -> Refusal | None:
    if least <= value <= most:
        return None
    return Refusal(
        code=Code.INVALID,
        message=say(
            "{label}应在 {least}% 到 {most}% 之间。",
            label=label,
            least=round(least * 100, 1),
            most=round(most * 100, 1),
        ),
        advice=say("请重新填写。"),
        field=field,
    )


def evolve(state: TopicModels, event: ModelEvent) -> TopicModels:
    """The models after that."""
    match event:
        case ModelRecorded():
            version = Version(
                version=event.version,
                digest=event.digest,
                made=event.made,
                made_at=event.at,
                learnt=event.learnt,
                topics=event.topics,
                measured=event.measured,
                against=event.against,
                before=event.before,
            )
            return replace(state, versions={**state.versions, event.version: version})
        case ModelAdopted():
            held = replace(state.versions[event.version], adopted_at=event.at, adopted_by=event.by)
            versions = {**state.versions, event.version: held}
            return replace(state, versions=versions, running=event.version)
        case _:
            settings = Settings(
                precision=event.precision, margin=event.margin, automatic=event.automatic
            )
            return replace(state, settings=settings)

"""答复模板: a form of words for answers, kept by a unit for itself or by the hotline for all.

A unit's liaison or head writes those of the unit, the hotline's editors and management those for
everybody; each may be for one topic (and what lies below it). Each change is a version of its own
and stays readable in the journal; one no longer used is retired, never deleted. What a template
asks for as evidence is said to whoever uses it, as a hint (product.md §4 Handling; pages.md).
"""

from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from hotline.rules.file_words import FileGroup
from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    text,
    wrong_state,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.variables import unsound
from hotline.rules.text import say
from hotline.rules.words import Role

LONGEST: Final = 4000
OF_UNIT: Final = (Role.LIAISON, Role.UNIT_HEAD)
OF_ALL: Final = (Role.EDITOR, Role.MANAGEMENT)


class WriteTemplate(Command, frozen=True, kw_only=True):
    """A new template, or a new version of this one. `unit` "" is for all units, `topic` "" for
    every topic; `asks` are the groups of evidence that such an answer wants."""

    unit: str = ""
    topic: str = ""
    title: str
    text: str
    asks: tuple[FileGroup, ...] = ()


class RetireTemplate(Command, frozen=True, kw_only=True):
    """停用: no longer offered; what was answered with it stays."""


class TemplateWritten(Event, frozen=True, kw_only=True):
    """模板已保存, as version `version`."""

    version: int
    unit: str
    topic: str
    title: str
    text: str
    asks: tuple[FileGroup, ...]
    by: str


class TemplateRetired(Event, frozen=True, kw_only=True):
    """模板已停用."""

    by: str


TemplateCommand = WriteTemplate | RetireTemplate
TemplateEvent = TemplateWritten | TemplateRetired


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A template as it stands; version 0 is one not written yet."""

    version: int = 0
    unit: str = ""
    topic: str = ""
    title: str = ""
    text: str = ""
    asks: tuple[FileGroup, ...] = ()
    changed_at: datetime | None = None
    changed_by: str = ""
    retired: bool = False


def may_write(office: Office, unit: str) -> Refusal | None:
    """Those of a unit by its own liaison and head, those for all by the hotline."""
    if not unit:
        return allowed(office, *OF_ALL)
    if office.actor.unit != unit:
        return Refusal(
            code=Code.WRONG_UNIT,
            message=say("这是其他单位的答复模板。"),
            advice=say("只能编写本单位的模板；全市通用的由热线编写。"),
        )
    return allowed(office, *OF_UNIT)


def decide(
    state: Template, command: TemplateCommand, office: Office
) -> tuple[TemplateEvent, ...] | Refusal:
    """What follows, or why not. A template never changes hands: its unit stays."""
    unit = command.unit if isinstance(command, WriteTemplate) and not state.version else state.unit
    if refusal := may_write(office, unit):
        return refusal
    if state.retired:
        return wrong_state(say("这个模板已经停用。"), say("请另写一个模板。"))
    if isinstance(command, RetireTemplate):
        if not state.version:
            return wrong_state(say("没有这个模板。"), say("请刷新页面后再试。"))
        return (TemplateRetired(at=office.now, by=office.actor.id),)
    refusal = first(
        text(command.title, "title", say("标题"), limit=60),
        text(command.text, "text", say("模板内容"), limit=LONGEST),
        unsound(command.text),
    )
    if refusal:
        return refusal
    written = TemplateWritten(
        at=office.now,
        version=state.version + 1,
        unit=unit,
        topic=command.topic,
        title=command.title.strip(),
        text=command.text.replace("\r\n", "\n").strip(),
        asks=tuple(one for one in FileGroup if one in command.asks),
        by=office.actor.id,
    )
    same = (written.topic, written.title, written.text, written.asks)
    if same == (state.topic, state.title, state.text, state.asks):
        return already(say("和现在的版本一样，没有改动。"), "text")
    return (written,)


def evolve(state: Template, event: TemplateEvent) -> Template:
    """The template after that."""
    if isinstance(event, TemplateRetired):
        return replace(state, retired=True, changed_at=event.at, changed_by=event.by)
    return Template(
        version=event.version,
        unit=event.unit,
        topic=event.topic,
        title=event.title,
        text=event.text,
        asks=event.asks,
        changed_at=event.at,
        changed_by=event.by,
    )

"""Batches over the API: drawn up with a command and its cases, read, begun, paused, ended.

As at the desk: a dry run first, nothing is done before `begin`; each case is then given its own
command in the name of the token's holder, with the rights they have at that moment. Only who drew
a batch up, and who audits, reads it.
"""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from hotline.api import forms
from hotline.api.changing import as_id
from hotline.api.endpoint import Call, Created
from hotline.api.problems import NO_ROUTE
from hotline.handling.batches import jobs
from hotline.handling.batches import queries as kept
from hotline.handling.batches.acts import BY_NAME, acts
from hotline.handling.queries import Reader
from hotline.people.by import By
from hotline.rules.case.edges import Edge
from hotline.rules.case.fields import Command
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import Face
from hotline.web.reading import from_json

STEPS = {"begin": jobs.begin, "pause": jobs.pause, "cancel": jobs.cancel}
NO_BATCH = Refusal(
    code=Code.NOT_FOUND,
    message=say("没有这一批，或不是您发起的。"),
    advice=say("请核对批量处理的 id。"),
)
NOT_NOW = Refusal(
    code=Code.WRONG_STATE,
    message=say("这一批现在不能这样操作。"),
    advice=say("请先读取它的 state。"),
)


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is drawn up: the command by its name, its body without `leg` (each case has its own, the
    one that the holder may act on), and the ids of the cases."""

    command: Annotated[str, Meta(min_length=1, max_length=64)]
    cases: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=jobs.MOST)]
    body: dict[str, Any] = {}
    about: Annotated[str, Meta(max_length=200)] = ""


def add(call: Call) -> object:
    """Draws a batch up and begins its dry run."""
    asked = call.body(Batch)
    if isinstance(asked, Refusal):
        return asked
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    by = _by(call, who)
    command = _command(who, asked)
    if isinstance(by, Refusal) or isinstance(command, Refusal):
        return by if isinstance(by, Refusal) else command
    picks = [jobs.Pick(case) for case in asked.cases]
    about = asked.about or str(say("接口"))
    found = jobs.draw_up(by, jobs.Drawn(command=command, picks=picks, about=about))
    return found if isinstance(found, Refusal) else Created(_shown(who, found))


def read(call: Call, batch: str) -> object:
    """How far a batch is, and what was refused."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    id = as_id(batch)
    return (_shown(who, id) if id else None) or NO_BATCH


def step(call: Call, batch: str, name: str) -> object:
    """Begins, pauses or ends a batch of one's own."""
    if name not in STEPS:
        return NO_ROUTE
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    id = as_id(batch)
    row = kept.one(who, id) if id else None
    if id is None or row is None:
        return NO_BATCH
    by = _by(call, who)
    if isinstance(by, Refusal):
        return by
    return _shown(who, id) if STEPS[name](by, id) else NOT_NOW


def _by(call: Call, who: Reader) -> By | Refusal:
    key = call.key()
    return key if isinstance(key, Refusal) else By(actor=who.actor, face=Face.API, key=key)


def _command(who: Reader, asked: Batch) -> Command | Refusal:
    """The command as it will be given, with a leg that stands for each case's own."""
    edge = _edge(who, asked.command)
    if isinstance(edge, Refusal):
        return edge
    data = {**asked.body, "leg": "-"} if edge.subject == "leg" else asked.body
    found = from_json(edge.command, msgspec.json.encode(data))
    return replace(found, field=f"body.{found.field}") if isinstance(found, Refusal) else found


def _edge(who: Reader, name: str) -> Edge | Refusal:
    edge = BY_NAME.get(name)
    if edge is None:
        return Refusal(
            code=Code.INVALID,
            message=say("“{name}”不能批量办理。", name=name),
            advice=say("可用：{known}。", known=joined("、", BY_NAME)),
            field="command",
        )
    if edge not in acts(who.actor):
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("您的角色不能执行“{edge}”。", edge=edge.zh),
            advice=say("请由有该项权限的用户的令牌办理。"),
            field="command",
        )
    return edge


def _shown(who: Reader, id: UUID) -> forms.BatchShown | None:
    row = kept.one(who, id)
    if row is None:
        return None
    return forms.BatchShown(
        id=row.id,
        command=row.command,
        state=row.state,
        why=row.why,
        total=row.total,
        would=row.would,
        would_not=row.would_not,
        did=row.did,
        refused=row.refused,
        created_at=row.created_at,
        begun_at=row.begun_at,
        finished_at=row.finished_at,
        reasons=[
            forms.BatchReason(said=said, advice=advice, cases=number)
            for said, advice, number in kept.reasons(row)
        ],
        cases=[
            forms.BatchRefused(case=one.case, code=one.code, said=one.said)
            for one in kept.refused(who, row, jobs.MOST)
        ],
    )

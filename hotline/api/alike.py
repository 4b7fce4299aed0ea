"""可能重复 over the API: earlier cases that a matter, or a case, may be the same as, with reasons.

As at the desk: only cases in sight whose words the reader sees, confidential ones never; nothing is
decided or stored. Where the caller is the same, that goes into the access log.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from hotline.api.changing import as_id
from hotline.api.endpoint import Call
from hotline.handling import queries
from hotline.handling.actions import NO_CASE
from hotline.handling.alike import queries as likes
from hotline.handling.alike.queries import Alike
from hotline.handling.queries import Reader
from hotline.rules.alike.likeness import reasons
from hotline.rules.alike.matter import Matter
from hotline.rules.case.fields import Phone
from hotline.rules.case.table import OPEN, REGISTER
from hotline.rules.reference.office import Office, allowed
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role
from hotline.web import likening
from hotline.web.speech import spoken

ASKERS = tuple(sorted(REGISTER.roles - {Role.CITIZEN}))
SHORTEST = 6
"""Characters; of fewer nothing is looked up."""


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A matter as it is told; `caller` is the number that calls."""

    title: Annotated[str, Meta(max_length=200)] = ""
    text: Annotated[str, Meta(max_length=10_000)] = ""
    address: Annotated[str, Meta(max_length=500)] = ""
    area: Annotated[str, Meta(max_length=64)] = ""
    caller: Phone = ""


class AlikeCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case and how likely it is the same, 0 to 1. `parent` is the case it was merged under, ""
    for none or one out of sight; `title` is covered as in lists."""

    id: str
    number: str
    title: str
    stage: str
    area: str
    registered_at: datetime
    score: float
    same_caller: bool
    open: bool
    parent: str
    reasons: list[str]


class AlikeCases(msgspec.Struct, frozen=True, kw_only=True):
    """The likeliest first, at most five."""

    cases: list[AlikeCase]


ANSWERS = (AlikeCase, AlikeCases)


def search(call: Call) -> object:
    """Cases like a matter that is being told."""
    asked = call.body(Told)
    if isinstance(asked, Refusal):
        return asked
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    refused = allowed(Office(now=who.now, actor=who.actor), *ASKERS) or _area(who, asked.area)
    if refused:
        return refused
    if len(asked.title) + len(asked.text) + len(asked.address) < SHORTEST and not asked.caller:
        return AlikeCases(cases=[])
    one = Matter(
        title=asked.title,
        text=asked.text,
        address=asked.address,
        area=asked.area,
        caller=likes.phone_key(who.actor.city, asked.caller),
        at=who.now,
    )
    found = likes.alike(who, one)
    likening.noted(who, found, "api/duplicates")
    return _answer(who, found)


def of_case(call: Call, case: str) -> object:
    """Cases like one that is not answered yet."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    id = as_id(case)
    row = queries.case_row(who, id) if id else None
    if row is None:
        return NO_CASE
    return _answer(who, likening.like_case(who, row, "api/cases/alike"))


def _answer(who: Reader, found: list[Alike]) -> AlikeCases:
    return AlikeCases(cases=[_case(who, one) for one in found])


def _case(who: Reader, one: Alike) -> AlikeCase:
    case = one.case
    head: UUID | None = one.head.id if one.head else None
    area = who.world.areas.get(case.area, "")
    return AlikeCase(
        id=str(case.id),
        number=case.number,
        title=one.title,
        stage=case.stage,
        area=case.area,
        registered_at=case.registered_at,
        score=round(one.likeness.score, 4),
        same_caller=one.likeness.same_caller,
        open=case.stage in OPEN,
        parent=str(head or ""),
        reasons=[spoken(each) for each in reasons(one.likeness, one.shared, area)],
    )


def _area(who: Reader, code: str) -> Refusal | None:
    if not code or code in who.world.areas:
        return None
    return Refusal(
        code=Code.INVALID,
        message=say("没有代码“{code}”。", code=code),
        advice=say("请填写本市事项表、区域表里的代码。"),
        field="area",
    )

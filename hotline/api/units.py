"""Which units the directory and precedents propose for a request, and why each other entry does not
decide: the same answer as beside the agent's form and in 试查. Nothing is stored or sent.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from hotline.api.endpoint import Call
from hotline.rules.case.edges import BACK
from hotline.rules.directory import Matter
from hotline.rules.reference.office import Office, allowed
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Kind, Role
from hotline.web.speech import spoken
from hotline.web.suggesting import Offer, suggested

ASKERS = (*sorted(BACK), Role.AGENT, Role.TEAM_LEADER, Role.MANAGEMENT, Role.EDITOR,
          Role.INTEGRATOR)  # fmt: skip


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request; `topic` is asked of the model where it is left out."""

    title: Annotated[str, Meta(max_length=200)] = ""
    text: Annotated[str, Meta(max_length=10_000)] = ""
    topic: Annotated[str, Meta(max_length=64)] = ""
    area: Annotated[str, Meta(max_length=64)] = ""
    kind: Kind | None = None
    object: Annotated[str, Meta(max_length=100)] = ""


class EarlierCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case that its unit closed without a return, and how alike it is in per cent."""

    id: str
    number: str
    percent: int


class EntryPassedOver(msgspec.Struct, frozen=True, kw_only=True):
    """A directory entry that does not decide, and why."""

    entry: str
    why: str


class UnitSuggested(msgspec.Struct, frozen=True, kw_only=True):
    """A unit. `entry`: the directory's that names it, "" for a precedent or a last resort.
    `refused`: why dispatching to it would be refused, "" where it would go through."""

    unit: str
    name: str
    topic: str
    because: str
    entry: str
    last_resort: bool
    co_handlers: list[str]
    earlier: list[EarlierCase]
    refused: str
    passed_over: list[EntryPassedOver]


class UnitsSuggested(msgspec.Struct, frozen=True, kw_only=True):
    """The directory's units first, then those of precedent, then the last resort. `objects` of the
    directory that the text names."""

    units: list[UnitSuggested]
    objects: list[str]


ANSWERS = (UnitsSuggested,)


def suggest(call: Call) -> object:
    """Units for a request, each with why."""
    asked = call.body(Request)
    if isinstance(asked, Refusal):
        return asked
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    refused = allowed(Office(now=who.now, actor=who.actor), *ASKERS)
    refused = refused or _unknown("topic", asked.topic, who.world.topics)
    refused = refused or _unknown("area", asked.area, who.world.areas)
    if refused:
        return refused
    matter = Matter(
        topic=asked.topic,
        area=asked.area,
        kind=asked.kind.value if asked.kind else "",
        object=asked.object,
    )
    found = suggested(who, matter, asked.title, asked.text)
    objects = who.world.directory.objects_in(f"{asked.title} {asked.text}")
    return UnitsSuggested(units=[_unit(one) for one in found.offers], objects=list(objects))


def _unit(one: Offer) -> UnitSuggested:
    return UnitSuggested(
        unit=one.unit,
        name=one.name,
        topic=one.topic,
        because=spoken(one.because),
        entry=one.entry,
        last_resort=one.last_resort,
        co_handlers=list(one.co_handlers),
        earlier=[
            EarlierCase(id=past.id, number=past.number, percent=past.percent)
            for past in one.earlier
        ],
        refused=spoken(one.refusal.whole) if one.refusal else "",
        passed_over=[
            EntryPassedOver(entry=spoken(entry), why=spoken(why)) for entry, why in one.passed_over
        ],
    )


def _unknown(field: str, code: str, known: dict[str, str]) -> Refusal | None:
    if not code or code in known:
        return None
    return Refusal(
        code=Code.INVALID,
        message=say("没有代码“{code}”。", code=code),
        advice=say("请填写本市事项表、区域表里的代码。"),
        field=field,
    )

"""One matter of the registration form: its controls, and the plain values they stand for.

The ways of the decision (分类处置) are one list; the default accepts the matter and sends it by
the directory at once. Names of controls begin with `m<n>-`, so that any number stands in one form.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from hotline.desk.again import number_of
from hotline.desk.forms import At, Field, Typed, data_of, fields_of
from hotline.desk.gate import Desk
from hotline.desk.ways import ACCEPT, JOIN, SEND, ways
from hotline.handling.imports.queries import numbered
from hotline.handling.mass.queries import open_events
from hotline.rules.case import commands as c
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import EmergencyLine, ExplainGround, Kind, LegalRoute, Term, Urgency

SPOKEN = {"AnswerDirectly": "answer", "TellLegalRoute": "words", "Explain": "words",
          "ReferToPolice": "clue", "HandOver": "note"}  # fmt: skip
"""The field of each decision that the one text box of the form stands for."""
PICKED = {"HandOver": "line", "TellLegalRoute": "route", "Explain": "ground"}
LISTS: dict[str, type[Term]] = {
    "line": EmergencyLine,
    "route": LegalRoute,
    "ground": ExplainGround,
}
LEAVE_OUT = ("triage", "dispatch", "event", "need")
Events = Sequence[tuple[str, str]]
"""(id of the case that heads it, name) of the mass events that a call may join."""


class MatterForm(msgspec.Struct, frozen=True, kw_only=True):
    """The controls of one matter by name; `n` is its place in the names, `at` what people count.
    `again`: the closed case of which this tells something new."""

    n: str
    at: int
    fields: dict[str, Field]
    refusal: Refusal | None = None
    again: str = ""
    again_number: str = ""


def matter_form(
    desk: Desk,
    n: str,
    at: int,
    typed: Typed | None = None,
    refusal: Refusal | None = None,
    events: Events = (),
) -> MatterForm:
    """The controls of the n-th matter, with what was typed and what is wrong with it."""
    prefix = f"m{n}-"
    mine = refusal if refusal and refusal.field.startswith(prefix) else None
    begin = {"urgency": Urgency.ORDINARY.value}
    where = At(desk=desk, title="", prefix=prefix, begin=begin, leave_out=(*LEAVE_OUT, "again"))
    fields = fields_of(c.Matter, where, f"m{n}", typed, mine)
    fields += _triage_fields(desk, n, typed, mine, events)
    again = str(typed.get(prefix + "again", "")) if typed is not None else ""
    number = number_of(desk, again) if again else ""
    return MatterForm(
        n=n,
        at=at,
        again=again if number else "",
        again_number=number,
        fields={field.name.removeprefix(prefix): field for field in fields},
        refusal=mine,
    )


def _triage_fields(
    desk: Desk, n: str, typed: Typed | None, refusal: Refusal | None, events: Events
) -> list[Field]:
    prefix, open_ways = f"m{n}-", ways(desk)
    open_ways += ((JOIN, say("并入群体事件")),) if events else ()

    def control(name: str, label: str, widget: str, **more: Any) -> Field:
        own = refusal if refusal and refusal.field == prefix + name else None
        value = str(typed.get(prefix + name, "")) if typed is not None else more.pop("value", "")
        more.pop("value", None)
        return Field(
            name=prefix + name,
            id=f"m{n}-{name}",
            label=label,
            widget=widget,
            value=value,
            error=own,
            **more,
        )

    labels = {"line": say("移交到"), "route": say("法定途径"), "ground": say("说明理由")}
    picked = [
        control(name, labels[name], "select", choices=tuple((t.value, t.zh) for t in terms))
        for name, terms in LISTS.items()
    ]
    return [
        control("way", say("分类处置"), "select", choices=open_ways, value=open_ways[0][0]),
        control("spoken", say("告知诉求人的内容"), "area", longest=10_000),
        control("article", say("知识点"), "text", longest=200),
        control("reference", say("信访编号、案号"), "text", longest=64),
        *picked,
        control("event", say("群体事件"), "select", choices=tuple(events)),
        control("need", say("等不得的情况"), "text", longest=200),
    ]


def matter_data(desk: Desk, n: str, typed: Any) -> dict[str, Any] | Refusal:
    """The matter as the API would get it."""
    prefix = f"m{n}-"
    data = data_of(c.Matter, typed, desk, prefix)
    if isinstance(data, Refusal):
        return data
    data = {name: value for name, value in data.items() if name not in LEAVE_OUT}
    way = typed.get(prefix + "way") or ways(desk)[0][0]
    pressed, _, event = typed.get("join", "").partition(".")
    if pressed == n or way == JOIN:
        event = event if pressed == n else typed.get(prefix + "event", "")
        return data | _joining(desk, event, typed, prefix, data)
    if way in (SEND, ACCEPT):
        data |= {"triage": {"type": "Accept"}, "dispatch": way == SEND}
    elif way in SPOKEN:
        triage = {"type": way, SPOKEN[way]: typed.get(prefix + "spoken", "").strip()}
        if way in PICKED:
            triage[PICKED[way]] = typed.get(prefix + PICKED[way], "")
        if way == "TellLegalRoute":
            triage |= petition(desk, typed.get(prefix + "reference", "").strip())
        if way == "AnswerDirectly":
            triage["article"] = typed.get(prefix + "article", "").strip()
        data["triage"] = triage
    return data


def petition(desk: Desk, reference: str) -> dict[str, str]:
    """The number under which it runs there, and the case of ours that has it, if there is one."""
    if not reference:
        return {}
    known = numbered(desk.who, reference)
    return {"reference": reference} | ({"matched": known[0].case.number} if known else {})


def _joining(desk: Desk, event: str, typed: Any, prefix: str, data: Any) -> dict[str, Any]:
    """A matter that joins an event, from one key: what was not typed is what the event says."""
    one = next((one for one in open_events(desk.who) if str(one.case_id) == event), None)
    need = typed.get(f"{prefix}need.{event}", "") or typed.get(prefix + "need", "")
    found = {"event": event, "need": need.strip()}
    if one is None:
        return found
    known = {"text": one.name, "title": one.name, "topic": one.topic, "area": one.area}
    known["kind"] = Kind.HELP.value
    return found | {name: data.get(name) or value for name, value in known.items()}


def field_of(path: str, ns: list[str]) -> str:
    """The control that a refusal's path means: matters[0].triage.words -> m0-spoken."""
    if not path.startswith("matters["):
        return path
    at, _, inner = path.removeprefix("matters[").partition("]")
    n = ns[int(at)] if at.isdigit() and int(at) < len(ns) else "0"
    name = inner.rpartition(".")[2]
    if ".triage" in inner and name in SPOKEN.values():
        name = "spoken"
    if name in ("unit", "lead"):
        name = "topic"
    return f"m{n}-{name or 'text'}"

"""Filter and order of the lists that people work from, as a form, as an address, as conditions.

What is chosen stands in the address, so that a list can be kept, sent on and gone back to; words
stand in it closed (`sealed_words`). The form is sent by POST and answered by the address: without
scripts a page, by htmx the same page with only the lines put in.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from hotline.desk import choices, find_form, sealed_words
from hotline.desk.find_form import Control
from hotline.desk.gate import Desk
from hotline.handling.queries import Reader
from hotline.handling.queues.asked import Glows, Narrowed, Order
from hotline.handling.search.asked import Asked
from hotline.people import queries as people
from hotline.people.lookups import look_up
from hotline.rules.numbering import check
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Kind, Urgency

TERMS: dict[str, Any] = {"light": Glows, "kind": Kind, "urgency": Urgency}
COMBOS = {"unit": choices.UNITS, "area": choices.AREAS}
DAYS = ("3", "5", "7", "15", "30")
LABELS = {
    "light": say("时限"),
    "kind": say("诉求类型"),
    "urgency": say("紧急程度"),
    "unit": say("单位（含下级）"),
    "area": say("区域（含下级）"),
    "days": say("几天没有进展"),
    "officer": say("承办人"),
    "order": say("排序"),
}
ALL = ("light", "kind", "urgency", "area", "unit")
OWN = ("tab", "w", "n", "order")
"""Parameters of a list's address besides its filters."""


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was asked for: the conditions, and how they stand on page and in address."""

    asked: Narrowed = Narrowed()
    typed: Mapping[str, str] = {}
    q: str = ""
    fields: tuple[str, ...] = ALL
    orders: tuple[Order, ...] = (Order.DUE, Order.NEWEST, Order.URGENT)
    refusal: Refusal | None = None
    """`orders`: the first is the list's own."""

    @property
    def narrowed(self) -> bool:
        """Whether fewer lines than all are asked for."""
        return bool(self.q or any(self.typed.get(name) for name in self.fields))

    def context(self, desk: Desk) -> dict[str, Any]:
        """What `desk/parts/narrow.html` shows."""
        return {
            "controls": [self._control(desk, name) for name in self.fields],
            "orders": [(one.value, one.zh, one is self.asked.order) for one in self.orders],
            "q": self.q,
            "narrow_refusal": self.refusal,
            "narrowed": self.narrowed,
            "narrow_open": any(self.typed.get(name) for name in self.fields),
            "tab_here": self.typed.get("tab", ""),
            "choices": choices.lists(
                desk.who.world, *(COMBOS[name] for name in self.fields if name in COMBOS)
            ),
        }

    def _control(self, desk: Desk, name: str) -> Control:
        error = self.refusal if self.refusal and self.refusal.field == name else None
        text = self.typed.get(name, "")
        shown: dict[str, Any] = {"name": name, "label": LABELS[name], "error": error}
        if name in COMBOS:
            text = choices.written(desk.who.world, COMBOS[name], text) or text
            return Control(widget="combo", listed=COMBOS[name], value=text, **shown)
        given = _given(desk, name, text)
        return Control(widget="select", value=text, choices=(("", say("不限")), *given), **shown)


def _given(desk: Desk, name: str, chosen: str) -> list[tuple[str, str]]:
    """What a list of choices offers; of officers only the one whose figure leads here."""
    if name == "days":
        return [(day, say("{days}天", days=day)) for day in DAYS]
    if name == "officer":
        found = people.user(desk.actor, chosen) if chosen else None
        return [(chosen, found.name)] if found else []
    return [(term.value, term.zh) for term in TERMS[name]]


def read(desk: Desk, sent: Mapping[str, str], shape: Narrowing) -> Narrowing:
    """The list as an address asks for it. What is not understood narrows nothing and is said."""
    words = sealed_words.unclose(desk.actor.id, sent.get("w", ""))
    if isinstance(words, Refusal):
        return msgspec.structs.replace(_plain(shape), typed=sent, refusal=words)
    return _read(desk.who, sent, words, shape)


def address(desk: Desk, sent: Mapping[str, str], shape: Narrowing) -> str | Narrowing:
    """The query of the address for what a form sent, or the form again with its refusal."""
    typed = sent.get("q", "").strip()
    number = check(typed)
    counted = look_up(desk.actor) if not number and find_form.some_digits(typed) else None
    if counted:
        return msgspec.structs.replace(_plain(shape), typed=sent, q=typed, refusal=counted)
    found = _read(desk.who, sent, "" if number else typed, shape)
    if found.refusal:
        return msgspec.structs.replace(found, q=typed)
    asked = found.asked
    pairs = {name: sent.get(name, "") for name in ("tab", *shape.fields, "order")}
    pairs |= {"unit": asked.asked.unit, "area": asked.asked.area}
    pairs["order"] = "" if asked.order is shape.orders[0] else asked.order
    pairs |= {"n": number} if number else {"w": sealed_words.close(desk.actor.id, typed)}
    return urlencode({name: value for name, value in pairs.items() if value})


def page_query(sent: Mapping[str, str], shape: Narrowing) -> str:
    """The address of the same list without its place: what a further page begins with."""
    kept = {name: sent.get(name, "") for name in (*shape.fields, *OWN)}
    return urlencode({name: value for name, value in kept.items() if value})


def _read(who: Reader, sent: Mapping[str, str], words: str, shape: Narrowing) -> Narrowing:
    found = msgspec.structs.replace(_plain(shape), typed=sent, q=words)
    parted = find_form.words_of(words)
    if isinstance(parted, Refusal):
        return msgspec.structs.replace(found, refusal=parted)
    asked: dict[str, Any] = {"words": parted}
    for name in {"kind", "urgency", *COMBOS} & set(shape.fields):
        value = find_form.value_of(who.world, name, sent.get(name, "").strip())
        if isinstance(value, Refusal):
            return msgspec.structs.replace(found, refusal=value)
        asked[name] = value
    number = check(sent.get("n", "")) or ""
    narrowed = Narrowed(
        asked=Asked(**asked),
        light=_one_of(Glows, sent, "light") if "light" in shape.fields else "",
        number=number,
        officer=sent.get("officer", "")[:40] if "officer" in shape.fields else "",
        days=int(sent["days"]) if "days" in shape.fields and sent.get("days") in DAYS else 0,
        order=_order(shape, sent),
    )
    return msgspec.structs.replace(found, asked=narrowed, q=number or words)


def _plain(shape: Narrowing) -> Narrowing:
    """The whole list in its own order."""
    return msgspec.structs.replace(shape, asked=Narrowed(order=shape.orders[0]))


def _order(shape: Narrowing, sent: Mapping[str, str]) -> Order:
    return next((one for one in shape.orders if one == sent.get("order")), shape.orders[0])


def _one_of(terms: Any, sent: Mapping[str, str], name: str) -> str:
    """The value sent if it is one of the terms; an address of another day asks nothing."""
    return next((str(term.value) for term in terms if term.value == sent.get(name)), "")

"""派往哪个单位的建议: topics and units proposed while a matter is typed and before a case is sent.

One key takes the topic over; the unit of the directory follows by itself. In the dispatch queue one
key sends a case to any unit proposed: where the directory is silent with the precedents as the
reason, where it names another unit with the reason that the dispatcher is asked for. The unit
proposed first goes along in the form, so that the journal says what was shown and what was chosen.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hotline.desk import rows
from hotline.desk.choices import AREAS, TOPICS, resolve, written
from hotline.desk.gate import Desk, staff
from hotline.desk.placing import Proposed, proposed
from hotline.handling import queries
from hotline.people.cover import Cover
from hotline.rules.directory import Matter, covers
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage
from hotline.web.permission import page
from hotline.web.suggesting import Offer, Suggested, suggested

KEYS = ("q", "w", "s", "x", "z")
"""With Alt: letters for the left hand that no other offer of the form has; digits go to matters."""
LEAST = 3
"""Per cent; a topic less likely than that is not offered."""
SHORTEST = 6
"""Characters; of fewer nothing is proposed yet."""


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """A unit offered and its key. `directed`: the directory's answer for the case as it stands;
    `supposed`: the directory's, were the topic the one of the offer. `reason` stands in the record
    by itself; `departs`: the directory names another unit, so that why is asked; `sends`: whether
    it can be dispatched to from here."""

    offer: Offer
    key: str
    directed: bool
    supposed: bool
    reason: str
    departs: bool
    sends: bool


class TopicLine(msgspec.Struct, frozen=True, kw_only=True):
    """A topic offered: what goes into the form, how people call it, the key that takes it."""

    value: str
    name: str
    percent: int
    words: tuple[str, ...]
    key: str


@page(permission="contact.register")
@staff
@require_POST
def typed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """For the matter being typed; by POST, for the words are personal."""
    n, form, world = request.POST.get("n", "")[:10], request.POST, desk.who.world
    prefix = f"m{n}-"
    codes = {}
    for name, kind in (("topic", TOPICS), ("area", AREAS)):
        code = resolve(world, kind, form.get(prefix + name, ""), prefix + name)
        codes[name] = "" if isinstance(code, Refusal) else code
    title, text = form.get(prefix + "title", "")[:200], form.get(prefix + "text", "")[:5000]
    address = form.get(prefix + "address", "")[:500]
    object = form.get(prefix + "object", "").strip()
    area = codes["area"] or _area(desk, address, text)
    found = Suggested()
    if len(text.strip()) >= SHORTEST or codes["topic"]:
        matter = Matter(
            topic=codes["topic"], area=area, kind=form.get(prefix + "kind", ""), object=object
        )
        found = suggested(desk.who, matter, title, text)
    named = () if object else world.directory.objects_in(f"{title} {text} {address}")
    context = {
        "n": n,
        "found": found,
        "topics": _topics(desk, found, codes["topic"]),
        "objects": named[:3],
        "others": [one for one in found.offers if one.topic == codes["topic"]][1:]
        if codes["topic"]
        else found.offers,
        "chosen": bool(codes["topic"]),
        "supposed": not codes["topic"],
    }
    return render(request, "desk/parts/suggested.html", context)


def _area(desk: Desk, address: str, text: str) -> str:
    """The one area that the words mean; "" where they mean none or several: the form asks then."""
    offers = proposed(desk, address, text).offers
    if len(offers) != 1:
        return ""
    code = resolve(desk.who.world, AREAS, offers[0].value, "area")
    return code if isinstance(code, str) else ""


def _topics(desk: Desk, found: Suggested, chosen: str) -> list[TopicLine]:
    """Candidates beside the one chosen, the likeliest first."""
    others = [one for one in found.topics if one.topic != chosen and one.percent >= LEAST]
    return [
        TopicLine(
            value=written(desk.who.world, TOPICS, one.topic),
            name=one.name,
            percent=one.percent,
            words=one.words,
            key=key,
        )
        for one, key in zip(others, KEYS, strict=False)
    ]


@page(permission="dispatch")
@staff
def of_case(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """For an accepted case: the units proposed, each with why, and what sends it there."""
    row = queries.case_row(desk.who, case_id)
    if row is None or row.stage != CaseStage.ACCEPTED or row.confidential:
        return render(request, "desk/parts/suggested_case.html", {})
    shown = desk.who.sight.covers(row)
    words = queries.words(case_id) if shown.words > Cover.HIDDEN else None
    address = words.address if words and shown.address > Cover.HIDDEN else ""
    matter = Matter(topic=row.topic, area=row.area, kind=row.kind, object=row.object)
    found = suggested(desk.who, matter, words.title if words else "", words.text if words else "")
    places = proposed(desk, address, words.text) if words and not row.area else Proposed()
    likely = [one for one in found.topics if one.percent >= LEAST]
    own = next((one for one in likely if row.topic and covers(row.topic, one.topic)), None)
    context: dict[str, Any] = {
        "row": row,
        "which": places.offers,
        "which_name": places.names[0] if places.names else "",
        "lines": unit_lines(found.offers, row.topic),
        "first": found.offers[0] if found.offers else None,
        "topics": [one for one in likely if one is not own][:2],
        "own": own,
        "measured": found.measured,
        "key": rows.key(),
        "back": request.GET.get("back", ""),
    }
    return render(request, "desk/parts/suggested_case.html", context)


def suggestions_of(case: Any) -> str:
    """The address from which a line of the dispatch queue loads them; "" where there are none."""
    if case.confidential:
        return ""
    back = urlencode({"back": reverse("desk:dispatch")})
    return f"{reverse('desk:case-suggested', args=[case.id])}?{back}"


def unit_lines(offers: Sequence[Offer], topic: str) -> list[UnitLine]:
    """The units with their keys; those that cannot be dispatched to from here have none. Without a
    topic no entry fits the case yet: what the directory has on a likely topic is only supposed."""
    directed = next((one.unit for one in offers if one.entry and topic), "")
    lines: list[UnitLine] = []
    for one in offers:
        sends = not one.refusal and not one.last_resort
        key = str(1 + sum(line.sends for line in lines)) if sends else ""
        by_directory, supposed = bool(one.entry and topic), bool(one.entry and not topic)
        departs = bool(directed) and one.unit != directed
        lines.append(
            UnitLine(
                offer=one,
                key=key,
                directed=by_directory,
                supposed=supposed,
                reason="" if by_directory or departs else _reason(one),
                departs=departs,
                sends=sends,
            )
        )
    return lines


def _reason(one: Offer) -> str:
    """Why it goes there where the directory has no answer of its own."""
    if one.entry:
        return say(
            "工单没有事项，按可能的事项“{topic}”派单。{because}",
            topic=one.topic_name,
            because=one.because,
        )
    return say("按先例派单。{because}", because=one.because)

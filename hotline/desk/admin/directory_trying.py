"""试查 and 试跑: what an edition would do with a request pasted in, and with last month's cases.

Nothing is changed by either. What is pasted goes by POST and is kept nowhere: it may be personal.
"""

from datetime import date, timedelta
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk.admin.asking import field, show_admin
from hotline.desk.admin.directory import HERE
from hotline.desk.choices import AREAS, TOPICS, lists, resolve, written
from hotline.desk.forms import Field
from hotline.desk.gate import Desk, staff
from hotline.desk.placing import proposed
from hotline.dispatching import queries
from hotline.dispatching.topic_model import serving
from hotline.handling.past import queries as past
from hotline.rules.context import World
from hotline.rules.directory import Matter
from hotline.rules.directory_replay import Edition, Moved, replay
from hotline.rules.refusal import Code, Refusal
from hotline.rules.suggestion import Suggestion, suggest
from hotline.rules.text import joined, say
from hotline.rules.words import Kind
from hotline.web.permission import page

KINDS = tuple((kind.value, kind.zh) for kind in Kind)
LAST = timedelta(days=30)
MOST_MOVED = 40


class Pasted(msgspec.Struct, frozen=True, kw_only=True):
    """A request as pasted: codes where they were typed, else what its words say."""

    topic: str
    area: str
    kind: str
    object: str
    title: str = ""
    text: str = ""
    address: str = ""

    @property
    def words(self) -> str:
        """All of its words, for names in them."""
        return " ".join(filter(None, (self.title, self.text, self.address)))


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One topic that it may be, how likely, and the unit that the directory then names."""

    topic: str
    chance: str
    words: str
    unit: str
    because: str
    value: str


@page(permission="directory.manage")
@staff
def trial(request: HttpRequest, desk: Desk) -> HttpResponse:
    """试查: which entry decides, and why the others do not."""
    typed = request.POST if request.method == "POST" else request.GET
    row, world = _asked_of(desk, typed.get("edition", ""))
    refusals, pasted = _read(world, typed)
    if "topic" in typed and not refusals and not pasted.topic and not pasted.words:
        refusals = [_NOTHING]
    context: dict[str, Any] = {
        "fields": _controls(typed, refusals),
        "choices": lists(world, TOPICS, AREAS),
        "editions": [one.edition for one in queries.editions(desk.actor)],
        "edition": world.directory.edition,
        "other_edition": row,
    }
    if "topic" in typed and not refusals:
        context |= _tried(desk, world, pasted)
    return show_admin(request, desk, "trial", HERE, context)


_NOTHING = Refusal(
    code=Code.MISSING,
    message=say("没有填写事项。"),
    advice=say("请选择事项，或粘贴诉求内容。"),
    field="topic",
)


def _asked_of(desk: Desk, name: str) -> tuple[str, World]:
    """The world with the edition asked for instead of the one in force; its name where it is."""
    world = desk.who.world
    if not name or name == world.directory.edition or not name.isprintable():
        return "", world
    held = queries.edition(desk.actor, name)
    return (name, msgspec.structs.replace(world, directory=held)) if held else ("", world)


def _read(world: World, typed: Any) -> tuple[list[Refusal], Pasted]:
    topic = resolve(world, TOPICS, typed.get("topic", ""), "topic")
    area = resolve(world, AREAS, typed.get("area", ""), "area")
    refusals = [one for one in (topic, area) if isinstance(one, Refusal)]
    kind = typed.get("kind", "")
    said = {name: typed.get(name, "").strip()[:5000] for name in ("title", "text", "address")}
    pasted = Pasted(
        topic=topic if isinstance(topic, str) else "",
        area=area if isinstance(area, str) else "",
        kind=kind if kind in dict(KINDS) else "",
        object=typed.get("object", "").strip()[:100],
        **said,
    )
    return refusals, pasted


def _controls(typed: Any, refusals: list[Refusal]) -> list[Field]:
    controls = (
        field("title", say("标题"), value=typed.get("title", ""), longest=200),
        field("address", say("地点"), value=typed.get("address", ""), longest=500),
        field("text", say("诉求内容"), "area", value=typed.get("text", ""), longest=5000),
        field("topic", say("事项"), listed=TOPICS, value=typed.get("topic", ""),
              hint=say("留空则由模型判断")),
        field("area", say("区域"), listed=AREAS, value=typed.get("area", ""),
              hint=say("留空则从地点、内容里认")),
        field("kind", say("诉求类型"), "select", choices=(("-", say("未定")), *KINDS),
              value=typed.get("kind") or "-"),
        field("object", say("对象"), value=typed.get("object", ""), longest=100,
              hint=say("留空则从内容里认")),
    )  # fmt: skip
    wrong = {one.field: one for one in refusals}
    return [
        msgspec.structs.replace(one, id=f"try-{one.name}", error=wrong.get(one.name))
        for one in controls
    ]


def _tried(desk: Desk, world: World, pasted: Pasted) -> dict[str, Any]:
    places = proposed(desk, pasted.address, f"{pasted.title} {pasted.text}")
    which = () if pasted.area else places.offers
    area = pasted.area
    if len(which) == 1:
        area = str(resolve(world, AREAS, which[0].value, "area"))
    objects = () if pasted.object else world.directory.objects_in(pasted.words)
    object = pasted.object or next(iter(objects), "")
    asked = Matter(topic=pasted.topic, area=area, kind=pasted.kind, object=object)
    model = serving.Suggestion()
    if pasted.words:
        model = serving.candidates(
            world.city, pasted.title, pasted.text or pasted.address, known=world.reference
        )
    lines = [_line(desk, world, one, asked) for one in model.candidates]
    topic = pasted.topic or (model.candidates[0].topic if model.candidates else "")
    said = {
        "lines": lines,
        "abstained": model.abstained and not pasted.topic,
        "model_says": model.why,
        "seen": _seen(world, topic, area, object, pasted),
        "which": which if len(which) > 1 else (),
        "which_name": places.names[0] if places.names else "",
        "asked": True,
    }
    if not topic:
        return said
    on = _day(desk, world)
    return said | _found(world, suggest(world, msgspec.structs.replace(asked, topic=topic), on))


def _day(desk: Desk, world: World) -> date:
    """The city's day, or the first day of an edition that is not in force yet."""
    today = desk.who.world.calendar.local(desk.who.now).date()
    row = queries.editions(desk.actor).filter(edition=world.directory.edition).first()
    return max(today, row.effective_from) if row else today


def _line(desk: Desk, world: World, one: serving.TopicCandidate, asked: Matter) -> Line:
    found = suggest(world, msgspec.structs.replace(asked, topic=one.topic), _day(desk, world))
    return Line(
        topic=world.topics.get(one.topic, one.topic),
        chance=f"{one.probability:.0%}",
        words=joined("、", one.words),
        unit=world.units.name(found.unit) if found.unit else "",
        because=found.because,
        value=written(world, TOPICS, one.topic),
    )


def _seen(
    world: World, topic: str, area: str, object: str, pasted: Pasted
) -> list[tuple[str, str, bool]]:
    """(what, its value, whether it was read from the words rather than typed)."""
    return [
        (say("事项"), world.topics.get(topic, topic), not pasted.topic),
        (say("区域"), "".join(_path(world, area)), not pasted.area),
        (say("对象"), object, not pasted.object),
        (say("诉求类型"), dict(KINDS).get(pasted.kind, ""), False),
    ]


def _path(world: World, area: str) -> list[str]:
    parts = area.split("/")
    return [world.areas.get("/".join(parts[:n]), "") for n in range(1, len(parts) + 1)]


def _found(world: World, found: Suggestion) -> dict[str, Any]:
    return {
        "found": found,
        "unit": world.units.name(found.unit),
        "helpers": joined("、", (world.units.name(one) for one in found.co_handlers)),
        "passed": [
            (one.entry, world.units.name(one.entry.lead), one.why) for one in found.passed_over
        ],
    }


# --- replay --------------------------------------------------------------------------------------


@page(permission="directory.manage")
@staff
def replayed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """试跑: which of the last thirty days' cases in sight would go to another unit, with whom."""
    name = request.GET.get("edition", "")
    row = queries.editions(desk.actor).filter(edition=name).first() if name.isprintable() else None
    held = queries.edition(desk.actor, name) if row else None
    if row is None or held is None:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    who, world = desk.who, desk.who.world
    today = world.calendar.local(who.now).date()
    since = who.now - LAST
    old = Edition(directory=world.directory, on=today)
    new = Edition(directory=held, on=max(today, row.effective_from))
    found = replay(old, new, world.units, past.bundles(who, since))
    name_of = world.units.name
    context = {
        "row": row,
        "found": found,
        "used": world.directory.edition,
        "share": f"{found.moved_cases / found.cases:.1%}" if found.cases else "–",
        "flows": [(name_of(one.unit) or say("没有单位"), one.before, one.after,
                   one.after - one.before) for one in found.flows[:MOST_MOVED]],
        "topics": [(world.topics.get(code, code), cases)
                   for code, cases in found.topics[:MOST_MOVED]],
        "moved": [_moved(world, one) for one in found.moved[:MOST_MOVED]],
        "cases": _cases(desk, world, old, new, found.moved),
        "left": max(0, len(found.moved) - MOST_MOVED),
    }  # fmt: skip
    return show_admin(request, desk, "directory_replay", HERE, context)


def _moved(world: World, one: Moved) -> dict[str, Any]:
    matter = one.bundle.matter
    terms = ["".join(_path(world, matter.area)), dict(KINDS).get(matter.kind, ""), matter.object]
    none = say("没有单位")
    return {
        "topic": world.topics.get(matter.topic, matter.topic),
        "terms": joined(" · ", filter(None, terms)),
        "cases": one.bundle.cases,
        "before": world.units.name(one.before.unit) or none,
        "before_entry": one.before.entry,
        "after": world.units.name(one.after.unit) or none,
        "after_entry": one.after.entry,
    }


def _cases(
    desk: Desk, world: World, old: Edition, new: Edition, moved: tuple[Moved, ...]
) -> list[dict[str, Any]]:
    """The newest of the cases that would go elsewhere, with the unit that really led."""
    found = past.of_bundles(desk.who, desk.who.now - LAST, [one.bundle for one in moved])
    lines = []
    for line in found:
        case = line.case
        matter = Matter(topic=case.topic, area=case.area, kind=case.kind, object=case.object)
        lines.append(
            {
                "case": case,
                "title": line.title,
                "led": world.units.name(case.lead_unit) if case.lead_unit else "",
                "before": world.units.name(old.answer(matter, world.units).unit),
                "after": world.units.name(new.answer(matter, world.units).unit),
                "returns": case.returns,
            }
        )
    return lines

"""试查: what an edition would do with a request pasted in.

Nothing is changed by it. What is pasted goes by POST and is kept nowhere: it may be personal.
"""

from datetime import date
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from hotline.desk.admin.asking import field, show_admin
from hotline.desk.admin.directory import HERE
from hotline.desk.choices import AREAS, TOPICS, lists, resolve, written
from hotline.desk.forms import Field
from hotline.desk.gate import Desk, staff
from hotline.desk.placing import proposed
from hotline.dispatching import queries
from hotline.dispatching.topic_model import serving
from hotline.rules.context import World
from hotline.rules.directory import Matter
from hotline.rules.refusal import Code, Refusal
from hotline.rules.suggestion import Suggestion, suggest
from hotline.rules.text import joined, say
from hotline.rules.words import Kind
from hotline.web.permission import page

KINDS = tuple((kind.value, kind.zh) for kind in Kind)


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

"""答复模板 at the desk: those one keeps, written and retired, each with its earlier versions.

A unit's liaison and head keep those of the unit, the hotline's editors and management those for
everybody; an officer reads them here and uses them in the form of the answer (`replying`).
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk.admin.asking import (
    Ask,
    Do,
    Typed,
    carry_out,
    field,
    office,
    show_admin,
    text,
)
from hotline.desk.choices import TOPICS, lists, resolve, written
from hotline.desk.gate import Desk, staff
from hotline.handling.wordings import actions, queries
from hotline.people.by import By
from hotline.people.queries import users
from hotline.rules.case.files import EVIDENCE
from hotline.rules.reference.office import not_found
from hotline.rules.refusal import Refusal
from hotline.rules.replies.template import LONGEST, WriteTemplate, may_write
from hotline.rules.replies.variables import BY_HAND, Variable
from hotline.rules.text import joined, say
from hotline.web.permission import page
from hotline.web.reading import is_id

DID = {
    "write": say("模板已保存，即刻可以使用。"),
    "mend": say("已保存为新版本，旧版本可以查看。"),
    "retire": say("模板已停用，用它答复过的不受影响。"),
}
HERE = "wordings"


@page(permission="reply.templates")
@staff
def wordings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The templates of one's unit and those for all; `?edit=` opens one to change or retire."""
    dos: dict[str, Do] = {
        "write": lambda by, typed: _write(desk, by, typed),
        "mend": lambda by, typed: _write(desk, by, typed, text(typed, "wording")),
        "retire": lambda by, typed: _retire(by, text(typed, "wording")),
    }
    found = carry_out(request, desk, dos, reverse("desk:wordings"))
    if isinstance(found, HttpResponse):
        return found
    rows = queries.kept(desk.who)
    names = {str(row.id): row.name for row in users(desk.actor)} if rows else {}
    asked = text(request.POST, "wording") or request.GET.get("edit", "")
    chosen = next((row for row in rows if str(row.id) == asked), None)
    context: dict[str, Any] = {
        "lines": [_line(desk, row, names) for row in rows],
        "chosen": chosen,
        "versions": queries.versions(desk.who, chosen.id) if chosen else [],
        "names": names,
        "choices": lists(desk.who.world, TOPICS),
        "variables": tuple(Variable),
    }
    did = DID.get(request.GET.get("did", ""), "")
    context |= {"done": did} if did else {}
    asks = _asks(desk, chosen)
    return show_admin(request, desk, "wordings", HERE, context, tried=found, asks=asks)


def _line(desk: Desk, row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    world = desk.who.world
    return {
        "row": row,
        "scope": world.units.name(row.unit) if row.unit else say("全市通用"),
        "topic": world.topics.get(row.topic, row.topic) if row.topic else say("全部事项"),
        "asks": joined("、", (one.zh for one in EVIDENCE if one.value in row.asks)),
        "by": names.get(row.changed_by, ""),
        "mine": may_write(office(desk), row.unit) is None and not row.retired,
    }


def _asks(desk: Desk, chosen: Any) -> list[Ask]:
    """To change and retire the one that is open, and to write another."""
    asks = []
    if chosen is not None and not chosen.retired:
        closed = may_write(office(desk), chosen.unit)
        own = field("wording", "", "hidden", value=str(chosen.id))
        asks += [
            Ask(
                name="mend",
                title=say("修改“{title}”", title=chosen.title),
                submit=say("保存为新版本"),
                fields=(own, *_fields(desk, chosen)),
                closed=closed,
                open=closed is None,
            ),
            Ask(
                name="retire",
                title=say("停用“{title}”", title=chosen.title),
                submit=say("停用"),
                fields=(own,),
                closed=closed,
            ),
        ]
    whose = _own_scope(desk)
    asks.append(
        Ask(
            name="write",
            title=say("新写一个模板"),
            submit=say("保存"),
            hint=say("本单位使用。") if whose else say("全市各单位都能使用。"),
            fields=_fields(desk, None),
            closed=may_write(office(desk), whose),
            open=not asks,
        )
    )
    return asks


def _own_scope(desk: Desk) -> str:
    """Whose templates this person writes: "" for those of everybody."""
    return "" if may_write(office(desk), "") is None else desk.actor.unit


def _fields(desk: Desk, row: Any) -> tuple[Any, ...]:
    known = joined("、", (say("{{{name}}}", name=one.zh) for one in Variable))
    asked = tuple(row.asks) if row else ()
    topic = written(desk.who.world, TOPICS, row.topic) if row and row.topic else ""
    return (
        field("title", say("标题"), required=True, longest=60, value=row.title if row else ""),
        field("topic", say("适用事项"), listed=TOPICS, value=topic,
              hint=say("含下级事项；留空即全部事项。")),
        field("text", say("模板内容"), "area", required=True, longest=LONGEST,
              value=row.text if row else "",
              hint=say("变量：{known}。由人填写的写成 {blank}。", known=known, blank=BY_HAND)),
        field("asks", say("这类答复要有的佐证"), "checks", values=asked,
              choices=tuple((one.value, one.zh) for one in EVIDENCE)),
    )  # fmt: skip


def _write(desk: Desk, by: By, typed: Typed, wording: str = "") -> object:
    if wording and not is_id(wording):
        return not_found(say("答复模板"), wording[:40])
    topic = resolve(desk.who.world, TOPICS, text(typed, "topic"), "topic")
    if isinstance(topic, Refusal):
        return topic
    getlist = getattr(typed, "getlist", None)
    chosen = getlist("asks") if getlist else ()
    command = WriteTemplate(
        unit=_own_scope(desk),
        topic=topic,
        title=text(typed, "title"),
        text=text(typed, "text"),
        asks=tuple(one for one in EVIDENCE if one.value in chosen),
    )
    return actions.write(by, command, UUID(wording) if wording else "")


def _retire(by: By, wording: str) -> object:
    if not is_id(wording):
        return not_found(say("答复模板"), wording[:40])
    return actions.retire(by, UUID(wording))

"""Following a case: in by number and query code, then everything on one page."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hotline.handling.files.showing import FIELD
from hotline.handling.queries import case_row
from hotline.people.actions import note_access
from hotline.people.cover import mask_phone
from hotline.portal import photos, queries, story
from hotline.portal.forms import new_key, said
from hotline.portal.gate import Opened, Visit, forget, remember, show, visited
from hotline.portal.kept import Kept, still
from hotline.portal.limits import CODES, GUESSES, address, in_minutes
from hotline.portal.queries import Own
from hotline.portal.story_lines import moment
from hotline.rules import numbering
from hotline.rules.case.decide import options
from hotline.rules.case.events import Registered
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import Face
from hotline.web.permission import page

PURPOSE = "凭工单号与查询码"  # not said: goes into the access log
KEPT = ("text", "words", "key")
"""Fields that survive an expired visit: they are carried along while number and code are asked.
Files that were chosen are bound to the form by its key."""


@page(permission="citizen.code")
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def enter(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Number and query code. A wrong code and an unknown number are told alike."""
    if request.method != "POST":
        return ask(request, visit, {})
    typed, held = request.POST.dict(), still(request)
    found = _look_up(visit, typed, address(request))
    if isinstance(found, Refusal):
        return ask(request, visit, typed, found, held)
    opened = Opened(visit.city, found, fresh=False)
    kept = {name: typed[name] for name in KEPT if typed.get(name)}
    if held or len(kept) > ("key" in kept):
        # What was typed before the visit ran out stands in its form again.
        who = msgspec.structs.replace(
            visit.who, sight=msgspec.structs.replace(visit.who.sight, own_case=found)
        )
        visit = msgspec.structs.replace(visit, who=who, opened=opened)
        response = case_page(request, visit, typed=kept, held=held)
    else:
        response = visit.to("progress/case/")
    remember(response, opened)
    return response


def ask(
    request: HttpRequest,
    visit: Visit,
    typed: Mapping[str, str],
    refusal: Refusal | None = None,
    held: Sequence[Kept] = (),
) -> HttpResponse:
    """The form for number and code, with what was typed and chosen. The case that is open in this
    browser is offered first, and stays open until another one is found."""
    context = {
        "typed": typed,
        "carried": {name: typed.get(name, "") for name in KEPT},
        "kept": held,
        "open_number": _open_number(visit),
        **said([refusal] if refusal else []),
    }
    response = show(request, visit, "enter", context, refusal.status if refusal else 200)
    if refusal and refusal.code is Code.TOO_MANY:
        response["Retry-After"] = "60"
    return response


def _open_number(visit: Visit) -> str:
    """The number of the case that is open in this browser, "" when there is none."""
    row = case_row(visit.who, visit.opened.case) if visit.opened else None
    return row.number if row else ""


def _look_up(visit: Visit, typed: Mapping[str, str], where: str) -> UUID | Refusal:
    number = numbering.check(typed.get("number", ""))
    if number is None:
        return Refusal(
            code=Code.INVALID,
            message=say("工单号不对：可能少了一位，或有一位写错。"),
            advice=say("工单号共 14 位数字，形如 260213-0001234-7，请对照短信或记录再输一次。"),
            field="number",
        )
    code = "".join(typed.get("code", "").split()).replace("-", "").upper()
    one = f"{visit.city} {number} {where}"
    wait = max(CODES.wait(one), GUESSES.wait(where))
    if wait:
        return Refusal(
            code=Code.TOO_MANY,
            message=say("输错次数过多，暂时不能查询。"),
            advice=say(
                "请 {wait}后再试，或拨打 12345 由话务员核实身份后告知。", wait=in_minutes(wait)
            ),
        )
    found = queries.by_code(visit.city, number, code) if code else None
    if found is None:
        CODES.mark(one)
        GUESSES.mark(where)
        return Refusal(
            code=Code.NOT_FOUND,
            message=say("没有查到：工单号或查询码不对。"),
            advice=say("请核对后再输一次；忘记查询码的，可拨打 12345。"),
            field="code",
        )
    CODES.clear(one)
    return found


@page(permission="citizen.code")
@require_safe
@visited
def case(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The open case."""
    return case_page(request, visit, done=request.GET.get("done", ""))


def case_page(
    request: HttpRequest,
    visit: Visit,
    *,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
    held: Sequence[Kept] = (),
    done: str = "",
) -> HttpResponse:
    """Where it stands, the answer, what one can do, what happened. `held`: files of a refused
    form, chosen already."""
    own = queries.own(visit.who, visit.opened.case) if visit.opened else None
    if own is None:
        response = visit.to("progress/")
        forget(response)
        return response
    note_access(visit.who.actor, [own.id], _read(own), page="portal", purpose=PURPOSE)
    context = (
        facts(own, visit)
        | photos.part(own, visit, len(held))
        | said(refusals)
        | {
            "acts": acts(own, visit),
            "typed": typed or {},
            "kept": held,
            "done": DONE.get(done, ""),
            "key": (typed or {}).get("key", "")[:-1] or new_key(),
        }
    )
    return show(request, visit, "case", context, refusals[0].status if refusals else 200)


def _read(own: Own) -> tuple[str, ...]:
    """What the page shows of the person, for the access log."""
    return ("words", "address", FIELD) if own.case.files else ("words", "address")


DONE = {
    "files": say("文件已收到，会一并转给办理人员。"),
    "supplement": say("已收到您补充的情况，会一并转给办理人员。"),
    "contest": say("异议已收到，由没有作出认定的人审核，结果会在这里告诉您。"),
    "remind": say("已为您催办，办理单位会收到提醒。"),
    "withdraw": say("诉求已撤回，不再办理。"),
    "rate": say("感谢您的评价。"),
}


def acts(own: Own, visit: Visit) -> dict[str, bool]:
    """What the rules let this citizen do now, by command."""
    context = Context(now=visit.who.now, actor=visit.who.actor, face=Face.PORTAL, world=visit.world)
    return {
        option.edge.name: True for option in options(own.case, context) if option.refusal is None
    }


def facts(own: Own, visit: Visit) -> dict[str, Any]:
    """Everything the page tells, in words."""
    world, state = visit.world, own.case
    first = own.events[0]
    said = first.event if isinstance(first.event, Registered) and first.sealed else None
    where = [world.areas.get(state.area, ""), said.address if said else ""]
    lines = story.timeline(own, world.units, world.calendar)
    return {
        "number": state.number,
        "now_words": story.now_words(own, world.units),
        "due_words": story.due_words(state, visit.who.now, world.calendar),
        "bound_words": story.bound_words(state, world.units, visit.who.now),
        "answer": story.answer(own),
        "kind": state.kind.zh,
        "where": joined("，", [word for word in where if word]),
        "phone": mask_phone(said.caller_phone) if said and said.caller_phone else "",
        "confidential": state.confidential,
        "lines": [(moment(one.at, world.calendar), one) for one in lines],
        "unsolved": state.verdict is not None and state.verdict.solved == "not",
        "over": state.closed_at is not None,
        "receipt": own.events[-1].hash.hex(),
        "version": len(own.events),
    }


@page(permission="citizen.code")
@require_POST
@visited
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Closes the case in this browser."""
    response = visit.to("progress/")
    forget(response)
    return response

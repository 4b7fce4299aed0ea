"""值班交接: the shift now, what is open in it, handing it over and taking it over; shifts before.

Everything open is gathered by the platform when the page is shown and again when it is handed
over; people add remarks, and name what they leave out and why.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import content_disposition_header

from hotline import ledger
from hotline.desk import rows
from hotline.desk.admin.asking import onward
from hotline.desk.case import missing
from hotline.desk.gate import Desk, staff
from hotline.desk.oversight import shift_paper
from hotline.desk.shell import show
from hotline.handling import queries as cases
from hotline.ledger import Recorded
from hotline.oversight import queries
from hotline.oversight import shifts as actions
from hotline.people.by import By
from hotline.people.queries import users
from hotline.rules.oversight import shift as s
from hotline.rules.oversight.shift import Item, ItemKind, Shift
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role
from hotline.web.permission import page
from hotline.web.speech import tell

LENGTHS = ((8, say("8小时")), (12, say("12小时")), (24, say("24小时")))
DID = {
    "open": say("已开班。"),
    "remark": say("备注已保存。"),
    "hand-over": say("已交班，等待接班人确认。"),
    "take": say("已确认接班。"),
    "take-all": say("已确认接班。"),
    "refuse": say("已记为未接。"),
}
NOTHING = Refusal(
    code=Code.MISSING,
    message=say("没有填写或选择任何内容。"),
    advice=say("请填写备注，或勾选事项后再提交。"),
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One open thing as the page shows it; `last` is its newest remark."""

    item: Item
    title: str
    unit: str
    url: str
    glow: rows.Glow
    remarks: tuple[tuple[str, str, Any], ...]
    last: str = ""
    state: str = ""


@page(permission="duty.board")
@staff
def shift(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The last shift there is: as whose it is, as who takes it over, or as anybody else."""
    known = queries.shifts(desk.who)
    last = known[0].n if known else 0
    refusal = None
    if request.method == "POST":
        found = _done(request, desk, last)
        if not isinstance(found, Refusal):
            return onward(request, f"{reverse('desk:shift')}?did={request.POST.get('do', '')}")
        refusal = found
    state, events = _known(desk, last)
    names = _names(desk)
    own = state.running and state.manager == desk.actor.id
    items = queries.open_items(desk.who) if state.running or not last else state.waiting
    context = _around(desk, state, events, names) | {
        "mine": own,
        "taking": state.handed_at and state.to == desk.actor.id and not state.finished_at,
        "may_open": Role.DUTY_MANAGER in desk.actor.roles and not own,
        "overran": state.overran(desk.who.now),
        "rows": lines(desk, items, events, state, names),
        "others": [(id, name) for id, name in names.items() if id != desk.actor.id],
        "lengths": LENGTHS,
        "past": [_past(one, names) for one in known],
        "refusal": refusal,
        "typed": request.POST if refusal else {},
        "done": DID.get(request.GET.get("did", ""), ""),
        "key": rows.key(),
    }
    status = refusal.status if refusal else 200
    return show(request, desk, "desk/oversight/shift.html", "shift", context, status)


@page(permission="duty.board")
@staff
def past_shift(request: HttpRequest, desk: Desk, n: int) -> HttpResponse:
    """A shift as it was: what was handed over, left out, confirmed and refused; also on paper."""
    state, events = _known(desk, n)
    if not state.n:
        return missing(request, desk)
    names = _names(desk)
    found = lines(desk, (*state.items, *state.left), events, state, names)
    parts = _around(desk, state, events, names) | {
        "rows": found,
        "why": _why(events),
        "lapsed_by": names.get(_lapsed_by(events), ""),
    }
    if request.GET.get("paper"):
        made = shift_paper.printed(desk, parts, ledger.clock.wall())
        response = HttpResponse(made, content_type="application/pdf")
        name = tell("值班交接{n}.pdf", n=n)
        response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
        response["Cache-Control"] = "no-store"
        return response
    return show(request, desk, "desk/oversight/past_shift.html", "shift", parts)


def _known(desk: Desk, n: int) -> tuple[Shift, Sequence[Recorded]]:
    events = queries.shift_events(desk.who, n) if n else ()
    return queries.shift_of(events), events


def _names(desk: Desk) -> Mapping[str, str]:
    """Duty managers by id."""
    found = users(desk.actor, role=Role.DUTY_MANAGER).filter(disabled=False)
    return {str(one.id): one.name for one in found.order_by("name")}


def _around(
    desk: Desk, state: Shift, events: Sequence[Recorded], names: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "state": state,
        "manager": names.get(state.manager, ""),
        "to": names.get(state.to, ""),
        "log": _log(events, names),
    }


def _done(request: HttpRequest, desk: Desk, last: int) -> object:
    """What was sent, carried out on the last shift."""
    sent, by = request.POST, desk.by(request.POST.get("key", ""))
    match sent.get("do", ""):
        case "open":
            hours = int(sent["hours"]) if sent.get("hours", "") in ("8", "12", "24") else 0
            return actions.open_shift(by, desk.who, desk.who.now + timedelta(hours=hours))
        case "remark":
            typed = _typed(desk, last, sent)
            return actions.in_shift(by, last, typed) if typed else NOTHING
        case "hand-over":
            return _hand_over(by, desk, last, sent)
        case "take":
            taken = tuple(sent.getlist("pick"))
            return actions.in_shift(by, last, [s.TakeOver(keys=taken)]) if taken else NOTHING
        case "take-all":
            return actions.in_shift(by, last, [s.TakeOver()])
        case "refuse":
            reason = sent.get("reason", "").strip()
            refused = [s.RefuseItem(key=key, reason=reason) for key in sent.getlist("pick")]
            return actions.in_shift(by, last, refused) if refused else NOTHING
        case _:
            return NOTHING


def _typed(desk: Desk, last: int, sent: QueryDict) -> list[s.Remark]:
    """Remarks that say something new."""
    _, events = _known(desk, last)
    known = s.remarks(one.event for one in events if one.sealed is not None)
    said = {key: told[-1].remark for key, told in known.items() if key}
    found = []
    for name, value in sent.items():
        key, text = name.removeprefix("remark-"), str(value).strip()
        if name.startswith("remark-") and text and text != said.get(key):
            found.append(s.Remark(key=key, remark=text))
    return found


def _hand_over(by: By, desk: Desk, last: int, sent: QueryDict) -> object:
    """Remarks that were typed and not saved go with it."""
    typed = _typed(desk, last, sent)
    if typed:
        found = actions.in_shift(desk.by(f"{by.key}-r"), last, typed)
        if isinstance(found, Refusal):
            return found
    left, why = sent.getlist("leave"), sent.get("why", "").strip()
    return actions.hand_over(by, desk.who, last, sent.get("to", ""), left, why)


def lines(
    desk: Desk,
    items: Sequence[Item],
    events: Sequence[Recorded],
    state: Shift,
    names: Mapping[str, str],
) -> list[Row]:
    """Open things with their subject lines, remarks, and what became of each; none of a case that
    is out of the reader's sight, though it was in that of who handed over. Two statements."""
    told = s.remarks(one.event for one in events if one.sealed is not None)
    listed = cases.these(desk.who, [one.case for one in items])
    titles = {str(line.case.id): line.title for line in listed}
    found = []
    for one in items:
        if one.case not in titles:
            continue
        said = told.get(one.key, [])
        found.append(
            Row(
                item=one,
                title=titles[one.case],
                unit=desk.who.world.units.name(one.unit) if one.unit else "",
                url=_url(one),
                glow=_glow(desk, one),
                remarks=tuple((names.get(each.by, ""), each.remark, each.at) for each in said),
                last=said[-1].remark if said else "",
                state=_state(one, state),
            )
        )
    return found


def _glow(desk: Desk, one: Item) -> rows.Glow:
    """Its limit; what is measured from is not kept, so it is yellow in the last quarter hour."""
    if one.due_at is None:
        return rows.Glow()
    return rows.glow(desk, one.due_at - timedelta(hours=1), one.due_at)


def _url(one: Item) -> str:
    part = one.key.rpartition(":")[2]
    if one.kind is ItemKind.UNCONFIRMED:
        return reverse("desk:ring", args=[one.case, part])
    if one.kind is ItemKind.CLIMBED:
        return reverse("desk:document", args=[one.case, part])
    return reverse("desk:case", args=[one.case])


def _state(one: Item, state: Shift) -> str:
    if one.key in state.taken:
        return say("已接")
    if one.key in state.refused:
        return say("未接")
    if any(left.key == one.key for left in state.left):
        return say("未交班") if state.lapsed else say("未交接")
    return say("待接班确认") if state.handed_at else ""


def _log(events: Sequence[Recorded], names: Mapping[str, str]) -> list[tuple[Any, str, str]]:
    """值班记事 and refusals, oldest first."""
    found = []
    for one in events:
        event = one.event
        if one.sealed is None:
            continue
        if isinstance(event, s.ShiftRemarked) and not event.key:
            found.append((event.at, names.get(event.by, ""), event.remark))
        if isinstance(event, s.ItemRefused):
            said = say("不接：{reason}", reason=event.reason)
            found.append((event.at, names.get(event.by, ""), said))
    return found


def _why(events: Sequence[Recorded]) -> str:
    handed = (one for one in events if isinstance(one.event, s.ShiftHandedOver))
    return next((one.event.why for one in handed if one.sealed), "")


def _lapsed_by(events: Sequence[Recorded]) -> str:
    return next((one.event.by for one in events if isinstance(one.event, s.ShiftLapsed)), "")


def _past(one: Any, names: Mapping[str, str]) -> dict[str, Any]:
    return {"one": one, "manager": names.get(one.manager, ""), "to": names.get(one.to, "")}

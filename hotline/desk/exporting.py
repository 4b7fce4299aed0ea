"""导出 Excel: the cases of a search as a sheet, in the columns that offices keep.

Up to five thousand are written while one waits, more of them in the background (`exports`).
Every case taken out is on record, with the personal fields shown of it (`taking_out`). Outsourced
staff take nothing out [国办函〔2025〕66号 三].
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline import ledger
from hotline.desk import exports, finding, taking_out
from hotline.desk.gate import Desk, staff
from hotline.handling.search import queries as search
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page

MOST = 5000
"""Rows of one export: written within a request, in a few seconds."""

LONGEST_PURPOSE = 100
OUTSOURCED = Refusal(
    code=Code.OUTSOURCED,
    message=say("外包人员不能导出工单。"),
    advice=say("确需数据的，请由热线管理机构的在编人员导出（国办函〔2025〕66号 三）。"),
)
NO_PURPOSE = Refusal(
    code=Code.MISSING,
    message=say("导出个人信息须写明用途。"),
    advice=say("请填写用途，它会与这次导出一起记入访问记录。"),
    field="purpose",
)
NOTHING = Refusal(
    code=Code.NOT_FOUND, message=say("没有可导出的工单。"), advice=say("请先查到工单，再导出。")
)


@page(permission="case.read")
@staff
def export(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The sheet of the search that the form repeats, or the page with why not."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("desk:find"))
    words, asked = finding.asked_of(desk, request.POST)
    if isinstance(asked, Refusal):
        return finding.blank(request, desk, typed=request.POST, q=words, refusal=asked)
    ticked = tuple(name for name in taking_out.PERSONAL if name in request.POST.getlist("personal"))
    purpose = request.POST.get("purpose", "").strip()[:LONGEST_PURPOSE]
    order = taking_out.Order(asked=asked, ticked=ticked, purpose=purpose)
    found = OUTSOURCED if desk.actor.outsourced else _taken(desk, order)
    if isinstance(found, Refusal):
        more = {"refused": found, "ticked": ticked, "purpose": purpose}
        return finding.results(request, desk, asked, words, request.POST.dict(), **more)
    return found


def _taken(desk: Desk, order: taking_out.Order) -> HttpResponse | Refusal:
    """The sheet, or for many cases the page on which its making is seen."""
    wanted = _wanted(desk, order)
    if isinstance(wanted, Refusal):
        return wanted
    if len(wanted) <= MOST:
        return _sheet(desk, order, wanted)
    asked = exports.ask(desk, order, len(wanted))
    return asked if isinstance(asked, Refusal) else HttpResponseRedirect(reverse("desk:exports"))


def _sheet(desk: Desk, order: taking_out.Order, wanted: Sequence[Any]) -> HttpResponse:
    """Written while one waits, and sent."""
    by = taking_out.Taker(who=desk.who, username=desk.signed.username, at=ledger.clock.wall())
    with taking_out.begin(by, order) as sheet:
        for _ in taking_out.fill(by, order, wanted, sheet):
            pass
    return exports.sent(desk, sheet.file, by.at)


def _wanted(desk: Desk, order: taking_out.Order) -> Sequence[Any] | Refusal:
    """Ids of the cases to take out."""
    if order.ticked and not order.purpose:
        return NO_PURPOSE
    found = search.ids(desk.who, order.asked, exports.MOST)
    if len(found) > exports.MOST:
        return exports.TOO_MANY
    return found or NOTHING

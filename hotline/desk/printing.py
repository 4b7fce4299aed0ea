"""打印: a form of a case as PDF. Every printing is on the access record before the file leaves.

Name and number stand in clear only where the reader may uncover them and ticked it; outsourced
staff take no paper out, as they take no sheet out [国办函〔2025〕66号 三].
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

from hotline import ledger
from hotline.desk.case import missing, see
from hotline.desk.gate import Desk, staff
from hotline.desk.printed import forms, pressed
from hotline.desk.printed.kinds import Form
from hotline.desk.rows import case_url
from hotline.desk.shell import show
from hotline.handling.streams import case_ref
from hotline.handling.timeline import lines
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page
from hotline.web.speech import tell

OUTSOURCED = Refusal(
    code=Code.OUTSOURCED,
    message=say("外包人员不能打印工单。"),
    advice=say("确需纸质件的，请由热线管理机构的在编人员打印（国办函〔2025〕66号 三）。"),
)
CLEAR = ("name", "phone")
"""What a tick uncovers."""
DRAW: Mapping[Form, Callable[[forms.Printing], bytes | Refusal]] = {
    Form.ORDER: forms.order,
    Form.ANSWER: forms.answer,
    Form.SUPERVISION: pressed.document,
}


@page(permission="case.read")
@staff
def printout(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """The form that the case page asked for, to be looked at and printed."""
    if request.method != "POST":
        return HttpResponseRedirect(case_url(case_id))
    what = next((one for one in Form if one.value == request.POST.get("form")), None)
    if desk.actor.outsourced or what is None:
        return _refused(request, desk, OUTSOURCED if desk.actor.outsourced else forms.NO_FORM)
    clicked = CLEAR if request.POST.get("clear") else ()
    where = say("打印：{form}", form=what.zh)
    seen = see(desk, case_id, where, clicked, also=("print",))
    if seen is None:
        return missing(request, desk)
    events = ledger.read(case_ref(desk.actor.city, case_id))
    one = forms.Printing(
        desk=desk, seen=seen, events=events, clicked=clicked, at=ledger.clock.wall(),
        request=request.POST.get("request", ""),
        lines=lines(events, seen.covers, desk.who.world),
    )  # fmt: skip
    made = DRAW[what](one)
    if isinstance(made, Refusal):
        return _refused(request, desk, made)
    response = HttpResponse(made, content_type="application/pdf")
    number = "-".join(part for part in (seen.state.number, one.request) if part)
    name = tell("{form}{number}.pdf", form=what.zh, number=number)
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Cache-Control"] = "no-store"
    return response


def _refused(request: HttpRequest, desk: Desk, refusal: Refusal) -> HttpResponse:
    return show(request, desk, "desk/missing.html", "", {"refusal": refusal}, refusal.status)

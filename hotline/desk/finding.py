"""Finding a case by its number or by the caller's telephone.

The number goes by POST: a telephone number must stand in no address and no access log. Looking up
by telephone is a reading of personal data and is put on record.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from hotline.desk import rows
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling import queries
from hotline.people.actions import note_access
from hotline.rules.numbering import check
from hotline.rules.refusal import Refusal
from hotline.web.permission import page


@page(permission="case.read")
@staff
def find(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The case of that number, or the cases of that telephone."""
    typed = request.POST.get("q", "").strip()
    context: dict[str, object] = {"q": typed, "asked": request.method == "POST"}
    number = check(typed)
    if number:
        row = queries.by_number(desk.who, number)
        if row is not None:
            return HttpResponseRedirect(rows.case_url(row.id))
        context["missing"] = number
    elif typed:
        found = queries.by_phone(desk.who, typed)
        if isinstance(found, Refusal):
            context["refusal"] = found
            return show(request, desk, "desk/find.html", "find", context, status=found.status)
        note_access(desk.actor, [line.case.id for line in found], ("phone",), page="按电话查找")
        context["rows"] = [rows.row(desk, line) for line in found]
    return show(request, desk, "desk/find.html", "find", context)

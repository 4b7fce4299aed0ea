"""Sending files to the open case, and getting one of one's own back."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from hotline.handling.files import showing
from hotline.handling.files.attaching import attach
from hotline.portal import acts, kept, progress
from hotline.portal.gate import Visit, visited
from hotline.portal.limits import UPLOADS, address, in_minutes
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web import files as web
from hotline.web.permission import page

PAGE = say("公众门户附件")


@page(permission="citizen.code")
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """补传: files for the open case; refused, the page says why, and nothing was kept."""
    if request.method != "POST":
        return visit.to("progress/case/")
    if wait := UPLOADS.take(address(request)):
        return _again(request, visit, [too_often(wait)], kept.still(request))
    files = kept.chosen(request, web.uploads(request))
    slips = list(files.slips)
    if visit.opened and not slips and not kept.wants_removal(request):
        by = visit.by(request.POST.get("key", ""))
        found = attach(by, visit.opened.case, files.uploads, files.looked)
        if not isinstance(found, Refusal):
            return acts.onward(visit, "files")
        slips = [found]
    held, lost = kept.again(request, files)
    return _again(request, visit, [*slips, *lost], held)


def _again(
    request: HttpRequest, visit: Visit, slips: Sequence[Refusal], held: Sequence[kept.Kept]
) -> HttpResponse:
    """The case page with what was chosen; number and code first, where the visit ran out."""
    typed = request.POST.dict()
    if visit.opened is None:
        return progress.ask(request, visit, typed | {"run_out": "1"}, held=held)
    return progress.case_page(request, visit, typed=typed, refusals=slips, held=held)


def too_often(wait: int) -> Refusal:
    """The same words for a report with photos and for photos alone."""
    return Refusal(
        code=Code.TOO_MANY,
        message=say("这个网络短时间内上传过多。"),
        advice=say("请 {minutes}后再传；急事请直接拨打 12345。", minutes=in_minutes(wait)),
        field="files",
    )


@page(permission="citizen.code")
@require_safe
@visited
def file(request: HttpRequest, visit: Visit, file_id: UUID, which: str) -> HttpResponse:
    """One of the citizen's own files, while their case is open in this browser."""
    if visit.opened is None:
        return visit.to("progress/")
    case = visit.opened.case
    noted = web.was_noted(request.GET.get("noted", ""), case, visit.who.actor.id)
    found = showing.open_file(
        visit.who, case, str(file_id), which, page=PAGE, noted=noted, goes_on=web.goes_on(request)
    )
    if isinstance(found, Refusal):
        return HttpResponse(found.message, status=found.status, content_type="text/plain")
    return web.answered(request, found, download=False)

"""In by the link of an SMS: once, and until its day. The page behind it only asks whether to go in,
because programs that look links over open them too; the button uses the link up."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from hotline.handling.notices import links
from hotline.portal.gate import Opened, Visit, remember, show, visited
from hotline.web.permission import page


@page(permission="citizen.code")
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def enter(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Asks, then opens the case in this browser as number and query code do."""
    if request.method != "POST":
        open_ = links.is_open(visit.city, token)
        return show(request, visit, "linked", {"open": open_}, 200 if open_ else 410)
    case_id = links.use(visit.city, token)
    if case_id is None:
        return show(request, visit, "linked", {"open": False}, 410)
    response = visit.to("progress/case/")
    remember(response, Opened(visit.city, case_id, fresh=False))
    return response

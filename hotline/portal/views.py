"""The first page, and the size of type."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from hotline.portal.gate import Visit, show, visited
from hotline.web.permission import page

YEAR = 365 * 24 * 3600


@page(permission="open")
@require_safe
@visited
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What one can do here, and where to turn in danger."""
    return show(request, visit, "home", {})


@page(permission="open")
@require_POST
@visited
def type_size(request: HttpRequest, visit: Visit) -> HttpResponse:
    """长辈版 on or off, kept in a cookie for a year; back to where one was."""
    response = HttpResponseRedirect(_back(request, visit), status=303)
    if request.POST.get("type") == "large":
        response.set_cookie("type", "large", max_age=YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("type")
    return response


def _back(request: HttpRequest, visit: Visit) -> str:
    where = request.POST.get("next", "")
    ours = where.startswith("/") and url_has_allowed_host_and_scheme(where, allowed_hosts=None)
    return where if ours else visit.base

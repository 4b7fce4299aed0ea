"""What is said when a page is missing, forbidden or broken, on every face alike."""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse

from hotline.rules.text import say
from hotline.web.plain import refusal_page

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what Django itself refuses (a suspicious host name, a malformed form)."""
    return refusal_page(request, 400, "bad_request")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 raised as PermissionDenied."""
    return refusal_page(request, 403, "forbidden")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose page has become too old, or that another site sent."""
    return refusal_page(request, 403, "form_too_old")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; also what somebody sees who may not know that a case exists."""
    return refusal_page(request, 404, "not_found")


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page shows a number under which the log has what happened, so that
    who reports it need not describe it; Django logs the traceback right after."""
    number = "-".join(secrets.token_hex(2).upper() for _ in range(2))
    log.error("failure %s at %s %s: %r", number, request.method, request.path, sys.exc_info()[1])
    return refusal_page(request, 500, "broken", {say("出错编号"): number})

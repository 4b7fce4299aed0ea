"""What is said when a page is missing, forbidden or broken, on every face alike."""

from django.http import HttpRequest, HttpResponse

from hotline.web.plain import refusal_page


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
    """500: our fault, written to the log with its traceback."""
    return refusal_page(request, 500, "broken")

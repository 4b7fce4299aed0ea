"""The edge: what is refused before anything else looks at a request, and what every answer says.

Refused with 400 and words that say so: NUL characters and text that is not UTF-8, in path,
query or form. Refused with 413: a body over the limit, before it is read. PostgreSQL cannot
store NUL, and a replaced character in a citizen's name or address is a wrong name or address;
so neither is repaired silently.
"""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from hotline.rules.text import say
from hotline.web.plain import refusal_page

Handler = Callable[[HttpRequest], HttpResponseBase]

# No inline script or style anywhere; pictures of evidence are shown from memory (blob:).
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self)",
}
BROKEN = re.compile("%[89A-F][0-9A-F]")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class EdgeMiddleware:
    """First in the list: refuses what cannot be text, bounds sizes, adds security headers."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the platform, or a refusal, with the headers every answer carries."""
        response = _refused(request) or _with_words(request, self.get_response(request))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.HSTS and request.is_secure():
            response.headers["Strict-Transport-Security"] = settings.HSTS
        if not response.has_header("Cache-Control") and "text/html" in response.headers.get(
            "Content-Type", ""
        ):
            response["Cache-Control"] = "no-store"  # pages show personal data
        return response


def _refused(request: HttpRequest) -> HttpResponse | None:
    """The refusal for a request that must not go further, else None."""
    if (too_long := _too_long(request)) is not None:
        return too_long
    query = unquote_to_bytes(request.META.get("QUERY_STRING", "").replace("+", " "))
    # Django writes path bytes that are not UTF-8 back as percent signs before we can look.
    path = request.path_info
    if "\0" in path or BROKEN.search(path) or not _is_text(query):
        return refusal_page(request, 400, "not_text")
    if request.method in ("POST", "PUT", "PATCH"):
        return _refused_body(request)
    return None


def _with_words(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Django refuses a wrong method with an empty body; a person gets a page that says so."""
    if response.status_code != 405 or not isinstance(response, HttpResponse) or response.content:
        return response
    said = refusal_page(request, 405, "wrong_method")
    said.headers["Allow"] = response.headers.get("Allow", "")
    return said


def _too_long_page(request: HttpRequest, limit: int) -> HttpResponse:
    return refusal_page(request, 413, "too_long", {say("上限"): f"{limit // 1_000_000} MB"})


def _too_long(request: HttpRequest) -> HttpResponse | None:
    """413 by the announced length; 411 for a body of unannounced length (chunked)."""
    limit = settings.BODY_LIMIT
    if request.content_type == "multipart/form-data":
        limit = settings.UPLOAD_LIMIT
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return refusal_page(request, 411, "length_missing")
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdecimal() or int(announced) > limit:
        return _too_long_page(request, limit)
    return None


def _refused_body(request: HttpRequest) -> HttpResponse | None:
    """Refuse a form or JSON body that is not valid text; other bodies are files."""
    try:
        if request.content_type == "multipart/form-data":
            values = [v for _, row in request.POST.lists() for v in row]
            names = [str(f) for _, row in request.FILES.lists() for f in row]
            # Django replaces what it cannot decode, so a replacement character is the trace.
            fine = not any("\0" in v or "\ufffd" in v for v in [*values, *names, *request.POST])
        elif request.content_type == FORMS[0]:
            fine = _is_text(unquote_to_bytes(request.body.replace(b"+", b" ")))
        elif request.content_type in ("application/json", "text/plain", ""):
            fine = _is_text(request.body) and b"\\u0000" not in request.body
        else:
            fine = True
    except (RequestDataTooBig, TooManyFieldsSent):
        return _too_long_page(request, settings.BODY_LIMIT)
    except BadRequest:
        fine = False
    return None if fine else refusal_page(request, 400, "not_text")


def _is_text(data: bytes) -> bool:
    """Valid UTF-8 without NUL."""
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False

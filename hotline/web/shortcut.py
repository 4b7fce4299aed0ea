"""The API needs no session, form token, language or htmx: it is answered before those are asked.

Stands after the edge and the outage. A lost database is 503, as `OutageMiddleware` says it: here
it is asked directly, because Django makes 500 of what a middleware raises before it gets there.
"""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_resolver

from hotline.web import outage

PREFIX = "/api/"


class ApiShortcut:
    """Calls the view of an API address itself; every other request goes on inwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        found = get_resolver().resolve(request.path_info)
        request.resolver_match = found
        try:
            answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        except (OperationalError, InterfaceError) as error:
            return outage.answer(request, error)
        if isinstance(answer, HttpResponse):  # so that the connection can be kept
            answer.headers["Content-Length"] = str(len(answer.content))
        return answer

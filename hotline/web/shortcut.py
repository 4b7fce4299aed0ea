"""The API needs no session, form token, language or htmx: it is answered before those are asked.

Stands after the edge and the outage. What a view raises goes up to them as ever: a lost database
is 503, anything else is 500 and in the log.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_resolver

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
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        if isinstance(answer, HttpResponse):  # so that the connection can be kept
            answer.headers["Content-Length"] = str(len(answer.content))
        return answer

"""The API needs no session, form token, cookie or htmx: it is answered before those are asked.

Stands after the edge and the outage. A lost database is 503, as `OutageMiddleware` says it: here
it is asked directly, because Django makes 500 of what a middleware raises before it gets there.
"""

from collections.abc import Callable
from functools import lru_cache

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, get_resolver
from django.utils import translation

from hotline.web import language, outage

PREFIX = "/api/"


@lru_cache(maxsize=1024)
def _resolve(path: str) -> ResolverMatch:
    """The view of an address; one that there is none for raises Http404 each time."""
    return get_resolver().resolve(path)


class ApiShortcut:
    """Calls the view of an API address itself; every other request goes on inwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        found = _resolve(request.path_info)
        request.resolver_match = found
        try:
            answer = self._answered(request, found)
        except (OperationalError, InterfaceError) as error:
            answer = outage.answer(request, error)
        if isinstance(answer, HttpResponse):  # so that the connection can be kept
            answer.headers["Content-Length"] = str(len(answer.content))
        return answer

    def _answered(self, request: HttpRequest, found: ResolverMatch) -> HttpResponseBase:
        answer: HttpResponseBase
        if language.of_api(request) != language.ENGLISH:  # as threads speak by themselves
            answer = found.func(request, *found.args, **found.kwargs)
            return answer
        with translation.override(language.ENGLISH):
            answer = found.func(request, *found.args, **found.kwargs)
        return answer

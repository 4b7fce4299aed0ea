"""The database is gone: say so within three seconds, and be well again without a restart.

Every face is covered, because this stands outside all of them. Nothing is retried here: a
command whose answer was lost is repeated by the caller with the same idempotency key.
"""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hotline import pool
from hotline.rules.text import say
from hotline.web.plain import refusal_page

RETRY_AFTER = 5
log = logging.getLogger(__name__)


class OutageMiddleware:
    """Turns a lost or refused connection into 503 with Retry-After."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or 503 when a middleware below us lost the database."""
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return answer(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """503 when a view lost the database; any other fault goes its way."""
        if isinstance(error, (OperationalError, InterfaceError)):
            return answer(request, error)
        return None


def answer(request: HttpRequest, error: Exception) -> HttpResponseBase:
    """503. Dead connections are dropped, so that the next request tries afresh."""
    log.warning("database gone: %s", str(error).split("\n")[0])
    pool.drop()
    wait: dict[str, str] = {say("请稍候"): say("约 {seconds} 秒后重试", seconds=RETRY_AFTER)}
    response = refusal_page(request, 503, "database_gone", wait)
    response["Retry-After"] = str(RETRY_AFTER)
    return response

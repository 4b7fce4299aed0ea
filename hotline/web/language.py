"""Which language a page is in: Chinese, unless the reader chose English on a page (a cookie).

The browser's Accept-Language is not followed by pages: an English Windows on a civil servant's
desk must still get Chinese. The API follows it for its refusals, if it asks for English and not
for Chinese as well; there a program wrote it, on purpose.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from hotline.web.permission import page

COOKIE = settings.LANGUAGE_COOKIE_NAME
ENGLISH = "en"
_YEAR = 365 * 24 * 3600


class LanguageMiddleware:
    """Speaks the language of the cookie for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, which says its language."""
        chosen = of_page(request)
        # Django's own middleware leaves the thread in that language; here it goes back to Chinese.
        with translation.override(chosen):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


def of_page(request: HttpRequest) -> str:
    """The language of the cookie; Chinese without one and with one that names something else."""
    return ENGLISH if request.COOKIES.get(COOKIE) == ENGLISH else settings.LANGUAGE_CODE


def of_api(request: HttpRequest) -> str:
    """English if the header asks for it and not for Chinese as well, else Chinese."""
    asked: str = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    if not asked:
        return settings.LANGUAGE_CODE
    tags = {part.split(";")[0].strip().lower().split("-")[0] for part in asked.split(",")}
    return ENGLISH if ENGLISH in tags and "zh" not in tags else settings.LANGUAGE_CODE


@page(permission="open")
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """The form `web/language.html`: keeps the choice for a year and goes back to the page."""
    back = request.POST.get("next", "")
    hosts = {request.get_host()}
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(
        back, hosts, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = ENGLISH if request.POST.get("language") == ENGLISH else settings.LANGUAGE_CODE
    response.set_cookie(
        COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response

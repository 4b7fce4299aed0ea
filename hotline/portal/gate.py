"""Who visits: a citizen, in one city, perhaps with one case open by number and code.

    @page(permission="open")
    @visited
    def home(request, visit): ...

The open case is remembered in a signed cookie for half an hour, so that nothing need be typed
twice; it holds the ids of city and case, no personal data and no code.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from hotline import config
from hotline.handling.queries import Reader, reader
from hotline.people.by import By
from hotline.people.queries import UnknownCity, cities
from hotline.rules.actor import citizen_actor
from hotline.rules.context import World
from hotline.rules.words import Face

COOKIE, SALT, LASTS = "hotline_case", "portal.case", 30 * 60


class Opened(msgspec.Struct, frozen=True):
    """What the cookie says: whose case is open; `fresh` when it was written in this browser."""

    city: str
    case: UUID
    fresh: bool


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen's request."""

    base: str
    who: Reader
    opened: Opened | None

    @property
    def city(self) -> str:
        """The city's code."""
        return self.who.actor.city

    @property
    def world(self) -> World:
        """The city as it stands."""
        return self.who.world

    def by(self, key: str = "") -> By:
        """The asking side of an action; `key` makes a double click one effect."""
        return By(actor=self.who.actor, face=Face.PORTAL, key=key[:200])

    def to(self, where: str) -> HttpResponseRedirect:
        """On to another page of this city, always by GET."""
        return HttpResponseRedirect(self.base + where, status=303)


View = Callable[..., HttpResponse]


def visited(view: View) -> Callable[..., HttpResponse]:
    """Finds the city and the open case, and gives the view a Visit."""

    @wraps(view)
    def found(request: HttpRequest, city: str = "", **given: Any) -> HttpResponse:
        base = f"/c/{city}/" if city else "/"
        code = city or config.city() or next(iter(cities()), "")
        opened = read_cookie(request, code)
        try:
            who = reader(citizen_actor(code), own_case=opened.case if opened else None)
        except UnknownCity:
            if city or not _is_home(request):
                raise Http404 from None
            return render(request, "portal/nobody.html", {"base": base})
        return view(request, Visit(base=base, who=who, opened=opened), **given)

    return found


def _is_home(request: HttpRequest) -> bool:
    return request.path_info == "/"


def show(
    request: HttpRequest, visit: Visit, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the portal."""
    shared = {
        "base": visit.base,
        "city_name": visit.world.city_name,
        "large": request.COOKIES.get("type") == "large",
        "opened": visit.opened,
        "here": request.path if request.method == "GET" else visit.base,
    }
    return render(request, f"portal/{name}.html", shared | context, status=status)


# --- the open case ----------------------------------------------------------------------------


def read_cookie(request: HttpRequest, city: str) -> Opened | None:
    """The case open in this browser; None when there is none, or of another city, or too old."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
        opened = Opened(said["city"], UUID(said["case"]), said["fresh"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    return opened if opened.city == city else None


def remember(response: HttpResponse, opened: Opened) -> None:
    """Keeps the case open in this browser for half an hour."""
    said = {"city": opened.city, "case": str(opened.case), "fresh": opened.fresh}
    response.set_cookie(
        COOKIE,
        signing.dumps(said, salt=SALT),
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    """Closes the case in this browser."""
    response.delete_cookie(COOKIE)

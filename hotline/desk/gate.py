"""Who is at the desk: the one way into every page behind sign-in.

    @page(permission="unit.inbox")
    @staff
    def inbox(request, desk): ...

`staff` reads the permission that `page` names, asks people who the cookie belongs to (one
statement), and gives the view a `Desk`. Nobody signed in → the sign-in page, which leads back;
a password to be changed → that page first; a role without the permission → 403 with the roles
that have it. What may be done to a case is not decided here but by the rules.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from hotline import ledger
from hotline.handling.batches.acts import ROLES as BATCHES
from hotline.handling.queries import Reader, reader
from hotline.oversight.governance.queries import SEE_ALL
from hotline.people.authentication import Signed, actor_by_session
from hotline.people.by import By
from hotline.people.sight import SEES
from hotline.rules.actor import Actor
from hotline.rules.case.edges import REVIEWERS, RULERS, UNIT
from hotline.rules.case.phone import RecordCall
from hotline.rules.case.sources import AnswerSource
from hotline.rules.case.table import BY_COMMAND, REGISTER
from hotline.rules.oversight.duty_phone import KEEPERS
from hotline.rules.oversight.hot import DECIDERS as HOT_DECIDERS
from hotline.rules.reference.alarms import KEEPERS as ALARM_KEEPERS
from hotline.rules.reference.automatic import READERS as AUTOMATIC_READERS
from hotline.rules.reference.directory_edition import READERS as DIRECTORY_READERS
from hotline.rules.reference.topic_model import READERS as MODEL_READERS
from hotline.rules.refusal import Refusal
from hotline.rules.text import joined
from hotline.rules.words import Face, Role
from hotline.web.language import ENGLISH
from hotline.web.permission import PERMISSIONS, permission_of

COOKIE = "hotline_desk"
HOME = "desk:home"

_READERS = frozenset(SEES) - {Role.CITIZEN}
MAY: dict[str, frozenset[Role]] = {
    "signed_in": frozenset(Role) - {Role.CITIZEN, Role.CLOCK},
    "contact.register": REGISTER.roles - {Role.CITIZEN, Role.INTEGRATOR},
    "case.read": _READERS,
    "case.act": _READERS,
    "dispatch": RULERS | {Role.TEAM_LEADER},
    "unit.inbox": UNIT,
    "reply.templates": UNIT - {Role.INTEGRATOR} | {Role.EDITOR, Role.MANAGEMENT},
    "rehandle.review": REVIEWERS,
    "completion.doubt": REVIEWERS | {Role.SUPERVISOR},
    "follow_up": frozenset({Role.FOLLOW_UP_CALLER, Role.CITY_REVIEWER}),
    "automatic.review": RULERS,
    "automatic.read": frozenset(AUTOMATIC_READERS),
    "sample.check": frozenset({Role.INSPECTOR, Role.CITY_REVIEWER}),
    "supervise": frozenset(
        {
            Role.SUPERVISOR,
            Role.DUTY_MANAGER,
            Role.LEADER,
            Role.MANAGEMENT,
            Role.DISTRICT_REVIEWER,
            Role.CITY_REVIEWER,
            Role.UNIT_HEAD,
        }
    ),
    "duty.board": frozenset({Role.DUTY_MANAGER, Role.TEAM_LEADER}),
    "duty.roster": KEEPERS,
    "governance.read": SEE_ALL | {Role.UNIT_HEAD, Role.LIAISON, Role.OFFICER},
    "duty.phones": frozenset(
        {Role.DUTY_MANAGER, Role.TEAM_LEADER, Role.SUPERVISOR, Role.MANAGEMENT}
    ),
    "phone.ring": BY_COMMAND[RecordCall].roles,
    "wall": frozenset({Role.SUPERVISOR, Role.DUTY_MANAGER, Role.LEADER, Role.MANAGEMENT}),
    "city.overview": frozenset({Role.LEADER, Role.MANAGEMENT, Role.SUPERVISOR}),
    "case.review": frozenset({Role.ASSESSOR, Role.INSPECTOR, Role.MANAGEMENT}),
    "source.answer": BY_COMMAND[AnswerSource].roles,
    "number.restrict": frozenset({Role.MANAGEMENT}),
    "units.read": frozenset(
        {
            Role.SYSTEM_ADMIN,
            Role.SECURITY_ADMIN,
            Role.MANAGEMENT,
            Role.DUTY_MANAGER,
            Role.SUPERVISOR,
            Role.DISPATCHER,
        }
    ),
    "people.manage": frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
    "topics.read": frozenset({Role.SYSTEM_ADMIN, Role.MANAGEMENT, Role.DISPATCHER, Role.EDITOR}),
    "directory.manage": frozenset(DIRECTORY_READERS),
    "model.read": frozenset(MODEL_READERS),
    "events.settings": frozenset({*HOT_DECIDERS, *ALARM_KEEPERS}),
    "rulebook.manage": frozenset({Role.MANAGEMENT, Role.SYSTEM_ADMIN, Role.EDITOR}),
    "notices.manage": frozenset({Role.SYSTEM_ADMIN, Role.MANAGEMENT}),
    "batches": BATCHES - {Role.CITIZEN, Role.CLOCK} | {Role.AUDIT_ADMIN},
    "orders.import": frozenset({Role.SYSTEM_ADMIN}),
    "audit.read": frozenset({Role.AUDIT_ADMIN}),
    "personal.erase": frozenset({Role.SECURITY_ADMIN}),
}
"""Which roles a permission of the desk is given to."""

Extra = ParamSpec("Extra")


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The person asking: who signed in, and how they read."""

    signed: Signed
    who: Reader

    @property
    def actor(self) -> Actor:
        """Who asks, with roles and unit as they are now."""
        return self.who.actor

    def may(self, permission: str) -> bool:
        """Whether any role of the person has that permission."""
        return bool(MAY[permission] & self.actor.roles)

    def by(self, key: str = "") -> By:
        """The asking side of an action; `key` makes a double click one effect."""
        return By(actor=self.actor, face=Face.DESK, key=key[:200])


View = Callable[Concatenate[HttpRequest, Desk, Extra], HttpResponse]


def staff(view: View[Extra]) -> Callable[Concatenate[HttpRequest, Extra], HttpResponse]:
    """Lets in whom the permission allows; see the module."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Extra.args, **kwargs: Extra.kwargs) -> HttpResponse:
        permission = permission_of(guarded)
        if permission not in MAY:
            raise LookupError(f"{view.__name__}: mark it with @page and one of the desk's own")
        signed = signed_in(request)
        if isinstance(signed, Refusal):
            return _to_sign_in(request, signed)
        if signed.must_change:
            return HttpResponseRedirect(reverse("desk:password"))
        desk = Desk(signed=signed, who=reader(signed.actor, reference=signed.reference))
        if not desk.may(permission):
            return _forbidden(request, permission)
        return view(request, desk, *args, **kwargs)

    return guarded


def signed_in(request: HttpRequest) -> Signed | Refusal:
    """Who holds the cookie. What a page asks by itself does not keep an empty chair signed in."""
    return actor_by_session(request.COOKIES.get(COOKIE, ""), touch=not by_itself(request))


def by_itself(request: HttpRequest) -> bool:
    """Whether the page asked, not the person: live refresh, lines put in by it, watermark."""
    if request.headers.get("X-Live"):
        return True
    return request.path.startswith((reverse("desk:live"), reverse("desk:watermark")))


def set_cookie(response: HttpResponse, secret: str) -> None:
    """The session's secret: not readable by scripts, not sent by other sites."""
    response.set_cookie(
        COOKIE,
        secret,
        path="/desk/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _to_sign_in(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """To the sign-in page and back to where one was; what was sent is not lost silently."""
    if by_itself(request):
        return HttpResponse(status=401)
    where = request.get_full_path() if request.method == "GET" else _from(request)
    if request.method == "GET" and not request.headers.get("HX-Request"):
        query = urlencode({"next": where}) if where != reverse(HOME) else ""
        return HttpResponseRedirect(reverse("desk:sign-in") + (f"?{query}" if query else ""))
    context = {"refusal": refusal, "next": where}
    return render(request, "desk/expired.html", context, status=401)


def _from(request: HttpRequest) -> str:
    """The page a form was sent from, by the Referer of our own host; else the home page."""
    referer = request.headers.get("Referer", "")
    base = f"{request.scheme}://{request.get_host()}"
    return referer.removeprefix(base) if referer.startswith(base + "/desk/") else reverse(HOME)


def _forbidden(request: HttpRequest, permission: str) -> HttpResponse:
    chinese, _, english = PERMISSIONS.get(permission, "").partition(" / ")
    words = english if get_language() == ENGLISH else chinese
    roles = joined("、", (role.zh for role in Role if role in MAY[permission]))
    context = {"words": words, "roles": roles, "now": ledger.clock.now()}
    return render(request, "desk/forbidden.html", context, status=403)

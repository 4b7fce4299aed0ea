"""Where a person's day begins: the list on which what runs out first *for them* stands on top."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk.gate import Desk, staff
from hotline.desk.shell import places, show
from hotline.rules.words import Role
from hotline.web.permission import page

HOMES = {
    Role.DUTY_MANAGER: "duty",
    Role.TEAM_LEADER: "duty",
    Role.FOLLOW_UP_CALLER: "follow-up",
    Role.SUPERVISOR: "watch",
    Role.DISTRICT_REVIEWER: "watch",
    Role.DISPATCHER: "dispatch",
    Role.PRE_REVIEWER: "triage",
    Role.EXPERT: "triage",
    Role.CITY_REVIEWER: "rulings",
    Role.MANAGEMENT: "rulings",
    Role.UNIT_HEAD: "approvals",
    Role.LIAISON: "inbox",
    Role.OFFICER: "inbox",
    Role.LEADER: "overview",
    Role.ASSESSOR: "reading",
    Role.INSPECTOR: "reading",
    Role.SYSTEM_ADMIN: "admin-units",
    Role.SECURITY_ADMIN: "admin-people",
    Role.AUDIT_ADMIN: "admin-access",
    Role.EDITOR: "admin-directory",
}
"""By role, in this order for who holds several; everybody else begins at their first place."""


@page(permission="signed_in")
@staff
def home(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Straight to the list where this person's work waits."""
    named = next((HOMES[role] for role in HOMES if role in desk.actor.roles), "")
    open_to = [place.name for place in places(desk)]
    if open_to:
        where = named if named in open_to else open_to[0]
        return HttpResponseRedirect(reverse(f"desk:{where}"))
    return show(request, desk, "desk/nothing.html", "", {})

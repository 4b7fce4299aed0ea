"""人员与角色: the list of accounts with search and filter, and opening a new one."""

import msgspec
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from hotline.desk.admin.asking import (
    Ask,
    Do,
    Typed,
    carry_out,
    field,
    office,
    show_admin,
    text,
    why_not,
)
from hotline.desk.admin.queries import user_page
from hotline.desk.choices import UNITS, lists, resolve
from hotline.desk.gate import Desk, staff
from hotline.people import actions, queries
from hotline.people.actions import NewUser
from hotline.people.by import By
from hotline.people.models import UserRow
from hotline.people.streams import user_ref
from hotline.rules.context import World
from hotline.rules.reference import user as rules
from hotline.rules.reference.user import NEVER_GIVEN, User
from hotline.rules.reference.user_messages import AddUser
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Role
from hotline.web.permission import page

HERE = "admin-people"
ROLES = tuple((role.value, role.zh) for role in Role if role not in NEVER_GIVEN)
BY_VALUE = {role.value: role for role in Role if role not in NEVER_GIVEN}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One account in the list."""

    row: UserRow
    unit: str
    roles: tuple[str, ...]


@page(permission="people.manage")
@staff
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Accounts by unit, filtered; opening an account."""
    username = text(request.POST, "username")
    dos: dict[str, Do] = {"user-add": lambda by, typed: _add(desk, by, typed)}
    new = user_ref(desk.actor.city, username).id
    found = carry_out(request, desk, dos, lambda: reverse("desk:admin-person", args=[new]))
    if isinstance(found, HttpResponse):
        return found
    world, typed = desk.who.world, {key: request.GET.get(key, "") for key in ("q", "unit", "role")}
    unit = resolve(world, UNITS, typed["unit"].strip(), "unit")
    role = BY_VALUE.get(typed["role"])
    rows = queries.users(desk.actor, role=role)
    if wanted := typed["q"].strip():
        rows = rows.filter(Q(name__icontains=wanted) | Q(username__icontains=wanted))
    if isinstance(unit, str) and unit:
        rows = rows.filter(unit__in=world.units.subtree(unit))
    listing = user_page(desk.actor, rows, request.GET.get("after", ""))
    context = typed | {
        "lines": [line(row, world) for row in listing.rows],
        "page": listing,
        "paged": "after" in request.GET,
        "query": urlencode({key: value for key, value in typed.items() if value}),
        "roles": ROLES,
        "wrong_unit": unit if isinstance(unit, Refusal) else None,
        "choices": lists(world, UNITS),
    }
    return show_admin(request, desk, "people", HERE, context, tried=found, asks=[_add_ask(desk)])


def line(row: UserRow, world: World) -> Line:
    """An account with its unit and roles in words."""
    held = [(BY_VALUE.get(grant["role"]), grant["scope"]) for grant in row.grants]
    roles = tuple(
        say("{role}（{scope}）", role=role.zh, scope=world.units.name(scope)) if scope else role.zh
        for role, scope in held
        if role is not None
    )
    return Line(row=row, unit=world.units.name(row.unit), roles=roles)


def _add_ask(desk: Desk) -> Ask:
    probe = AddUser(id="new", username="new", name="-", unit="")
    return Ask(
        name="user-add",
        title=say("新建账号"),
        submit=say("建立"),
        hint=say("建立后生成一次性密码；角色由安全管理员授予。"),
        fields=(
            field(
                "username", say("用户名"), required=True, longest=40, hint=say("登录用，建立后不变")
            ),
            field("name", say("姓名"), required=True, longest=40),
            field("unit", say("所在单位"), listed=UNITS, required=True),
            field("outsourced", say("外包人员（只能接听、记录、回访）"), "check"),
        ),
        closed=why_not(rules.decide(User(), probe, office(desk))),
    )


def _add(desk: Desk, by: By, typed: Typed) -> object:
    unit = resolve(desk.who.world, UNITS, text(typed, "unit"), "unit")
    if isinstance(unit, Refusal):
        return unit
    new = NewUser(
        username=text(typed, "username"),
        name=text(typed, "name"),
        unit=unit,
        outsourced=bool(typed.get("outsourced")),
    )
    return actions.add_users(by, [new])

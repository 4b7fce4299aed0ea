"""One account: who it is, roles with their scope, locks, one-time password, its record.

Separated powers (三员分立): each form is tried on the rules with the account as it stands, so what
this administrator may not do is shown with the rules' own reason.
"""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline import ledger
from hotline.desk.admin.asking import (
    Ask,
    Do,
    Tried,
    Typed,
    carry_out,
    field,
    office,
    show_admin,
    sure,
    text,
    why_not,
)
from hotline.desk.admin.people import BY_VALUE, HERE, ROLES
from hotline.desk.admin.person_story import told
from hotline.desk.choices import UNITS, lists, resolve, written
from hotline.desk.gate import Desk, staff
from hotline.people import actions, passwords, queries
from hotline.people.by import By
from hotline.people.models import UserRow
from hotline.people.sign_in import sign_out_everywhere
from hotline.people.streams import user_id_ref
from hotline.rules.reference import user as rules
from hotline.rules.reference.user import User
from hotline.rules.reference.user_messages import (
    ChangePassword,
    CorrectUser,
    DisableUser,
    GiveRole,
    LockUser,
    TakeRole,
    UnlockUser,
    UserCommand,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role
from hotline.web.permission import page


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A role held, and why it cannot be taken back by this person."""

    role: Role
    scope: str
    where: str
    closed: Refusal | None


@page(permission="people.manage")
@staff
def person(request: HttpRequest, desk: Desk, user_id: UUID) -> HttpResponse:
    """The account with everything that can be done to it."""
    row = queries.user(desk.actor, user_id)
    if row is None:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    shown: list[str] = []
    where = reverse("desk:admin-person", args=[user_id])
    found = carry_out(request, desk, _dos(request, desk, row, shown), where)
    if shown and isinstance(found, HttpResponse):
        return _page(request, desk, row, None, shown[0])
    return found if isinstance(found, HttpResponse) else _page(request, desk, row, found, "")


def _page(
    request: HttpRequest, desk: Desk, row: UserRow, tried: Tried | None, secret: str
) -> HttpResponse:
    world, ref = desk.who.world, user_id_ref(desk.actor.city, str(row.id))
    record = ledger.read(ref)
    state = User()
    for one in record:
        state = rules.evolve(state, one.event)
    held = [
        Held(
            role=grant.role,
            scope=grant.scope,
            where=world.units.name(grant.scope or state.unit),
            closed=_try(desk, state, TakeRole(role=grant.role, scope=grant.scope)),
        )
        for grant in state.grants
    ]
    context = {
        "user": state,
        "unit": world.units.name(state.unit),
        "held": held,
        "secret": secret,
        "tokens": len(state.tokens),
        "record": [(one, told(one.event, world.units)) for one in reversed(record)],
        "choices": lists(world, UNITS),
    }
    return show_admin(request, desk, "person", HERE, context, tried=tried, asks=_asks(desk, state))


def _try(desk: Desk, state: User, command: UserCommand) -> Refusal | None:
    return why_not(rules.decide(state, command, office(desk)))


def _asks(desk: Desk, state: User) -> list[Ask]:
    world = desk.who.world
    corrected = (
        field("name", say("姓名"), value=state.name, required=True, longest=40),
        field("unit", say("所在单位"), listed=UNITS, value=written(world, UNITS, state.unit)),
        field("outsourced", say("外包人员"), "check", value="on" if state.outsourced else ""),
    )
    password = Ask(
        name="password",
        title=say("重置密码"),
        submit=say("生成一次性密码"),
        hint=say(
            "密码只显示一次；原密码失效，已登录的页面退出，接口令牌一并撤销，本人登录后须先改密码。"
        ),
        closed=_try(desk, state, ChangePassword()),
    )
    correct = Ask(
        name="user-correct",
        title=say("更正姓名、单位"),
        submit=say("保存"),
        fields=corrected,
        closed=_try(desk, state, CorrectUser(name=f"{state.name}0"[-40:], unit="")),
    )
    return [_give_ask(desk, state), password, correct, *_keeping_out(desk, state)]


def _keeping_out(desk: Desk, state: User) -> list[Ask]:
    """Locking, signing out everywhere, ending the account."""
    reason = field("reason", say("原因"), required=True, longest=500)
    lock, unlock = LockUser(reason="-"), UnlockUser()
    locking = Ask(
        name="user-unlock" if state.locked else "user-lock",
        title=say("解锁账号") if state.locked else say("锁定账号"),
        submit=say("解锁") if state.locked else say("锁定"),
        hint="" if state.locked else say("已登录的页面退出，接口令牌一并撤销；解锁后须重新建立。"),
        fields=() if state.locked else (reason,),
        closed=_try(desk, state, unlock if state.locked else lock),
    )
    out = Ask(
        name="sign-out",
        title=say("在所有设备上退出"),
        submit=say("全部退出"),
        hint=say("令牌不受影响。"),
        closed=_try(desk, state, DisableUser(reason="-")),
    )
    disable = Ask(
        name="user-disable",
        title=say("停用账号"),
        submit=say("停用"),
        fields=(reason,),
        lasting=say("我知道停用后不能恢复，只能用新用户名开户"),
        closed=_try(desk, state, DisableUser(reason="-")),
    )
    return [locking, out, disable]


def _give_ask(desk: Desk, state: User) -> Ask:
    """Giving a role: only those the rules let this account hold can be chosen."""
    tried = {role: _try(desk, state, GiveRole(role=role)) for role in BY_VALUE.values()}
    may = [role for role, refusal in tried.items() if refusal is None]
    refused = next((refusal for refusal in tried.values() if refusal), None)
    choices = tuple((value, zh) for value, zh in ROLES if BY_VALUE[value] in may)
    hint = (
        ""
        if len(may) == len(tried) or not refused
        else say("其余角色：{message}", message=refused.message)
    )
    return Ask(
        name="role-give",
        title=say("授予角色"),
        submit=say("授予"),
        hint=hint if may else "",
        fields=(
            field("role", say("角色"), "select", choices=choices, required=True),
            field(
                "scope", say("范围"), listed=UNITS, hint=say("该单位及其下级；留空为本人所在单位")
            ),
        ),
        closed=None if may else refused,
    )


def _dos(request: HttpRequest, desk: Desk, row: UserRow, shown: list[str]) -> dict[str, Do]:
    own = str(row.id)

    def change(command: UserCommand) -> Do:
        return lambda by, typed: actions.change_user(by, own, command)

    def reason(kind: Any) -> Do:
        return lambda by, typed: actions.change_user(by, own, kind(reason=text(typed, "reason")))

    return {
        "role-give": lambda by, typed: _role(desk, by, typed, own, GiveRole),
        "role-take": lambda by, typed: _role(desk, by, typed, own, TakeRole),
        "password": lambda by, typed: _reset(by, own, shown),
        "user-correct": lambda by, typed: _correct(desk, by, typed, own),
        "user-lock": reason(LockUser),
        "user-unlock": change(UnlockUser()),
        "user-disable": lambda by, typed: sure(typed) or reason(DisableUser)(by, typed),
        "sign-out": lambda by, typed: _sign_out(desk, own),
    }


def _role(desk: Desk, by: By, typed: Typed, own: str, kind: Any) -> object:
    role = BY_VALUE.get(text(typed, "role"))
    if role is None:
        return Refusal(
            code=Code.MISSING,
            message=say("没有选择角色。"),
            advice=say("请选择角色。"),
            field="role",
        )
    scope = resolve(desk.who.world, UNITS, text(typed, "scope"), "scope")
    if isinstance(scope, Refusal) and kind is GiveRole:
        return scope
    scope = scope if isinstance(scope, str) else text(typed, "scope")
    return actions.change_user(by, own, kind(role=role, scope=scope))


def _correct(desk: Desk, by: By, typed: Typed, own: str) -> object:
    unit = resolve(desk.who.world, UNITS, text(typed, "unit"), "unit")
    if isinstance(unit, Refusal):
        return unit
    outsourced = bool(typed.get("outsourced"))
    command = CorrectUser(name=text(typed, "name"), unit=unit, outsourced=outsourced)
    return actions.change_user(by, own, command)


def _reset(by: By, own: str, shown: list[str]) -> object:
    new = passwords.one_time()
    found = actions.reset_password(by, own, new)
    if not isinstance(found, Refusal):
        shown.append(new)
    return found


def _sign_out(desk: Desk, own: str) -> object:
    """Ends the sessions; who may is who may lock, because the effect is that of a short lock."""
    state = ledger.state_of(user_id_ref(desk.actor.city, own))
    refusal = _try(desk, state, DisableUser(reason="-"))
    if refusal:
        return refusal
    sign_out_everywhere(own)
    return None

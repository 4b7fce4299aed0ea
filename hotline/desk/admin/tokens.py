"""接口令牌: one's own keys to the API, and those of a user for the administrators.

A secret is shown once, in the answer to the request that made it, and is kept nowhere.
"""

from datetime import timedelta
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
from hotline.desk.gate import Desk, staff
from hotline.people import actions, queries
from hotline.people.actions import NewToken
from hotline.people.by import By
from hotline.people.models import UserRow
from hotline.rules.reference import user as rules
from hotline.rules.reference.user import Grant, User
from hotline.rules.reference.user_messages import MakeToken, RevokeToken
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page

HERE = "admin-tokens"
LASTS = (("30", say("30 天")), ("90", say("90 天")), ("365", say("一年")))


@page(permission="signed_in")
@staff
def own(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One's own tokens."""
    row = queries.user(desk.actor, desk.actor.id)
    if row is None:
        return HttpResponseRedirect(reverse("desk:home"))
    return _tokens(request, desk, row, reverse(f"desk:{HERE}"))


@page(permission="people.manage")
@staff
def of_user(request: HttpRequest, desk: Desk, user_id: UUID) -> HttpResponse:
    """A user's tokens, for the administrators."""
    row = queries.user(desk.actor, user_id)
    if row is None:
        return HttpResponseRedirect(reverse("desk:admin-people"))
    return _tokens(request, desk, row, reverse("desk:admin-person-tokens", args=[user_id]))


def _tokens(request: HttpRequest, desk: Desk, row: UserRow, where: str) -> HttpResponse:
    made: list[NewToken] = []
    dos: dict[str, Do] = {
        "token": lambda by, typed: _make(by, typed, str(row.id), made),
        "token-revoke": lambda by, typed: (
            sure(typed) or actions.revoke_token(by, str(row.id), text(typed, "id"))
        ),
    }
    found = carry_out(request, desk, dos, where)
    if isinstance(found, HttpResponse) and not made:
        return found
    tried = found if isinstance(found, Tried) else None
    now = ledger.clock.wall()
    rows = list(queries.tokens(desk.actor, str(row.id)))
    used = queries.last_used(rows)
    context = {
        "holder": row,
        "mine": str(row.id) == desk.actor.id,
        "rows": [(token, token.expires_at <= now, used.get(str(token.id))) for token in rows],
        "made": made[0] if made else None,
        "revoke_closed": _try(desk, row, RevokeToken(id="")),
    }
    return show_admin(
        request, desk, "tokens", HERE, context, tried=tried, asks=[_make_ask(desk, row)]
    )


def _try(desk: Desk, row: UserRow, command: MakeToken | RevokeToken) -> Refusal | None:
    """Whether the rules let this person do it; that a token is unknown does not count."""
    grants = tuple(msgspec.convert(row.grants, list[Grant]))
    state = User(id=str(row.id), name=row.name, grants=grants, disabled=row.disabled)
    refusal = why_not(rules.decide(state, command, office(desk)))
    return None if refusal and refusal.code is Code.NOT_FOUND else refusal


def _make_ask(desk: Desk, row: UserRow) -> Ask:
    until = desk.who.now + timedelta(days=1)
    probe = MakeToken(id="new", name="-", digest="", expires_at=until)
    return Ask(
        name="token",
        title=say("建立令牌"),
        submit=say("建立"),
        hint=say("令牌与本人权限相同；密钥只显示一次，请直接存入对接系统。"),
        fields=(
            field("name", say("名称"), required=True, longest=60, hint=say("如“市监平台对接”")),
            field("days", say("有效期"), "select", choices=LASTS, value="90", required=True),
        ),
        closed=_try(desk, row, probe),
    )


def _make(by: By, typed: Typed, user_id: str, made: list[NewToken]) -> object:
    days = text(typed, "days")
    if days not in dict(LASTS):
        return Refusal(
            code=Code.MISSING,
            message=say("没有选择有效期。"),
            advice=say("请选择有效期。"),
            field="days",
        )
    found = actions.make_token(by, user_id, text(typed, "name"), lasts=timedelta(days=int(days)))
    if isinstance(found, NewToken):
        made.append(found)
    return found

"""A user of the desk or the API: account, unit, roles with their scope, tokens.

Passwords never come here, only the fact that one changed; the hash lies in the sign-in table.
A role is held for a unit and all below it: `scope`, or the user's own unit where it is "".
Separated powers: an administrator's role (三员) excludes every other role [等级保护 level 3].
Outsourced staff answer and record only [国办函〔2025〕66号 三].
"""

from datetime import datetime
from typing import assert_never

import msgspec

from hotline.rules.reference.office import (
    Office,
    allowed,
    already,
    first,
    not_found,
    text,
    wrong_state,
)
from hotline.rules.reference.user_messages import (
    AddUser,
    ChangePassword,
    CorrectUser,
    DisableUser,
    GiveRole,
    LockUser,
    MakeToken,
    PasswordChanged,
    RevokeToken,
    RoleGiven,
    RoleTaken,
    TakeRole,
    TokenMade,
    TokenRevoked,
    UnlockUser,
    UserAdded,
    UserCommand,
    UserCorrected,
    UserDisabled,
    UserEvent,
    UserLocked,
    UserUnlocked,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role

ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
NEVER_GIVEN = frozenset({Role.CITIZEN, Role.CLOCK})
OUTSOURCED_MAY = frozenset({Role.AGENT, Role.TEAM_LEADER, Role.FOLLOW_UP_CALLER})
MAX_TOKENS = 20


class Grant(msgspec.Struct, frozen=True, order=True):
    """One role held for `scope` and all units below it; "" = the user's own unit."""

    role: Role
    scope: str = ""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A key to the API: only its digest is known."""

    id: str
    name: str
    digest: str
    expires_at: datetime


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An account as it stands."""

    id: str = ""
    username: str = ""
    name: str = ""
    unit: str = ""
    outsourced: bool = False
    grants: tuple[Grant, ...] = ()
    tokens: tuple[Token, ...] = ()
    must_change: bool = True
    locked: bool = False
    disabled: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, wherever."""
        return frozenset(grant.role for grant in self.grants)


Decision = tuple[UserEvent, ...] | Refusal


def decide(state: User, command: UserCommand, office: Office) -> Decision:
    """What the command does to the account, or why not."""
    if isinstance(command, AddUser):
        return _add(state, command, office)
    if not state.id:
        return not_found(say("用户"), "", "id")
    if state.disabled:
        return wrong_state(
            say("{name}的账号已停用。", name=state.name), say("如需恢复，请用新的用户名开户。")
        )
    match command:
        case CorrectUser():
            return _correct(state, command, office)
        case GiveRole() | TakeRole():
            return _roles(state, command, office)
        case ChangePassword():
            return _password(state, command, office)
        case LockUser() | UnlockUser() | DisableUser():
            return _access(state, command, office)
        case MakeToken() | RevokeToken():
            return _tokens(state, command, office)
        case _:
            assert_never(command)


def _add(state: User, command: AddUser, office: Office) -> Decision:
    if state.id:
        return already(say("用户名“{username}”已被使用。", username=state.username), "username")
    refusal = first(
        allowed(office, Role.SYSTEM_ADMIN),
        text(command.username, "username", say("用户名"), limit=40),
        text(command.name, "name", say("姓名"), limit=40),
        _unit_stands(command.unit, office),
    )
    return refusal or (
        UserAdded(
            at=office.now,
            id=command.id,
            username=command.username,
            name=command.name,
            unit=command.unit,
            outsourced=command.outsourced,
        ),
    )


def _correct(state: User, command: CorrectUser, office: Office) -> Decision:
    refusal = first(
        allowed(office, Role.SYSTEM_ADMIN),
        text(command.name, "name", say("姓名"), limit=40),
        _unit_stands(command.unit, office),
    )
    if refusal:
        return refusal
    if (command.name, command.unit, command.outsourced) == (
        state.name,
        state.unit,
        state.outsourced,
    ):
        return already(say("没有任何改动。"))
    if command.outsourced and state.roles - OUTSOURCED_MAY:
        return _outsourced(state, sorted(state.roles - OUTSOURCED_MAY)[0])
    return (
        UserCorrected(
            at=office.now, name=command.name, unit=command.unit, outsourced=command.outsourced
        ),
    )


def _roles(state: User, command: GiveRole | TakeRole, office: Office) -> Decision:
    refusal = allowed(office, Role.SECURITY_ADMIN)
    if refusal:
        return refusal
    if office.actor.id == state.id:
        return Refusal(
            code=Code.PARTY,
            message=say("不能给自己授予或收回角色。"),
            advice=say("请由另一位安全管理员办理。"),
        )
    held = Grant(command.role, command.scope) in state.grants
    if isinstance(command, TakeRole):
        if not held:
            return not_found(say("已授予的角色"), command.role.zh, "role")
        return (RoleTaken(at=office.now, role=command.role, scope=command.scope),)
    if held:
        return already(say("{name}已经是{role}。", name=state.name, role=command.role.zh), "role")
    refusal = first(_may_hold(state, command.role), _unit_stands(command.scope, office, "scope"))
    return refusal or (RoleGiven(at=office.now, role=command.role, scope=command.scope),)


def _may_hold(state: User, role: Role) -> Refusal | None:
    if role in NEVER_GIVEN:
        return Refusal(
            code=Code.INVALID,
            message=say("“{role}”不是可以授予的角色。", role=role.zh),
            advice=say("请选择其他角色。"),
            field="role",
        )
    if state.outsourced and role not in OUTSOURCED_MAY:
        return _outsourced(state, role)
    others = state.roles - {role}
    if others and (role in ADMINS or others & ADMINS):
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say(
                "{name}已是{role}，三员角色不能与其他角色兼任。",
                name=state.name,
                role=sorted(others)[0].zh,
            ),
            advice=say("请把角色授予另一个账号。"),
            field="role",
        )
    return None


def _outsourced(state: User, role: Role) -> Refusal:
    return Refusal(
        code=Code.OUTSOURCED,
        message=say("{name}是外包人员，不能担任{role}。", name=state.name, role=role.zh),
        advice=say("外包人员只能接听和记录，请授予在编人员。"),
        field="role",
    )


def _password(state: User, command: ChangePassword, office: Office) -> Decision:
    """A password is changed because somebody may know it; whoever does may have made a token with
    it, which would go on opening citizens' cases. Only the user themself can know that none was.
    Where no password of their own was in use yet, none was made with it.
    """
    by_self = office.actor.id == state.id
    refusal = None if by_self else allowed(office, Role.SYSTEM_ADMIN)
    kept = state.must_change or (by_self and command.keep_tokens)
    ended = () if kept else _ended(state, office)
    return refusal or (PasswordChanged(at=office.now, by_self=by_self), *ended)


def _ended(state: User, office: Office) -> tuple[TokenRevoked, ...]:
    """Every token ends, each by an event of its own, so that the record names it."""
    return tuple(TokenRevoked(at=office.now, id=token.id) for token in state.tokens)


def _access(state: User, command: LockUser | UnlockUser | DisableUser, office: Office) -> Decision:
    refusal = allowed(office, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    if refusal:
        return refusal
    if isinstance(command, UnlockUser):
        if not state.locked:
            return already(say("{name}没有被锁定。", name=state.name))
        return (UserUnlocked(at=office.now),)
    refusal = text(command.reason, "reason", say("原因"), limit=500)
    if refusal:
        return refusal
    if isinstance(command, DisableUser):
        return (UserDisabled(at=office.now, reason=command.reason),)
    if state.locked:
        return already(say("{name}已经被锁定。", name=state.name))
    return (UserLocked(at=office.now, reason=command.reason), *_ended(state, office))


def _tokens(state: User, command: MakeToken | RevokeToken, office: Office) -> Decision:
    refusal = _may_keep_tokens(state, command, office)
    if refusal:
        return refusal
    known = any(token.id == command.id for token in state.tokens)
    if isinstance(command, RevokeToken):
        if not known:
            return not_found(say("令牌"), command.id, "id")
        return (TokenRevoked(at=office.now, id=command.id),)
    refusal = first(
        text(command.name, "name", say("令牌名称"), limit=60),
        already(say("这个令牌已经存在。"), "id") if known else None,
        _token_terms(state, command, office),
    )
    return refusal or (
        TokenMade(
            at=office.now,
            id=command.id,
            name=command.name,
            digest=command.digest,
            expires_at=command.expires_at,
        ),
    )


def _may_keep_tokens(
    state: User, command: MakeToken | RevokeToken, office: Office
) -> Refusal | None:
    """One's own tokens; those of a department's system are made by the system administrator.

    An administrator who could make a token for anybody could act as anybody, and the separation
    of powers would be gone; ending a token is always safe.
    """
    if office.actor.id == state.id:
        return None
    if isinstance(command, MakeToken) and state.roles != {Role.INTEGRATOR}:
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("不能替{name}建立令牌，只能替部门系统建立。", name=state.name),
            advice=say("请由本人登录后建立。"),
        )
    return allowed(office, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


def _token_terms(state: User, command: MakeToken, office: Office) -> Refusal | None:
    if command.expires_at <= office.now:
        return Refusal(
            code=Code.INVALID,
            message=say("令牌的有效期已过。"),
            advice=say("请选择以后的日期。"),
            field="expires_at",
        )
    if len([token for token in state.tokens if token.expires_at > office.now]) >= MAX_TOKENS:
        return Refusal(
            code=Code.LIMIT_REACHED,
            message=say("每个账号最多 {max_tokens} 个有效令牌。", max_tokens=MAX_TOKENS),
            advice=say("请先撤销不用的令牌。"),
        )
    return None


def _unit_stands(unit_id: str, office: Office, field: str = "unit") -> Refusal | None:
    unit = office.units.get(unit_id)
    if not unit_id or (unit is not None and unit.active):
        return None
    return not_found(say("单位"), office.units.name(unit_id), field)


def evolve(state: User, event: UserEvent) -> User:
    """The account after the event."""
    change = msgspec.structs.replace
    match event:
        case UserAdded():
            return User(
                id=event.id,
                username=event.username,
                name=event.name,
                unit=event.unit,
                outsourced=event.outsourced,
            )
        case UserCorrected():
            return change(state, name=event.name, unit=event.unit, outsourced=event.outsourced)
        case RoleGiven():
            grants = {*state.grants, Grant(event.role, event.scope)}
            return change(state, grants=tuple(sorted(grants)))
        case RoleTaken():
            gone = Grant(event.role, event.scope)
            return change(state, grants=tuple(one for one in state.grants if one != gone))
        case PasswordChanged():
            return change(state, must_change=not event.by_self)
        case UserLocked():
            return change(state, locked=True)
        case UserUnlocked():
            return change(state, locked=False)
        case UserDisabled():
            return change(state, disabled=True, tokens=())
        case TokenMade():
            token = Token(
                id=event.id, name=event.name, digest=event.digest, expires_at=event.expires_at
            )
            return change(state, tokens=(*state.tokens, token))
        case TokenRevoked():
            return change(
                state, tokens=tuple(token for token in state.tokens if token.id != event.id)
            )
        case _:
            assert_never(event)

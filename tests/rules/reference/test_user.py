"""Accounts, roles, separated powers, tokens."""

from datetime import timedelta
from typing import Any

import pytest

from hotline.rules.reference import user
from hotline.rules.reference.office import Office, decide_each
from hotline.rules.reference.user import MAX_TOKENS, OUTSOURCED_MAY, Grant, User
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
    TakeRole,
    TokenRevoked,
    UnlockUser,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.offices import NOW, office, refused, tree, unit

UNITS = tree(unit("centre"), unit("urban"), unit("shut", active=False))
SYSTEM = office(Role.SYSTEM_ADMIN, id="sys", units=UNITS)
SECURITY = office(Role.SECURITY_ADMIN, id="sec", units=UNITS)
ADD = AddUser(id="u1", username="zhang", name="张三", unit="urban")
SOMEBODY = User(id="u1", username="zhang", name="张三", unit="urban")
HERSELF = office(Role.OFFICER, id="u1", units=UNITS)


def after(state: User, by: Office, *commands: Any) -> User | Refusal:
    events = decide_each(user.decide, user.evolve, state, commands, by)
    if isinstance(events, Refusal):
        return events
    for event in events:
        state = user.evolve(state, event)
    return state


def who(state: User | Refusal) -> User:
    assert isinstance(state, User), state
    return state


def test_an_account_is_opened_and_corrected() -> None:
    opened = who(after(User(), SYSTEM, ADD))
    assert (opened.username, opened.unit, opened.must_change) == ("zhang", "urban", True)
    corrected = who(after(opened, SYSTEM, CorrectUser(name="章三", unit="centre")))
    assert (corrected.name, corrected.unit) == ("章三", "centre")


@pytest.mark.parametrize(
    ("state", "by", "command", "code"),
    [
        (SOMEBODY, SYSTEM, ADD, Code.ALREADY),
        (User(), SECURITY, ADD, Code.WRONG_ROLE),
        (User(), SYSTEM, AddUser(id="1", username="", name="x", unit=""), Code.MISSING),
        (User(), SYSTEM, AddUser(id="1", username="x", name="x", unit="shut"), Code.NOT_FOUND),
        (User(), SYSTEM, AddUser(id="1", username="x", name="x", unit="gone"), Code.NOT_FOUND),
        (User(), SYSTEM, CorrectUser(name="x", unit=""), Code.NOT_FOUND),
        (SOMEBODY, SYSTEM, CorrectUser(name="张三", unit="urban"), Code.ALREADY),
        (SOMEBODY, SYSTEM, CorrectUser(name="", unit="urban"), Code.MISSING),
    ],
)
def test_opening_and_correcting_refuse(state: User, by: Office, command: Any, code: Code) -> None:
    refused(after(state, by, command), code)


def test_roles_are_given_for_a_scope_and_taken_by_the_security_administrator() -> None:
    given = who(
        after(
            SOMEBODY,
            SECURITY,
            GiveRole(role=Role.OFFICER),
            GiveRole(role=Role.LIAISON, scope="centre"),
            GiveRole(role=Role.OFFICER, scope="centre"),
        )
    )
    assert given.grants == (
        Grant(Role.LIAISON, "centre"),
        Grant(Role.OFFICER),
        Grant(Role.OFFICER, "centre"),
    )
    taken = who(after(given, SECURITY, TakeRole(role=Role.OFFICER)))
    assert taken.roles == {Role.LIAISON, Role.OFFICER}
    refused(after(given, SYSTEM, GiveRole(role=Role.AGENT)), Code.WRONG_ROLE)
    refused(after(given, SECURITY, GiveRole(role=Role.OFFICER)), Code.ALREADY)
    refused(after(given, SECURITY, TakeRole(role=Role.AGENT)), Code.NOT_FOUND)
    refused(after(given, SECURITY, GiveRole(role=Role.AGENT, scope="x")), Code.NOT_FOUND, "x")


def test_nobody_gives_roles_to_themselves() -> None:
    by = office(Role.SECURITY_ADMIN, id="u1", units=UNITS)
    refused(after(SOMEBODY, by, GiveRole(role=Role.MANAGEMENT)), Code.PARTY)
    refused(after(SOMEBODY, by, TakeRole(role=Role.OFFICER)), Code.PARTY)


@pytest.mark.parametrize("role", list(Role))
def test_administrators_hold_no_other_role_and_outsourced_staff_only_answer(role: Role) -> None:
    never = role in (Role.CITIZEN, Role.CLOCK)
    admin = who(after(SOMEBODY, SECURITY, GiveRole(role=Role.AUDIT_ADMIN)))
    officer = who(after(SOMEBODY, SECURITY, GiveRole(role=Role.OFFICER)))
    outsourced = User(id="u2", name="李四", outsourced=True)
    command = GiveRole(role=role, scope="centre")
    expected = Code.INVALID if never else None if role is Role.AUDIT_ADMIN else Code.WRONG_ROLE
    check(after(admin, SECURITY, command), expected)
    powers = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    expected = Code.INVALID if never else Code.WRONG_ROLE if role in powers else None
    check(after(officer, SECURITY, command), expected)
    expected = Code.INVALID if never else None if role in OUTSOURCED_MAY else Code.OUTSOURCED
    check(after(outsourced, SECURITY, command), expected)


def check(result: User | Refusal, code: Code | None) -> None:
    if code is None:
        who(result)
    else:
        refused(result, code)


def test_who_rules_cannot_become_outsourced() -> None:
    officer = who(after(SOMEBODY, SECURITY, GiveRole(role=Role.OFFICER)))
    command = CorrectUser(name="张三", unit="urban", outsourced=True)
    refused(after(officer, SYSTEM, command), Code.OUTSOURCED, "承办员")
    assert who(after(SOMEBODY, SYSTEM, command)).outsourced


def test_a_password_set_by_another_must_be_changed() -> None:
    changed = who(after(SOMEBODY, HERSELF, ChangePassword()))
    assert not changed.must_change
    assert who(after(changed, SYSTEM, ChangePassword())).must_change
    refused(after(SOMEBODY, SECURITY, ChangePassword()), Code.WRONG_ROLE)
    assert user.decide(SOMEBODY, ChangePassword(), HERSELF) == (
        PasswordChanged(at=NOW, by_self=True),
    )


def test_locking_and_disabling() -> None:
    locked = who(after(SOMEBODY, SECURITY, LockUser(reason="可疑登录")))
    assert locked.locked
    refused(after(locked, SECURITY, LockUser(reason="x")), Code.ALREADY)
    refused(after(SOMEBODY, SYSTEM, UnlockUser()), Code.ALREADY)
    refused(after(SOMEBODY, SYSTEM, LockUser(reason="")), Code.MISSING)
    refused(after(SOMEBODY, HERSELF, UnlockUser()), Code.WRONG_ROLE)
    assert not who(after(locked, SYSTEM, UnlockUser())).locked
    token = MakeToken(id="t", name="x", digest="d", expires_at=NOW + timedelta(days=1))
    ended = who(after(who(after(SOMEBODY, HERSELF, token)), SYSTEM, DisableUser(reason="离职")))
    assert ended.disabled
    assert ended.tokens == ()
    refused(after(ended, SYSTEM, UnlockUser()), Code.WRONG_STATE, "停用")


def token(id: str, days: int = 1, name: str = "数据对接") -> MakeToken:
    return MakeToken(id=id, name=name, digest="d" + id, expires_at=NOW + timedelta(days=days))


def test_tokens_are_made_and_revoked() -> None:
    held = who(after(SOMEBODY, HERSELF, token("1"), token("2")))
    assert [one.id for one in held.tokens] == ["1", "2"]
    assert [one.id for one in who(after(held, SECURITY, RevokeToken(id="1"))).tokens] == ["2"]
    refused(after(held, HERSELF, token("1")), Code.ALREADY)
    refused(after(held, HERSELF, token("3", days=0)), Code.INVALID)
    refused(after(held, HERSELF, token("3", name="")), Code.MISSING)
    refused(after(held, HERSELF, RevokeToken(id="9")), Code.NOT_FOUND)
    refused(after(held, office(Role.OFFICER, id="u9"), RevokeToken(id="1")), Code.WRONG_ROLE)


@pytest.mark.parametrize(
    ("asker", "command", "left"),
    [
        (HERSELF, ChangePassword(), []),
        (HERSELF, ChangePassword(keep_tokens=True), ["1", "2"]),
        (SYSTEM, ChangePassword(), []),
        (SYSTEM, ChangePassword(keep_tokens=True), []),
        (SECURITY, LockUser(reason="可疑登录"), []),
    ],
)
def test_tokens_end_with_the_password_each_by_an_event(
    asker: Office, command: ChangePassword | LockUser, left: list[str]
) -> None:
    """谁知道旧密码，谁就可能用它建过令牌；只有本人能说哪些要留。"""
    held = who(after(SOMEBODY, HERSELF, ChangePassword(), token("1"), token("2")))
    events = user.decide(held, command, asker)
    assert isinstance(events, tuple)
    revoked = [event.id for event in events if isinstance(event, TokenRevoked)]
    assert revoked == [one.id for one in held.tokens if one.id not in left]
    assert [one.id for one in who(after(held, asker, command)).tokens] == left


def test_a_first_password_ends_no_token() -> None:
    """部门系统的令牌由管理员建立，系统管理员随后开通登录，不影响对接。"""
    held = who(after(SOMEBODY, HERSELF, token("1")))
    assert held.must_change
    reset = who(after(held, SYSTEM, ChangePassword()))
    assert who(after(reset, HERSELF, ChangePassword())).tokens == held.tokens


def test_nobody_makes_a_token_for_a_person() -> None:
    refused(after(SOMEBODY, SYSTEM, token("1")), Code.WRONG_ROLE, "张三")
    system = who(after(SOMEBODY, SECURITY, GiveRole(role=Role.INTEGRATOR)))
    assert who(after(system, SYSTEM, token("1"))).tokens


def test_tokens_are_limited_and_expired_ones_do_not_count() -> None:
    many = [token(str(number)) for number in range(MAX_TOKENS)]
    held = who(after(SOMEBODY, HERSELF, *many))
    refused(after(held, HERSELF, token("x")), Code.LIMIT_REACHED)
    later = Office(now=NOW + timedelta(days=2), actor=HERSELF.actor)
    assert len(who(after(held, later, token("x", days=3))).tokens) == MAX_TOKENS + 1

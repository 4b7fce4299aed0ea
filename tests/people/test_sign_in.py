"""Signing in: sessions, lock-out, expiry, forced change of password, sign-out everywhere."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline import ledger
from hotline.people import actions, queries
from hotline.people.authentication import IDLE, LIFE, Signed, actor_by_session
from hotline.people.models import Attempt, Credential, Session
from hotline.people.sign_in import (
    ADDRESS_LIMIT,
    BLOCK,
    USER_LIMIT,
    Opened,
    sign_in,
    sign_out,
    sign_out_everywhere,
    sweep,
)
from hotline.rules.reference.user_messages import DisableUser, GiveRole, LockUser, UnlockUser
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.fixtures.people import PASSWORD, Account, City, done

NOW = datetime(2026, 2, 13, 8, 0, tzinfo=UTC)


def opened(user: Account, now: datetime = NOW, address: str = "") -> Opened:
    return done(sign_in(user.city.code, user.username, user.password, now=now, address=address))


def refused(result: object, code: Code = Code.SIGNED_OUT) -> Refusal:
    assert isinstance(result, Refusal), result
    assert result.code is code, result
    return result


def signed(result: Signed | Refusal) -> Signed:
    assert isinstance(result, Signed), result
    return result


def test_a_request_is_known_by_one_statement(city: City) -> None:
    session = opened(city.user(Role.DISPATCHER))
    city.world()
    with ledger.count_statements() as counted:
        found = signed(actor_by_session(session.secret, now=NOW))
        queries.world(city.code, found.reference)
    assert counted.count == 1
    assert found.actor == city.actor(Role.DISPATCHER)
    assert found.reference == city.world().reference
    assert found.username == "dispatcher.centre"


def test_the_secret_is_not_kept(city: City) -> None:
    session = opened(city.user(Role.DISPATCHER))
    kept = Session.objects.get(user_id=session.signed.actor.id)
    assert session.secret not in kept.digest
    password = Credential.objects.get(user_id=session.signed.actor.id).password
    assert PASSWORD not in password


@pytest.mark.parametrize("secret", ["", "x", "' OR 1=1", "长" * 500, "\x00", "\ud800"])
def test_a_wrong_cookie_is_nobody(db: None, secret: str) -> None:
    refused(actor_by_session(secret))


def test_wrong_password_unknown_user_and_other_city_are_refused_alike(
    city: City, other_city: City
) -> None:
    user = city.user(Role.AGENT)
    wrong = refused(sign_in(city.code, user.username, "wrong", now=NOW))
    assert refused(sign_in(city.code, "nobody", "wrong", now=NOW)) == wrong
    assert refused(sign_in(city.code, "nobody", user.password, now=NOW)) == wrong
    assert refused(sign_in(other_city.code, user.username, user.password, now=NOW)) == wrong
    assert refused(sign_in("nowhere", user.username, user.password, now=NOW)) == wrong
    assert refused(sign_in(city.code, "agent\x00", user.password, now=NOW)) == wrong
    assert refused(sign_in(city.code, user.username, "\ud800\x00", now=NOW)) == wrong
    assert refused(sign_in(city.code, "长" * 10_000, "x" * 1_000_000, now=NOW)) == wrong


def test_an_account_without_password_cannot_be_entered(city: City) -> None:
    refused(sign_in(city.code, "officer.urban", "", now=NOW))
    refused(sign_in(city.code, "officer.urban", "没有这个用户", now=NOW))


def test_lock_out_by_user_whatever_the_password_then_let_in_again(city: City) -> None:
    user = city.user(Role.AGENT)
    for number in range(USER_LIMIT):
        refused(sign_in(city.code, user.username, "wrong", now=NOW, address=f"10.0.0.{number}"))
    later = NOW + timedelta(minutes=5)
    shut = refused(sign_in(city.code, user.username, user.password, now=later), Code.TOO_MANY)
    assert "10 分钟" in shut.message
    assert shut.status == 429
    opened(user, NOW + BLOCK + timedelta(seconds=1))


def test_unknown_users_are_locked_out_alike(city: City) -> None:
    for _ in range(USER_LIMIT):
        refused(sign_in(city.code, "nobody", "wrong", now=NOW))
    refused(sign_in(city.code, "nobody", "wrong", now=NOW), Code.TOO_MANY)


def test_a_success_forgets_the_failures_and_old_failures_do_not_count(city: City) -> None:
    user = city.user(Role.AGENT)
    for _ in range(2):
        for _ in range(USER_LIMIT - 1):
            refused(sign_in(city.code, user.username, "wrong", now=NOW))
        opened(user)
    for minutes in range(0, 20 * USER_LIMIT, 20):
        at = NOW + timedelta(minutes=minutes)
        refused(sign_in(city.code, user.username, "wrong", now=at))
    opened(user, NOW + timedelta(hours=3))


def test_lock_out_by_address_over_many_users(city: City) -> None:
    address = f"192.0.2.1 {city.code}"
    for number in range(ADDRESS_LIMIT):
        refused(sign_in(city.code, f"user{number}", "wrong", now=NOW, address=address))
    user = city.user(Role.AGENT)
    refused(
        sign_in(city.code, user.username, user.password, now=NOW, address=address), Code.TOO_MANY
    )
    opened(user, address="192.0.2.2")


def test_failures_in_one_city_lock_nobody_out_of_another(city: City, other_city: City) -> None:
    for _ in range(USER_LIMIT):
        refused(sign_in(city.code, "agent.centre", "wrong", now=NOW))
    opened(other_city.user(Role.AGENT))


def test_a_session_idles_out_and_ends(city: City) -> None:
    user = city.user(Role.AGENT)
    first = opened(user).secret
    refused(actor_by_session(first, now=NOW + IDLE))
    second, at = opened(user).secret, NOW
    while at < NOW + LIFE - IDLE:
        at += IDLE - timedelta(minutes=1)
        signed(actor_by_session(second, now=at))
    refused(actor_by_session(second, now=NOW + LIFE))


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(city: City) -> None:
    secret = opened(city.user(Role.AGENT)).secret
    half = NOW + IDLE / 2
    signed(actor_by_session(secret, now=half, touch=False))
    refused(actor_by_session(secret, now=NOW + IDLE))


def test_signing_out_here_and_everywhere(city: City) -> None:
    user = city.user(Role.AGENT)
    here, there, third = (opened(user).secret for _ in range(3))
    sign_out(third)
    sign_out(third)
    refused(actor_by_session(third, now=NOW))
    sign_out_everywhere(user.id, but=here)
    signed(actor_by_session(here, now=NOW))
    refused(actor_by_session(there, now=NOW))
    sign_out_everywhere(user.id)
    refused(actor_by_session(here, now=NOW))


def test_locked_and_disabled_users_are_out_at_once(city: City) -> None:
    user = city.user(Role.AGENT)
    secret = opened(user).secret
    security = city.by(Role.SECURITY_ADMIN)
    done(actions.change_user(security, user.id, LockUser(reason="可疑")))
    refused(actor_by_session(secret, now=NOW))
    assert "锁定" in refused(sign_in(city.code, user.username, user.password, now=NOW)).message
    done(actions.change_user(security, user.id, UnlockUser()))
    signed(actor_by_session(secret, now=NOW))
    done(actions.change_user(security, user.id, DisableUser(reason="离职")))
    refused(actor_by_session(secret, now=NOW))


def test_roles_are_as_they_are_now(city: City) -> None:
    user = city.user(Role.OFFICER)
    secret = opened(user).secret
    before = signed(actor_by_session(secret, now=NOW))
    done(actions.change_user(city.by(Role.SECURITY_ADMIN), user.id, GiveRole(role=Role.LIAISON)))
    after = signed(actor_by_session(secret, now=NOW))
    assert after.actor.roles == {Role.OFFICER, Role.LIAISON}
    assert after.reference > before.reference


def test_a_password_given_by_another_opens_nothing_but_its_change(city: City) -> None:
    user = city.user(Role.OFFICER)
    done(actions.reset_password(city.by(Role.SYSTEM_ADMIN), user.id, "temporary 54321"))
    session = done(sign_in(city.code, user.username, "temporary 54321", now=NOW))
    assert session.signed.must_change
    assert session.signed.actor.roles == frozenset()
    by = city.by(Role.OFFICER)
    done(actions.change_password(by, "temporary 54321", PASSWORD, session=session.secret))
    found = signed(actor_by_session(session.secret, now=NOW))
    assert found.actor.roles == {Role.OFFICER}


def test_a_changed_password_ends_the_other_sessions(city: City) -> None:
    user = city.user(Role.OFFICER)
    here, there = opened(user).secret, opened(user).secret
    by = city.by(Role.OFFICER)
    done(actions.change_password(by, PASSWORD, "another horse 678", session=here))
    signed(actor_by_session(here, now=NOW))
    refused(actor_by_session(there, now=NOW))
    refused(sign_in(city.code, user.username, PASSWORD, now=NOW))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("wrong", "another horse 678", Code.INVALID),
        (PASSWORD, PASSWORD, Code.ALREADY),
        (PASSWORD, "short 1", Code.INVALID),
        (PASSWORD, "x" * 200 + "1", Code.INVALID),
        (PASSWORD, "no digits here", Code.INVALID),
        (PASSWORD, "12345678901", Code.INVALID),
        (PASSWORD, "Officer.Urban 123", Code.INVALID),
    ],
)
def test_bad_passwords_are_refused(city: City, old: str, new: str, code: Code) -> None:
    assert city.user(Role.OFFICER).password == PASSWORD
    refused(actions.change_password(city.by(Role.OFFICER), old, new), code)


def test_only_the_system_administrator_resets(city: City) -> None:
    user = city.user(Role.OFFICER)
    result = actions.reset_password(city.by(Role.SECURITY_ADMIN), user.id, "temporary 54321")
    refused(result, Code.WRONG_ROLE)
    assert Credential.objects.filter(user_id=user.id).count() == 0


def test_sign_ins_are_on_record_for_the_audit_administrator(city: City) -> None:
    user = city.user(Role.AGENT)
    refused(sign_in(city.code, user.username, "wrong", now=NOW, address="192.0.2.7"))
    opened(user)
    rows = queries.sign_in_log(city.actor(Role.AUDIT_ADMIN))
    assert not isinstance(rows, Refusal)
    assert {(row.result, row.address) for row in rows} == {("wrong", "192.0.2.7"), ("in", "")}
    refused(queries.sign_in_log(city.actor(Role.SYSTEM_ADMIN)), Code.WRONG_ROLE)


def test_what_no_longer_matters_is_swept(city: City) -> None:
    opened(city.user(Role.AGENT))
    refused(sign_in(city.code, "nobody", "wrong", now=NOW))
    key = f"user {city.code} nobody"
    sweep(NOW + timedelta(minutes=1))
    assert Attempt.objects.filter(key=key).exists()
    sweep(NOW + LIFE + timedelta(seconds=1))
    assert not Attempt.objects.filter(key=key).exists()
    assert not Session.objects.filter(city=city.code).exists()

"""API tokens: known from memory without a statement, gone at once when revoked."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline import ledger
from hotline.people import actions, queries
from hotline.people.actions import NewToken
from hotline.people.authentication import Signed, actor_by_token
from hotline.people.by import By
from hotline.people.models import TokenRow, TokenUse
from hotline.rules.reference.user_messages import LockUser
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.fixtures.people import City, done


def made(city: City) -> NewToken:
    user = city.user(Role.INTEGRATOR)
    return done(actions.make_token(city.by(Role.SYSTEM_ADMIN), user.id, "市场监管系统"))


def signed(token: NewToken, *, checked_later: bool = False) -> Signed | Refusal:
    return actor_by_token(f"Bearer {token.secret}", checked_later=checked_later)


def test_a_token_is_its_user_by_one_statement_and_then_by_none(city: City) -> None:
    token = made(city)
    city.world()
    with ledger.count_statements() as counted:
        found = signed(token)
    assert counted.count == 1
    assert isinstance(found, Signed)
    assert found.actor == city.actor(Role.INTEGRATOR)
    with ledger.count_statements() as counted:
        assert signed(token, checked_later=True) == found
        assert queries.world(city.code, found.reference).reference == found.reference
    assert counted.count == 0


def test_a_revoked_token_raises_the_version_that_every_command_reads(city: City) -> None:
    token = made(city)
    held = signed(token)
    assert isinstance(held, Signed)
    user = city.user(Role.INTEGRATOR)
    done(actions.revoke_token(city.by(Role.SYSTEM_ADMIN), user.id, token.id))
    assert queries.reference(city.code) > held.reference
    assert isinstance(signed(token), Refusal)
    assert isinstance(signed(token, checked_later=True), Refusal), "memory forgot it too"


def test_a_locked_user_has_no_token(city: City) -> None:
    token = made(city)
    user = city.user(Role.INTEGRATOR)
    done(actions.change_user(city.by(Role.SECURITY_ADMIN), user.id, LockUser(reason="x")))
    assert isinstance(signed(token), Refusal)


def test_a_token_ends(city: City) -> None:
    token = made(city)
    late = datetime.now(UTC) + timedelta(days=366)
    header = f"Bearer {token.secret}"
    assert isinstance(actor_by_token(header), Signed)
    assert isinstance(actor_by_token(header, checked_later=True, now=late), Refusal)


def test_only_its_digest_is_kept_and_its_use_is_noted(city: City) -> None:
    token = made(city)
    signed(token)
    row = TokenRow.objects.get(id=token.id)
    assert token.secret not in row.digest
    first = TokenUse.objects.get(token_id=token.id).used_at
    signed(token)
    assert TokenUse.objects.get(token_id=token.id).used_at == first, "noted once an hour"


def test_a_new_password_ends_the_tokens_unless_they_are_kept(city: City) -> None:
    officer = city.user(Role.OFFICER)
    by, old = By(actor=officer.actor), officer.password
    first = done(actions.make_token(by, officer.id, "一"))
    assert isinstance(signed(first), Signed)
    done(actions.change_password(by, old, f"{old}-2", keep_tokens=True))
    assert isinstance(signed(first), Signed)
    held = signed(first)
    assert isinstance(held, Signed)
    done(actions.change_password(by, f"{old}-2", f"{old}-3"))
    assert isinstance(signed(first), Refusal)
    assert queries.reference(city.code) > held.reference, "processes that remember it ask again"
    second = done(actions.make_token(by, officer.id, "二"))
    done(actions.reset_password(city.by(Role.SYSTEM_ADMIN), officer.id, "horse correct 54321"))
    assert isinstance(signed(second), Refusal)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic hl_x", "Bearer hl_wrong"])
def test_anything_else_is_nobody(db: None, header: str) -> None:
    found = actor_by_token(header)
    assert isinstance(found, Refusal)
    assert found.status == 401


def test_tokens_are_made_by_oneself_or_for_a_system(city: City) -> None:
    agent = city.by(Role.AGENT)
    own = done(actions.make_token(agent, agent.actor.id, "我的"))
    assert isinstance(signed(own), Signed)
    for_another = actions.make_token(city.by(Role.SYSTEM_ADMIN), agent.actor.id, "他的")
    assert isinstance(for_another, Refusal)
    assert for_another.code is Code.WRONG_ROLE
    assert [row.name for row in queries.tokens(agent.actor, agent.actor.id)] == ["我的"]
    assert not queries.tokens(city.actor(Role.OFFICER), agent.actor.id)

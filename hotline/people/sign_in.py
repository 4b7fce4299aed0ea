"""Signing in and out: lock-out by user and by address, sessions in a small table of our own.

After `USER_LIMIT` failures within `WINDOW` a user name, and after `ADDRESS_LIMIT` an address, is
shut out for `BLOCK`, whatever the password. An unknown user name behaves like a known one in time
and words. Times are wall time (see authentication.py).
"""

import secrets
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import msgspec
from django.db import connection

from hotline import ledger
from hotline.people import passwords
from hotline.people.authentication import LIFE, Signed, actor_by_session, digest
from hotline.people.streams import user_ref
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

USER_LIMIT = 5
ADDRESS_LIMIT = 30
WINDOW = timedelta(minutes=15)
BLOCK = timedelta(minutes=15)

_WRONG = Refusal(
    code=Code.SIGNED_OUT,
    message=say("用户名或密码不正确。"),
    advice=say("请核对后重试；连续输错 {user_limit} 次将暂停登录 15 分钟。", user_limit=USER_LIMIT),
    field="password",
)
_SHUT = Refusal(
    code=Code.SIGNED_OUT,
    message=say("这个账号已锁定或停用。"),
    advice=say("请联系系统管理员。"),
)

_READ = """
SELECT u.locked OR u.disabled, c.password,
    (SELECT max(blocked_until) FROM people_attempt
     WHERE key = ANY(%(keys)s) AND blocked_until > %(now)s)
FROM (SELECT 1) AS one
LEFT JOIN people_user u ON u.id = %(user)s
LEFT JOIN people_credential c ON c.user_id = u.id
"""
_LOG = (
    "INSERT INTO people_sign_in (city, at, username, address, result)"
    " VALUES (%(city)s, %(now)s, %(username)s, %(address)s, %(result)s)"
)
_FAILED = f"""
WITH log AS ({_LOG})
INSERT INTO people_attempt AS a (key, failures, first_at)
SELECT k.key, 1, %(now)s FROM unnest(%(keys)s::text[], %(limits)s::int[]) AS k(key, most)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN a.first_at < %(since)s THEN 1 ELSE a.failures + 1 END,
    first_at = CASE WHEN a.first_at < %(since)s THEN excluded.first_at ELSE a.first_at END,
    blocked_until = CASE
        WHEN a.first_at >= %(since)s
        AND a.failures + 1 >= (%(limits)s::int[])[array_position(%(keys)s::text[], a.key)]
        THEN %(until)s::timestamptz END
"""  # noqa: S608 - put together from constants
_OPENED = f"""
WITH log AS ({_LOG}), cleared AS (DELETE FROM people_attempt WHERE key = %(user_key)s)
INSERT INTO people_session (digest, city, user_id, began_at, seen_at, expires_at, address)
VALUES (%(digest)s, %(city)s, %(user)s, %(now)s, %(now)s, %(expires)s, %(address)s)
"""  # noqa: S608 - put together from constants


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A session just begun: `secret` goes into the cookie and is kept nowhere."""

    secret: str
    signed: Signed


def sign_in(
    city: str, username: str, password: str, *, address: str = "", now: datetime | None = None
) -> Opened | Refusal:
    """Begins a session. Refused: wrong name or password, locked account, too many failures."""
    now = now or ledger.clock.wall()
    username = username.strip()[:100]
    if not username.isprintable():
        return _WRONG
    user_key, address_key = f"user {city} {username}", f"address {address}"
    params: dict[str, Any] = {
        "city": city,
        "username": username,
        "address": address,
        "user": user_ref(city, username).id,
        "user_key": user_key,
        "keys": [user_key, address_key] if address else [user_key],
        "limits": [USER_LIMIT, ADDRESS_LIMIT] if address else [USER_LIMIT],
        "now": now,
        "since": now - WINDOW,
        "until": now + BLOCK,
    }
    shut, kept, blocked_until = _run(_READ, params)[0]
    if blocked_until is not None:
        _run(_LOG, {**params, "result": "blocked"})
        return _too_many(blocked_until - now)
    if not passwords.matches(password, kept):
        _run(_FAILED, {**params, "result": "wrong"})
        return _WRONG
    if shut:
        _run(_LOG, {**params, "result": "shut"})
        return _SHUT
    secret = secrets.token_urlsafe(32)
    opened = {"digest": digest(secret), "expires": now + LIFE, "result": "in"}
    _run(_OPENED, {**params, **opened})
    signed = actor_by_session(secret, touch=False, now=now)
    return signed if isinstance(signed, Refusal) else Opened(secret=secret, signed=signed)


def sign_out(secret: str) -> None:
    """Ends one session; harmless when it has ended."""
    _run("DELETE FROM people_session WHERE digest = %(digest)s", {"digest": digest(secret)})


def sign_out_everywhere(user_id: str, *, but: str = "") -> None:
    """Ends all sessions of a user, except the one whose secret is given."""
    _run(
        "DELETE FROM people_session WHERE user_id = %(user)s AND digest <> %(but)s",
        {"user": user_id, "but": digest(but) if but else ""},
    )


def sweep(now: datetime | None = None) -> None:
    """Drops sessions, failures and counts that no longer matter; called daily by the clock."""
    now = now or ledger.clock.wall()
    _run("DELETE FROM people_session WHERE expires_at < %(now)s", {"now": now})
    _run(
        "DELETE FROM people_attempt WHERE first_at < %(since)s"
        " AND (blocked_until IS NULL OR blocked_until < %(now)s)",
        {"now": now, "since": now - WINDOW},
    )
    _run("DELETE FROM people_look_up WHERE hour < %(now)s - interval '1 day'", {"now": now})


def _too_many(left: timedelta) -> Refusal:
    minutes = ceil(left.total_seconds() / 60)
    return Refusal(
        code=Code.TOO_MANY,
        message=say("输错次数过多，暂停登录，还剩 {minutes} 分钟。", minutes=minutes),
        advice=say("请到时再试；如忘记密码，请联系系统管理员重置。"),
    )


def _run(statement: str, params: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []

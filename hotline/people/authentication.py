"""Who sends a request: by session cookie or by API token. One statement, which also answers with
the city's reference version, so that the world can come from memory.

Times here are wall time, not the city's (possibly virtual) time: a rehearsal that jumps a week
must not sign everybody out, nor keep a stolen cookie alive.
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection

from hotline import ledger
from hotline.people.queries import make_actor
from hotline.rules.actor import Actor
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

IDLE = timedelta(minutes=30)
LIFE = timedelta(hours=12)
TOUCH = timedelta(minutes=1)
TOKEN_PREFIX = "hl_"  # noqa: S105 - the beginning of every token, so that scanners know one
_CACHE_SIZE = 10_000

SIGNED_OUT = Refusal(
    code=Code.SIGNED_OUT,
    message=say("您还没有登录，或登录已过期。"),
    advice=say("请重新登录；填写的内容已保留在本页。"),
)
NO_TOKEN = Refusal(
    code=Code.SIGNED_OUT,
    message=say("请求没有带有效的令牌，或令牌已过期、已撤销。"),
    advice=say("请在 Authorization 头中以 Bearer 方式提供令牌。"),
)


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody known. Until a `must_change` password is changed the actor holds no role.

    `reference` is the version of the city's reference data seen; give it to `world()`.
    `ends_at` is when it ends at the latest.
    """

    actor: Actor
    username: str
    reference: int
    must_change: bool
    ends_at: datetime


_USER = (
    "u.id::text, u.name, u.city, u.unit, u.outsourced, u.grants::text, u.username,"
    " coalesce(r.version, 0), {0}"
)
# A password to be changed concerns who signs in with it, not a department's system.
_HOLDER = {"session": _USER.format("u.must_change"), "token": _USER.format("false")}
_JOINED = (
    " JOIN people_user u ON u.id = {0}.user_id LEFT JOIN ledger_reference r ON r.city = u.city"
    " WHERE {0}.digest = %(digest)s AND {0}.expires_at > %(now)s AND NOT u.locked"
    " AND NOT u.disabled"
)
_SESSION = f"""
WITH live AS (
    SELECT {_HOLDER["session"]}, s.expires_at, s.digest, s.seen_at FROM people_session s
    {_JOINED.format("s")} AND s.seen_at > %(now)s::timestamptz - %(idle)s::interval
), touched AS (
    UPDATE people_session s SET seen_at = %(now)s FROM live
    WHERE %(touch)s AND s.digest = live.digest
    AND live.seen_at < %(now)s::timestamptz - %(step)s::interval
)
SELECT * FROM live
"""  # noqa: S608 - put together from constants
_TOKEN = f"""
WITH live AS (SELECT {_HOLDER["token"]}, t.expires_at, t.id AS token_id FROM people_token t
    {_JOINED.format("t")}
), used AS (
    INSERT INTO people_token_use (token_id, used_at) SELECT token_id, %(now)s FROM live
    ON CONFLICT (token_id) DO UPDATE SET used_at = excluded.used_at
    WHERE people_token_use.used_at < excluded.used_at - interval '1 hour'
)
SELECT * FROM live
"""  # noqa: S608 - put together from constants

_tokens: dict[str, Signed] = {}


def digest(secret: str) -> str:
    """What is kept of a cookie's or token's secret. It is random, so no slow hash is needed."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def actor_by_session(
    secret: str, *, touch: bool = True, now: datetime | None = None
) -> Signed | Refusal:
    """Who holds this cookie. One statement; it also keeps the session from idling out, except
    for what a page asks by itself (`touch` False), so that an empty chair is signed out."""
    if not secret:
        return SIGNED_OUT
    found = _one(
        _SESSION,
        {
            "digest": digest(secret),
            "now": now or ledger.clock.wall(),
            "idle": IDLE,
            "step": TOUCH,
            "touch": touch,
        },
    )
    return found or SIGNED_OUT


def actor_by_token(
    header: str, *, checked_later: bool = False, now: datetime | None = None
) -> Signed | Refusal:
    """Who holds the token in an Authorization header.

    `checked_later` is for commands only: the answer may come from memory without a statement,
    because `execute` reads the reference version anyway. If that is newer than `reference` here,
    the caller must ask again without it and decide again; every change of users, roles and tokens
    raises that version.
    """
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.startswith(TOKEN_PREFIX):
        return NO_TOKEN
    key, now = digest(secret.strip()), now or ledger.clock.wall()
    held = _tokens.get(key)
    if checked_later and held is not None and now < held.ends_at:
        return held
    found = _one(_TOKEN, {"digest": key, "now": now})
    if found is None:
        _tokens.pop(key, None)
        return NO_TOKEN
    if len(_tokens) >= _CACHE_SIZE:
        _tokens.clear()
    _tokens[key] = found
    return found


def is_known(header: str) -> bool:
    """Whether this process has lately seen that token to be right; it may have been revoked since.
    For limits on guessing only: costs no statement."""
    return digest(header.partition(" ")[2].strip()) in _tokens


def _one(statement: str, params: dict[str, Any]) -> Signed | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row = cursor.fetchone()
    if row is None:
        return None
    user_id, name, city, unit, outsourced, grants, username, version, must_change, ends = row[:10]
    held = [] if must_change else json.loads(grants)
    return Signed(
        actor=make_actor(user_id, name, city, unit, outsourced, held),
        username=username,
        reference=version,
        must_change=must_change,
        ends_at=ends,
    )

"""What people and cities set: own wishes, a city's table, notices read. One statement each."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection

from hotline import ledger
from hotline.handling.notices.table import STANDARD, Line, Thing, Way, Whom, checked
from hotline.rules.actor import Actor
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

_WISH: Final = """
INSERT INTO handling_notice_wish (user_id, city, email, phone, quiet_from, quiet_to, digest, off)
VALUES (%(user)s, %(city)s, %(email)s, %(phone)s, %(quiet_from)s, %(quiet_to)s, %(digest)s, %(off)s)
ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, phone = excluded.phone,
    quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest = excluded.digest,
    off = excluded.off
"""
_TABLE: Final = """
INSERT INTO handling_notice_table (city, thing, whom, ways, text, changed_by, changed_at)
SELECT %(city)s, r.thing, r.whom, r.ways, r.text, %(user)s, %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(thing text, whom text, ways text[], text text)
ON CONFLICT (city, thing, whom) DO UPDATE SET ways = excluded.ways, text = excluded.text,
    changed_by = excluded.changed_by, changed_at = excluded.changed_at
"""
_READ: Final = """
UPDATE handling_notice SET read_at = %(now)s
WHERE city = %(city)s AND user_id = %(user)s AND way = 'page' AND read_at IS NULL
  AND (%(id)s::uuid IS NULL OR id = %(id)s) AND at <= %(until)s
"""
_EMAIL: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,}")
_PHONE: Final = re.compile(r"1[0-9]{10}")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody typed: hours as "22:00" or "", `off` as "thing:way"."""

    email: str = ""
    phone: str = ""
    quiet_from: str = ""
    quiet_to: str = ""
    digest: str = ""
    off: frozenset[str] = frozenset()


def set_wish(actor: Actor, wish: Wish) -> Refusal | None:
    """Keeps the actor's own wishes."""
    email, phone = wish.email.strip(), wish.phone.replace(" ", "").replace("-", "")
    if email and not _EMAIL.fullmatch(email):
        return _wrong("email", say("邮箱地址不对。"), say("请写成 name@example.gov.cn 的样子。"))
    if phone and not _PHONE.fullmatch(phone):
        return _wrong("phone", say("手机号不对。"), say("请填 11 位手机号；固定电话收不到短信。"))
    hours: dict[str, int] = {}
    for name in ("quiet_from", "quiet_to", "digest"):
        minute = _minute(getattr(wish, name).strip())
        if minute is None:
            return _wrong(name, say("时间不对。"), say("请写成 22:00 的样子，或留空。"))
        hours[name] = minute
    if (hours["quiet_from"] < 0) != (hours["quiet_to"] < 0):
        return _wrong("quiet_to", say("免打扰时段缺一头。"), say("请把起止都填上，或都留空。"))
    quiet = {name: max(hours[name], 0) for name in ("quiet_from", "quiet_to")}
    every = {f"{thing}:{way}" for thing in Thing for way in Way}
    values = {"email": email, "phone": phone, **quiet, "digest": hours["digest"]}
    _run(_WISH, actor, values | {"off": sorted(wish.off & every)})
    return None


def _minute(text: str) -> int | None:
    """Minutes after midnight; -1 for "", None for what is no time."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text, re.ASCII)
    if not text:
        return -1
    return int(found[1]) * 60 + int(found[2]) if found else None


def set_table(
    actor: Actor,
    before: Mapping[tuple[Thing, Whom], Line],
    lines: Mapping[tuple[Thing, Whom], Line],
) -> dict[tuple[Thing, Whom], Refusal]:
    """Keeps the lines of a city's table that differ from before; what was refused, by line. Either
    all is kept or nothing."""
    wrong: dict[tuple[Thing, Whom], Refusal] = {}
    rows: list[dict[str, Any]] = []
    for key, line in lines.items():
        if key not in STANDARD:
            continue
        text = checked(line.text)
        if isinstance(text, Refusal):
            wrong[key] = text
            continue
        ways = line.ways & set(STANDARD[key].possible)
        if (ways, text) != (before[key].ways, before[key].text):
            rows.append({"thing": key[0], "whom": key[1], "ways": sorted(ways), "text": text})
    if rows and not wrong:
        packed = msgspec.json.encode(rows).decode()
        _run(_TABLE, actor, {"rows": packed, "now": ledger.clock.wall()})
    return wrong


def mark_read(actor: Actor, notice_id: UUID | None, until: datetime) -> int:
    """One of the actor's notices, or all that were there `until` then; how many were unread."""
    return _run(_READ, actor, {"id": notice_id, "until": until, "now": ledger.clock.wall()})


def _wrong(field: str, message: str, advice: str) -> Refusal:
    return Refusal(code=Code.INVALID, message=message, advice=advice, field=field)


def _run(statement: str, actor: Actor, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"city": actor.city, "user": actor.id, **values})
        return cursor.rowcount

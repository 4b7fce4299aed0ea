"""Keeping a search under a name, and letting it go. Own ones only; one statement each."""

from typing import Any

from django.db import connection

from hotline import ledger
from hotline.rules.actor import Actor
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

MOST = 30
LONGEST_NAME = 40

_KEEP = """
INSERT INTO handling_saved_search (id, city, user_id, name, query, saved_at)
SELECT %(id)s, %(city)s, %(user)s, %(name)s, %(query)s, %(now)s
WHERE (SELECT count(*) FROM handling_saved_search
       WHERE city = %(city)s AND user_id = %(user)s AND name <> %(name)s) < %(most)s
ON CONFLICT (city, user_id, name) DO UPDATE
    SET query = excluded.query, saved_at = excluded.saved_at
"""
_RENAME = """
UPDATE handling_saved_search s SET name = %(name)s
WHERE city = %(city)s AND user_id = %(user)s AND id::text = %(id)s
AND NOT EXISTS (SELECT 1 FROM handling_saved_search o WHERE o.city = s.city
                AND o.user_id = s.user_id AND o.name = %(name)s AND o.id <> s.id)
"""
_DROP = """
DELETE FROM handling_saved_search
WHERE city = %(city)s AND user_id = %(user)s AND id::text = %(id)s
"""


def keep(actor: Actor, name: str, query: str) -> Refusal | None:
    """Keeps the conditions under that name; the same name again replaces them."""
    name = " ".join(name.split())
    if refusal := _unfit(name):
        return refusal
    if not query:
        return Refusal(
            code=Code.MISSING,
            message=say("没有可以保存的条件：关键词和电话不保存。"),
            advice=say("请先选择状态、单位、日期等条件，再保存。"),
            field="name",
        )
    now = ledger.clock.wall()
    values = {"id": ledger.uuid7(now), "now": now, "name": name, "query": query, "most": MOST}
    if _run(_KEEP, actor, values):
        return None
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("最多保存{most}个查找。", most=MOST),
        advice=say("请先删去不再使用的。"),
        field="name",
    )


def rename(actor: Actor, saved_id: str, name: str) -> Refusal | None:
    """Gives one of the actor's own another name; refused where another has it already."""
    name = " ".join(name.split())
    if refusal := _unfit(name):
        return refusal
    if _run(_RENAME, actor, {"id": saved_id[:36], "name": name}):
        return None
    return Refusal(
        code=Code.INVALID,
        message=say("没有改名：已有同名的查找，或它已被删去。"),
        advice=say("请换一个名字。"),
        field="name",
    )


def drop(actor: Actor, saved_id: str) -> bool:
    """Lets one of the actor's own go; whether there was one."""
    return _run(_DROP, actor, {"id": saved_id[:36]}) > 0


def _unfit(name: str) -> Refusal | None:
    """Why it is no name for a search."""
    if not name:
        return Refusal(
            code=Code.MISSING,
            message=say("请给这个查找起个名字。"),
            advice=say("如：本周临期。"),
            field="name",
        )
    if len(name) > LONGEST_NAME:
        return Refusal(
            code=Code.TOO_LONG,
            message=say("名字超过{longest_name}个字。", longest_name=LONGEST_NAME),
            advice=say("请缩短名字。"),
            field="name",
        )
    return None


def _run(statement: str, actor: Actor, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"city": actor.city, "user": actor.id, **values})
        return cursor.rowcount

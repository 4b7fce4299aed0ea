"""A limit on looking people up by telephone (架构承诺 7).

The phone index lets whoever may take calls find a caller's history; without a limit it would also
let one account read a whole city number by number. Counted per user and hour, in one statement.
"""

from datetime import datetime

from django.db import connection

from hotline import ledger
from hotline.rules.actor import Actor
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

PER_HOUR = 600
"""An agent's form asks a few times while a number is typed; a call takes minutes. So no agent
comes near this, and a list of numbers does at once."""

_COUNT = """
INSERT INTO people_look_up (user_id, hour, count) VALUES (%(user)s, %(hour)s, 1)
ON CONFLICT (user_id, hour) DO UPDATE SET count = people_look_up.count + 1
RETURNING count
"""

TOO_MANY = Refusal(
    code=Code.TOO_MANY,
    message=say("您在一小时内按电话查询超过{per_hour}次，已暂停查询。", per_hour=PER_HOUR),
    advice=say("请到下一个整点后再试；如工作确需，请联系值班长和安全管理员。"),
)


def look_up(actor: Actor, *, now: datetime | None = None) -> Refusal | None:
    """Counts one look-up; refused beyond the limit, until the next full hour of wall time."""
    hour = (now or ledger.clock.wall()).replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"user": actor.id, "hour": hour})
        row = cursor.fetchone()
    return TOO_MANY if row is not None and row[0] > PER_HOUR else None

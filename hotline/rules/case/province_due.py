"""A limit of the province platform as people write it: a day, or a day and a time of it."""

from datetime import UTC, date, datetime

from hotline.rules.context import Context
from hotline.rules.reckoning import day_end
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say


def due_in(text: str, field: str, context: Context) -> datetime | Refusal | None:
    """The moment in UTC; a day alone ends as days do in this city (close of business or 24:00).
    None for nothing written."""
    text = text.strip().replace("T", " ")
    if not text:
        return None
    calendar = context.world.calendar
    policy = context.world.editions.in_force(calendar.local(context.now).date()).time
    try:
        if len(text) <= len("2026-12-05"):
            return day_end(date.fromisoformat(text), calendar, policy).astimezone(UTC)
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else calendar.moment(found.date(), found.time())).astimezone(
            UTC
        )
    except (ValueError, OverflowError):
        return Refusal(
            code=Code.INVALID,
            message=say("看不出“{text}”是哪一天。", text=text[:30]),
            advice=say("请写作 2026-12-05 或 2026-12-05 17:30。"),
            field=field,
        )

"""Moments, calendars and policies shared by the tests of time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hotline.rules.official_calendar import official_calendar
from hotline.rules.reckoning import TimePolicy

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = official_calendar()
SHIFT = TimePolicy()
STAY = TimePolicy(off_hours_start="stay")
MIDNIGHT = TimePolicy(ends="midnight", pause="whole_days")
NO_ROLL = TimePolicy(days_roll=False)
WHOLE_DAYS = TimePolicy(pause="whole_days")


def at(text: str) -> datetime:
    """A moment in Shanghai: "2026-02-13 16:30", "2026-02-13 24:00" for the end of that day."""
    day, _, clock = text.partition(" ")
    if clock == "24:00":
        midnight = datetime.fromisoformat(f"{day} 00:00").replace(tzinfo=ZONE)
        return midnight.fromordinal(midnight.toordinal() + 1).replace(tzinfo=ZONE)
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)

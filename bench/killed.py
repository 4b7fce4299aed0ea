"""Long work whose courier is killed (SIGKILL) half-way: what the next one makes of it.

    python -m bench killed                            a batch of 3,000 cases, a database made for it
    HOTLINE_STATE=… python -m bench.killed reckoning  limits reckoned again in a large city

The batch signs 3,000 cases. Reckoning adopts a notice of the year with one more day of rest and so
moves every running limit that spans it; the city keeps that day. Each time the first courier is
killed at half, another is started at once and goes on when the lease of a minute has run out. Told:
cases a second, peak memory, and how often each case was written to, counted in the journal.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")

CASES = int(os.environ.get("HOTLINE_BENCH_CASES", "3000"))
REST = int(os.environ.get("HOTLINE_BENCH_DAY", "3"))
"""Days from today of the day of rest that is added; moved on to a working day."""
PATIENCE = 1800.0
WRITTEN = """
SELECT times, count(*) FROM (
    SELECT count(*) AS times FROM ledger_event
    WHERE city = %s AND stream_type = 'case' AND stream_id = ANY(%s) AND event_type = %s
      AND recorded_at >= %s
    GROUP BY stream_id
) AS each GROUP BY times ORDER BY times
"""


def main() -> None:
    """One of the two."""
    import django

    django.setup()
    if sys.argv[1:] == ["reckoning"]:
        _reckoning()
    else:
        _batch()


def _batch() -> None:
    from bench.batches import _made
    from hotline import ledger
    from hotline.handling.batches import jobs, working
    from hotline.handling.batches.models import BatchRow
    from hotline.rules.case import commands as c
    from hotline.rules.words import Role
    from tests.fixtures.people import City, done

    city = City("滨江市")
    assert city.user(Role.OFFICER).password
    by, cases = city.by(Role.OFFICER), _made(city, CASES)
    drawn = jobs.Drawn(command=c.Sign(leg="-"), picks=list(map(jobs.Pick, cases)), about="bench")
    batch, began = done(jobs.draw_up(by, drawn)), ledger.clock.wall()
    while working.step():
        pass
    assert jobs.begin(by, batch)

    def far() -> tuple[int, bool]:
        row = BatchRow.objects.get(id=batch)
        return row.did, row.state == "done"

    _killed_half_way(far, CASES)
    row = BatchRow.objects.get(id=batch)
    print(f"{row.did} done, {row.refused} refused")
    _written(city.code, cases, "LegSigned", began)


def _reckoning() -> None:
    from hotline import ledger
    from hotline.demo import people, place
    from hotline.handling.models import CaseRow
    from hotline.handling.reckoning.models import ReckonedRow, ReckoningRow

    staff = people.staff(place.plan().code)
    began = ledger.clock.wall()
    print(f"{CaseRow.objects.count():,} cases; more rest on {_one_more_day(staff)}", flush=True)
    runs = ReckoningRow.objects.filter(city=staff.city, kind="run", began_at__gte=began)
    first = Courier()
    whole = _until(lambda: row.total if (row := runs.first()) else 0)
    print(f"{whole:,} cases to look at, listed {time.monotonic() - first.began:.1f} s after the"
          " courier's start", flush=True)  # fmt: skip

    def far() -> tuple[int, bool]:
        row = runs.get()
        return row.seen, row.state == "done"

    _killed_half_way(far, whole, first)
    row = runs.get()
    print(f"{row.cases:,} cases moved, {row.limits:,} limits; {row.state}")
    moved = list(ReckonedRow.objects.filter(reckoning_id=row.id).values_list("case_id", flat=True))
    _written(staff.city, moved, "ClockReckoned", began)
    _clocks(staff.city, moved, began)


def _one_more_day(staff: Any) -> date:
    """The year's notice as it stands, and one more working day off, drafted and approved."""
    from hotline import ledger
    from hotline.people import actions, queries
    from hotline.rules.calendar import NamedDay, YearNotice
    from hotline.rules.reference.calendar_year import ApproveCalendarYear, DraftCalendarYear
    from tests.fixtures.people import done

    calendar = queries.world(staff.city).calendar
    today = calendar.local(ledger.clock.now()).date()
    off = next(
        day for n in range(REST, 30) if calendar.is_working_day(day := today + timedelta(days=n))
    )
    days = [date(off.year, 1, 1) + timedelta(days=n) for n in range(365)]
    rest = [day for day in days if day.weekday() < 5 and not calendar.is_working_day(day)]
    work = [day for day in days if day.weekday() > 4 and calendar.is_working_day(day)]
    notice = YearNotice(
        year=off.year,
        number=f"压测{off:%m%d}",
        rest_days=tuple(NamedDay(day=day, name="放假") for day in sorted([*rest, off])),
        work_days=tuple(NamedDay(day=day, name="调休") for day in work),
    )
    done(actions.change_city(staff.named("sysadmin"), DraftCalendarYear(notice=notice)))
    number = queries.calendar_draft(staff.city).number
    done(actions.change_city(staff.named("management"), ApproveCalendarYear(number=number)))
    return off


class Courier:
    """A courier of its own process, and how long it has run."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "hotline.cli", "courier"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
        self.began = time.monotonic()

    def peak(self) -> int:
        """The most memory it ever held, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return int(found[1]) // 1000 if found else 0


def _killed_half_way(far: Callable[[], tuple[int, bool]], whole: int, first: Any = None) -> None:
    """Two couriers, one after the other, until the work is done."""
    first = first or Courier()
    begun = time.monotonic()
    _until(lambda: far()[0] * 2 >= whole)
    half, took, peak = far()[0], time.monotonic() - begun, first.peak()
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    print(f"killed at {half:,} of {whole:,} after {took:.1f} s ({half / took:,.0f}/s), peak {peak}"
          " MB", flush=True)  # fmt: skip
    half, second, killed = far()[0], Courier(), time.monotonic()
    _until(lambda: far()[0] > half or far()[1])
    again = time.monotonic()
    print(f"another courier went on after {again - killed:.0f} s", flush=True)
    _until(lambda: far()[1])
    took, peak = time.monotonic() - again, second.peak()
    second.process.terminate()
    second.process.wait()
    print(f"the rest in {took:.1f} s ({(far()[0] - half) / took:,.0f}/s), peak {peak} MB")


def _until(asked: Callable[[], Any]) -> Any:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        found = asked()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError("it did not come so far")


def _written(city: str, cases: list[Any], event: str, since: Any) -> None:
    """How many of the cases have how many such events."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [city, cases, event, since])
        found = dict(cursor.fetchall())
    print(f"{event} in the journal: " + ", ".join(f"{n} x {found[n]:,} cases" for n in found)
          + f"; {len(cases) - sum(found.values())} cases without")  # fmt: skip


def _clocks(city: str, cases: list[Any], since: Any) -> None:
    """Whether any clock of a case was moved more than once."""
    from hotline import ledger
    from hotline.handling.streams import case_ref
    from hotline.rules.case.recomputing import ClockReckoned

    moved: Counter[tuple[Any, str]] = Counter()
    for case in cases:
        for one in ledger.read(case_ref(city, case)):
            if isinstance(one.event, ClockReckoned) and one.event.at >= since:
                moved[case, one.event.clock] += 1
    twice = sum(times > 1 for times in moved.values())
    print(f"{len(moved):,} clocks moved, {twice} of them more than once")


if __name__ == "__main__":
    main()

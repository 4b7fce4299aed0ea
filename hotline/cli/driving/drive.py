"""The days of a drive: at each moment everybody looks at their queues until nothing is left to do.

The city's time is moved on from moment to moment; between them the clock process does what falls
due. It ends when no case is open, or after so many days with a reason for each that is.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from hotline import ledger
from hotline.cli.driving import city_time, front, unit_desk
from hotline.cli.driving.afterwards import Calls
from hotline.cli.driving.floor import OPEN, Floor, Line
from hotline.cli.driving.staff import Seat
from hotline.cli.driving.tally import Progress
from hotline.rules.calendar import Calendar
from hotline.rules.words import Role

PASSES = 8
"""A queue that is still moving after so many passes is looked at again at the next moment."""
_OPEN = f"/cases?stage={','.join(OPEN)}"
BOUND = 1000


class Drive:
    """One drive of all open cases. `moments` is how often people came to work."""

    def __init__(self, floor: Floor, calendar: Calendar) -> None:
        self.floor = floor
        self.calendar = calendar
        self.calls = Calls(floor)
        self.dispatcher = floor.staff.front(Role.DISPATCHER)
        self.caller = floor.staff.front(Role.FOLLOW_UP_CALLER)
        self.total = 0
        self.moments = 0
        self.left: list[Line] = []
        self.progress = Progress(0)

    def run(self, start: datetime, days: int) -> None:
        """Until everything is closed. Raises Unanswered when the platform stays away."""
        floor = self.floor
        floor.rouse_all()
        floor.rouse(*floor.staff.holders, desk="head")
        self._at(start)
        self.total = sum(len(page) for page in floor.pages(self.dispatcher, _OPEN))
        self.progress = Progress(self.total)
        for moment in city_time.moments(self.calendar, start, days):
            self._at(moment)
            for _ in range(PASSES):
                if floor.stop.is_set() or not self._pass():
                    break
            if floor.stop.is_set() or not self._open():
                break
        self.left = [line["case"] for page in floor.pages(self.dispatcher, _OPEN) for line in page]
        self.show(last=True)

    def _at(self, moment: datetime) -> None:
        floor = self.floor
        floor.now = max(moment, floor.now)
        self.moments += 1
        city_time.freeze(floor.now)
        if not city_time.settle(floor.staff.city, floor.now, self.show):
            floor.tally.add("unsettled moments")

    def _pass(self) -> int:
        """Everybody once; how many things were done."""
        floor = self.floor
        acted = floor.each(self.dispatcher, "/queues/triage?", self._by(front.triage))
        acted += floor.each(self.dispatcher, "/queues/dispatch?", self._by(front.dispatch))
        if self.calendar.is_working_time(floor.now):
            acted += self._units("inbox", "/queues/inbox?", unit_desk.inbox)
            acted += floor.each(self.dispatcher, "/queues/rulings?", self._by(front.rule))
            acted += self._units("head", "/queues/approvals?", unit_desk.approve)
        if self.calendar.local(floor.now).time() >= city_time.HOURS[0]:
            acted += floor.each(
                self.caller, "/queues/follow-up?", self._watched(self.calls.follow_up)
            )
        return acted

    def _units(self, desk: Any, path: str, work: Callable[[Floor, Seat, Line], bool]) -> int:
        roles = (Role.UNIT_HEAD,) if desk == "head" else (Role.OFFICER, Role.LIAISON)
        found = (self.floor.staff.worker(unit, *roles) for unit in self.floor.awake(desk))
        return self.floor.apart([seat for seat in found if seat], path, self._by(work))

    def _by(self, work: Callable[[Floor, Seat, Line], bool]) -> Callable[[Seat, Line], bool]:
        return self._watched(lambda seat, line: work(self.floor, seat, line))

    def _watched(self, work: Callable[[Seat, Line], bool]) -> Callable[[Seat, Line], bool]:
        def watched(seat: Seat, line: Line) -> bool:
            if self.floor.stop.is_set():
                return False
            self.show()
            return work(seat, line)

        return watched

    def _open(self) -> int:
        answer = self.floor.client().get(_OPEN, self.dispatcher.token)
        found = int(answer.body["count"])
        if found <= BOUND:
            self.floor.tally.counts["still open"] = found
        return found

    @property
    def closed(self) -> int:
        """How many of the cases are over, as far as is known: counts stop at a bound."""
        counts = self.floor.tally.counts
        by_people = counts.get("closed by people", 0)
        return self.total - counts["still open"] if "still open" in counts else by_people

    def show(self, *, last: bool = False) -> None:
        """The line of progress."""
        tally, now = self.floor.tally, self.calendar.local(self.floor.now)
        words = (
            f"{now:%m-%d %H:%M} 命令 {tally.count('commands')} 拒绝 {tally.refusals} "
            f"重试 {tally.count('retries')}"
        )
        done = self.total - len(self.left) if last else self.closed
        self.progress.show(done, words, last=last)

    def reasons(self) -> list[str]:
        """Why each case that is left is still open."""
        return [f"{case['number']} {self._reason(case)}" for case in self.left]

    def _reason(self, case: Line) -> str:
        answer = self.floor.client().get(f"/cases/{case['id']}", self.dispatcher.token)
        legs = answer.body["legs"] if answer.ok else []
        running = [f"{one['leg']} {one['unit']} {one['state']}" for one in legs if one["running"]]
        due = ledger.next_due(self.floor.staff.city)
        said = "，".join(running) or f"回访 {case['attempts']} 次，下一到期 {due}"
        return f"{case['stage']}: {said}"

    def report(self) -> dict[str, Any]:
        """Everything, as plain data."""
        tally = self.floor.tally
        seconds = max(tally.elapsed, 1e-6)
        closed = self.total - len(self.left)
        found = tally.report()
        found.pop("still open", None)
        return {
            "open_before": self.total,
            "closed": closed,
            "left": dict(Counter(case["stage"] for case in self.left)),
            "city_days": (self.moments + 2) // 3,
            "lifecycles_per_second": round(closed / seconds, 2),
            "commands_per_second": round(tally.count("commands") / seconds, 1),
            **found,
        }

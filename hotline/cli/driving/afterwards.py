"""After completion: follow-up calls, what the citizen says, closing, reopening, review."""

from datetime import datetime
from threading import Lock

from hotline.cli.driving import texts
from hotline.cli.driving.floor import Floor, Line
from hotline.cli.driving.staff import Seat
from hotline.rules.words import Role

_lock = Lock()


class Calls:
    """The follow-up callers of one drive; they ring nobody twice at the same moment."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.rung: dict[str, datetime] = {}

    def follow_up(self, seat: Seat, line: Line) -> bool:
        """One case of the follow-up queue."""
        case = line["case"]
        if case["stage"] == "followed_up":
            return self._unsolved(seat, case)
        with _lock:
            if self.rung.get(case["id"]) == self.floor.now or case["follow_up_due"]:
                return False  # just rung, or the link is out and has its days
            self.rung[case["id"]] = self.floor.now
        return self._ring(seat, case)

    def _ring(self, seat: Seat, case: Line) -> bool:
        floor = self.floor
        luck = floor.luck(case, case["round"], "ring")
        if luck < 0.03 or (luck < 0.15 and not case["attempts"]):
            result = floor.chance.pick(("no_answer", "busy", "off"), case["number"], "how")
            return floor.act(seat, case, "try-follow-up", result=result).ok
        said = self._said(case)
        done = floor.act(seat, case, "record-outcome", **said)
        if done.stage == "followed_up":
            if said["solved"] == "not":
                self._unsolved(seat, case)
            elif floor.luck(case, "close") < 0.5:
                floor.act(seat, case, "close", note=texts.FINE)  # the others close by the clock
        return done.ok

    def _said(self, case: Line) -> dict[str, object]:
        floor = self.floor
        solved = floor.luck(case, case["round"], "solved")
        answer = "solved" if solved < 0.86 else "basically" if solved < 0.93 else "not"
        result = {"solved": "satisfied", "basically": "basically", "not": "not"}[answer]
        return {
            "contacted": True,
            "solved": answer,
            "result": result,
            "process": "satisfied" if result != "not" else "basically",
        }

    def _unsolved(self, seat: Seat, case: Line) -> bool:
        """Unsolved once: handled again. Twice: the city's reviewer looks, and closes."""
        floor = self.floor
        if case["round"] < 2:
            again = floor.act(seat, case, "reopen", reason=texts.UNSOLVED)
            floor.rouse(case["lead_unit"])
            if again.ok:
                return True
        reviewer = floor.staff.front(Role.CITY_REVIEWER)
        return floor.act(reviewer, case, "close", note=texts.REVIEWED).ok

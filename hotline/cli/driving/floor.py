"""The floor on which everybody works during a drive: seats, the line to the API, what was done.

People only know what their queues show them. Each command goes out with an idempotency key of its
own and is repeated until it is answered, so that a killed process loses nothing and doubles
nothing; what became of a case in between is seen in the queue again.
"""

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from hotline.cli.driving.chance import Chance
from hotline.cli.driving.client import Answer, Client
from hotline.cli.driving.staff import Seat, Staff
from hotline.cli.driving.tally import Tally
from hotline.cli.driving.texts import Texts

Line = dict[str, Any]
Handler = Callable[[Seat, Line], bool]
Desk = Literal["inbox", "head"]
OVER = ("closed", "withdrawn")
OPEN = (
    "registered",
    "sent_back",
    "accepted",
    "handed_over",
    "handling",
    "merged",
    "completed",
    "followed_up",
)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a command on a case brought."""

    answer: Answer

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.answer.ok

    @property
    def stage(self) -> str:
        """The stage of the case after it, "" when it was refused."""
        return str(self.answer.body["stage"]) if self.ok else ""


class Floor:
    """One drive of one city."""

    def __init__(self, url: str, staff: Staff, chance: Chance, texts: Texts, workers: int) -> None:
        self.url = url
        self.staff = staff
        self.chance = chance
        self.texts = texts
        self.tally = Tally()
        self.stop = threading.Event()
        self.now = datetime.min.replace(tzinfo=UTC)
        self.wake: dict[tuple[Desk, str], datetime] = {}
        self._own = threading.local()
        self.pool = ThreadPoolExecutor(workers)

    # --- the line to the API ---------------------------------------------------------------

    def client(self) -> Client:
        """This thread's connection."""
        if not hasattr(self._own, "client"):
            self._own.client = Client(self.url, stopped=self.stop.is_set)
        found: Client = self._own.client
        return found

    def act(self, seat: Seat, case: Line, command: str, **body: Any) -> Call:
        """Carry out a command on a case; a refusal is counted and told, never raised."""
        answer = self.client().post(
            f"/cases/{case['id']}/{command}", body, uuid.uuid4().hex, seat.token
        )
        self.tally.answered(answer.seconds)
        self.tally.add("retries", answer.tries - 1)
        if answer.ok:
            self.tally.add("commands")
            self.tally.add(f"done {command}")
            if answer.body["stage"] in OVER and answer.body["events"]:
                self.tally.add("closed by people")
        else:
            self.tally.refuse(answer.code, f"{command} {case['number']}: {answer.detail}")
        return Call(answer=answer)

    def pages(self, seat: Seat, path: str) -> Iterator[list[Line]]:
        """Every page of a list."""
        after = ""
        while True:
            answer = self.client().get(f"{path}{'&' if '?' in path else '?'}after={after}",
                                       seat.token)  # fmt: skip
            self.tally.add("reads")
            if not answer.ok:
                self.tally.refuse(answer.code, f"{path}: {answer.detail}")
                return
            yield answer.body["lines"]
            after = answer.body["after"]
            if not after:
                return

    # --- sharing the work --------------------------------------------------------------------

    def each(self, seat: Seat, path: str, handler: Handler) -> int:
        """Everybody works off one queue together; how many lines something was done with."""
        jobs = []
        for page in self.pages(seat, path):
            jobs += [self.pool.submit(handler, seat, line) for line in page]
        return sum(job.result() for job in jobs)

    def apart(self, seats: Iterable[Seat], path: str, handler: Handler) -> int:
        """Each works off a queue of their own, all at once."""
        jobs = [self.pool.submit(self._alone, seat, path, handler) for seat in seats]
        return sum(job.result() for job in jobs)

    def _alone(self, seat: Seat, path: str, handler: Handler) -> int:
        return sum(handler(seat, line) for page in self.pages(seat, path) for line in page)

    # --- who has to look when -----------------------------------------------------------------

    def rouse(self, *units: str, desk: Desk = "inbox") -> None:
        """Something may have come to that desk of these units."""
        for unit in units:
            self.wake[desk, unit] = datetime.min.replace(tzinfo=UTC)

    def rouse_all(self) -> None:
        """Something may have come to any unit."""
        self.rouse(*self.staff.holders)

    def later(self, unit: str, at: datetime, desk: Desk = "inbox") -> None:
        """That desk has something to do then."""
        self.wake[desk, unit] = min(at, self.wake.get((desk, unit), at))

    def awake(self, desk: Desk) -> list[str]:
        """Units that have to look now; they are asleep again unless something wakes them."""
        found = [key for key, at in self.wake.items() if key[0] == desk and at <= self.now]
        for key in found:
            del self.wake[key]
        return [unit for _, unit in found]

    def luck(self, case: Line, *what: object) -> float:
        """What happens to that case, from 0 up to 1."""
        return self.chance.of(case["number"], *what)


def at(text: str) -> datetime:
    """A moment of the API."""
    return datetime.fromisoformat(text)

"""Sending what waits, inside the courier: the network's part in a thread, the database's between
two rounds, so that a mail server that does not answer holds up no event.

Before each message it is looked up anew whether its recipient still is one: the account open, the
case in sight, the address there. At least once: what was handed over but not yet written down when
a process died is handed over again, with the same key.
"""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from django.conf import settings

from hotline.handling.notices import line, links, queries
from hotline.handling.notices.line import Waiting
from hotline.handling.notices.recipients import staff
from hotline.handling.notices.table import Line, Way, Whom
from hotline.handling.notices.ways.port import Message, Undelivered
from hotline.handling.notices.ways.registry import open_ways, sender
from hotline.people.queries import world
from hotline.people.sight import sight
from hotline.rules.context import World

log = logging.getLogger("hotline.notices")
AT_ONCE: Final = 4
"""Messages under way at a time."""
LOOK: Final = 1.0
SWEEP: Final = 3600.0


class Gone(Exception):
    """The recipient is none any more; the word says why."""


class Messenger:
    """`step` says how many messages were begun or ended."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notices")
        self._under_way: dict[Future[None], list[Waiting]] = {}
        self._look_at = self._sweep_at = 0.0

    def step(self) -> int:
        """Writes down what was sent, then begins more."""
        ended = self._ended()
        if time.monotonic() >= self._sweep_at:
            line.sweep()
            self._sweep_at = time.monotonic() + SWEEP
        return ended + self._begun()

    def finish(self) -> None:
        """Waits for what is under way; for tests and the end of a process."""
        while self._under_way:
            self._ended()
            time.sleep(0.005)

    def _ended(self) -> int:
        over = [one for one in self._under_way if one.done()]
        for future in over:
            those = self._under_way.pop(future)
            error = future.exception()
            if error is None:
                line.sent(those)
            else:
                fault = error if isinstance(error, Undelivered) else Undelivered(_named(error))
                log.warning("notice by %s not delivered: %s", those[0].way, fault.why)
                line.failed(those, fault)
        return len(over)

    def _begun(self) -> int:
        begun = 0
        if time.monotonic() < self._look_at or open_ways() == {Way.PAGE}:
            return 0
        while len(self._under_way) < AT_ONCE:
            those = line.claim()
            if not those:
                self._look_at = time.monotonic() + LOOK
                break
            self._begin(those)
            begun += 1
        return begun

    def _begin(self, those: list[Waiting]) -> None:
        try:
            message = composed(those)
            way_out = sender(those[0].way)
        except Gone as gone:
            line.dropped(those, str(gone))
        except (ValueError, KeyError) as error:  # a setting that is wrong is mended, then sent
            log.error("notices by %s: %s", those[0].way, error)
            line.failed(those, Undelivered("SETTING"))
        else:
            self._under_way[self._threads.submit(way_out.send, message)] = those


def _named(error: BaseException) -> str:
    return type(error).__name__


def composed(those: Sequence[Waiting]) -> Message:
    """The message for these notices of one recipient; raises Gone where there is none any more."""
    first = those[0]
    here = world(first.city)
    cases = queries.cases({one.case_id for one in those})
    if first.whom is Whom.CITIZEN:
        to = _number(queries.phone_of(first.city, first.case_id))
        seen: Sequence[Waiting] = those
    else:
        to, seen = _staff_address(first), _in_sight(those, cases, here)
    if not to or not seen:
        raise Gone("no address" if seen else "out of sight")
    table = queries.table(first.city)
    texts = [worded(here, table[one.thing, one.whom], one) for one in seen]
    subject = texts[0] if len(texts) == 1 else _subject(here, len(texts))
    return Message(to=to, subject=subject, text="\n".join(texts), key=str(first.batch))


def _subject(here: World, count: int) -> str:
    # not said: an e-mail is written in the city's language, whoever reads it
    return f"【{here.city_name}12345】{count}项待办提醒"


def _staff_address(first: Waiting) -> str:
    wish = queries.wish(first.city, first.user_id)
    return str(wish.email) if first.way is Way.EMAIL else _number(wish.phone)


def _in_sight(those: Sequence[Waiting], cases: dict[Any, Any], here: World) -> list[Waiting]:
    everybody = staff(those[0].city, here.reference)
    actor = next((one for one in everybody if one.id == those[0].user_id), None)
    if actor is None:
        return []
    eyes = sight(actor, here)
    return [one for one in those if one.case_id in cases and eyes.may_see(cases[one.case_id])]


def _number(phone: str) -> str:
    """A mobile number, the only kind that takes SMS; "" for any other."""
    digits = "".join(one for one in phone if one.isdecimal() and one.isascii())
    digits = digits.removeprefix("86") if len(digits) == 13 else digits
    return digits if len(digits) == 11 and digits.startswith("1") else ""


def worded(here: World, line: Line, one: Waiting) -> str:
    """The city's text with case number, what to do, until when, and the link where there is one."""
    at = here.calendar.local(one.due_at) if one.due_at else None
    # not said: an SMS is written in the city's language
    due = f"，{at.month}月{at.day}日{at:%H:%M}前办理" if at else ""
    return line.text.format(
        city=here.city_name, number=one.number, thing=str(one.thing.zh), due=due, link=_link(one)
    )


def _link(one: Waiting) -> str:
    base = str(getattr(settings, "PUBLIC_URL", "")).rstrip("/")
    if not base or one.due_at is None or one.whom is not Whom.CITIZEN:
        return ""
    return f"{base}/c/{one.city}/in/{links.token(one.id)}"

"""How rare words are in a city, held by each process and learned anew beside its work.

Learning reads the newest texts and takes a fifth of a second of CPU, so nobody who waits for a page
is made to: what was learned an hour ago serves until a thread has learned it again.
"""

import logging
import threading
from typing import Final

from django.db import DatabaseError, connection

from hotline import ledger
from hotline.handling.models import CaseTextRow
from hotline.people.queries import cities
from hotline.rules.alike.matter import Matter, Weights

log = logging.getLogger("hotline.alike")
KNOWN: Final = 2000
"""Newest texts of which is learned which words are usual."""
LEARNED_FOR, YOUNG_FOR = 3600.0, 60.0
"""Seconds after which it is learned anew; of a city that has not yet so many texts, sooner."""
_NEWEST: Final = """
SELECT title, text, address FROM handling_case_text WHERE city = %s ORDER BY stream_id DESC LIMIT %s
"""
_learned: dict[str, tuple[float, Weights, int]] = {}
_learning: set[str] = set()
_lock = threading.Lock()


def usual(city: str) -> tuple[Weights, int]:
    """How rare words are in the city, and how many texts it has. Two statements the first time in a
    process, then none."""
    held = _learned.get(city)
    if held is None:
        held = _learn(city)
    elif _now() - held[0] > (LEARNED_FOR if held[2] >= KNOWN else YOUNG_FOR):
        _begin(city)
    return held[1], held[2]


def learn_ahead() -> None:
    """Learns of every city before anybody asks; for a process that begins."""
    threading.Thread(target=_ahead, daemon=True).start()


def forget() -> None:
    """Whoever asks next learns anew."""
    _learned.clear()


def _begin(city: str) -> None:
    with _lock:
        if city in _learning:
            return
        _learning.add(city)
    threading.Thread(target=_again, args=(city,), daemon=True).start()


def _ahead() -> None:
    try:
        for city in cities():
            _learn(city)
    except DatabaseError:
        log.info("words are learned when they are first asked for: no database yet")
    finally:
        connection.close()


def _again(city: str) -> None:
    try:
        _learn(city)
    except DatabaseError:
        log.info("words of %s are not learned now: no database", city)
    finally:
        connection.close()
        _learning.discard(city)


def _learn(city: str) -> tuple[float, Weights, int]:
    now = _now()
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [city, KNOWN])
        rows = cursor.fetchall()
    many = max(_estimated(), KNOWN) if len(rows) == KNOWN else len(rows)  # fewer: these are all
    texts = (Matter(title=title, text=text, address=address) for title, text, address in rows)
    held = _learned[city] = now, Weights(texts), many
    return held


def _estimated() -> int:
    """Texts of all cities as the planner last counted them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s",
                       [CaseTextRow._meta.db_table])  # fmt: skip
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def _now() -> float:
    return ledger.clock.wall().timestamp()

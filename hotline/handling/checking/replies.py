"""What texts and photos say against a reply: looked up while it is filed, and before.

Found beside the command, so it may be a moment old; it decides nothing, it only marks for a person.
"""

from typing import Final
from uuid import UUID

from hotline import ledger
from hotline.handling.checking import queries
from hotline.handling.checking.rows import key
from hotline.handling.streams import case_ref
from hotline.people.by import By
from hotline.rules.case import commands as c
from hotline.rules.case.flags import circumstances
from hotline.rules.case.state import Case
from hotline.rules.replies import signs
from hotline.rules.replies.findings import Finding
from hotline.rules.replies.likeness import sketch
from hotline.rules.replies.relevance import SHORTEST_ANSWER, Background, background
from hotline.rules.replies.texts import pairs

LEARNED_FOR: Final = 3600.0
"""Seconds after which it is learned anew what is usual in a city. Only counts are kept."""
_learned: dict[str, tuple[float, Background]] = {}


def found(city: str, case_id: UUID, case: Case, command: c.Reply) -> tuple[Finding, ...]:
    """The signs of this reply. Short answers cost no statement: nothing in them is compared."""
    leg = case.leg(command.leg)
    if leg is None:
        return ()
    answer, now = command.public_answer, ledger.clock.now()
    asked, usual = "", Background(texts=0, holding={}, length=0.0)
    if len(pairs(answer)) >= SHORTEST_ANSWER:
        asked, usual = queries.request_words(case_id), _usual(city)
    seen = signs.of_words(asked, answer, usual)
    if drawn := sketch(answer, key(city)):
        seen += signs.of_answers(drawn, queries.recent_answers(city, leg.unit, case_id, now))
    if case.files:
        mine = queries.looks(case_id, leg.id)
        bands = sorted({band for _, own in mine for band in own})
        known = queries.looking_like(city, case_id, bands) if bands else []
        seen += signs.of_photos([look for look, _ in mine], known)
    return seen


def warned(by: By, case_id: UUID | str, command: c.Reply) -> tuple[Finding, ...]:
    """The same before it is filed, with what the circumstances say, for whoever writes it."""
    ref = case_ref(by.city, case_id)
    case: Case | None = ledger.state_of(ref)
    leg = case.leg(command.leg) if case else None
    if case is None or leg is None or leg.unit != by.actor.unit:
        return ()
    seen = found(by.city, ref.id, case, command)
    return (*seen, *circumstances(case, leg, ledger.clock.now()))


def _usual(city: str) -> Background:
    now = ledger.clock.wall().timestamp()
    learned, usual = _learned.get(city, (0.0, None))
    if usual is None or now - learned > LEARNED_FOR:
        usual = background(queries.usual_words(city))
        _learned[city] = (now, usual)
    return usual

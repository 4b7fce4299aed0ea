"""The journal (日志账本): everything that happens, once, in order, not to be altered unnoticed.

Public surface of the room; other rooms import from here only. See README.md.
"""

from hotline.ledger import clock, ids, points
from hotline.ledger.envelope import Envelope
from hotline.ledger.execute import execute
from hotline.ledger.ids import uuid7
from hotline.ledger.journal import fold, read, state_of
from hotline.ledger.keys import keyed_hash
from hotline.ledger.statements import count_statements
from hotline.ledger.streams import (
    Appends,
    Erased,
    Head,
    Loaded,
    Outcome,
    Put,
    Recorded,
    Request,
    StreamRef,
    StreamType,
    Upcast,
    Who,
    join,
)

__all__ = [
    "Appends",
    "Envelope",
    "Erased",
    "Head",
    "Loaded",
    "Outcome",
    "Put",
    "Recorded",
    "Request",
    "StreamRef",
    "StreamType",
    "Upcast",
    "Who",
    "clock",
    "count_statements",
    "execute",
    "fold",
    "ids",
    "join",
    "keyed_hash",
    "points",
    "read",
    "state_of",
    "uuid7",
]

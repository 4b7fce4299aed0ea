"""The journal (日志账本): everything that happens, once, in order, not to be altered unnoticed.

Public surface of the room; other rooms import from here only. See README.md.
"""

from hotline.ledger import bulk, clock, ids, points
from hotline.ledger.blobs import is_blob, new_blob_key, seal_blob, unseal_blob
from hotline.ledger.custody import KeysLost, check_keys
from hotline.ledger.durability import NotDurable, check_durability
from hotline.ledger.envelope import Envelope
from hotline.ledger.epochs import journal_id
from hotline.ledger.erasure import erase, replay_erasures
from hotline.ledger.execute import execute, forget_answers
from hotline.ledger.follow import Batch, CursorRefused, Followed, beginning, follow
from hotline.ledger.ids import uuid7
from hotline.ledger.journal import fold, read, state_of
from hotline.ledger.keys import keyed_hash
from hotline.ledger.rebuild import rebuild
from hotline.ledger.sequencer import new_epoch, seal_export, sequence_once
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
from hotline.ledger.timers import Timer, claim_due, fire_due, later, next_due
from hotline.ledger.verify import Fault, verify

__all__ = [
    "Appends",
    "Batch",
    "CursorRefused",
    "Envelope",
    "Erased",
    "Fault",
    "Followed",
    "Head",
    "KeysLost",
    "Loaded",
    "NotDurable",
    "Outcome",
    "Put",
    "Recorded",
    "Request",
    "StreamRef",
    "StreamType",
    "Timer",
    "Upcast",
    "Who",
    "beginning",
    "bulk",
    "check_durability",
    "check_keys",
    "claim_due",
    "clock",
    "count_statements",
    "erase",
    "execute",
    "fire_due",
    "fold",
    "follow",
    "forget_answers",
    "ids",
    "is_blob",
    "join",
    "journal_id",
    "keyed_hash",
    "later",
    "new_blob_key",
    "new_epoch",
    "next_due",
    "points",
    "read",
    "rebuild",
    "replay_erasures",
    "seal_blob",
    "seal_export",
    "sequence_once",
    "state_of",
    "unseal_blob",
    "uuid7",
    "verify",
]

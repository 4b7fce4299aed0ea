"""Rows of doubts, and of the hashes by which answers and photos are compared."""

from collections.abc import Sequence

from hotline import ledger
from hotline.handling.checking.models import FlagRow, LookRow, SketchRow
from hotline.ledger import Put, Recorded, StreamRef
from hotline.rules.case.files import FilesAttached
from hotline.rules.case.leg_events import ReplyFiled
from hotline.rules.case.state import Case
from hotline.rules.replies.likeness import sketch
from hotline.rules.replies.pictures import bands

TABLES = (FlagRow,)
PERSONAL = (SketchRow, LookRow)


def flag_rows(ref: StreamRef, case: Case) -> list[Put]:
    """The doubts of a case."""
    return [
        Put(
            FlagRow,
            {
                "case_id": str(ref.id),
                "flag": flag.id,
                "city": ref.city,
                "unit": flag.unit,
                "leg": flag.leg,
                "sign": flag.sign,
                "flagged_at": flag.flagged_at,
                "borne_out": flag.borne_out,
                "decided_at": flag.decided_at,
                "reported_unit": case.reported_unit,
                "confidential": case.confidential,
            },
        )
        for flag in case.flags
    ]


def personal(ref: StreamRef, recorded: Recorded) -> Sequence[Put]:
    """The sketch of an answer and the looks of a unit's photos; nothing of what citizens give."""
    event = recorded.event
    own: dict[str, object] = {"stream_id": str(ref.id), "city": ref.city}
    if isinstance(event, ReplyFiled):
        drawn = sketch(event.public_answer or "", key(ref.city))
        unit = recorded.envelope.unit_id
        values = {"request": event.request, "unit": unit, "at": event.at, "sketch": drawn.hex()}
        return [Put(SketchRow, own | values)] if drawn else []
    if isinstance(event, FilesAttached) and event.leg:
        return [
            Put(
                LookRow,
                own
                | {"id": facts.id, "leg": event.leg, "look": one.look, "bands": bands(one.look)},
            )
            for facts, one in zip(event.files, event.private, strict=True)
            if one.look
        ]
    return []


def key(city: str) -> bytes:
    """With what the city's sketches are hashed: compared with texts from elsewhere they say
    nothing."""
    return ledger.keyed_hash(city, "sketch")

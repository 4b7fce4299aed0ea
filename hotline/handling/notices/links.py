"""A one-time way for a citizen to their own case, in an SMS (product.md §4 Follow-up: links are
one-time and expire).

The link is the notice that carried it: open until the notice's `due_at`, used up at `read_at`. Its
secret follows from the notice's id and the platform's key, so it is in no table. Opening the page
behind it uses nothing up, because programs that look links over open them too; going in does.
"""

import base64
import binascii
import hashlib
import hmac
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from hotline import ledger
from hotline.handling.notices import queries

_ID: Final = 16
_PROOF: Final = 14
_USE: Final = """
UPDATE handling_notice SET read_at = %(wall)s
WHERE id = %(id)s AND city = %(city)s AND user_id = '' AND read_at IS NULL AND due_at > %(now)s
RETURNING case_id
"""


def token(notice_id: UUID) -> str:
    """What stands at the end of the link: 40 characters."""
    return base64.urlsafe_b64encode(notice_id.bytes + _proof(notice_id.bytes)).decode()


def is_open(city: str, given: str) -> bool:
    """Whether this link leads somewhere now."""
    notice_id = _id(given)
    row = queries.link(city, notice_id) if notice_id else None
    if row is None or row.due_at is None:
        return False
    return row.read_at is None and row.due_at > ledger.clock.now()


def use(city: str, given: str) -> UUID | None:
    """The case it leads to, once; None afterwards, when it is too late, or for what is no link."""
    notice_id = _id(given)
    if notice_id is None:
        return None
    now, wall = ledger.clock.now(), ledger.clock.wall()
    with connection.cursor() as cursor:
        cursor.execute(_USE, {"id": notice_id, "city": city, "now": now, "wall": wall})
        found = cursor.fetchone()
    return found[0] if found else None


def _id(given: str) -> UUID | None:
    try:
        raw = base64.b64decode(given, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _ID + _PROOF or not hmac.compare_digest(raw[_ID:], _proof(raw[:_ID])):
        return None
    return UUID(bytes=raw[:_ID])


def _proof(raw: bytes) -> bytes:
    key = hashlib.sha256(b"notice.link" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, raw, hashlib.sha256).digest()[:_PROOF]

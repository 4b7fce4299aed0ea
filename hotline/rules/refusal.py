"""A refusal is a value, not an exception: a code, what is wrong, and what to do about it.

The set of codes is closed. Texts are Chinese because they reach pages unchanged; the API sends the
same text in RFC 9457 form, so page and API refuse alike.
"""

from enum import StrEnum

import msgspec

from hotline.rules.text import joined


class Code(StrEnum):
    """Every reason for which the platform may refuse a command."""

    # what was sent
    INVALID = "invalid"
    MISSING = "missing"
    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    # who sent it
    WRONG_ROLE = "wrong_role"
    WRONG_UNIT = "wrong_unit"
    WRONG_CITY = "wrong_city"
    OUTSOURCED = "outsourced"
    PARTY = "party"
    SIGNED_OUT = "signed_out"
    # what it was sent to
    NOT_FOUND = "not_found"
    WRONG_STATE = "wrong_state"
    UNKNOWN_UNIT = "unknown_unit"
    DUTY_LIST = "duty_list"
    NO_ENTRY = "no_entry"
    TOO_LATE = "too_late"
    CRITICAL = "critical"
    OPEN_LEGS = "open_legs"
    NO_CONTACT = "no_contact"
    ALREADY = "already"
    LIMIT_REACHED = "limit_reached"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"
    LOOP = "loop"
    # how it was sent
    IN_FLIGHT = "in_flight"
    KEY_REUSED = "key_reused"
    CONFLICT = "conflict"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


STATUS: dict[Code, int] = {
    Code.INVALID: 422,
    Code.MISSING: 422,
    Code.TOO_LONG: 422,
    Code.MALFORMED: 400,
    Code.WRONG_ROLE: 403,
    Code.WRONG_UNIT: 403,
    Code.WRONG_CITY: 404,
    Code.OUTSOURCED: 403,
    Code.PARTY: 403,
    Code.SIGNED_OUT: 401,
    Code.NOT_FOUND: 404,
    Code.KEY_REUSED: 422,
    Code.TOO_MANY: 429,
    Code.UNAVAILABLE: 503,
}
"""HTTP status of a code; every other code is 409: right request, wrong moment."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a command was not carried out. Nothing of it was stored.

    `message` says what is wrong and names the offending value; `advice` says what to do;
    `field` is the input to mark on the page ("" when it is not about one input).
    """

    code: Code
    message: str
    advice: str = ""
    field: str = ""

    @property
    def whole(self) -> str:
        """Message and advice in one, for a place that has room for one sentence only."""
        return joined("", filter(None, (self.message, self.advice)))

    @property
    def status(self) -> int:
        """HTTP status with which pages and API answer."""
        return STATUS.get(self.code, 409)

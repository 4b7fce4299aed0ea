"""Words of a search, closed, so that they can stand in an address.

What somebody looks for may be a name or a door. In an address it would reach the browser's history
and every access log on the way; closed it says nothing there, opens for the same person only, and
for an hour only.
"""

import base64
import hashlib

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

HOUR = 3600
EXPIRED = Refusal(
    code=Code.INVALID,
    message=say("这次查找的关键词已经失效。"),
    advice=say("关键词在地址里只保留一小时，且只对本人有效；请重新填写关键词。"),
    field="q",
)


def close(user_id: str, words: str) -> str:
    """The words as they go into an address; "" for none."""
    if not words:
        return ""
    return _box().encrypt(msgspec.json.encode((user_id, words))).decode()


def unclose(user_id: str, token: str) -> str | Refusal:
    """The words again; refused when the token is too old, another's, or none of ours."""
    if not token:
        return ""
    try:
        held = _box().decrypt(token.encode("ascii"), ttl=HOUR)
        owner, words = msgspec.json.decode(held, type=tuple[str, str])
    except (InvalidToken, UnicodeEncodeError, msgspec.DecodeError):
        return EXPIRED
    return words if owner == user_id else EXPIRED


def _box() -> Fernet:
    secret = b"desk.find words" + settings.SECRET_KEY.encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest()))

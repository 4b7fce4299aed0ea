"""Recorded requests (JSON lines) as registrations of contacts. Nothing is guessed.

What a line does not tell is taken from the options, else left empty: no kind is `help` (求助), no
channel `web`, no topic no topic. A word of channel or kind that is not known here is no reason to
refuse a citizen: the channel becomes `other`, the kind the option's, and the report counts it.
Times without a zone are the city's. Text is sent as it is, however long; the API refuses.
"""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from hotline.cli.setup import CITY_ZONE, moment
from hotline.cli.trouble import Trouble

CHANNELS = {
    "电话": "phone",
    "网站": "web",
    "微信": "wechat",
    "微博": "weibo",
    "短信": "sms",
    "邮件": "email",
    "来信": "letter",
    "来访": "visit",
    "qq": "other",
    "其他": "other",
}
KINDS = {
    "咨询": "consult",
    "求助": "help",
    "投诉": "complaint",
    "举报": "report",
    "建议": "suggestion",
    "意见": "suggestion",
    "意见建议": "suggestion",
    "表扬": "praise",
    "感谢": "praise",
}
NOWHERE = frozenset({"", "无"})


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken where a line does not say, and what is asked for each."""

    kind: str = "help"
    channel: str = "web"
    topic: str = ""
    area: str = ""
    phones: bool = False
    dispatch: bool = False


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A line ready to be sent. `doubt` names what was not understood in it."""

    id: str
    key: str
    body: dict[str, Any]
    doubt: tuple[str, ...] = ()


class Unreadable(msgspec.Struct, frozen=True, kw_only=True):
    """A line that cannot be sent, and why."""

    id: str
    why: str


def opened(path: Path) -> BinaryIO:
    """The file, unpacked where it is gzip; told by its content, not by its name."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        return cast(BinaryIO, gzip.open(path)) if packed else path.open("rb")
    except OSError as error:
        raise Trouble(
            f"读不了 {path}（{error.strerror}）。", f"Cannot read {path}: {error.strerror}."
        ) from error


def count(path: Path) -> int:
    """How many lines hold something."""
    with opened(path) as file:
        return sum(1 for line in file if line.strip())


def read(path: Path, given: Given) -> Iterator[Sent | Unreadable]:
    """Every line, one after the other, whatever the size of the file."""
    with opened(path) as file:
        for number, raw in enumerate(file, 1):
            if raw.strip():
                yield _line(path.name, number, raw, given)


def _line(name: str, number: int, raw: bytes, given: Given) -> Sent | Unreadable:
    where = f"{name}:{number}"
    try:
        row = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Unreadable(id=where, why="不是有效的 JSON / not valid JSON")
    if not isinstance(row, dict) or not row.get("id"):
        return Unreadable(id=where, why="不是带 id 的对象 / not an object with an id")
    return registration(name, row, given)


def registration(name: str, row: dict[str, Any], given: Given) -> Sent | Unreadable:
    """The registration that a line asks for."""
    line_id = str(row["id"])
    channel, known_channel = _channel(_text(row, "channel"), given.channel)
    kind, known_kind = _kind(_text(row, "kind"), given.kind)
    caller = _text(row, "caller")
    body: dict[str, Any] = {
        "channel": channel,
        "matters": [_matter(row, kind, given)],
        "caller_name": caller,
        "caller_phone": phone(f"{name}\0{caller or line_id}") if given.phones else "",
        "anonymous": _text(row, "anonymous").lower() in ("true", "1"),
        "source_platform": "replay",
        "source_number": line_id[:64],
    }
    if time := _text(row, "time"):
        try:
            body["received_at"] = moment(time).astimezone(CITY_ZONE).isoformat()
        except Trouble:
            return Unreadable(id=line_id, why=f"时间 {time!r} 无法识别 / not a time")
    doubt = (() if known_channel else ("channel",)) + (() if known_kind else ("kind",))
    return Sent(id=line_id, key=key(name, line_id), body=body, doubt=doubt)


def _matter(row: dict[str, Any], kind: str, given: Given) -> dict[str, Any]:
    place = _text(row, "address") or _text(row, "place")
    matter: dict[str, Any] = {
        "kind": kind,
        "text": _text(row, "text"),
        "title": _text(row, "title"),
        "topic": _text(row, "topic") or given.topic,
        "area": _text(row, "area") or given.area,
        "address": "" if place in NOWHERE else place,
    }
    if given.dispatch:
        matter |= {"triage": {"type": "Accept"}, "dispatch": True}
    return matter


def key(name: str, line_id: str) -> str:
    """The idempotency key: the same file's same line is the same request for ever."""
    return "replay-" + hashlib.sha256(f"{name}\0{line_id}".encode()).hexdigest()[:48]


def phone(caller: str) -> str:
    """A number that follows from the caller. It begins with 111, which no network in China has
    ever given out, so nobody is ever called."""
    return f"111{int.from_bytes(hashlib.sha256(caller.encode()).digest()[:8]) % 10**8:08}"


def _text(row: dict[str, Any], field: str) -> str:
    value = row.get(field)
    return "" if value is None else str(value)


def _channel(word: str, otherwise: str) -> tuple[str, bool]:
    plain = word.strip().lower()
    if not plain:
        return otherwise, True
    if plain in CHANNELS.values():
        return plain, True
    if "app" in plain or "客户端" in plain:
        return "app", True
    return CHANNELS.get(plain, "other"), plain in CHANNELS


def _kind(word: str, otherwise: str) -> tuple[str, bool]:
    plain = word.strip().removesuffix("类")
    if not plain or plain in KINDS.values():
        return plain or otherwise, True
    return KINDS.get(plain, otherwise), plain in KINDS

"""Files of cases over HTTP: what a form brought, and how one is answered.

Nothing that came from outside is ever shown as a page: the browser is told not to guess what it is,
whatever could act runs in a sandbox without scripts, and documents are downloaded, not opened.
Kept by nobody on the way: such an answer is personal.
"""

import re
from typing import Final
from urllib.parse import quote

from django.core import signing
from django.http import HttpRequest, HttpResponse

from hotline.handling.files.inspecting import Upload
from hotline.handling.files.showing import Opened
from hotline.rules.file_words import FileKind

FIELD: Final = "files"
HEADERS: Final = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
"""What file systems refuse, and what turns the direction of writing, so that gpj.exe looks like
exe.jpg."""
_NOTED, _NOTED_FOR = "web.files.noted", 15 * 60


def uploads(request: HttpRequest, field: str = FIELD) -> list[Upload]:
    """The files of a form's field, without the empty inputs that browsers send."""
    return [
        Upload(name=one.name or "", content=one.read())
        for one in request.FILES.getlist(field)
        if one.name
    ]


def noted(case: object, reader: str) -> str:
    """For the addresses of small pictures on a page whose reading has been put on record."""
    return signing.dumps([str(case), reader], salt=_NOTED)


def was_noted(text: str, case: object, reader: str) -> bool:
    """Whether that page was shown to this reader, within a quarter of an hour."""
    try:
        found: object = signing.loads(text, salt=_NOTED, max_age=_NOTED_FOR)
    except signing.BadSignature:
        return False
    return found == [str(case), reader]


def goes_on(request: HttpRequest) -> bool:
    """Whether a player asks for a later part of a file it has begun to read."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    return bool(found and found[1] and int(found[1]))


def answered(request: HttpRequest, opened: Opened, *, download: bool) -> HttpResponse:
    """The bytes, or the part of them that was asked for, so that a player can jump."""
    content, size = opened.content, len(opened.content)
    part = _part(request.headers.get("Range", ""), size)
    if part is None:
        response = HttpResponse(content, content_type=opened.media)
    elif part[0] >= size:
        response = HttpResponse(status=416, content_type=opened.media)
        response["Content-Range"] = f"bytes */{size}"
    else:
        first, last = part
        response = HttpResponse(content[first : last + 1], opened.media, 206)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    for name, value in HEADERS.items():
        response[name] = value
    how = "attachment" if download or opened.kind is FileKind.PDF else "inline"
    name = _UNSAFE.sub("_", opened.name).strip(". ") or "file"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    response["Accept-Ranges"] = "bytes"
    return response


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a plain range; None for the whole, also where it makes no sense."""
    found = _RANGE.fullmatch(asked)
    if found is None or not size:
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if last and int(last) else None
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end or int(first) >= size else None

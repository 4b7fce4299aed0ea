"""What a file is, told by its content and never by its name; and what a camera wrote into it.

A photo is decoded whole, so a truncated or made-up one is refused, and drawn anew twice: to look
at, and small. Drawn anew, neither carries anything but the picture: no place, no name of a
device's owner, nothing hidden behind it. Photos are decoded one at a time in each process, because
the largest admitted takes some 200 MB while it is.
"""

import io
import re
import struct
import warnings
from threading import Lock
from typing import Final

import msgspec
from django.conf import settings
from PIL import ExifTags, Image, UnidentifiedImageError

from hotline.handling.files.camera import Written, written
from hotline.rules.file_words import FileKind
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.pictures import HEIGHT, WIDTH, look
from hotline.rules.text import say

THUMB, VIEW = 320, 2048
"""Longest sides in pixels."""
MOST_PIXELS: Final = 65_000_000
"""64-megapixel phones pass; more would need too much memory to be looked at."""
MOST_UNSHRUNK: Final = 30_000_000
"""A PNG or WebP is opened whole, a JPEG already small: 30 megapixels take half a gigabyte."""
_OPENED: Final = ("JPEG", "PNG", "WEBP")
_FORMATS: Final = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG with a second picture behind it, as many phones write
    "PNG": "image/png",
    "WEBP": "image/webp",
}
_TURN = Image.Transpose
_TURNS: Final = {
    2: _TURN.FLIP_LEFT_RIGHT, 3: _TURN.ROTATE_180, 4: _TURN.FLIP_TOP_BOTTOM, 5: _TURN.TRANSPOSE,
    6: _TURN.ROTATE_270, 7: _TURN.TRANSVERSE, 8: _TURN.ROTATE_90,
}  # fmt: skip
"""What undoes each orientation that EXIF knows; 1 is upright."""
_HEIC: Final = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif")
_AUDIO_4: Final = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"3gp4", b"3gp5", b"3gp6")
_FILM: Final = re.compile(rb"hdlr[\x00-\xff]{8}vide")
_one_at_a_time = Lock()


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file as somebody sent it. `size` is told before `content` is looked at."""

    name: str
    content: bytes


class Inspected(msgspec.Struct, frozen=True, kw_only=True):
    """What it is. `view` and `thumb` are pictures drawn anew, `look` is by what the same
    photo is known again; empty where it is no photo."""

    kind: FileKind
    media: str
    view: bytes = b""
    thumb: bytes = b""
    camera: Written = Written()
    look: str = ""


def inspect(upload: Upload) -> Inspected | Refusal:
    """The file, or why it is not taken. Sizes in bytes: settings PHOTO_LIMIT, AUDIO_LIMIT."""
    content, name = upload.content, _short(upload.name)
    if not content:
        return _refused(say("“{name}”是空的。", name=name), say("请重新选择文件；可能没有传完。"))
    found = _told_by(content)
    if found is None:
        return _unknown(content, name)
    kind, media = found
    limit = settings.AUDIO_LIMIT if kind is FileKind.AUDIO else settings.PHOTO_LIMIT
    if len(content) > limit:
        return _too_large(name, len(content), limit)
    if kind is FileKind.PHOTO:
        return _photo(content, name)
    if kind is FileKind.PDF and b"%%EOF" not in content[-2048:]:
        return _refused(
            say("“{name}”不完整，打不开。", name=name), say("请重新导出 PDF 后再上传。")
        )
    return Inspected(kind=kind, media=media)


def _told_by(content: bytes) -> tuple[FileKind, str] | None:
    """Kind and media type by the first bytes."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return FileKind.PHOTO, ""
    if content.startswith(b"%PDF-"):
        return FileKind.PDF, "application/pdf"
    if content.startswith(b"RIFF"):
        riff = {b"WEBP": (FileKind.PHOTO, ""), b"WAVE": (FileKind.AUDIO, "audio/wav")}
        return riff.get(content[8:12])
    if content[4:8] == b"ftyp" and content[8:12] in _AUDIO_4:
        # The same container holds films: one track that is a picture makes it one.
        return None if _FILM.search(content) else (FileKind.AUDIO, "audio/mp4")
    if content.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return FileKind.AUDIO, "audio/amr"
    if content.startswith(b"OggS"):
        return FileKind.AUDIO, "audio/ogg"
    if content.startswith(b"ID3") or _is_mp3_frame(content):
        return FileKind.AUDIO, "audio/mpeg"
    return None


def _is_mp3_frame(content: bytes) -> bool:
    """Eleven bits of sync, and layer, bit rate and sampling rate that exist."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
        return False
    version, layer = content[1] >> 3 & 3, content[1] >> 1 & 3
    return version != 1 and layer == 1 and content[2] >> 4 not in (0, 15) and content[2] & 12 != 12


def _photo(content: bytes, name: str) -> Inspected | Refusal:
    try:
        # What Pillow only warns of (size, odd tags) is decided here or does not matter.
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_OPENED) as image:
                width, height = image.size
                if width < 1 or height < 1:
                    raise ValueError("no picture")
                shrinks = image.format in ("JPEG", "MPO")
                if width * height > (MOST_PIXELS if shrinks else MOST_UNSHRUNK):
                    return _too_many_pixels(name, width, height)
                camera, media = written(image), _FORMATS[str(image.format)]
                view = _drawn(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError,
            SyntaxError, EOFError, ArithmeticError, LookupError, TypeError,
            struct.error):  # fmt: skip
        # All that Pillow's decoders are known to raise at bytes that are no picture.
        words = say("照片“{name}”已损坏或没有传完，打不开。", name=name)
        return _refused(words, say("请在手机相册里确认能打开，再重新选择。"))
    small = view.copy()
    small.thumbnail((THUMB, THUMB))
    return Inspected(
        kind=FileKind.PHOTO,
        media=media,
        view=_jpeg(view, 85),
        thumb=_jpeg(small, 75),
        camera=camera,
        look=look(_points(small)),
    )


def _points(image: Image.Image) -> list[int]:
    """Grey, row by row, as few points as two pictures are compared by."""
    return list(image.convert("L").resize((WIDTH, HEIGHT), Image.Resampling.BOX).tobytes())


def _drawn(image: Image.Image) -> Image.Image:
    """The picture itself: upright, at most VIEW, opaque. Everything is decoded, so that a file cut
    off shows itself; a JPEG is decoded no larger than needed."""
    image.draft("RGB", (VIEW, VIEW))
    image.load()
    image.thumbnail((VIEW, VIEW))
    upright = _upright(image)
    if "A" not in upright.getbands() and "transparency" not in upright.info:
        return upright.convert("RGB")
    ground = Image.new("RGB", upright.size, "white")
    full = upright.convert("RGBA")
    ground.paste(full, mask=full.getchannel("A"))
    return ground


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held. Pillow's own way writes all tags anew as well, and breaks at
    those that some phones write wrongly; nobody keeps them here."""
    try:
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # tags that cannot be read turn nothing
        turn = None
    return image if turn is None else image.transpose(turn)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    bare = Image.new("RGB", image.size)
    bare.paste(image)  # a new picture has no metadata to be written along
    bare.save(out, "JPEG", quality=quality, progressive=True)
    return out.getvalue()


# --- refusals ---------------------------------------------------------------------------------


def _refused(message: str, advice: str, code: Code = Code.INVALID) -> Refusal:
    return Refusal(code=code, message=message, advice=advice, field="files")


def _unknown(content: bytes, name: str) -> Refusal:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return _refused(
            say("“{name}”是 HEIC 格式的照片，暂不能接收。", name=name),
            say("苹果手机：设置→相机→格式，选“兼容性最佳”后重拍；或在相册里截一张图再上传。"),
        )
    if content[4:8] == b"ftyp":
        return _refused(
            say("“{name}”是视频，暂不能接收。", name=name), say("请从视频里截几张图上传。")
        )
    return _refused(
        say("“{name}”不是可以接收的文件（按内容判断，与文件名无关）。", name=name),
        say("可以上传：照片（JPEG、PNG、WebP）、PDF、录音（MP3、M4A、AMR、WAV、OGG）。"),
    )


def _too_large(name: str, size: int, limit: int) -> Refusal:
    return _refused(
        say("“{name}”有 {size} MB，超过 {limit} MB。", name=name, size=f"{size / 1e6:.1f}",
            limit=limit // 1_000_000),
        say("请压缩、截取一段，或拍一张小一些的再上传。"),
        Code.TOO_LONG,
    )  # fmt: skip


def _too_many_pixels(name: str, width: int, height: int) -> Refusal:
    return _refused(
        say(
            "照片“{name}”有 {width}×{height} 像素，太大了。", name=name, width=width, height=height
        ),
        say("请把手机相机的分辨率调低再拍，或截一张图上传。"),
        Code.TOO_LONG,
    )


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:24]}…{name[-12:]}"

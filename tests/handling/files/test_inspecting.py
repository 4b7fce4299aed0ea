"""What a file is, by its content; what is refused, and that the refusal says what to do."""

import io
import struct
from typing import Any

import pytest
from PIL import Image, ImageOps

from hotline.handling.files.inspecting import THUMB, VIEW, Inspected, inspect
from hotline.rules.file_words import FileKind
from hotline.rules.refusal import Code, Refusal
from tests.fixtures import pictures as p


def taken(content: bytes, name: str = "x.jpg") -> Inspected:
    found = inspect(p.upload(content, name))
    assert isinstance(found, Inspected), found
    return found


def refused(content: bytes, name: str = "x.jpg") -> Refusal:
    found = inspect(p.upload(content, name))
    assert isinstance(found, Refusal)
    assert found.advice
    assert found.field == "files"
    return found


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_told_by_its_content_and_drawn_anew(form: str) -> None:
    found = taken(p.photo((3000, 1500), form, camera=False), "x.pdf")
    assert (found.kind, found.media) == (FileKind.PHOTO, f"image/{form.lower()}")
    view, thumb = (Image.open(io.BytesIO(part)) for part in (found.view, found.thumb))
    assert (view.size, thumb.size) == ((VIEW, VIEW // 2), (THUMB, THUMB // 2))
    assert view.format == thumb.format == "JPEG"


def test_time_and_place_are_read_and_stand_in_no_drawn_picture() -> None:
    found = taken(p.photo())
    assert found.camera.taken_at == "2026-02-13T16:30:00+08:00"
    assert (found.camera.latitude, found.camera.longitude) == (31.2304, 121.4737)
    for part in (found.view, found.thumb):
        image = Image.open(io.BytesIO(part))
        assert not image.getexif()
        assert image.height > image.width, "it lay on its side and was put upright"
        assert b"Wang" not in part


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "CMYK", "1", "I;16"])
def test_pictures_of_every_kind_of_colour_are_drawn(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert Image.open(io.BytesIO(taken(out.getvalue()).view)).size == (40, 30)


@pytest.mark.parametrize(
    ("content", "kind", "media"),
    [
        (p.PDF, FileKind.PDF, "application/pdf"),
        (p.AMR, FileKind.AUDIO, "audio/amr"),
        (p.WAV, FileKind.AUDIO, "audio/wav"),
        (p.MP3, FileKind.AUDIO, "audio/mpeg"),
        (p.ID3, FileKind.AUDIO, "audio/mpeg"),
        (p.OGG, FileKind.AUDIO, "audio/ogg"),
        (p.M4A, FileKind.AUDIO, "audio/mp4"),
    ],
)
def test_documents_and_sounds(content: bytes, kind: FileKind, media: str) -> None:
    found = taken(content, "没有后缀")
    assert (found.kind, found.media, found.view, found.thumb) == (kind, media, b"", b"")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "是空的"),
        (p.HTML, "不是可以接收的文件"),
        (b"\xff\xd8\xff" + p.HTML, "已损坏"),
        (p.photo()[:5000], "已损坏"),
        (p.photo(form="PNG")[:2000], "已损坏"),
        (p.png(0, 0, b""), "已损坏"),
        (p.png(9000, 9000, b""), "9000×9000 像素，太大了"),
        (p.bomb(), "已损坏"),
        (p.PDF[:20], "不完整"),
        (b"RIFF\0\0\0\0WEBPVP8 \0", "已损坏"),
        (b"RIFF\0\0\0\0AVI ", "不是可以接收的文件"),
        (b"\xff\xe7\x00\x00", "不是可以接收的文件"),
        (b"MZ\x90\0", "不是可以接收的文件"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是可以接收的文件"),
        (p.HEIC, "HEIC"),
        (p.VIDEO, "视频"),
    ],
)
def test_what_is_not_taken(content: bytes, says: str) -> None:
    assert says in refused(content).message


def test_a_long_name_is_cut_in_the_refusal() -> None:
    assert len(refused(p.HTML, "长" * 300 + ".html").message) < 100


def test_too_large_for_its_kind(settings: Any) -> None:
    settings.PHOTO_LIMIT, settings.AUDIO_LIMIT = 1000, 2_000_000
    found = refused(p.photo())
    assert (found.code, "超过 0 MB" in found.message) == (Code.TOO_LONG, True)
    assert taken(p.MP3 + bytes(5000)).kind is FileKind.AUDIO


def test_what_hides_behind_a_picture_is_not_in_the_one_that_is_shown() -> None:
    found = taken(p.photo() + p.HTML)
    assert p.HTML not in found.view + found.thumb


@pytest.mark.parametrize("tag", [b"\xff" * 40, b"Exif\0\0II*\0\xff\xff\xff\xff"])
def test_odd_things_written_by_a_camera_harm_nothing(tag: bytes) -> None:
    plain = p.photo(camera=False)
    segment = b"\xff\xe1" + (len(tag) + 2).to_bytes(2, "big") + tag
    assert taken(plain[:2] + segment + plain[2:]).camera.latitude is None


def tags(*entries: tuple[int, int, int, int]) -> bytes:
    """EXIF of these tags as they are written: number, type, count, value."""
    directory = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(entries)) + directory + bytes(16)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_is_put_upright_whichever_way_the_camera_was_held(turn: int) -> None:
    out = io.BytesIO()
    drawn = Image.new("RGB", (64, 32), "white")
    drawn.paste("black", (0, 0, 16, 16))
    drawn.save(out, "JPEG", quality=95, exif=tags((0x0112, 3, 1, turn)))
    wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(out.getvalue())))
    found = Image.open(io.BytesIO(taken(out.getvalue()).view))
    assert found.size == wanted.size
    corners = [(8, 8), (wanted.width - 8, 8), (8, wanted.height - 8)]
    assert [is_dark(found, at) for at in corners] == [is_dark(wanted, at) for at in corners]


def is_dark(image: Image.Image, at: tuple[int, int]) -> bool:
    return image.convert("L").crop((*at, at[0] + 1, at[1] + 1)).tobytes() < b"\x80"


def test_tags_that_could_not_be_written_again_harm_nothing() -> None:
    """The maker's name as a fraction: Pillow reads it, and breaks at writing it."""
    out = io.BytesIO()
    wrong = tags((0x010F, 5, 1, 40), (0x0112, 3, 1, 6))
    Image.new("RGB", (64, 32)).save(out, "JPEG", exif=wrong)
    assert Image.open(io.BytesIO(taken(out.getvalue()).view)).size == (32, 64)


def test_a_flat_picture_of_many_pixels_is_refused_before_it_is_opened() -> None:
    """PNG packs an empty picture into nothing: 36 megapixels of one colour are some kilobytes."""
    data = io.BytesIO()
    Image.new("1", (6000, 6000)).save(data, "PNG")
    assert refused(data.getvalue(), "空白.png").code is Code.TOO_LONG

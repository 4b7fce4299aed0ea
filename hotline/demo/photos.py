"""Photos of the demo city: drawn, never taken, so that nobody and no real place is in them.

What a camera would have written stands in them too: the moment of the city's time, and a place in
the open sea, where nobody lives.
"""

import io
from datetime import datetime
from random import Random

from PIL import ExifTags, Image, ImageDraw

from hotline.demo.life import Life
from hotline.handling.files.inspecting import Upload
from hotline.people.by import By
from hotline.rules.case.state import Leg

SIZE = (960, 720)
WRITTEN, PROVEN = 0.35, 0.12
"""How many who write at the portal send photos; how many officers prove what they did."""
SEA = (29.5, 126.5)
LIGHT, DARK = ((206, 222, 235), (236, 233, 222)), ((28, 34, 58), (52, 54, 70))


def of_citizen(life: Life) -> None:
    """Perhaps a photo or two with what was just written."""
    rng = _chance(life, "written")
    if rng.random() < WRITTEN:
        count = rng.choice((1, 1, 2, 3))
        _attach(life, life.staff.citizen(), rng, count, "IMG", "")


def of_unit(life: Life, by: By, leg: Leg) -> None:
    """Perhaps proof of what was done, before the reply."""
    rng = _chance(life, leg.id)
    if rng.random() < PROVEN:
        _attach(life, by, rng, rng.choice((1, 2)), "现场", leg.id)


def proof(life: Life, by: By, leg: Leg) -> None:
    """Proof without which nothing is asked for."""
    _attach(life, by, _chance(life, f"{leg.id} proof"), 1, "现场", leg.id)


def _chance(life: Life, what: str) -> Random:
    """Chance of its own: whether there are photos must not change what else happens."""
    return Random(f"{life.told.text} {what}")  # noqa: S311 - a story, not a secret


def _attach(life: Life, by: By, rng: Random, count: int, name: str, leg: str) -> None:
    local = life.stage.calendar.local(life.now)
    taken = [
        Upload(name=f"{name}_{local:%m%d}_{n + 1}.jpg", content=picture(rng, local))
        for n in range(count)
    ]
    life.attach(by, leg, taken)


def picture(rng: Random, at: datetime) -> bytes:
    """A street as a child would draw it: houses, a lamp, and something that lies about."""
    sky, ground = LIGHT if 7 <= at.hour < 18 else DARK
    image = Image.new("RGB", SIZE, sky)
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    floor = rng.randint(430, 520)
    left = -40
    while left < width:
        wide, top = rng.randint(110, 230), rng.randint(90, 330)
        shade = rng.randint(90, 170)
        draw.rectangle((left, top, left + wide, floor), fill=(shade, shade - 8, shade - 16))
        _windows(draw, rng, left, top, wide, floor, lit=sky == DARK[0])
        left += wide + rng.randint(4, 40)
    draw.rectangle((0, floor, width, height), fill=ground)
    lamp = rng.randint(120, width - 120)
    draw.rectangle((lamp, floor - 260, lamp + 12, floor + 40), fill=(70, 72, 78))
    draw.ellipse((lamp - 34, floor - 296, lamp + 46, floor - 236), fill=(245, 222, 130))
    for _ in range(rng.randint(3, 9)):
        x, y, size = rng.randint(60, width - 160), rng.randint(floor + 30, 660), rng.randint(20, 90)
        colour = (rng.randint(60, 190), rng.randint(60, 150), rng.randint(50, 140))
        draw.ellipse((x, y, x + size, y + size * 0.6), fill=colour)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, exif=_camera(rng, at))
    return out.getvalue()


def _windows(
    draw: ImageDraw.ImageDraw, rng: Random, left: int, top: int, wide: int, floor: int, *, lit: bool
) -> None:
    for x in range(left + 18, left + wide - 30, 44):
        for y in range(top + 22, floor - 40, 56):
            glows = lit and rng.random() < 0.4
            draw.rectangle((x, y, x + 22, y + 30), fill=(240, 214, 140) if glows else (60, 74, 92))


def _camera(rng: Random, at: datetime) -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{at:%Y:%m:%d %H:%M:%S}"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    north, east = (degrees + rng.random() / 20 for degrees in SEA)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (north, 0.0, 0.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (east, 0.0, 0.0)
    return exif

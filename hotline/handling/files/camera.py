"""What a camera wrote into a photo: when and where it was taken (EXIF). Both may be wrong or made
up, so they are shown as what the camera says, never decided upon."""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from PIL import ExifTags, Image

_TIME: Final = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_ZONE: Final = re.compile(r"[+-]\d\d:\d\d")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """`taken_at` is ISO 8601 text, with a zone if the camera wrote one; WGS 84 degrees."""

    taken_at: str = ""
    latitude: float | None = None
    longitude: float | None = None


def written(image: Image.Image) -> Written:
    """Time and place in the photo; what cannot be read counts as not written."""
    try:
        exif = image.getexif()
        own = exif.get_ifd(ExifTags.IFD.Exif)
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # Pillow raises what it likes at tags written wrongly; the photo counts
        return Written()
    latitude = _degrees(place, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", 90.0)
    longitude = _degrees(place, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", 180.0)
    known = latitude is not None and longitude is not None and (latitude, longitude) != (0, 0)
    return Written(
        taken_at=_moment(own) or _moment(exif, ExifTags.Base.DateTime),
        latitude=latitude if known else None,
        longitude=longitude if known else None,
    )


def _moment(tags: Mapping[int, Any], tag: int = ExifTags.Base.DateTimeOriginal) -> str:
    """2026-02-13T16:30:00+08:00, without the zone where none is written; "" when not readable."""
    found = _TIME.match(str(tags.get(tag, "")))
    if found is None or found[1] == "0000":
        return ""
    year, month, day, hour, minute, second = found.groups()
    zone = _ZONE.fullmatch(str(tags.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 "))
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31 and int(hour) < 24 and int(minute) < 60):
        return ""
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone[0] if zone else ''}"


def _degrees(
    tags: Mapping[int, Any], tag: int, side: int, negative: str, limit: float
) -> float | None:
    """Degrees, minutes and seconds as one number, rounded to about a metre."""
    try:
        degrees, minutes, seconds = (float(part) for part in tags[tag])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    found = round(degrees + minutes / 60 + seconds / 3600, 5)
    if not 0 <= found <= limit:  # NaN too
        return None
    return -found if str(tags.get(side, "")).strip("\0 ").upper() == negative else found

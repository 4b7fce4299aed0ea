"""How far personal data is shown, and what stands in its place when it is covered (脱敏).

Source: product.md §10, pages.md principle 10; GB/T 35273-2020 个人信息安全规范 7.2 (display).
"""

import re
from enum import IntEnum

import msgspec

from hotline.rules.personal_numbers import IDENTITY, MOBILE

# not said: patterns of what people typed
_NUMBER = re.compile(r"[0-9A-Za-z零一二三四五六七八九十百]+(?=号|室|单元|栋|幢|座|楼|层|户|弄)|\d+")


class Cover(IntEnum):
    """How far one field of personal data is shown; the larger, the more."""

    HIDDEN = 0
    """Not even covered: the field is absent."""
    MASKED = 1
    """Covered (138****0001), and stays so."""
    ON_CLICK = 2
    """Covered, until the reader asks for it, which is written to the access log."""
    OPEN = 3
    """Shown at once; showing it is written to the access log."""


class Covers(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader sees of one case. `words` are title, text, answers and reported party."""

    name: Cover = Cover.HIDDEN
    phone: Cover = Cover.HIDDEN
    address: Cover = Cover.HIDDEN
    words: Cover = Cover.HIDDEN

    def most(self, other: "Covers") -> "Covers":
        """The more open of the two, field by field: who has two roles sees what either sees."""
        return Covers(
            name=max(self.name, other.name),
            phone=max(self.phone, other.phone),
            address=max(self.address, other.address),
            words=max(self.words, other.words),
        )

    def least(self, other: "Covers") -> "Covers":
        """The more covered of the two, field by field."""
        return Covers(
            name=min(self.name, other.name),
            phone=min(self.phone, other.phone),
            address=min(self.address, other.address),
            words=min(self.words, other.words),
        )

    def open_fields(self, *, clicked: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Fields shown in clear, and so to be written to the access log."""
        return tuple(
            field
            for field in self.__struct_fields__
            if (cover := getattr(self, field)) is Cover.OPEN
            or (cover is Cover.ON_CLICK and field in clicked)
        )


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧***, a single character → *."""
    name = name.strip()
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def mask_phone(phone: str) -> str:
    """13800000001 → 138****0001; a shorter number keeps its last two digits only.

    More digits than one number has are two numbers, or one with an extension: three and four of
    them stay.
    """
    digits = [at for at, char in enumerate(phone) if char.isdigit()]
    if len(digits) > 13:
        covered = set(digits[3:-4])
    elif len(digits) >= 11:
        covered = set(digits[-8:-4])
    elif len(digits) > 4:
        covered = set(digits[:-2])
    else:
        covered = set(digits)
    return "".join("*" if at in covered else char for at, char in enumerate(phone))


def mask_address(address: str) -> str:
    """和平区南京街12号3单元 → 和平区南京街**号*单元: the place stays, the door does not."""
    return _NUMBER.sub(lambda found: "*" * len(found[0]), address)


def mask_words(words: str) -> str:
    """Phone and identity-card numbers inside running text are covered; the rest stays."""
    words = IDENTITY.sub(lambda found: found[0][:3] + "*" * 11 + found[0][-4:], words)
    return MOBILE.sub(lambda found: mask_phone(found[0]), words)


def shown(value: str, field: str, cover: Cover, *, clicked: bool = False) -> str:
    """The value as this reader gets it; `field` is name, phone, address or words.

    Masked words are no words: running text cannot be covered word by word, so anything below
    open (or asked for) gives "".
    """
    if cover is Cover.OPEN or (clicked and cover is Cover.ON_CLICK):
        return value
    if cover is Cover.HIDDEN:
        return ""
    masks = {"name": mask_name, "phone": mask_phone, "address": mask_address}
    return masks[field](value) if field in masks else ""

"""疑点: what was found of a completion, in figures that a page can put into words."""

from typing import Final

import msgspec

from hotline.rules.text import Said, say
from hotline.rules.words import Sign

MOST_OTHERS: Final = 20
"""Neighbours kept with a finding; the figure says how many there were."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One sign with its figures; `others` are the cases that it points to."""

    sign: Sign
    figures: dict[str, int] = {}
    others: tuple[str, ...] = ()


def in_words(sign: Sign, figures: dict[str, int]) -> Said:
    """The sign as it is told to the unit before filing and to whoever decides."""
    n = figures
    match sign:
        case Sign.OFF_POINT:
            return say(
                "与诉求内容关联较弱：诉求的{asked}处用字，答复只提到{shared}处",
                asked=n.get("asked", 0),
                shared=n.get("shared", 0),
            )
        case Sign.ALIKE:
            return say("与近期{n}件答复近乎相同", n=n.get("answers", 0))
        case Sign.REUSED_PHOTO:
            return say("{n}张佐证照片在其他工单中用过", n=n.get("photos", 0))
        case Sign.LAST_MINUTE:
            return say("时限届满前{n}分钟答复，没有联系诉求人", n=n.get("minutes", 0))
        case Sign.NO_CONTACT:
            return say("没有联系诉求人的记录")
        case Sign.AGAINST_CITIZEN:
            return _against(n)
        case _:  # the last one: EMPTY
            return say("答复只有套话，没有说明怎样办理")


def _against(n: dict[str, int]) -> Said:
    if n.get("solved") and n.get("contacted"):
        return say("承办单位称已联系、已解决，诉求人说没有联系、没有解决")
    if n.get("solved"):
        return say("承办单位称已解决，诉求人说没有解决")
    return say("承办单位称已联系，诉求人说没有联系")

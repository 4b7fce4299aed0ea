"""A share as pages and sheets tell it: in per cent, of how many, and between which bounds."""

import msgspec

from hotline.dispatching.figures.queries import Share

FEW = 30
"""Cases below which a share is marked as resting on few."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """`value` "93%", `bounds` "81–98%", `part` of `whole`; "" for none."""

    part: int
    whole: int
    value: str
    bounds: str
    few: bool


def told(share: Share) -> Told:
    """In words; of nothing nothing."""
    low, high = share.bounds
    return Told(
        part=share.part,
        whole=share.whole,
        value=f"{share.value * 100:.0f}%" if share.whole else "",
        bounds=f"{low * 100:.0f}–{high * 100:.0f}%" if share.whole else "",
        few=0 < share.whole < FEW,
    )

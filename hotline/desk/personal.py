"""Who a case comes from, as one reader gets it: each line under its cover, clicked or not."""

from collections.abc import Sequence

import msgspec

from hotline.handling.models import CallerRow, CaseTextRow
from hotline.people.cover import Cover, Covers, shown
from hotline.rules.text import joined, say


class Personal(msgspec.Struct, frozen=True, kw_only=True):
    """One personal field: what is shown in its place, and whether a click shows more."""

    field: str
    label: str
    value: str
    can_show: bool = False


def personal(
    words: CaseTextRow | None, caller: CallerRow | None, covers: Covers, clicked: Sequence[str]
) -> list[Personal]:
    """Name, number and address as this reader gets them."""
    rows = (
        ("name", say("诉求人"), caller.name if caller else ""),
        ("phone", say("联系电话"), caller.phone if caller else ""),
        ("address", say("地址"), words.address if words else ""),
    )
    found = []
    for field, label, value in rows:
        cover = getattr(covers, field)
        if value and cover is not Cover.HIDDEN:
            text = shown(value, field, cover, clicked=field in clicked)
            more = cover is Cover.ON_CLICK and field not in clicked
            found.append(Personal(field=field, label=label, value=text, can_show=more))
    return [*found, *_for_whom(caller, covers, clicked)] if caller else found


UNCOVERS = {
    "name": ("name",),
    "phone": ("phone",),
    "address": ("address",),
    "behalf": ("name", "phone"),
    "enterprise": ("name",),
}
"""What a click on a line uncovers, as the access log has it: whoever is represented (代他人) and
the firm that calls (涉企) lie under the covers of the caller's own name and number."""


def _for_whom(caller: CallerRow, covers: Covers, clicked: Sequence[str]) -> list[Personal]:
    """The person represented, and the enterprise, where there are any."""
    lines = (
        ("behalf", say("当事人"), ((caller.behalf_name, "name"), (caller.behalf_phone, "phone"))),
        ("enterprise", say("企业"), ((caller.enterprise, "name"), (caller.credit_code, "name"))),
    )
    found = []
    for field, label, parts in lines:
        cover = min(getattr(covers, kind) for _, kind in parts)
        if cover is Cover.HIDDEN or not any(value for value, _ in parts):
            continue
        open_ = field in clicked or all(kind in clicked for _, kind in parts)
        text = joined(" ", [shown(value, kind, cover, clicked=open_) for value, kind in parts])
        more = cover is Cover.ON_CLICK and not open_
        found.append(Personal(field=field, label=label, value=text.strip(), can_show=more))
    return found

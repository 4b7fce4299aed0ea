"""From what a citizen typed to a command, or to the refusals, each with the field it is about.

All that can be seen at once is said at once, so that nobody has to submit four times to learn of
four slips. Bounds and formats are those of the commands themselves (hotline.web.reading).
"""

import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hotline.rules.case import commands as c
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Channel, Kind, Satisfied, Solved
from hotline.web.reading import from_data, plainly

KINDS = (
    (Kind.CONSULT, say("问政策、问怎么办事")),
    (Kind.HELP, say("遇到困难，请求帮助")),
    (Kind.COMPLAINT, say("对服务或办理不满意")),
    (Kind.REPORT, say("反映违法违规的线索")),
    (Kind.SUGGESTION, say("提意见、提建议")),
    (Kind.PRAISE, say("表扬好人好事")),
)
PATHS = {
    "matters[0].kind": "kind",
    "matters[0].text": "text",
    "matters[0].area": "area",
    "matters[0].address": "address",
    "caller_name": "name",
    "caller_phone": "phone",
}
SHORTEST_PHONE = 7
MOBILE_PHONE = 11
"""No number of a house begins with 1: one that does and is shorter lost a digit."""


def new_key() -> str:
    """An idempotency key for a form: sent twice, it is one case."""
    return secrets.token_urlsafe(16)


def text(typed: Mapping[str, str], name: str) -> str:
    """What was typed, with the line ends of a browser made ordinary."""
    return typed.get(name, "").replace("\r\n", "\n").strip()


def read_report(
    typed: Mapping[str, str], areas: Mapping[str, str], again: str = ""
) -> c.RegisterContact | list[Refusal]:
    """The citizen's report. A name is not kept where it is anonymous. `again`: their closed case of
    which they tell something new."""
    anonymous, phone = "anonymous" in typed, phone_of(text(typed, "phone"))
    slips = [slip for slip in _slips(typed, phone, anonymous, areas) if slip]
    if slips:
        return slips
    matter: dict[str, Any] = {
        "kind": typed.get("kind", ""),
        "text": text(typed, "text"),
        "area": typed.get("area", ""),
        "address": text(typed, "address"),
        "confidential": "confidential" in typed,
        "again": again,
    }
    found = from_data(
        c.RegisterContact,
        {
            "channel": Channel.WEB.value,
            "matters": [matter],
            "caller_name": "" if anonymous else text(typed, "name"),
            "caller_phone": phone,
            "anonymous": anonymous,
            **_for_whom(typed),
        },
    )
    return [placed(found)] if isinstance(found, Refusal) else found


def _for_whom(typed: Mapping[str, str]) -> dict[str, Any]:
    """Whom they write for (代他人), and for which enterprise (涉企); nothing where neither."""
    found = {name: text(typed, name) for name in ("behalf_name", "enterprise", "credit_code")}
    return {
        "relation": text(typed, "relation") or None,
        "authorised": "authorised" in typed,
        "behalf_phone": phone_of(text(typed, "behalf_phone")),
        **found,
    }


def placed(refusal: Refusal) -> Refusal:
    """The refusal at the form's own field; the label needs no path on a page."""
    field = PATHS.get(refusal.field, refusal.field)
    return msgspec.structs.replace(plainly(refusal), field=field)


def said(refusals: Sequence[Refusal]) -> dict[str, Any]:
    """What a refused form's template needs: all of them, the first of each field, and the field
    that gets the focus ("" when the first is about none)."""
    wrong: dict[str, Refusal] = {}
    for one in refusals:
        if one.field:
            wrong.setdefault(one.field, one)
    focus = refusals[0].field if refusals else ""
    return {"refusals": refusals, "wrong": wrong, "focus": focus}


def phone_of(typed: str) -> str:
    """Full-width digits and signs made ordinary."""
    return unicodedata.normalize("NFKC", typed).strip()


def _slips(
    typed: Mapping[str, str], phone: str, anonymous: bool, areas: Mapping[str, str]
) -> list[Refusal | None]:
    return [
        _one_of("kind", typed.get("kind", ""), [kind.value for kind, _ in KINDS], say("诉求类型")),
        _needed("text", text(typed, "text"), say("要反映的内容")),
        _one_of("area", typed.get("area", ""), ["", *areas], say("区域")),
        _phone(phone, anonymous),
    ]


def _one_of(field: str, value: str, known: list[str], label: str) -> Refusal | None:
    if value in known:
        return None
    code = Code.INVALID if value else Code.MISSING
    return Refusal(
        code=code,
        message=say("没有选择{label}。", label=label),
        advice=say("请从列出的各项中选择。"),
        field=field,
    )


def _needed(field: str, value: str, label: str) -> Refusal | None:
    if value:
        return None
    return Refusal(
        code=Code.MISSING,
        message=say("没有填写{label}。", label=label),
        advice=say("写几句话就可以：什么事、在哪里、什么时候。"),
        field=field,
    )


def _phone(phone: str, anonymous: bool) -> Refusal | None:
    if not phone:
        if anonymous:
            return None
        return Refusal(
            code=Code.MISSING,
            message=say("没有填写联系电话。"),
            advice=say("请留下电话，办理人员要与您联系；不愿留的，请勾选“匿名”。"),
            field="phone",
        )
    digits = re.sub(r"\D", "", phone)
    short = len(digits) < (MOBILE_PHONE if digits.startswith("1") else SHORTEST_PHONE)
    if not short and re.fullmatch(r"[0-9+*#() -]*", phone):
        return None
    return Refusal(
        code=Code.INVALID,
        message=say("联系电话“{phone}”不像是电话号码。", phone=phone[:30]),
        advice=say("请填写手机号，或带区号的固定电话。"),
        field="phone",
    )


# --- rating -----------------------------------------------------------------------------------

GRADES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "contacted": (
        say("办理单位和您联系过吗？"),
        (("yes", say("联系过")), ("no", say("没有联系过"))),
    ),
    "solved": (say("问题解决了吗？"), tuple((one.value, one.zh) for one in Solved)),
    "result": (say("对办理结果满意吗？"), tuple((one.value, one.zh) for one in Satisfied)),
    "process": (
        say("对办理过程（态度、速度）满意吗？"),
        tuple((one.value, one.zh) for one in Satisfied),
    ),
}


def read_rating(typed: Mapping[str, str]) -> c.Rate | list[Refusal]:
    """The four answers and what the citizen adds; none is filled in for them."""
    slips = [
        Refusal(
            code=Code.MISSING,
            message=say("没有回答“{question}”", question=question),
            advice=say("请选择一项。"),
            field=field,
        )
        for field, (question, choices) in GRADES.items()
        if typed.get(field) not in [value for value, _ in choices]
    ]
    if slips:
        return slips
    found = from_data(
        c.Rate,
        {
            "contacted": typed["contacted"] == "yes",
            **{field: typed[field] for field in ("solved", "result", "process")},
            "words": text(typed, "words"),
        },
    )
    return [placed(found)] if isinstance(found, Refusal) else found

"""Who is told of what, by which way, in which words: the standard table, and a city's changes.

A text has no variables but those of VARIABLES, so no line can tell a name, an address or what a
citizen said: a notice says which case and what to do, and the rest is read at the desk, within
sight. Source: product.md §10 (nothing personal beyond need); issue 4, Notifications.
"""

import string
from collections.abc import Mapping
from typing import Final

import msgspec

from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role, Term


class Thing(Term):
    """What somebody is told of."""

    ORDER = "order", "新承办单"
    NEAR = "near", "办理即将到期"
    SENT_BACK = "sent_back", "办结被退回重报"
    APPROVE = "approve", "待审批办结"
    RETURNED = "returned", "退单待审核"
    SUPERVISED = "supervised", "收到督办"
    ON_SITE = "on_site", "到现场划分职责"
    RING = "ring", "紧急工单无人电话确认，请立即确认"
    HOT = "hot", "发现热点，请研判"
    HOT_CONFIRMED = "hot_confirmed", "本单位的工单属于已确认的热点"
    ACCEPTED = "accepted", "诉求已受理"
    EXTENDED = "extended", "办理已延期"
    ANSWERED = "answered", "诉求已答复"
    FOLLOW_UP = "follow_up", "请评价办理结果"


class Whom(Term):
    """Who is told."""

    LIAISON = "liaison", "联络员"
    OFFICER = "officer", "承办员"
    HEAD = "unit_head", "承办单位负责人"
    DISPATCHER = "dispatcher", "派单员"
    SUPERVISOR = "supervisor", "督办员"
    DUTY_MANAGER = "duty_manager", "值班长"
    MANAGEMENT = "management", "热线管理机构"
    CITIZEN = "citizen", "诉求人"

    @property
    def role(self) -> Role:
        """The role that is told; for staff only."""
        return next(role for role in Role if role == self.value)


class Way(Term):
    """How somebody is told."""

    PAGE = "page", "站内"
    EMAIL = "email", "邮件"
    SMS = "sms", "短信"


THINGS: Final[Mapping[str, Thing]] = {str(one): one for one in Thing}
WHOMS: Final[Mapping[str, Whom]] = {str(one): one for one in Whom}
WAYS: Final[Mapping[str, Way]] = {str(one): one for one in Way}
"""By what is stored."""

OF_THE_CITY: Final = frozenset(
    {Whom.DISPATCHER, Whom.SUPERVISOR, Whom.DUTY_MANAGER, Whom.MANAGEMENT}
)
"""Told wherever they sit; all other staff are those of the unit concerned."""
LOUD: Final = frozenset({Thing.RING})
"""Never held back by a wish, quiet hours or a digest, whatever became of the case meanwhile."""

VARIABLES: Final = ("city", "number", "thing", "due", "link")
"""What a text may have in braces. `due` is "" where nothing is due, `link` where none is given."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table."""

    thing: Thing
    whom: Whom
    ways: frozenset[Way]
    text: str
    own: bool = False
    """Whether the city changed it."""

    @property
    def possible(self) -> tuple[Way, ...]:
        """The ways there are: citizens have no desk, and no e-mail address is asked of them."""
        return (Way.SMS,) if self.whom is Whom.CITIZEN else tuple(Way)


# not said: data of a city, which may write them anew
_STAFF = "【{city}12345】工单{number}：{thing}{due}。请登录工作台办理。"
# not said: data of a city
_CITIZEN: Final = {
    Thing.ACCEPTED: "【{city}12345】您的诉求已受理，工单号{number}。凭工单号和查询码可查进度。",
    Thing.EXTENDED: "【{city}12345】您的诉求（工单号{number}）需要更多时间办理，正在继续处理。",
    Thing.ANSWERED: "【{city}12345】您的诉求（工单号{number}）已有答复。{link}",
    Thing.FOLLOW_UP: "【{city}12345】请评价工单{number}的办理结果。{link}",
}
_P, _E, _S = Way.PAGE, Way.EMAIL, Way.SMS
_STANDARD: Final[tuple[tuple[Thing, Whom, frozenset[Way]], ...]] = (
    (Thing.ORDER, Whom.LIAISON, frozenset({_P, _E})),
    (Thing.ORDER, Whom.HEAD, frozenset()),
    (Thing.NEAR, Whom.LIAISON, frozenset({_P, _E})),
    (Thing.NEAR, Whom.OFFICER, frozenset({_P, _E})),
    (Thing.NEAR, Whom.HEAD, frozenset()),
    (Thing.SENT_BACK, Whom.LIAISON, frozenset({_P})),
    (Thing.SENT_BACK, Whom.OFFICER, frozenset({_P, _E})),
    (Thing.APPROVE, Whom.HEAD, frozenset({_P, _E})),
    (Thing.RETURNED, Whom.DISPATCHER, frozenset({_P})),
    (Thing.RETURNED, Whom.SUPERVISOR, frozenset()),
    (Thing.SUPERVISED, Whom.LIAISON, frozenset({_P, _E, _S})),
    (Thing.SUPERVISED, Whom.HEAD, frozenset({_P, _E})),
    (Thing.ON_SITE, Whom.LIAISON, frozenset({_P, _E, _S})),
    (Thing.ON_SITE, Whom.HEAD, frozenset({_P})),
    (Thing.RING, Whom.HEAD, frozenset({_P, _E, _S})),
    (Thing.RING, Whom.LIAISON, frozenset({_P, _E, _S})),
    (Thing.RING, Whom.DUTY_MANAGER, frozenset({_P, _E, _S})),
    (Thing.HOT, Whom.DISPATCHER, frozenset({_P})),
    (Thing.HOT, Whom.DUTY_MANAGER, frozenset({_P, _E})),
    (Thing.HOT, Whom.MANAGEMENT, frozenset({_P})),
    (Thing.HOT_CONFIRMED, Whom.LIAISON, frozenset({_P})),
    (Thing.HOT_CONFIRMED, Whom.HEAD, frozenset({_P})),
    *((thing, Whom.CITIZEN, frozenset({_S})) for thing in _CITIZEN),
)
STANDARD: Final[Mapping[tuple[Thing, Whom], Line]] = {
    (thing, whom): Line(thing=thing, whom=whom, ways=ways, text=_CITIZEN.get(thing, _STAFF))
    for thing, whom, ways in _STANDARD
}
"""The table of a city that has changed nothing."""

LONGEST = 200
"""Characters of a text: three SMS."""


def checked(text: str) -> str | Refusal:
    """The text without spaces around it, or why it cannot be one."""
    text = " ".join(text.split())
    try:
        named = {name for _, name, form, way in string.Formatter().parse(text) if name is not None}
        plain = all(not form and not way for _, _, form, way in string.Formatter().parse(text))
    except ValueError:
        named, plain = {text}, False
    unknown = sorted(named - set(VARIABLES))
    if not text or len(text) > LONGEST:
        message = say("文字应为1到{most}个字。", most=LONGEST)
    elif not plain or unknown:
        message = say("文字里有不能用的变量：{names}", names=" ".join(unknown) or text)
    else:
        return text
    return Refusal(
        code=Code.INVALID,
        message=message,
        advice=say("只能用这些变量：{names}", names=" ".join(f"{{{one}}}" for one in VARIABLES)),
        field="text",
    )

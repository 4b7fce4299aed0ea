"""Words of the acknowledgement by phone (紧急工单电话确认), closed as those of `words.py` are.

Source: product.md §4 Supervision. Values are stored in events: never renamed, only added to.
"""

from hotline.rules.words import Term


class Rung(Term):
    """Who is rung for an urgent order that nobody has confirmed, in this order."""

    UNIT = "unit", "承办单位值班电话"
    HEAD = "head", "承办单位负责人"
    ABOVE = "above", "上级单位值班电话"
    HOTLINE = "hotline", "热线值班长"


class Rang(Term):
    """What came of a call in vain; one that is confirmed is an acknowledgement."""

    NO_ANSWER = "no_answer", "无人接听"
    BUSY = "busy", "占线"
    WRONG = "wrong", "号码不对"
    NOT_CONFIRMED = "not_confirmed", "接听但没有确认"

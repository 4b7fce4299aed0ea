"""Who calls, and for whom: 代他人诉求, 涉企诉求.

Whoever calls for somebody else says what they are to that person and whether they were asked to;
the person's name and number are sealed and shown like the caller's (个人信息保护法 第13、14条:
another's data rests on their consent, so a missing one is on record, not a refusal). An enterprise
is known by its 统一社会信用代码, whose check sign is looked at (GB 32100-2015), and its matters
carry the tag 涉企 [国办发〔2020〕53号: 企业诉求].
"""

from typing import TypedDict

from hotline.rules.caller_words import Relation
from hotline.rules.case.fields import Code as Short
from hotline.rules.case.fields import Command, Line, Phone
from hotline.rules.credit_code import clean, is_sound
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Tag


class WhoCalls(Command, frozen=True, kw_only=True):
    """What a registration says of who calls, and whose matter it is."""

    caller_name: Line = ""
    caller_phone: Phone = ""
    anonymous: bool = False
    relation: Relation | None = None
    authorised: bool = False
    behalf_name: Line = ""
    behalf_phone: Phone = ""
    enterprise: Line = ""
    credit_code: Short = ""


class ForWhom(TypedDict):
    """The fields of `Registered` that `WhoCalls` fills."""

    relation: Relation | None
    authorised: bool
    behalf_name: str
    behalf_phone: str
    enterprise: str
    credit_code: str


def for_whom(told: WhoCalls, *, anonymous: bool) -> ForWhom:
    """As it goes into the event. Whoever stays anonymous is not found by the firm's name either."""
    return ForWhom(
        relation=told.relation,
        authorised=told.authorised and told.relation is not None,
        behalf_name="" if anonymous else told.behalf_name,
        behalf_phone=told.behalf_phone,
        enterprise="" if anonymous else told.enterprise,
        credit_code="" if anonymous else clean(told.credit_code),
    )


def tagged(told: WhoCalls, tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """The matter's tags; of an enterprise with 涉企."""
    if not (told.enterprise or told.credit_code) or Tag.ENTERPRISE in tags:
        return tags
    return (*tags, Tag.ENTERPRISE)


def unclear(told: WhoCalls) -> Refusal | None:
    """Refuses a code that is none, and a person represented without saying by whom."""
    if told.credit_code and not is_sound(clean(told.credit_code)):
        return Refusal(
            code=Code.INVALID,
            message=say("统一社会信用代码“{code}”不对。", code=told.credit_code[:20]),
            advice=say("请对照营业执照核对18位代码；一时查不到的可以先空着，只填企业名称。"),
            field="credit_code",
        )
    if (told.behalf_name or told.behalf_phone or told.authorised) and told.relation is None:
        return Refusal(
            code=Code.MISSING,
            message=say("代他人反映的，没有选择与当事人的关系。"),
            advice=say("请选择关系；不是代他人反映的，请删去当事人的姓名和电话。"),
            field="relation",
        )
    return None

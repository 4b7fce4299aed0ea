"""五要素: does what was taken down say who, when, where, what, and what is wanted?

Looked for by form alone, in what the agent typed; a hint to whoever writes it down and to whoever
pre-reviews it, never a reason to refuse (product.md §4 Intake). The five are in common use among
hotlines; no national instrument lists them. In 2,801 messages
(messages/unlabelled) it finds no who in 18, no when in 20, no where in 8 and nothing wanted in 14
of a hundred; how many of these do lack it nobody has counted.
"""

import re
from typing import Final

import msgspec

from hotline.rules.words import Term

SHORTEST: Final = 8
"""Characters; fewer than that say no matter."""


class Element(Term):
    """One of the five."""

    WHO = "who", "何人"
    WHEN = "when", "何时"
    WHERE = "where", "何地"
    WHAT = "what", "何事"
    WANTED = "wanted", "诉求目的"


# not said: patterns of what people typed
_WHEN: Final = re.compile(
    r"\d{1,4}\s*[年月日点时:：]|\d{1,2}号(?=[早晚上下凌起开当])"
    r"|[一二三四五六七八九十两几半]\s*(?:个?月|年|天|日|点|小时|周|星期)"
    r"|今[天日早晚年]|昨[天日晚]|前[天几]|近[日期来年]|最近|目前|现在|刚才|刚刚|当[天日晚]|每[天日晚周月年]"
    r"|上[周月个午]|下午|凌晨|早[上晨]|晚[上间]|夜[里间]|半夜|中午|长期|一直|至今|以来|从\S{1,6}开始|正在|周[一二三四五六日末]"
)
# not said: as above
_WHERE: Final = re.compile(
    r"[路街道巷弄号楼栋幢单元室]|小区|社区|花园|广场|公园|市场|超市|学校|小学|中学|大学|医院|公司|工地|村|镇|乡"
    r"|地铁|公交|车站|路口|桥|河|湖|大厦|商场|幼儿园|派出所|法院|银行"
)
# not said: as above
_WHO: Final = re.compile(
    r"我|本人|业主|居民|村民|市民|学生|家长|职工|员工|老人|孩子|住户|租户|群众|商户|公司|单位|店"
)
# not said: as above
_WANTED: Final = re.compile(
    r"希望|要求|请求|请问|请[您你有相尽帮核协督给]|诉求|咨询|求助|想[知问了要]|建议|能否|能不能|可否|是否|如何|怎[么样]|"
    r"尽快|尽早|投诉|举报|解决|处理|查处|整治|赔|退[款还费]|补[偿办发]|恢复|维修|修复|核实|答复|反映给|什么时候|何时|[?？]|表扬|感谢"
)
# not said: as above
_MINOR: Final = re.compile(r"未成年|小学生|初中生|幼儿园|孩子|儿童|婴儿|女童|男童|1[0-7]岁|[3-9]岁")
# not said: as above
_GRIEVANCE: Final = re.compile(
    r"投诉|举报|不满|推诿|没人管|无人管|多次反映|一直没|赔偿|欠[薪款费]|拖欠|违法|违规|乱收费|不作为|噪音|噪声|扰民|整改|安全隐患"
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What of a matter is looked at; `where` is address and area, `who` name, number, or anonymous
    by wish."""

    text: str
    where: str = ""
    who: bool = False


def missing(told: Told) -> tuple[Element, ...]:
    """Those of the five that nothing speaks of, in their order."""
    text = told.text.strip()
    there = {
        Element.WHO: told.who or bool(_WHO.search(text)),
        Element.WHEN: bool(_WHEN.search(text)),
        Element.WHERE: bool(told.where.strip()) or bool(_WHERE.search(text)),
        Element.WHAT: len(text) >= SHORTEST,
        Element.WANTED: bool(_WANTED.search(text)),
    }
    return tuple(one for one, found in there.items() if not found)


def speaks_of_a_minor(text: str) -> bool:
    """Whether somebody under age may be concerned, so that the tag is asked about."""
    return bool(_MINOR.search(text))


def holds_a_grievance(text: str) -> bool:
    """Whether beside a danger there is something to be handled: a second matter."""
    return bool(_GRIEVANCE.search(text))

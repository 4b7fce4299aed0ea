"""A text as pairs of neighbouring characters, and what of an answer is left without set phrases.

Chinese is written without spaces between words, so two neighbouring characters stand for a word:
no dictionary, no model, and what two texts share can be shown to whoever asks why.
"""

import re
from typing import Final

# not said: patterns of what units write
_RUN: Final = re.compile(r"[一-鿿A-Za-z0-9]+")
# not said: patterns of what units write
_SET_PHRASES: Final = re.compile(
    "|".join(
        (
            r"尊敬的(?:网友|市民|诉求人|来电人|用户)?(?:朋友|先生|女士)?",
            r"(?:网友|市民)?[“\"]?UU\d*[”\"]?",
            "您好|你好|网友|市民",
            r"您?(?:反映|留言|来信|来电|诉求|咨询|投诉|建议|提出|提)的?(?:问题|情况|内容|意见)?"
            r"(?:我[们局单位]*)?(?:已|均已|现已)?(?:收悉|收到|知悉|阅)",
            r"(?:我[们局委办街道]*|本单位|相关部门|有关部门)?(?:已|将|正|会)?(?:高度|非常)重视",
            r"(?:已|将|会|请)?(?:尽快|及时|立即|认真|积极|妥善)(?:予以|进行|给予)?"
            r"(?:处理|办理|处置|解决|核实|调查|答复|回复|跟进|研究)",
            r"(?:我办|我局|我们|并)?(?:已|现已|已经|将)(?:将?[^，。！；]{0,16})?"
            r"(?:转交|转办|转至|交办|转|交)[^，。！；]{0,36}",
            r"(?:关于|就|对于?)?[您你](?:所)?(?:反映|咨询|提出|留言)的?(?:事项|问题|情况|内容)",
            r"如有(?:相关|进展)?(?:情况|进展)?将?(?:及时|尽快)(?:回复|反馈)",
            r"(?:敬请|请)(?:您)?(?:留意|关注)[^，。！；]{0,10}(?:回复|反馈)",
            r"(?:现)?(?:将)?(?:有关|相关|具体)?(?:情况|问题)?(?:作)?(?:答复|回复)如下",
            r"(?:再次)?(?:衷心)?感谢(?:您)?(?:对|的)?[^，。！,.!]{0,24}"
            r"(?:支持|关心|关注|监督|理解|信任|来信|来电|留言|反映)(?:与|和|、)?(?:支持|监督|理解)?",
            r"(?:请|敬请)(?:您)?(?:谅解|理解|知悉|放心|耐心等待)|祝您?[^，。！]{0,8}|特此(?:答复|回复)",
            r"如有(?:其他|疑问|问题)[^。！]{0,30}|给您(?:带来|造成)[^。！]{0,16}(?:歉意|抱歉)",
            r"祝您[^，。！]{0,10}|感谢您?的?问政|调查核处|核查|办复|核处|调查处理",
            "感谢|谢谢|此复|已收悉|收悉|已阅|已处理|已办理|已办结|已解决|已核实|已转办",
        )
    )
)
"""What says nothing of the matter. Made up from the phrases of official letters, not learned."""
# not said: patterns of what units write
_MOMENT: Final = re.compile(r"\d{1,4} ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?日)?|\d{1,2} ?月 ?\d{1,2} ?日")


def pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters in the text, across no punctuation."""
    return frozenset(run[at : at + 2] for run in _RUN.findall(text) for at in range(len(run) - 1))


def substance(answer: str) -> str:
    """The characters of the answer without set phrases, dates of signature and punctuation."""
    # not said: what stands between clauses
    return "".join(_RUN.findall(_SET_PHRASES.sub("，", _MOMENT.sub("，", answer))))

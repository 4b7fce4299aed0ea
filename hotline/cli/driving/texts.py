"""What people write while they work. Replies may come from a file of recorded ones."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from hotline.cli.driving import lines

LONGEST = 10_000

DIRECT = "您好，您咨询的事项可携带身份证到就近的政务服务中心办理，工作日九点至十七点三十分开放。"
ROUTE = "您反映的事项正在仲裁程序中，请按仲裁机构通知的时间提交材料，我们已将您的来电登记在案。"
SEND_BACK = "缺少具体位置，请补录到路口或门牌。"
MENDED = "已与诉求人核实位置，补充登记。"
BY_HAND = "目录没有相符的条目，按诉求内容派给职责最接近的单位。"
CONTACTED = "已电话联系诉求人，核对了情况和位置。"
PROGRESS = "已到现场查看，正在与有关单位商定整改办法。"
DOWN = "请核实情况，并在时限内把处理结果报回。"
NOT_OURS = "经核实，该处不在本单位的管理范围内，现场界桩和移交清单可以证明。"
OURS_NOT = "经查移交清单，该事项由所列单位负责，退单成立。"
STAYS = "该事项在履职事项清单内，由本单位办理，退单不成立。"
AGAIN = "答复没有写明整改完成的时间，请补充后重新报送。"
UNSOLVED = "诉求人表示问题仍然存在，请重新办理。"
REVIEWED = "经复核，承办单位已在职责内处理完毕，有关要求超出政策范围，已向诉求人说明。"
FINE = "诉求人表示问题已经解决。"

OWN = (
    "您好，接到您的反映后，我们当天到现场查看，情况属实，已责成责任方在三日内整改到位，"
    "并安排专人每周复查。感谢您对我们工作的监督。",
    "您好，您反映的问题我们已经核实。经与有关单位协商，已完成维修，现场恢复正常，"
    "如再次出现，请随时联系我们。",
    "您好，经核查，您反映的情况部分属实。我们已对当事人作了批评教育，并加密了巡查的次数，"
    "后续情况将及时告知您。",
    "您好，关于您提出的建议，我们已纳入下一季度的工作安排，届时将公开征求居民意见。",
)


class Texts:
    """The replies of one run."""

    def __init__(self, replies: Path | None) -> None:
        self.replies: Sequence[str] = _recorded(replies) if replies else OWN

    def reply(self, at: float) -> str:
        """A public answer; `at` from 0 up to 1 chooses it."""
        return self.replies[int(at * len(self.replies))]


def _recorded(path: Path) -> Sequence[str]:
    """Replies that can be sent; one that is over the platform's limit would be refused."""
    found = []
    with lines.opened(path) as file:
        for raw in file:
            reply = msgspec.json.decode(raw).get("reply", "") if raw.strip() else ""
            if 0 < len(reply.strip()) <= LONGEST:
                found.append(reply)
    return found or OWN

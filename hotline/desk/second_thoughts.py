"""Second thoughts: which commands ask once more before they are sent, and which can be taken back.

Asked again is only what cannot be undone by anybody (pages.md, 6); where a step can be taken back,
the toast after it leads to how. A command is in one of the two lists or in neither, never in both.
"""

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from hotline.desk.gate import Desk
from hotline.rules.case.table import BY_NAME
from hotline.rules.text import say

LASTING = {
    "AnswerDirectly": say("当场解答后这件诉求直接结案，不再派单，也不能重新打开。"),
    "Explain": say("解释说明后这件诉求直接结案，不再派单，也不能重新打开。"),
    "ReferToPolice": say("移送公安后这件诉求直接结案，线索交给公安机关，不能收回。"),
    "ReleaseCoHandler": say("免予协办后该单位的承办单终止，不能恢复，只能重新加派。"),
    "TellLegalRoute": say("告知法定途径后这件诉求直接结案，不再派单，也不能重新打开。"),
    "MakeConfidential": say("转为保密后不能改回；被反映单位正在办理的承办单随即终止。"),
    "RecallPoliceOrder": say("110撤回后各单位的承办单全部终止，不能恢复。"),
    "Withdraw": say("撤单后各单位的承办单全部终止，不能恢复；诉求人可以另行反映。"),
}
"""What happens for good, said before it does."""

UNDONE_BY = {
    "FileExtension": "WithdrawExtension",
    "FileReturn": "WithdrawReturn",
    "Merge": "UndoMerge",
}
"""Commands that another takes back."""


def undo(request: HttpRequest, desk: Desk) -> tuple[str, str] | None:
    """(where the step just done is taken back, its name), if it can be and this person may."""
    edge = BY_NAME.get(UNDONE_BY.get(request.GET.get("done", ""), ""))
    if edge is None or not edge.roles & desk.actor.roles:
        return None
    try:
        case_id = UUID(request.GET.get("case", ""))
    except ValueError:
        return None
    return f"{reverse('desk:case', args=[case_id])}?open={edge.name}#act", edge.zh

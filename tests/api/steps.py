"""One way through every command that the API offers, as (who, command, body) on one case each.

Who is a role, or a role and a unit. `$other` in a body stands for the id of another open case.
"""

from typing import Any

from hotline.rules.words import Role

Who = Role | tuple[Role, str]
Step = tuple[Who, str, dict[str, Any]]

FRONT, AGENT, CALLER = Role.DISPATCHER, Role.AGENT, Role.FOLLOW_UP_CALLER
LIAISON, OFFICER = (Role.LIAISON, "heping"), (Role.OFFICER, "heping")
HEAD = (Role.UNIT_HEAD, "heping")
MANAGEMENT = Role.MANAGEMENT
L1, WHY = {"leg": "L1"}, {"reason": "核对后决定"}
R9 = {"request": "R9", "grounds": "核对后决定"}
RETURN = {"reason": "not_duty", "explanation": "不属于本单位"}
ANSWER = {
    "leg": "L1",
    "truth": "true",
    "solved": "solved",
    "internal_record": "已清运",
    "public_answer": "您好，垃圾已清运。",
}
SAID = {
    "contacted": True,
    "solved": "not",
    "result": "not",
    "process": "satisfied",
    "called_in": True,
}
MATTER = {"kind": "help", "text": "垃圾没有清运", "topic": "cg/lj", "area": "dong/heping"}

HANDLED: list[Step] = [
    (FRONT, "send-back-for-completion", WHY),
    (AGENT, "complete-intake", {"address": "和平路12号"}),
    (AGENT, "supplement", {"text": "在小学门口"}),
    (AGENT, "remind", {}),
    (FRONT, "accept", {}),
    (FRONT, "dispatch", {}),
    (FRONT, "add-unit", {"unit": "market"} | WHY),
    (FRONT, "release-co-handler", {"leg": "L2"} | WHY),
    (OFFICER, "sign", L1),
    (LIAISON, "reassign", L1 | {"officer": "u1"}),
    (OFFICER, "record-first-contact", L1),
    (OFFICER, "record-progress", L1 | {"note": "已联系清运公司"}),
    (LIAISON, "file-return", L1 | RETURN),
    (LIAISON, "withdraw-return", {"request": "R1"}),
    (LIAISON, "file-return", L1 | RETURN),
    (FRONT, "rule-return", {"request": "R2", "uphold": False, "grounds": "在履职清单内"}),
    (OFFICER, "reply", ANSWER),
    (HEAD, "send-back-completion", {"request": "R3"} | WHY),
    (OFFICER, "reply", ANSWER),
    (HEAD, "approve-completion", {"request": "R4"}),
    (CALLER, "try-follow-up", {"result": "busy"}),
    (CALLER, "record-outcome", SAID),
    (FRONT, "link", {"other": "$other"}),
    (CALLER, "reopen", WHY),
    (OFFICER, "sign", {"leg": "L3"}),
    (LIAISON, "hand-down", {"leg": "L3", "unit": "xin"}),
    (FRONT, "redispatch", {"leg": "L3", "unit": "urban"} | WHY),
    (AGENT, "split-matter", {"matter": {"kind": "help", "text": "另一件"}}),
    (AGENT, "withdraw", {}),
]
EVENT = {"name": "垃圾中转站停运", "script": "预计周五恢复清运。"}
OTHERS: list[list[Step]] = [
    [
        (FRONT, "accept", {}),
        (FRONT, "open-event", EVENT),
        (FRONT, "revise-event", {"script": "已恢复清运。"}),
        (FRONT, "end-event", WHY),
    ],
    [(FRONT, "answer-directly", {"answer": "工作日上午办理"})],
    [(FRONT, "hand-over", {"line": "110"}), (FRONT, "confirm-hand-over", {"taken_over": True})],
    [(FRONT, "tell-legal-route", {"route": "litigation", "words": "请向法院起诉"})],
    [(FRONT, "explain", {"ground": "privacy", "words": "涉及他人隐私"})],
    [(FRONT, "refer-to-police", {"clue": "反复恶意骚扰"})],
    [(FRONT, "accept", {}), (FRONT, "merge", {"parent": "$other"}), (FRONT, "undo-merge", WHY)],
]
CLOSED: list[Step] = [
    (FRONT, "accept", {}),
    (FRONT, "dispatch", {}),
    (OFFICER, "sign", L1),
    (OFFICER, "record-first-contact", L1),
    (OFFICER, "reply", ANSWER),
    (HEAD, "approve-completion", {"request": "R1"}),
    (CALLER, "record-outcome", SAID | {"solved": "solved", "result": "satisfied"}),
    (FRONT, "close", {}),
]
LONGER: list[Step] = [
    (FRONT, "accept", {}),
    (FRONT, "dispatch", {}),
    (OFFICER, "sign", L1),
    (LIAISON, "file-extension", L1 | {"length": "2wd", "explanation": "等待材料"}),
    (LIAISON, "withdraw-extension", {"request": "R1"}),
    (LIAISON, "file-extension", L1 | {"length": "2wd", "explanation": "等待材料"}),
    (FRONT, "rule-extension", {"request": "R2", "grant": True, "grounds": "情况属实"}),
    (OFFICER, "record-first-contact", L1),
    (OFFICER, "begin-hold", L1 | {"explanation": "请补充购房合同"}),
    (OFFICER, "end-hold", L1),
]
UPHELD = {"uphold": True, "grounds": "不在履职清单内"}
DISPUTED: list[Step] = [
    (FRONT, "accept", {}),
    (FRONT, "dispatch", {}),
    (LIAISON, "file-return", L1 | RETURN),
    (FRONT, "rule-return", UPHELD | {"request": "R1", "unit": "urban"}),
    ((Role.LIAISON, "urban"), "file-return", {"leg": "L2"} | RETURN),
    (FRONT, "rule-return", UPHELD | {"request": "R2", "unit": "market"}),
    ((Role.LIAISON, "market"), "file-return", {"leg": "L3"} | RETURN),
    (LIAISON, "give-opinion", {"request": "R3", "opinion": "应由城管", "legal_basis": "条例"}),
    (MANAGEMENT, "rule-consultation", {"request": "R3", "unit": "heping", "grounds": "职责清单"}),
    (OFFICER, "sign", {"leg": "L4"}),
    (LIAISON, "ask-redispatch", {"leg": "L4", "fact": "现场在另一街道"}),
    (FRONT, "rule-redispatch", {"request": "R4", "grant": False, "grounds": "仍在辖区"}),
]
CONFIRMED: list[Step] = [
    (AGENT, "complete-intake", {"urgency": "urgent"}),
    (FRONT, "accept", {}),
    (FRONT, "dispatch", {}),
    (FRONT, "record-call", L1 | {"rang": "no_answer"}),
    (FRONT, "acknowledge-order", L1 | {"by": "值班员李明", "number": "0571-12345"}),
]
SUPERVISOR = Role.SUPERVISOR
D1 = {"request": "D1"}
PRESS = L1 | {"kind": "order", "colour": "orange", "asks": "请说明为何没有进展"}
PRESSED: list[Step] = [
    (FRONT, "accept", {}),
    (FRONT, "dispatch", {}),
    (SUPERVISOR, "issue-supervision", PRESS),
    (OFFICER, "receive-supervision", D1),
    (LIAISON, "answer-supervision", D1 | {"answer": "今天进场"}),
    (SUPERVISOR, "send-back-answer", D1 | WHY),
    (LIAISON, "answer-supervision", D1 | {"answer": "照片已附"}),
    (SUPERVISOR, "accept-answer", D1),
    (SUPERVISOR, "issue-supervision", PRESS | {"kind": "talk"}),
    (SUPERVISOR, "cancel-supervision", {"request": "D2"} | WHY),
    (MANAGEMENT, "decide-accountability", L1 | {"measure": "criticism", "grounds": "屡次逾期"}),
    (MANAGEMENT, "refer-to-discipline", L1 | {"grounds": "谎报办结"}),
]
REVIEWED: list[Step] = [
    *CLOSED[:-2],
    (CALLER, "record-outcome", SAID),
    (SUPERVISOR, "decide-flag", {"flag": "F1", "borne_out": True} | WHY),
    (CALLER, "order-rehandle", {"fault": "not_kept"} | WHY),
    (LIAISON, "file-review", {"leg": "L2", "claim": "已按期清运，有照片"}),
    (
        Role.DISTRICT_REVIEWER,
        "rule-district-review",
        {"request": "R2", "support": True, "grounds": "照片属实"},
    ),
    (
        Role.CITY_REVIEWER,
        "rule-city-review",
        {"request": "R2", "not_borne_out": False, "grounds": "照片不是现场"},
    ),
    (OFFICER, "sign", {"leg": "L2"}),
    (OFFICER, "record-first-contact", {"leg": "L2"}),
    (OFFICER, "reply", ANSWER | {"leg": "L2"}),
    (HEAD, "approve-completion", {"request": "R3"}),
    (CALLER, "record-outcome", SAID),
    (CALLER, "order-rehandle", {"fault": "not_handled"} | WHY),
    (OFFICER, "sign", {"leg": "L3"}),
    (OFFICER, "record-first-contact", {"leg": "L3"}),
    (OFFICER, "reply", ANSWER | {"leg": "L3"}),
    (HEAD, "approve-completion", {"request": "R4"}),
    (CALLER, "record-outcome", SAID),
    (CALLER, "raise-to-higher-body", WHY),
]
FOLLOWED: list[Step] = [
    (FRONT, "hand-over", {"line": "110"}),
    (FRONT, "note-three-way-call", {"by": "接警员"}),
    (FRONT, "hand-over-in-writing", {"rung_back": True, "written": "和平路口有人落水"}),
    (FRONT, "keep-hand-over", WHY),
    (FRONT, "dispatch", {}),
    (FRONT, "change-urgency", {"urgency": "urgent"} | WHY),
    (FRONT, "change-tags", {"add_tags": ["group"]} | WHY),
    (FRONT, "attach-source", {"platform": "petition", "number": "XF-2026-031"}),
    (FRONT, "confirm-to-source", {"source": "S1"}),
    (FRONT, "attach-source", {"platform": "province", "number": "S-031"}),
    (FRONT, "forward-up", {"ask": "not_ours", "explanation": "属省属单位"}),
    (FRONT, "record-answer-from-above", {"agreed": False, "note": "请属地办理"}),
    (AGENT, "make-confidential", WHY),
    (AGENT, "withdraw", {}),
    (FRONT, "answer-source", {"source": "S1", "note": "函复"}),
]
IN_PROCEDURE: list[Step] = [
    (FRONT, "accept", {}),
    (FRONT, "dispatch", {}),
    (OFFICER, "sign", L1),
    (HEAD, "begin-procedure", L1 | {"procedure": "market_complaint"}),
    (OFFICER, "accept-procedure", L1),
    (LIAISON, "answer-interim", L1 | {"public_answer": "已受理，正在调解"}),
    (OFFICER, "end-procedure", L1 | {"outcome": "mediated"}),
]
ORDER = {"units": ["urban", "market"], "place": "和平路口"}
CAME = {"request": "R2", "came": True}
DIVIDED: list[Step] = [
    (FRONT, "accept", {}),
    (FRONT, "order-site-meeting", ORDER),
    (FRONT, "cancel-site-meeting", {"request": "R1"} | WHY),
    (FRONT, "order-site-meeting", ORDER),
    (FRONT, "record-attendance", CAME | {"unit": "urban"}),
    ((Role.LIAISON, "market"), "record-attendance", CAME),
    (
        FRONT,
        "divide-duty",
        {"request": "R2", "lead": "market", "division": "城管局修复", "propose_entry": True},
    ),
    (MANAGEMENT, "answer-proposal", {"proposal": "P1", "take": False} | WHY),
]
OTHERS.append(DIVIDED)
OTHERS.append(FOLLOWED)
OTHERS.append(IN_PROCEDURE)
WAYS: list[list[Step]] = [CONFIRMED, PRESSED, DISPUTED, REVIEWED, HANDLED, *OTHERS, LONGER, CLOSED]
"""Each begins with a case just registered from MATTER. `rate` is the citizen's alone."""
REFUSED: list[Step] = [
    (FRONT, "dispatch-to-last-resort", WHY),
    (LIAISON, "ask-consultation", L1 | {"explanation": "职责交叉"}),
    (AGENT, "still-out", {"words": "我家还没有水"}),
    (CALLER, "ask-at-expiry", SAID),
    (FRONT, "hold-back", WHY),
    (FRONT, "review-automatic", {"right": True}),
    (Role.INSPECTOR, "check-sample", {"solved": "solved", "note": "到现场看过"}),
    (HEAD, "file-unreasonable", L1 | {"paper": "城管函3号", "grounds": "已六次办结"}),
    (MANAGEMENT, "rule-unreasonable", R9 | {"recognise": True, "final_answer": "已依法答复"}),
    (AGENT, "give-final-answer", {"caller_phone": "13800138000"}),
    (AGENT, "contest-unreasonable", {"words": "昨晚又有了"}),
    (MANAGEMENT, "rule-contest", R9 | {"lift": True}),
    (LIAISON, "file-exclusion", L1 | {"reason": "not_borne_out", "claim": "现场没有"}),
    (Role.DISTRICT_REVIEWER, "rule-district-exclusion", R9 | {"support": True}),
    (Role.CITY_REVIEWER, "rule-city-exclusion", R9 | {"exclude": True}),
]
"""What needs days, a draw, a file or an event first: asked of a case that is not so far."""

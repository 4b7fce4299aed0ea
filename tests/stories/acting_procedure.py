"""What a unit does in a procedure of law, in a story's words (法定程序)."""

from hotline.rules.case import procedure as p
from hotline.rules.case.procedure_state import ProcedureKind, ProcedureResult
from tests.stories.acting import WHY, of_leg

of_leg(
    "启动市场监管投诉程序",
    lambda leg: p.BeginProcedure(leg=leg, procedure=ProcedureKind.MARKET_COMPLAINT),
)
of_leg(
    "启动市场监管举报程序",
    lambda leg: p.BeginProcedure(leg=leg, procedure=ProcedureKind.MARKET_REPORT),
)
of_leg("记录法定程序受理", lambda leg: p.AcceptProcedure(leg=leg))
of_leg("作阶段性答复", lambda leg: p.AnswerInterim(leg=leg, public_answer="已受理投诉，正在调解。"))
of_leg(
    "记录法定程序终结：调解",
    lambda leg: p.EndProcedure(leg=leg, outcome=ProcedureResult.MEDIATED, note=WHY),
)

"""法定程序: what runs by law's own limits, for the units that carry it and for the hotline.

An interim answer keeps our limit and solves nothing, so each stands here until its result is
registered (product.md §4 Clocks).
"""

from django.http import HttpRequest, HttpResponse

from hotline.desk import rows
from hotline.desk.gate import Desk, staff
from hotline.desk.narrowing import Narrowing
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Row
from hotline.handling.queries import Listed
from hotline.rules.case.edges import LIAISONS, UNIT
from hotline.rules.case.procedure_state import ProcedureKind
from hotline.rules.text import say
from hotline.web.permission import page

PROCEDURES = ListPage(
    place="procedures",
    queue="procedures",
    shape=Narrowing(fields=("light", "kind", "area", "unit")),
    tabs={
        "procedures": say("全部进行中"),
        "procedures_untold": say("未作阶段性答复"),
        "procedures_told": say("已答复，跟踪中"),
        "procedures_late": say("法定时限已过"),
    },
    counted=True,
)


@page(permission="case.act")
@staff
def procedures(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Procedures that run, the limit of the step that runs out first on top."""
    return show_list(request, desk, PROCEDURES, lambda line: _row(desk, line))


def _row(desk: Desk, line: Listed) -> Row:
    """A leg by the step of its procedure; its unit answers for the time being, or ends it."""
    leg, url = line.leg, rows.case_url(line.case.id)
    told = say("已作阶段性答复") if leg.procedure_told else say("未作阶段性答复")
    acts: tuple[Act, ...] = (Act(label=say("查看"), url=url, key="o"),)
    own = leg.unit == desk.actor.unit
    if own and not leg.procedure_told and desk.actor.roles & LIAISONS:
        acts = (Act(label=say("阶段性答复"), url=f"{url}?open=AnswerInterim#act", key="o"),)
    elif own and desk.actor.roles & UNIT:
        acts = (Act(label=say("登记终结"), url=f"{url}?open=EndProcedure#act", key="o"),)
    return rows.leg_row(
        desk,
        line,
        glow=rows.glow(desk, leg.procedure_from, leg.procedure_due),
        stage=say("{kind}（{told}）", kind=rows.zh(ProcedureKind, leg.procedure), told=told),
        pick="",
        acts=acts,
    )

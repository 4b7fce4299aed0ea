"""来源 on the desk: those still owed an answer, and whether a number typed is known already.

The same matter is handled once and answered to each of its sources (`rules.case.sources`).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hotline.desk import rows
from hotline.desk.gate import Desk, staff
from hotline.desk.narrowing import Narrowing
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Row
from hotline.handling.imports.queries import numbered
from hotline.handling.queries import Listed
from hotline.rules.text import say
from hotline.web.permission import page

SHORTEST = 4
"""A number of fewer characters is still being typed."""
SOURCES = ListPage(
    place="sources",
    queue="sources",
    shape=Narrowing(fields=("kind", "area", "unit")),
    tabs={"sources": say("待答复来源"), "above": say("等省级答复")},
    counted=True,
)


@page(permission="source.answer")
@staff
def sources(request: HttpRequest, desk: Desk) -> HttpResponse:
    """待答复来源: over, and a platform that sent it does not know yet; the longest wait first. And
    what was asked of the province, by the promise that runs meanwhile."""

    def line_row(line: Listed) -> Row:
        case = line.case
        if case.answer_from is None:
            url = f"{rows.case_url(case.id)}?open=RecordAnswerFromAbove#act"
            act = Act(label=say("登记省级答复"), url=url, key="o")
            return rows.row(desk, line, acts=(act,))
        waits = rows.Glow(words=rows.waited(desk, case.answer_from), at=case.answer_from)
        url = f"{rows.case_url(case.id)}?open=AnswerSource#act"
        return rows.row(
            desk, line, glow=waits, acts=(Act(label=say("答复来源"), url=url, key="o"),)
        )

    return show_list(request, desk, SOURCES, line_row)


@page(permission="contact.register")
@staff
@require_POST
def known(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Cases that have the number being typed, of a petition or of another platform."""
    fields = [name for name in request.POST if name.endswith(("source_number", "reference"))]
    number = request.POST.get(fields[0], "").strip()[:64] if fields else ""
    found = numbered(desk.who, number) if len(number) >= SHORTEST else []
    context = {"lines": [rows.row(desk, line) for line in found]}
    return render(request, "desk/parts/known_source.html", context)

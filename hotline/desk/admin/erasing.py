"""删除个人信息: destroying the key of a case on a lawful ground.

The security administrator may erase but not read, so the page shows nothing of the case: its number
and a ground are asked for. The number's check digit catches a slip of the hand. The ground stays in
the journal for ever and in clear, so it is chosen, not typed: it never names a person.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk.admin.asking import (
    Ask,
    Tried,
    Typed,
    carry_out,
    field,
    show_admin,
    sure,
    text,
)
from hotline.desk.gate import Desk, staff
from hotline.handling import actions
from hotline.people.by import By
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page

HERE = "admin-erase"
GROUNDS = (
    ("withdrawn", say("本人撤回同意或申请删除")),
    ("done", say("处理目的已实现或不再必要")),
    ("expired", say("保存期限已届满")),
    ("unlawful", say("违反法律法规或约定处理个人信息")),
)
"""个人信息保护法 art. 47."""


@page(permission="personal.erase")
@staff
def erase(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form, and what came of it."""
    found = carry_out(request, desk, {"erase": _erase}, reverse(f"desk:{HERE}"))
    if isinstance(found, HttpResponse):
        return found
    tried = found if isinstance(found, Tried) else None
    return show_admin(request, desk, "erase", HERE, {}, tried=tried, asks=[_ask()])


def _ask() -> Ask:
    return Ask(
        name="erase",
        title=say("删除一件工单的个人信息"),
        submit=say("删除"),
        fields=(
            field("number", say("工单号"), required=True, longest=20,
                  hint=say("如 260213-0001234-1")),
            field("ground", say("依据（个人信息保护法第四十七条）"), "select", choices=GROUNDS,
                  required=True),
        ),
        lasting=say("删除后任何人都不能恢复，确定删除"),
    )  # fmt: skip


def _erase(by: By, typed: Typed) -> object:
    refusal = sure(typed)
    ground = dict(GROUNDS).get(text(typed, "ground"))
    if refusal or ground is None:
        return refusal or Refusal(
            code=Code.MISSING,
            message=say("没有选择依据。"),
            advice=say("请选择依据。"),
            field="ground",
        )
    return actions.erase_by_number(by, text(typed, "number"), str(ground))

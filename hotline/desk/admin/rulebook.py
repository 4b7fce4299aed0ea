"""办理规则: editions, one edition clause by clause, what it changes, proposing and approving."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk.admin.asking import (
    Ask,
    Do,
    Tried,
    Typed,
    carry_out,
    field,
    office,
    show_admin,
    text,
)
from hotline.desk.admin.editions import STANDINGS, EditionLine, ruling_asks, ruling_dos
from hotline.desk.admin.queries import names
from hotline.desk.gate import Desk, staff
from hotline.people import actions, queries
from hotline.people.by import By
from hotline.people.models import RulebookRow
from hotline.rules.reference import rulebook_edition as rules
from hotline.rules.reference.edition import Standing
from hotline.rules.reference.office import allowed
from hotline.rules.reference.rulebook_edition import (
    ApproveRulebook,
    RejectRulebook,
    RulebookEdition,
)
from hotline.rules.refusal import Refusal
from hotline.rules.rulebook import GOVERNS_ZH, FlagClause, NumberClause, Rulebook, diff
from hotline.rules.text import joined, say
from hotline.rules.words import Role
from hotline.web.permission import page

HERE = "admin-rules"
_TIME: dict[str, tuple[str, dict[Any, str]]] = {
    "off_hours_start": (
        say("非工作时间起算"),
        {"shift": say("顺延到下一工作时间"), "stay": say("按实际时刻")},
    ),
    "ends": (say("最后一日截止"), {"close": say("下班时间"), "midnight": "24:00"}),
    "days_roll": (say("最后一日遇休息日"), {True: say("顺延"), False: say("不顺延")}),
    "pause": (
        say("暂停扣除"),
        {"working_time": say("按工作时间"), "whole_days": say("按整工作日")},
    ),
    "yellow_percent": (say("亮黄灯"), {}),
}


@page(permission="rulebook.manage")
@staff
def rulebooks(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The editions, the newest first."""
    rows = list(queries.rulebooks(desk.actor))
    people = names(desk.actor, {one for row in rows for one in (row.author, row.approved_by)})
    today = desk.who.now.astimezone(desk.who.world.calendar.local(desk.who.now).tzinfo).date()
    used = desk.who.world.editions.in_force(today).edition
    context = {
        "lines": [
            EditionLine(
                name=str(row.edition),
                begins=row.effective_from,
                standing=STANDINGS[row.standing],
                authors=people.get(row.author, say("系统初始化")),
                approver=people.get(row.approved_by, ""),
                note=row.note,
                in_force=row.edition == used,
            )
            for row in rows
        ],
        "may": allowed(office(desk), Role.MANAGEMENT, Role.SYSTEM_ADMIN),
        "used": used,
    }
    return show_admin(request, desk, "rulebooks", HERE, context)


@page(permission="rulebook.manage")
@staff
def rulebook(request: HttpRequest, desk: Desk, edition: int) -> HttpResponse:
    """One edition in words, what it changes, and the second person's yes or no."""
    rows = {row.edition: row for row in queries.rulebooks(desk.actor)}
    row = rows.get(edition)
    if row is None:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    dos = ruling_dos(
        lambda by: actions.approve_rulebook(by, edition),
        lambda by, reason: actions.reject_rulebook(by, edition, reason),
    )
    found = carry_out(request, desk, dos, reverse("desk:admin-rule", args=[edition]))
    if isinstance(found, HttpResponse):
        return found
    book, against = _book(row), _against(request, rows, edition)
    people = names(desk.actor, {row.author, row.approved_by})
    context: dict[str, Any] = {
        "row": row,
        "book": book,
        "standing": STANDINGS[row.standing],
        "author": people.get(row.author, say("系统初始化")),
        "approver": people.get(row.approved_by, ""),
        "limits": [(clause, GOVERNS_ZH[clause.governs]) for clause in book.limits],
        "values": [(one, _value(one.value), GOVERNS_ZH[one.governs])
                   for one in _values(book)],
        "time": _time(book),
        "others": [number for number in rows if number != edition],
        "against": against,
        "changes": diff(_book(rows[against]), book) if against else (),
    }  # fmt: skip
    asks = _ruling(desk, row, book)
    return show_admin(request, desk, "rulebook", HERE, context, tried=found, asks=asks)


def _book(row: RulebookRow) -> Rulebook:
    return msgspec.convert(row.book, Rulebook)


def _against(request: HttpRequest, rows: dict[int, RulebookRow], edition: int) -> int:
    """The edition compared with: the one asked for, else the approved one before this."""
    asked = request.GET.get("against", "")
    if asked.isdecimal() and int(asked) in rows and int(asked) != edition:
        return int(asked)
    earlier = [one for one, row in rows.items()
               if one < edition and row.standing == Standing.APPROVED]  # fmt: skip
    return max(earlier, default=0)


def _ruling(desk: Desk, row: RulebookRow, book: Rulebook) -> list[Ask]:
    if row.standing != Standing.DRAFT:
        return []
    state = RulebookEdition(standing=Standing.DRAFT, author=row.author, book=book)
    yes = rules.decide(state, ApproveRulebook(), office(desk))
    no = rules.decide(state, RejectRulebook(reason="-"), office(desk))
    return ruling_asks(
        yes if isinstance(yes, Refusal) else None, no if isinstance(no, Refusal) else None
    )


def _values(book: Rulebook) -> tuple[NumberClause | FlagClause, ...]:
    return (*book.numbers, *book.flags)


def _value(value: int | bool) -> str:
    return (say("是") if value else say("否")) if isinstance(value, bool) else str(value)


def _time(book: Rulebook) -> list[tuple[str, str]]:
    """How time is counted, in words."""
    held = msgspec.to_builtins(book.time)
    said = [
        (zh, words.get(held[key], say("用去 {percent}% 时", percent=held[key])))
        for key, (zh, words) in _TIME.items()
    ]
    hours = joined("、", book.hours)
    return [(say("工作时间"), hours), (say("回访时段"), str(book.follow_up_hours)), *said]


@page(permission="rulebook.manage")
@staff
def propose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An edition proposed as text; every problem in it at once, with what was written kept."""
    sent: list[int] = []
    dos: dict[str, Do] = {"propose": lambda by, typed: _propose(by, typed, sent)}
    found = carry_out(
        request, desk, dos, lambda: reverse("desk:admin-rule", args=[sent[0]]) if sent else ""
    )
    if isinstance(found, HttpResponse):
        return found
    return show_admin(
        request, desk, "propose", HERE, _basis(request, desk, found), tried=found,
        asks=[_propose_ask(request, desk)],
    )  # fmt: skip


def _basis(request: HttpRequest, desk: Desk, tried: Tried | None) -> dict[str, Any]:
    return {"rows": list(queries.rulebooks(desk.actor)), "from": request.GET.get("from", "")}


def _propose_ask(request: HttpRequest, desk: Desk) -> Ask:
    """The form; begins with the text of the edition that was chosen as a basis."""
    chosen = request.GET.get("from", "")
    toml = ""
    if chosen.isdecimal() and len(chosen) < 8:
        row = queries.rulebooks(desk.actor).filter(edition=int(chosen)).first()
        toml = row.toml if row else ""
    return Ask(
        name="propose",
        title=say("规则全文"),
        submit=say("检查并提交审批"),
        hint=say(
            "改 edition 为新的版号、effective_from 为生效日期；有问题会逐条列出，不会保存一半。"
        ),
        fields=(
            field("toml", say("规则（TOML）"), "area", value=toml, required=True),
            field("note", say("修改说明"), longest=500),
        ),
        closed=allowed(office(desk), Role.MANAGEMENT, Role.SYSTEM_ADMIN),
        open=True,
    )


def _propose(by: By, typed: Typed, sent: list[int]) -> object:
    toml = str(typed.get("toml", "")).replace("\r\n", "\n")
    found = actions.propose_rulebook(by, toml, text(typed, "note"))
    book = rules.read(toml)
    if isinstance(book, Rulebook):
        sent.append(book.edition)
    return found

"""历史工单导入: files of another system, uploaded, mapped, tried and taken over.

Only a system administrator. The work itself is done in the background (`handling.imports`); a
page shows how far it is. A dry run comes first, always: what would be made, what is wrong, row by
row.
"""

import hashlib
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from hotline import ledger
from hotline.desk.admin.asking import show_admin
from hotline.desk.admin.matching import from_form, shown, table
from hotline.desk.exports import sent
from hotline.desk.gate import Desk, staff
from hotline.desk.sheet import Column, Sheet
from hotline.handling.imports import jobs, queries, sheets
from hotline.handling.imports.jobs import Line, State, Upload
from hotline.handling.imports.mapping import filled, guess
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import CaseStage, LegState
from hotline.web.permission import page
from hotline.web.speech import spoken

HERE = "admin-imports"
NO_FILE = Refusal(
    code=Code.MISSING,
    message=say("没有选择文件。"),
    advice=say("请选择要导入的 .xlsx 或 CSV 文件。"),
    field="file",
)
ALL_ROWS = 100_000
"""Beyond so many rows a report names only those that were not made."""
_RUNNING = (State.CHECKING, State.IMPORTING)
_COLUMNS = (
    Column(name=say("行号"), width=8),
    Column(name=say("原工单号"), width=20),
    Column(name=say("结果"), width=12),
    Column(name=say("导入后状态"), width=12),
    Column(name=say("承办单位"), width=20),
    Column(name=say("是否超期"), width=9),
    Column(name=say("工单号"), width=19),
    Column(name=say("问题"), width=50),
    Column(name=say("怎么办"), width=50),
)


@page(permission="orders.import")
@staff
def imports(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The city's imports, and the form for a further file."""
    refusal = None
    if request.method == "POST":
        found = _upload(request, desk)
        if not isinstance(found, Refusal):
            return HttpResponseRedirect(reverse("desk:admin-import", args=[found]))
        refusal = found
    rows = [(row, _state(row)) for row in queries.imports(desk.actor.city)]
    context = {
        "imports": rows,
        "names": sorted(queries.matchings(desk.actor.city)),
        "refusal": refusal,
    }
    response = show_admin(request, desk, "imports", HERE, context)
    response.status_code = refusal.status if refusal else 200
    return response


def _upload(request: HttpRequest, desk: Desk) -> UUID | Refusal:
    file = request.FILES.get("file")
    if file is None:
        return NO_FILE
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    found = sheets.read(file)
    if isinstance(found, Refusal):
        return found
    saved = queries.matchings(desk.actor.city).get(request.POST.get("matching", ""))
    given = Upload(
        city=desk.actor.city,
        user_id=desk.actor.id,
        file=file.name or "",
        digest=digest,
        headings=found.headings,
        matching=filled(saved, saved.columns, found.headings) if saved else guess(found.headings),
    )
    try:
        return jobs.upload(given, found.parts())
    except sheets.BROKEN:
        return sheets.UNREADABLE


@page(permission="orders.import")
@staff
def one(request: HttpRequest, desk: Desk, import_id: UUID) -> HttpResponse:
    """One import: its mapping while that may change, how far it is, what became of it."""
    row = queries.one(desk.actor.city, import_id)
    if row is None:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    if request.method == "POST":
        _carry_out(request, desk, row)
        return HttpResponseRedirect(reverse("desk:admin-import", args=[import_id]))
    state, counts = _state(row), queries.counts(import_id)
    matching = shown(row)
    context: dict[str, Any] = {
        "row": row,
        "state": state,
        "counts": counts,
        "one": _progress(row, counts) if state in _RUNNING else None,
        "stages": [(_stage(stage), n) for stage, n in row.summary.get("stages", {}).items()],
        "late": row.summary.get("late", 0),
        "refusals": row.summary.get("refusals", {}).items(),
        "open": state in (State.NEW, State.CHECKED),
        "lacking": joined("、", (one.zh for one in matching.lacking())),
        "import_url": state is State.CHECKED and counts.made,
        "reported": bool(counts.done),
    }
    if context["open"]:
        context |= table(desk, row, matching)
    return show_admin(request, desk, "import", HERE, context)


def _carry_out(request: HttpRequest, desk: Desk, row: Any) -> None:
    """What a button asks; what no longer fits the state is not done, and the page shows why."""
    city, do = desk.actor.city, request.POST.get("do", "")
    matching = from_form(request.POST, desk, row)
    name = " ".join(request.POST.get("name", "").split())[:40]
    if do in ("check", "save") and name:
        jobs.save(city, name, matching, desk.actor.id)
    match do:
        case "check":
            jobs.check(city, row.id, matching)
        case "save":
            jobs.keep(city, row.id, matching)
        case "import":
            jobs.begin(city, row.id, shown(row))
        case "cancel":
            jobs.end(row.id, State.CANCELLED, row.want)
        case _:
            pass


def _state(row: Any) -> State:
    return next(one for one in State if one == row.state)


def _stage(stage: str) -> str:
    """The word of a stage, or of the leg's state while a unit handles it."""
    words: dict[str, str] = {one.value: one.zh for one in (*LegState, *CaseStage)}
    return words.get(stage, stage)


def _progress(row: Any, counts: queries.Counts) -> dict[str, Any]:
    return {
        "id": f"import-{row.id}",
        "label": row.file,
        "done": counts.done,
        "total": row.rows,
        "words": _state(row).zh,
        "state": "running",
        "url": reverse("desk:admin-import-progress", args=[row.id]),
    }


@page(permission="orders.import")
@staff
def progress(request: HttpRequest, desk: Desk, import_id: UUID) -> HttpResponse:
    """How far it is, for the page's script."""
    row = queries.one(desk.actor.city, import_id)
    if row is None:
        return HttpResponse(status=404)
    found = _progress(row, queries.counts(import_id))
    running = _state(row) in _RUNNING
    words = {"done": found["done"], "total": found["total"]}
    words |= {"state": "running" if running else "done", "words": spoken(found["words"])}
    return JsonResponse(words | {"url": reverse("desk:admin-import", args=[import_id])})


@page(permission="orders.import")
@staff
def report(request: HttpRequest, desk: Desk, import_id: UUID) -> HttpResponse:
    """What became of each row, as a sheet."""
    row = queries.one(desk.actor.city, import_id)
    if row is None:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    world, now = desk.who.world, ledger.clock.wall()
    at = world.calendar.local(now)
    made = say("{city}12345 历史工单导入报告 {at:%Y-%m-%d %H:%M}", city=world.city_name, at=at)
    about = say("文件：{file}，共 {rows} 行", file=row.file, rows=row.rows)
    with Sheet(say("导入报告"), made, about, _COLUMNS) as sheet:
        for line in jobs.reports(import_id):
            if row.rows <= ALL_ROWS or line.outcome != "made":
                sheet.write(_cells(line, world.units.name, written=row.want > 1))
    return sent(desk, sheet.file, now)


def _cells(line: Line, unit_name: Any, *, written: bool) -> list[str | int | None]:
    outcomes = {
        "made": say("已建立") if written else say("将建立"),
        "there": say("已在系统中"),
        "refused": say("不能导入"),
    }
    made = line.outcome == "made"
    return [
        line.row,
        line.number,
        outcomes[line.outcome],
        _stage(line.stage) if line.stage else "",
        unit_name(line.unit) if line.unit else "",
        (say("是") if line.late else say("否")) if made else "",
        line.case if made else "",
        "\n".join(spoken(message) for message, _ in line.said),
        "\n".join(dict.fromkeys(spoken(advice) for _, advice in line.said)),
    ]

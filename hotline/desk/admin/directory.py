"""派单目录: its editions, a new one from the one in force or from CSV, and trying it out."""

from datetime import date
from typing import Any
from urllib.parse import quote

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk.admin.asking import (
    Ask,
    Do,
    Typed,
    carry_out,
    field,
    office,
    show_admin,
    text,
    why_not,
)
from hotline.desk.admin.editions import STANDINGS, EditionLine
from hotline.desk.admin.queries import names
from hotline.desk.gate import Desk, staff
from hotline.desk.taking_out import Taker, mark
from hotline.dispatching import actions, queries, workbook
from hotline.dispatching.actions import Imported
from hotline.dispatching.importing import DUTY_COLUMNS, ENTRY_COLUMNS, decode
from hotline.ledger import clock
from hotline.people.by import By
from hotline.rules.reference import directory_edition as rules
from hotline.rules.reference.directory_edition import DirectoryEdition, DraftDirectory
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import Kind
from hotline.web.permission import page
from hotline.web.speech import spoken, tell

HERE = "admin-directory"
KINDS = tuple((kind.value, kind.zh) for kind in Kind)


@page(permission="directory.manage")
@staff
def directory(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The editions, the newest first; a new draft takes over the lines in force."""
    name = text(request.POST, "edition")
    dos: dict[str, Do] = {"draft": lambda by, typed: _draft(desk, by, typed)}
    found = carry_out(request, desk, dos, lambda: edition_url(name))
    if isinstance(found, HttpResponse):
        return found
    rows = list(queries.editions(desk.actor))
    people = names(desk.actor, {one for row in rows for one in (*row.authors, row.approved_by)})
    used = desk.who.world.directory.edition
    context = {
        "lines": [
            EditionLine(
                name=row.edition,
                begins=row.effective_from,
                standing=STANDINGS[row.standing],
                authors=joined("、", (people.get(one, say("系统初始化")) for one in row.authors)),
                approver=people.get(row.approved_by, ""),
                note=row.note,
                in_force=row.edition == used,
            )
            for row in rows
        ],
    }
    return show_admin(
        request, desk, "directory", HERE, context, tried=found, asks=[_draft_ask(desk)]
    )


def edition_url(name: str) -> str:
    """The page of an edition, whatever its name holds."""
    return f"{reverse('desk:admin-directory-edition')}?edition={quote(name)}"


def _draft_ask(desk: Desk) -> Ask:
    used = desk.who.world.directory
    probe = DraftDirectory(edition="new", effective_from=desk.who.now.date())
    return Ask(
        name="draft",
        title=say("起草新版本"),
        submit=say("起草"),
        hint=say(
            "以现行版“{edition}”的 {count} 条为底稿，批准前不影响派单。",
            edition=used.edition,
            count=len(used.entries),
        ),
        fields=_heads(),
        closed=why_not(rules.decide(DirectoryEdition(), probe, office(desk))),
    )


def _heads() -> tuple[Any, ...]:
    return (
        field("edition", say("版本号"), required=True, longest=40, hint=say("如 2027-1")),
        field("effective_from", say("生效日期"), "date", required=True),
        field("note", say("说明"), longest=500),
    )


def _draft(desk: Desk, by: By, typed: Typed) -> object:
    used, begins = desk.who.world.directory, day(text(typed, "effective_from"), "effective_from")
    if isinstance(begins, Refusal):
        return begins
    command = DraftDirectory(
        edition=text(typed, "edition"),
        effective_from=begins,
        note=text(typed, "note"),
        entries=used.entries,
        duties=used.duties,
        last_resort=dict(used.last_resort),
    )
    return actions.draft_directory(by, command)


def day(typed: str, name: str) -> date | Refusal:
    """A day as typed."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        said = say("日期“{typed}”无效。", typed=typed[:20]) if typed else say("没有填写日期。")
        return Refusal(
            code=Code.INVALID, message=said, advice=say("请写作 2027-01-01。"), field=name
        )


@page(permission="directory.manage")
@staff
def bring(request: HttpRequest, desk: Desk) -> HttpResponse:
    """导入: CSV as spreadsheets save it; every problem with its row before anything is stored."""
    report: list[Imported] = []
    texts = _texts(request)
    name = text(request.POST, "edition")
    dos: dict[str, Do] = {do: _bring(texts, report, dry=do == "try") for do in ("try", "import")}
    found = carry_out(request, desk, dos, lambda: edition_url(name))
    if isinstance(found, HttpResponse) and not (report and report[0].outcome is None):
        return found
    tried = None if isinstance(found, HttpResponse) else found
    kept = {key: text(request.POST, key) for key in ("edition", "effective_from", "note")}
    wrong = tried.refusal if tried else None
    heads = [
        msgspec.structs.replace(
            one,
            value=kept[one.name],
            error=wrong if wrong and wrong.field == one.name else None,
        )
        for one in _heads()
    ]
    context = {
        "heads": heads,
        "wrong": wrong,
        "texts": {key: value if isinstance(value, str) else "" for key, value in texts.items()},
        "report": report[0] if report else None,
        "entry_columns": ",".join(ENTRY_COLUMNS),
        "duty_columns": ",".join(DUTY_COLUMNS),
        "may": _draft_ask(desk).closed,
    }
    return show_admin(request, desk, "bring", HERE, context, tried=tried)


def _texts(request: HttpRequest) -> dict[str, str | Refusal]:
    """What the files sent hold, else what stands in the text areas; a workbook holds both."""
    found: dict[str, str | Refusal] = {}
    for name in ("duties", "entries"):
        file = request.FILES.get(f"{name}_file")
        data = file.read() if file else b""
        book = workbook.read(data) if workbook.is_workbook(data) else None
        if isinstance(book, Refusal):
            found[name] = msgspec.structs.replace(book, field=name)
        elif book:
            found[name] = book.entries
            if name == "entries" and not found.get("duties"):
                found["duties"] = book.duties
        else:
            told = decode(data) if file else text(request.POST, name)
            if isinstance(told, Refusal):
                told = msgspec.structs.replace(told, field=name)
            found[name] = told
    return found


@page(permission="directory.manage")
@staff
def taken_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An edition as a workbook that the import reads back, marked with who took it out; outsourced
    staff take nothing out."""
    name = request.GET.get("edition", "")
    held = queries.edition(desk.actor, name) if name.isprintable() else None
    if held is None or desk.actor.outsourced:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    taker = Taker(who=desk.who, username=desk.signed.username, at=clock.wall())
    data = workbook.write(held, desk.who.world, spoken(mark(taker)))
    response = HttpResponse(data, content_type=workbook.TYPE)
    filename = tell("派单目录{name}.xlsx", name=name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


def _bring(texts: dict[str, str | Refusal], report: list[Imported], *, dry: bool) -> Do:
    def bring_in(by: By, typed: Typed) -> object:
        begins = day(text(typed, "effective_from"), "effective_from")
        entries, duties = texts["entries"], texts["duties"]
        if isinstance(begins, Refusal):
            return begins
        if isinstance(entries, Refusal):
            return entries
        if isinstance(duties, Refusal):
            return duties
        found = actions.import_directory(
            by, text(typed, "edition"), begins, entries, duties,
            note=text(typed, "note"), dry_run=dry,
        )  # fmt: skip
        if isinstance(found, Imported):
            report.append(found)
        return found

    return bring_in

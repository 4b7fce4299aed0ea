"""派单目录: its editions, a new one from the one in force or from CSV, and trying it out."""

from datetime import date
from typing import Any
from urllib.parse import quote

import msgspec
from django.http import HttpRequest, HttpResponse
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
from hotline.desk.choices import AREAS, TOPICS, lists, resolve
from hotline.desk.gate import Desk, staff
from hotline.dispatching import actions, queries
from hotline.dispatching.actions import Imported
from hotline.dispatching.importing import DUTY_COLUMNS, ENTRY_COLUMNS, decode
from hotline.people.by import By
from hotline.rules.directory import Matter
from hotline.rules.reference import directory_edition as rules
from hotline.rules.reference.directory_edition import DirectoryEdition, DraftDirectory
from hotline.rules.refusal import Code, Refusal
from hotline.rules.suggestion import suggest
from hotline.rules.text import joined, say
from hotline.rules.words import Kind
from hotline.web.permission import page

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
def trial(request: HttpRequest, desk: Desk) -> HttpResponse:
    """试查: which entry decides, and why the others do not; nothing is changed."""
    world, typed = desk.who.world, request.GET
    asked = "topic" in typed
    topic = resolve(world, TOPICS, typed.get("topic", ""), "topic")
    area = resolve(world, AREAS, typed.get("area", ""), "area")
    refusal = next((one for one in (topic, area) if isinstance(one, Refusal)), None)
    if asked and not refusal and not topic:
        refusal = Refusal(
            code=Code.MISSING,
            message=say("没有填写事项。"),
            advice=say("请选择事项。"),
            field="topic",
        )
    controls = (
        field("topic", say("事项"), listed=TOPICS, value=typed.get("topic", ""), required=True),
        field("area", say("区域"), listed=AREAS, value=typed.get("area", "")),
        field("kind", say("诉求类型"), "select", choices=(("-", say("未定")), *KINDS),
              value=typed.get("kind") or "-"),
        field("object", say("对象"), value=typed.get("object", ""), longest=100),
    )  # fmt: skip
    fields = [
        msgspec.structs.replace(
            one,
            id=f"try-{one.name}",
            error=refusal if refusal and refusal.field == one.name else None,
        )
        for one in controls
    ]
    context: dict[str, Any] = {"fields": fields, "choices": lists(world, TOPICS, AREAS)}
    if asked and not refusal and isinstance(topic, str) and isinstance(area, str):
        context |= _tried(desk, Matter(
            topic=topic, area=area, kind=typed.get("kind", ""),
            object=typed.get("object", "").strip(),
        ))  # fmt: skip
    return show_admin(request, desk, "trial", HERE, context)


def _tried(desk: Desk, matter: Matter) -> dict[str, Any]:
    world = desk.who.world
    found = suggest(world, matter, desk.who.now.date())
    return {
        "found": found,
        "unit": world.units.name(found.unit),
        "helpers": joined("、", (world.units.name(one) for one in found.co_handlers)),
        "passed": [
            (one.entry, world.units.name(one.entry.lead), one.why) for one in found.passed_over
        ],
        "edition": world.directory.edition,
    }


@page(permission="directory.manage")
@staff
def bring(request: HttpRequest, desk: Desk) -> HttpResponse:
    """导入: CSV as spreadsheets save it; every problem with its row before anything is stored."""
    report: list[Imported] = []
    texts = {name: _uploaded(request, name) for name in ("entries", "duties")}
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


def _uploaded(request: HttpRequest, name: str) -> str | Refusal:
    """The text of the file sent, else what stands in the text area."""
    file = request.FILES.get(f"{name}_file")
    if file is None:
        return text(request.POST, name)
    found = decode(file.read())
    if isinstance(found, Refusal):
        return msgspec.structs.replace(found, field=name)
    return found


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

"""后台导出: exports too large to wait for. Asked for on the search page, made by the courier
(`export_work`), fetched here by the asker only, for a day.

What was asked and the file lie sealed under a key that is in no table: it follows from the
export's id and the platform's secret.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from hotline import ledger
from hotline.desk import registers
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.desk.taking_out import Order, about
from hotline.handling.exports import jobs
from hotline.handling.exports import queries as kept
from hotline.handling.exports.jobs import State
from hotline.handling.search.asked import Asked, Sort
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.permission import page
from hotline.web.speech import spoken, tell

MOST = 100_000
"""Rows of one export made in the background: a minute or two, some ten megabytes."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_MANY = Refusal(
    code=Code.LIMIT_REACHED,
    message=say("查到的工单超过{most:,}件，一次导不完。", most=MOST),
    advice=say("请缩小范围，如按登记日期分段，分几次导出。"),
)


REGISTER = Order(asked=Asked())
"""Stands for 督办台账, which asks for nothing: all documents in sight."""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """What the maker has to know besides who asks: the order, the account, the language; whether
    it is the register of documents (督办台账) that is wanted, and no cases."""

    order: Order
    username: str
    language: str
    register: bool = False


def key_of(export_id: UUID) -> bytes:
    """The key of one export's question and file."""
    return hashlib.sha256(b"desk.export" + export_id.bytes + settings.SECRET_KEY.encode()).digest()


def seal(export_id: UUID, plain: bytes, n: int) -> bytes:
    """A piece of the file, or the question (n = -1), bound to its place."""
    return ledger.seal_blob(key_of(export_id), plain, f"export {n}".encode())[1]


def unseal(export_id: UUID, sealed: bytes, n: int) -> bytes:
    """The piece again; raises for what was altered or moved."""
    return ledger.unseal_blob(key_of(export_id), sealed, f"export {n}".encode())


def asking(job: jobs.Job) -> Asking:
    """What was asked, opened."""
    found = msgspec.json.decode(unseal(job.id, job.asked, -1), type=Asking)
    sort = next(one for one in Sort if one == found.order.asked.sort)
    return msgspec.structs.replace(
        found,
        order=msgspec.structs.replace(
            found.order, asked=msgspec.structs.replace(found.order.asked, sort=sort)
        ),
    )


def ask(desk: Desk, order: Order, total: int) -> UUID | Refusal:
    """Puts the export of so many cases, or documents, in the line; its id."""
    id = ledger.uuid7(ledger.clock.wall())
    register = order is REGISTER
    question = Asking(
        order=order,
        username=desk.signed.username,
        language=get_language() or "",
        register=register,
    )
    sealed = seal(id, msgspec.json.encode(question), -1)
    wanted = registers.ABOUT if register else about(desk.who, order.asked)
    conditions = str(spoken(wanted))
    return jobs.ask(desk.actor, sealed, id=id, about=conditions, total=total) or id


@page(permission="case.read")
@staff
def exported(request: HttpRequest, desk: Desk, export_id: UUID | None = None) -> HttpResponse:
    """The reader's exports with how far they are; one of them by its address, cancelled by POST."""
    if request.method == "POST" and export_id:
        jobs.cancel(desk.actor, export_id)
        return HttpResponseRedirect(reverse("desk:exports"))
    return mine(request, desk)


def mine(request: HttpRequest, desk: Desk, refused: Refusal | None = None) -> HttpResponse:
    """The reader's exports; above them why another one was not taken."""
    found = [_shown(row) for row in kept.mine(desk.who)]
    context = {
        "exports": found,
        "refused": refused,
        "running": any(one["one"]["state"] == "running" for one in found),
        "hours": int(jobs.KEPT.total_seconds() // 3600),
    }
    return show(request, desk, "desk/exports.html", "find", context, 422 if refused else 200)


def _shown(row: Any) -> dict[str, Any]:
    state = next(one for one in State if one == row.state)
    open_ = state in (State.WAITING, State.RUNNING)
    return {
        "row": row,
        "state": state,
        "cancel": open_ or state is State.READY,
        "one": {
            "id": f"export-{row.id}",
            "label": row.about,
            "done": row.done,
            "total": row.total,
            "words": state.zh,
            "state": "running" if open_ else "failed" if state is not State.READY else "done",
            "url": reverse("desk:export-progress", args=[row.id]) if open_ else "",
        },
    }


@page(permission="case.read")
@staff
def progress(request: HttpRequest, desk: Desk, export_id: UUID) -> HttpResponse:
    """How far one of the reader's exports is, for the page's script."""
    row = kept.one(desk.who, export_id)
    if row is None:
        return HttpResponse(status=404)
    one = _shown(row)["one"]
    words = {"done": one["done"], "total": one["total"], "state": one["state"]}
    return JsonResponse(words | {"words": spoken(one["words"]), "url": reverse("desk:exports")})


@page(permission="case.read")
@staff
def fetch(request: HttpRequest, desk: Desk, export_id: UUID) -> HttpResponse:
    """The file, to its asker, as long as it is kept."""
    row = kept.one(desk.who, export_id)
    whole = row is not None and row.state == State.READY and row.expires_at > ledger.clock.wall()
    if row is None or not whole or desk.actor.outsourced:
        return HttpResponseRedirect(reverse("desk:exports"))
    # A file is sent piece by piece; Django's types know no common name for that and for a page.
    sent: Any = StreamingHttpResponse(_pieces(row), content_type=XLSX)
    name = _called(row)(desk.who.world.calendar.local(row.finished_at))
    sent["Content-Disposition"] = content_disposition_header(True, name)
    return sent


def file_name(stamp: datetime) -> str:
    """What a file of cases is called; `stamp` in the city's time."""
    return tell("工单{stamp:%Y%m%d-%H%M}.xlsx", stamp=stamp)


def _called(row: Any) -> Callable[[datetime], str]:
    """How a file of that sort is called."""
    asked = msgspec.json.decode(unseal(row.id, row.asked, -1), type=Asking)
    return registers.file_name if asked.register else file_name


def _pieces(row: Any) -> Iterator[bytes]:
    for n, sealed in enumerate(kept.parts(row)):
        yield unseal(row.id, sealed, n)


def sent(
    desk: Desk, file: IO[bytes], at: datetime, called: Callable[[datetime], str] = file_name
) -> HttpResponse:
    """A sheet written while one waited."""
    name = called(desk.who.world.calendar.local(at))
    found: Any = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    return found

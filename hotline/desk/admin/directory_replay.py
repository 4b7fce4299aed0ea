"""试跑: which of the last thirty days' cases would go to another unit by a draft, with whom.

Worked out by the courier (`replay_work`), seen by everybody who works on the directory, kept with
the edition: its approver reads here what would change. Nothing is changed by it.
"""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from hotline.desk.admin.asking import Do, carry_out, show_admin
from hotline.desk.admin.directory import HERE
from hotline.desk.admin.queries import names
from hotline.desk.admin.replay_said import of_cases, said, sheet
from hotline.desk.exports import XLSX
from hotline.desk.gate import Desk, staff
from hotline.desk.taking_out import Taker
from hotline.dispatching import queries
from hotline.dispatching.models import DirectoryEditionRow
from hotline.dispatching.replays import jobs
from hotline.dispatching.replays import queries as replays
from hotline.dispatching.replays.jobs import State
from hotline.dispatching.replays.models import ReplayRow
from hotline.ledger import clock
from hotline.rules.directory import Directory
from hotline.rules.reference.edition import Standing
from hotline.rules.text import say
from hotline.web.permission import page
from hotline.web.speech import spoken, tell

GOING = (State.WAITING, State.RUNNING)


def replay_url(name: str) -> str:
    """Where an edition is replayed."""
    return f"{reverse('desk:admin-directory-replay')}?edition={quote(name)}"


@page(permission="directory.manage")
@staff
def replayed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The replay of the edition in the address; without one, which there are to choose from."""
    name = request.GET.get("edition", "")
    row, held = _edition(desk, name)
    if row is None or held is None or name == desk.who.world.directory.edition:
        return _choose(request, desk, name)
    used = desk.who.world.directory.edition
    dos: dict[str, Do] = {
        "replay": lambda by, typed: jobs.ask(by.actor, held, used),
        "replay-cancel": lambda by, typed: jobs.cancel(by.actor, name),
    }
    tried = carry_out(request, desk, dos, replay_url(name))
    if isinstance(tried, HttpResponse):
        return tried
    last, ready = replays.of_edition(desk.actor, name)
    people = names(desk.actor, {one.user_id for one in (last, ready) if one})
    found = said(desk, ready) if ready else None
    context: dict[str, Any] = {
        "row": row,
        "used": used,
        "last": last,
        "going": progress(last) if last and last.state in GOING else None,
        "failed": last is not None and last.state == State.FAILED,
        "cancelled": last is not None and last.state == State.CANCELLED,
        "ready": ready,
        "made": made(desk, ready, held) if ready else None,
        "by": people.get(ready.user_id, "") if ready else "",
        "found": found,
        "cases": of_cases(desk, ready) if ready else [],
        "outsourced": desk.actor.outsourced,
    }
    return show_admin(request, desk, "directory_replay", HERE, context, tried=tried)


def made(desk: Desk, ready: ReplayRow, held: Directory) -> dict[str, Any]:
    """Whether the draft, or the edition in force, is another since the replay was made."""
    return {
        "changed": ready.digest != jobs.digest(held),
        "other_used": ready.used != desk.who.world.directory.edition,
    }


def progress(row: ReplayRow) -> dict[str, Any]:
    """What is under way, as the bar of the page shows it."""
    state = next(one for one in State if one == row.state)
    words = state.zh
    if state is State.RUNNING:
        words = say("{state}，已看 {n} 件", state=state.zh, n=row.cases)
    address = f"{reverse('desk:admin-directory-replay-progress')}?edition={quote(row.edition)}"
    return {
        "id": f"replay-{row.id}",
        "label": say("近{n}天的工单", n=row.total),
        "done": row.done,
        "total": row.total,
        "words": words,
        "state": "running" if state in GOING else "done",
        "url": address if state in GOING else "",
    }


@page(permission="directory.manage")
@staff
def replay_progress(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How far the replay of an edition is, for the page's script."""
    name = request.GET.get("edition", "")
    last, _ = replays.of_edition(desk.actor, name) if name.isprintable() else (None, None)
    if last is None:
        return HttpResponse(status=404)
    one = progress(last)
    words = {"done": one["done"], "total": one["total"], "state": one["state"]}
    return JsonResponse(words | {"words": spoken(one["words"]), "url": replay_url(name)})


@page(permission="directory.manage")
@staff
def replay_taken_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The result as a sheet, marked with who took it out; outsourced staff take nothing out."""
    name = request.GET.get("edition", "")
    row, held = _edition(desk, name)
    ready = replays.of_edition(desk.actor, name)[1] if row and held else None
    if ready is None or held is None or desk.actor.outsourced:
        return HttpResponseRedirect(reverse("desk:admin-directory-replay"))
    taker = Taker(who=desk.who, username=desk.signed.username, at=clock.wall())
    file = sheet(desk, said(desk, ready, shown=jobs.MOST), ready, taker)
    response = HttpResponse(file.read(), content_type=XLSX)
    file.close()
    filename = tell("试跑{name}.xlsx", name=name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


def _edition(desk: Desk, name: str) -> tuple[DirectoryEditionRow | None, Directory | None]:
    if not name or not name.isprintable():
        return None, None
    row = queries.editions(desk.actor).filter(edition=name).first()
    return row, queries.edition(desk.actor, name) if row else None


def _choose(request: HttpRequest, desk: Desk, name: str) -> HttpResponse:
    """The drafts, and what is approved but not in force yet."""
    world = desk.who.world
    used, today = world.directory.edition, world.calendar.local(desk.who.now).date()
    rows = list(queries.editions(desk.actor))
    waiting = [
        one
        for one in rows
        if one.edition != used
        and (one.standing == Standing.DRAFT
             or (one.standing == Standing.APPROVED and one.effective_from > today))
    ]  # fmt: skip
    found = replays.ready(desk.actor, [one.edition for one in waiting])
    lines = [(one, brief(found[one.edition]) if one.edition in found else None) for one in waiting]
    context = {
        "lines": lines,
        "asked": name if name.isprintable() else "",
        "in_force": bool(name) and name == used,
        "used": used,
    }
    return show_admin(request, desk, "directory_replays", HERE, context)


def brief(row: ReplayRow) -> dict[str, Any]:
    """A result in one line: when, of how many cases, how many would go elsewhere."""
    kept = replays.result(row)
    return {"row": row, "cases": kept.replay.cases, "moved": kept.moved_cases}

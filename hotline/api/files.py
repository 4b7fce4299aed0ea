"""Files of a case over the API: sent as a form with files, listed, fetched; by the same sight,
rules and words as on pages."""

from uuid import UUID

from django.http import HttpResponse

from hotline import ledger
from hotline.api import forms
from hotline.api.changing import as_id, receipt
from hotline.api.endpoint import Call
from hotline.handling import queries
from hotline.handling.actions import NO_CASE
from hotline.handling.files import attaching, showing
from hotline.handling.streams import case_ref
from hotline.ledger import Outcome
from hotline.people.actions import note_access
from hotline.people.by import By
from hotline.rules.file_words import FileGroup
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.web import files as web

MEDIA = "multipart/form-data"


def add(call: Call, case: str) -> object:
    """上传: parts `files`, with `leg` and `group` for a unit's evidence."""
    sent, leg = web.uploads(call.request), call.request.POST.get("leg", "")
    named = call.request.POST.get("group", FileGroup.REQUEST.value)
    group = next((one for one in FileGroup if one.value == named), None)
    if group is None:
        return _no_group(named)
    case_id = as_id(case)
    city: list[str] = []

    def action(by: By) -> Outcome | Refusal:
        city[:] = [by.city]
        if case_id is None:
            return NO_CASE
        if group is FileGroup.REQUEST and not leg:
            return attaching.attach(by, case_id, sent)
        return attaching.attach_evidence(by, case_id, leg, group, sent)

    outcome = call.act(action)
    return outcome if isinstance(outcome, Refusal) else receipt(city[0], outcome, outcome.answer)


def listing(call: Call, case: str) -> object:
    """The files of a case, as far as the reader may know of them."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    case_id = as_id(case)
    row = queries.case_row(who, case_id) if case_id else None
    if row is None:
        return NO_CASE
    covers = who.sight.covers(row)
    events = ledger.read(case_ref(who.actor.city, row.id))
    found = showing.listed(events, who, covers, confidential=row.confidential)
    if any(one.can_open for one in found):
        note_access(who.actor, [row.id], [showing.FIELD], page="api/files")
    return forms.Files(
        case=row.id,
        files=[
            forms.FileShown(
                id=UUID(one.id),
                kind=one.kind.value,
                media=one.media,
                group=one.group.value,
                size=one.size,
                at=one.at,
                name=one.name,
                taken_at=one.taken_at,
                place=list(one.place) if one.place else None,
                open=one.can_open,
                original=one.can_have_original,
            )
            for one in found
        ],
    )


def fetch(call: Call, case: str, file: str) -> object:
    """The bytes; `?part=view` and `thumb` are a photo drawn anew."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    case_id, file_id = as_id(case), as_id(file)
    if case_id is None or file_id is None:
        return NO_CASE
    part = call.parameter("part") or attaching.STORED
    found = showing.open_file(who, case_id, str(file_id), part, page="api/files")
    if isinstance(found, Refusal):
        return found
    answer: HttpResponse = web.answered(call.request, found, download=True)
    return answer


def _no_group(named: str) -> Refusal:
    known = joined("、", (say("{value}（{zh}）", value=one.value, zh=one.zh) for one in FileGroup))
    return Refusal(
        code=Code.INVALID,
        message=say("没有“{named}”这个佐证类别。", named=named[:50]),
        advice=say("可用：{known}。", known=known),
        field="group",
    )

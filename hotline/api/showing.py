"""Rows, states and events in the form of the wire, personal fields covered for this reader."""

from collections.abc import Callable
from typing import Any

import msgspec

from hotline.api import forms
from hotline.handling.models import CallerRow, CaseTextRow, LegRow, RequestRow
from hotline.handling.queries import Listed
from hotline.handling.rows import case_rows
from hotline.ledger import Recorded, StreamRef
from hotline.people.cover import Cover, Covers, shown
from hotline.rules.case.state import Case
from hotline.rules.sealed import layout

KEPT_BACK = frozenset({"query_digest", "private"})
"""What nobody reads: with the digest the citizen's short code could be found by trying, and the
private part of files holds their keys."""
FIELDS = {
    "caller_name": "name",
    "caller_phone": "phone",
    "behalf_name": "name",
    "behalf_phone": "phone",
    "enterprise": "name",
    "credit_code": "name",
    "number": "phone",
    "address": "address",
}
"""Which cover an event's personal field is under; every other one is words."""


def brief(row: Any) -> forms.CaseBrief:
    """A case as in lists."""
    return msgspec.convert(row, forms.CaseBrief, from_attributes=True)


def line(listed: Listed) -> forms.Line:
    """A line of a list."""
    leg, request = listed.leg, listed.request
    return forms.Line(
        case=brief(listed.case),
        title=listed.title,
        leg=msgspec.convert(leg, forms.LegBrief, from_attributes=True) if leg else None,
        request=msgspec.convert(request, forms.RequestBrief, from_attributes=True)
        if request
        else None,
    )


def case(
    row: Any,
    ref: StreamRef,
    state: Case,
    words: CaseTextRow | None,
    caller: CallerRow | None,
    covers: Covers,
    clicked: tuple[str, ...],
) -> forms.CaseShown:
    """One case. Legs and requests come from the state by the functions that make their rows."""
    puts = case_rows(ref, state)

    def show(value: str, field: str) -> str:
        return shown(value, field, getattr(covers, field), clicked=field in clicked)

    return forms.CaseShown(
        case=brief(row),
        legs=[msgspec.convert(p.values, forms.LegBrief) for p in puts if p.table is LegRow],
        requests=[
            msgspec.convert(p.values, forms.RequestBrief) for p in puts if p.table is RequestRow
        ],
        links=list(state.links),
        words=forms.Words(
            title=show(words.title, "words"),
            text=show(words.text, "words"),
            address=show(words.address, "address"),
            reported_party=show(caller.reported_party, "words") if caller else "",
        )
        if words
        else None,
        caller=_caller(caller, show) if caller else None,
        opened=list(covers.open_fields(clicked=clicked)) if words else [],
        erased=words is None,
    )


def _caller(caller: CallerRow, show: Callable[[str, str], str]) -> forms.CallerShown:
    """Who calls, for whom, and for which enterprise, each under its cover."""
    return forms.CallerShown(
        name=show(caller.name, "name"),
        phone=show(caller.phone, "phone"),
        behalf_name=show(caller.behalf_name, "name"),
        behalf_phone=show(caller.behalf_phone, "phone"),
        enterprise=show(caller.enterprise, "name"),
        credit_code=show(caller.credit_code, "name"),
    )


def event(recorded: Recorded, covers: Covers) -> forms.EventShown:
    """One event of the timeline."""
    head, parts = recorded.envelope, layout(recorded.event.__class__)
    facts = {
        name: getattr(recorded.event, name)
        for name in parts.clear
        if name not in KEPT_BACK and name != "at"
    }
    return forms.EventShown(
        version=recorded.version,
        type=head.event_type,
        at=recorded.occurred_at,
        by=forms.By(name=head.actor_name, role=head.role, unit=head.unit_id, face=head.face),
        facts=msgspec.to_builtins(facts),
        words=_words(recorded, parts.sealed, covers),
        hash=recorded.hash.hex(),
    )


def _words(recorded: Recorded, sealed: tuple[str, ...], covers: Covers) -> dict[str, str | None]:
    """Personal parts as far as this reader sees them; None where they were erased."""
    found: dict[str, str | None] = {}
    for name in sealed:
        field = FIELDS.get(name, "words")
        cover = getattr(covers, field)
        if cover is Cover.HIDDEN or name in KEPT_BACK:
            continue
        if recorded.sealed is None:
            found[name] = None
        elif value := getattr(recorded.event, name):
            found[name] = shown(value, field, cover)
    return found

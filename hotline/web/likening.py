"""Which earlier cases one may be the same as, asked for at the desk and over the API alike: not
those it is joined with already, and the access log keeps that somebody learned whose case it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hotline import ledger
from hotline.handling import queries
from hotline.handling.alike import queries as alike
from hotline.handling.alike.queries import Alike
from hotline.handling.queries import Reader
from hotline.handling.streams import case_ref
from hotline.people.actions import note_access
from hotline.people.cover import Cover
from hotline.rules.case.state import Case
from hotline.rules.text import Said
from hotline.rules.words import CaseStage

CURRENT = frozenset({CaseStage.REGISTERED, CaseStage.ACCEPTED, CaseStage.HANDLING})
"""Stages of a case in which it is still of use to know that there are two."""


def like_case(who: Reader, row: Any | None, page: Said | str) -> list[Alike]:
    """Those like a case in sight that is not answered yet, of which the reader sees the words; else
    none."""
    words = queries.words(row.id) if row is not None and row.stage in CURRENT else None
    if row is None or words is None or who.sight.covers(row).words is not Cover.OPEN:
        return []
    one, known = alike.of_case(who, row, words), _known(who, row.id)
    found = [
        each
        for each in alike.alike(who, one, besides=row.id)
        if not known & {str(each.case.id), str(each.head.id if each.head else "")}
    ]
    noted(who, found, page)
    return found


def noted(who: Reader, found: Sequence[Alike], page: Said | str) -> None:
    """That somebody learned whose case it is stands in the access log."""
    own = [each.case.id for each in found if each.likeness.same_caller]
    if own:
        note_access(who.actor, own, ("phone",), page=page)


def _known(who: Reader, case_id: UUID) -> set[str]:
    """Cases that this one is joined with already."""
    state: Case | None = ledger.state_of(case_ref(who.actor.city, case_id))
    return {*state.links, state.parent} - {""} if state else set()

"""A batch in words: how far it is, what was asked of every case."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.urls import reverse

from hotline.desk import choices
from hotline.desk.form_words import LABELS_OF
from hotline.desk.forms import COMBOS, NUMBERS
from hotline.desk.gate import Desk
from hotline.handling import queries
from hotline.handling.batches.acts import BY_NAME
from hotline.handling.batches.jobs import State
from hotline.people import queries as people
from hotline.rules.case.fields import Command
from hotline.rules.text import joined, say
from hotline.rules.words import Term
from hotline.web.field_words import LABELS

ACT_WORDS = {name: edge.zh for name, edge in BY_NAME.items()}
UNDER_WAY = (State.TRYING, State.RUNNING)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A batch as pages show it; `one` is for `web/parts/progress.html`."""

    row: Any
    act: str
    state: State
    words: str
    one: dict[str, Any]

    @property
    def going(self) -> bool:
        """Whether it changes by itself."""
        return self.state in UNDER_WAY


def shown(row: Any) -> Told:
    """How far it is."""
    state = next(one for one in State if one == row.state)
    trying = row.begun_at is None
    done = row.would + row.would_not if trying else row.did + row.refused
    going = state in UNDER_WAY
    words = _words(row, state)
    one = {
        "id": f"batch-{row.id}",
        "label": ACT_WORDS[row.command],
        "done": done,
        "total": row.total if trying else row.would,
        "words": words,
        "state": "running" if going else "failed" if state is State.STOPPED else "done",
        "url": reverse("desk:batch-progress", args=[row.id]) if going else "",
    }
    return Told(row=row, act=ACT_WORDS[row.command], state=state, words=words, one=one)


def _words(row: Any, state: State) -> str:
    if row.begun_at is None:
        said = say("可以办理 {would} 件，不能办理 {would_not} 件",
                   would=row.would, would_not=row.would_not)  # fmt: skip
    else:
        said = say("已办理 {did} 件，未办成 {refused} 件",
                   did=row.did, refused=row.would_not + row.refused)  # fmt: skip
    return say("{state}：{said}", state=state.zh, said=said)


def facts(desk: Desk, command: Command) -> list[tuple[str, str]]:
    """(label, value) of what was asked of every case, as it was typed."""
    return list(_facts(desk, command))


def _facts(desk: Desk, command: Command) -> Iterator[tuple[str, str]]:
    owner = type(command).__name__
    for name in command.__struct_fields__:
        value = getattr(command, name)
        if name == "leg" or value in ("", None, (), False):
            continue
        label = LABELS_OF.get((owner, name)) or LABELS.get(name, name)
        yield label, _value(desk, name, value)


def _value(desk: Desk, name: str, value: Any) -> str:
    if isinstance(value, Term):
        return value.zh
    if isinstance(value, tuple):
        return joined("、", (_value(desk, "unit", one) for one in value))
    if name in COMBOS:
        return str(choices.options(desk.who.world, COMBOS[name]).get(value, value))
    if name == "officer":
        found = people.user(desk.actor, value)
        return found.name if found else str(value)
    if name in NUMBERS:
        row = queries.case_row(desk.who, value)
        return str(row.number) if row else str(value)
    return say("是") if value is True else str(value)

"""docs/lifecycle.md, printed from the tables that are run: there is no second description.

python -m hotline.rules.case.lifecycle_doc > docs/lifecycle.md     (a test compares the two)
"""

import sys
from collections.abc import Callable, Iterable, Iterator

from hotline.rules import contact, sealed
from hotline.rules.case import timers
from hotline.rules.case.checklists import CHECKLISTS
from hotline.rules.case.edges import WORKED_ON, Edge
from hotline.rules.case.events import Event
from hotline.rules.case.evolve import EVENT_TYPES
from hotline.rules.case.leg_table import LEG_TABLE, REQUEST_TABLE
from hotline.rules.case.table import CASE_TABLE, REGISTER
from hotline.rules.words import CaseStage, LegState, RequestState, Term

HEAD = """\
# Lifecycle of a case

Printed by `python -m hotline.rules.case.lifecycle_doc` from the tables that decide. Do not edit.

A **case** (诉求工单) is one matter of one caller. Its **legs** (承办单) are the units' shares, each
with its own clock; **requests under review** (待审事项) are what one asks and another rules on.
Commands on legs and requests need the case to be in handling (办理中), unless their line names the
stages (工单) besides. Every command passes, in this order: role, outside operator, state, guards.
外包 marks what staff of an outside operator may do: answer and record only [国办函〔2025〕66号 三].

The citizen's promise runs from acceptance and is never paused; a leg's limit runs from dispatch,
never from signing, and is paused only while its return is under review or while it is held."""

STATES: dict[str, type[Term]] = {"Case": CaseStage, "Leg": LegState, "Request": RequestState}
WAITS: dict[str, str] = {
    "sign": "the leg's sign limit",
    "unsigned": "the same in a city that does not deem a leg signed: only the mark is set",
    "phone": "minutes within which an urgent order must be confirmed by phone, on each rung",
    "remind": "the leg's yellow light (临期), once for each limit; none where the city has none",
    "press": "the time to answer a document of supervision, before it climbs",
    "limit": "the leg's limit, while it runs, was not missed yet and no extension is pending",
    "hold": "the cap of a hold (挂起)",
    "procedure": "the step of a statutory procedure (法定程序) that the leg carries",
    "ruling": "the time for a ruling, before the next rung has it",
    "pause": "the cap of the pause while a return is under review",
    "desk": "the limit of triage, completion of intake or dispatch, while a case waits for it",
    "promise": "the citizen's promise, while it runs and was not missed yet",
    "automatic": "minutes in which a person may hold back what the machine means to dispatch",
    "hand_over": "minutes within which an emergency line must confirm",
    "follow_up": "the time within which a follow-up has to begin, until the first call",
    "link": "days for which the rating link is open",
    "children": "at once, when a case with others merged under it is completed",
    "close": "days after a follow-up; never where the citizen said 未解决",
}


def document() -> str:
    """The whole document, ending in a newline."""
    parts = [HEAD, *_tables(), _timers(), *_events(), *_checklists()]
    return "\n\n".join(parts) + "\n"


def _tables() -> Iterator[str]:
    yield "## States"
    for title, states in STATES.items():
        yield f"**{title}**: " + ", ".join(f"`{state}` {state.zh}" for state in states) + "."
    for title, edges in (
        ("Contact", (REGISTER,)),
        ("Case", CASE_TABLE),
        ("Leg", LEG_TABLE),
        ("Request under review", REQUEST_TABLE),
    ):
        yield f"## {title}"
        yield _table(("command", "", "who", "from", "to", "guards"), map(_edge, edges))
    used = {guard for edge in (*CASE_TABLE, *LEG_TABLE, *REQUEST_TABLE) for guard in edge.guards}
    yield "## Guards"
    rows = ((f"`{guard.__name__}`", _first_line(guard)) for guard in used)
    yield _table(("guard", "rule"), sorted(rows))


def _edge(edge: Edge) -> tuple[str, ...]:
    name = f"`{edge.name}`" + (f" ({edge.kind.zh})" if edge.kind else "")
    zh = edge.zh + ("（外包）" if edge.outsourced else "")
    same = edge.enters == edge.leaves
    guards = ", ".join(f"`{guard.__name__}`" for guard in edge.guards)
    to = "stays" if same else _terms(edge.enters)
    leaves = _terms(edge.leaves) or "–"
    if edge.subject in ("leg", "request") and edge.stages != WORKED_ON:
        leaves += f" (工单: {_terms(edge.stages)})"
    return name, zh, _terms(edge.roles), leaves, to, guards


def _terms(terms: Iterable[Term]) -> str:
    """Chinese names in the order in which the vocabulary has them."""
    found = frozenset(terms)
    if found == frozenset(CaseStage):
        return "any"
    vocabulary: dict[str, Term] = {}
    for kind in {type(term) for term in found}:
        vocabulary |= kind.__members__
    return "、".join(term.zh for term in vocabulary.values() if term in found)


def _timers() -> str:
    rows = (
        (f"`{name}`", waits, f"`{type(timers.command_for(_example(name))).__name__}`")
        for name, waits in WAITS.items()
    )
    return "## Timers\n\n" + _table(("timer", "waits for", "then"), rows)


_OF_LEGS = ("sign", "unsigned", "phone", "limit", "hold", "remind", "procedure")


def _example(name: str) -> str:
    numbered = {"ruling": "R1", "pause": "R1", "press": "D1:0"} | dict.fromkeys(_OF_LEGS, "L1")
    return f"{name}:{numbered[name]}" if name in numbered else name


def _events() -> Iterator[str]:
    yield "## Events"
    yield (
        "Facts are stored in clear and fold into the state; sealed fields are personal or free "
        "words,\nencrypted under the case's key, and never read when folding. Every event has "
        "`at`."
    )
    head = ("event", "", "facts", "sealed")
    yield "### Case\n\n" + _table(head, map(_event, EVENT_TYPES))
    yield "### Contact\n\n" + _table(head, map(_event, contact.EVENT_TYPES))


def _event(kind: type[Event]) -> tuple[str, ...]:
    parts = sealed.layout(kind)
    clear = ", ".join(name for name in parts.clear if name != "at")
    return f"`{kind.__name__}`", _first_line(kind), clear or "–", ", ".join(parts.sealed) or "–"


def _checklists() -> Iterator[str]:
    for title, steps in CHECKLISTS.items():
        lines = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
        yield f"## {title}\n\n{lines}"
    yield "Forms, API and refusals need nothing: they are made from the command and the table."


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _first_line(thing: Callable[..., object] | type) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((thing.__doc__ or "").split("\n\n")[0].split())


if __name__ == "__main__":
    sys.stdout.write(document())

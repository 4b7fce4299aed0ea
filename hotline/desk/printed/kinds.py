"""Which forms there are, and which are offered on a case page."""

from collections.abc import Sequence
from typing import Any, Protocol

from hotline.desk.gate import Desk
from hotline.people.cover import Cover, Covers
from hotline.rules.case.state import Case
from hotline.rules.words import Term


class Form(Term):
    """A form that can be printed."""

    ORDER = "order", "诉求工单"
    ANSWER = "answer", "答复"
    SUPERVISION = "supervision", "督办单"


class Shown(Protocol):
    """What is asked of a case on its page."""

    @property
    def state(self) -> Case: ...

    @property
    def covers(self) -> Covers: ...


def offered(desk: Desk, seen: Shown, clicked: Sequence[str] = ()) -> dict[str, Any]:
    """What the form on the case page offers; nothing to outsourced staff."""
    if desk.actor.outsourced:
        return {}
    completed = seen.state.completed_at is not None
    return {
        "print_forms": (Form.ORDER, Form.ANSWER) if completed else (Form.ORDER,),
        "print_clear": Cover.ON_CLICK in (seen.covers.name, seen.covers.phone),
        "print_clicked": bool(clicked),
    }

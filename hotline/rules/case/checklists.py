"""What to touch to add a command, a request kind, a limit: printed into docs/lifecycle.md."""

from typing import Final

CHECKLISTS: Final[dict[str, tuple[str, ...]]] = {
    "To add a command": (
        "`hotline/rules/case/commands.py`: the command, its bounds in its types.",
        "`hotline/rules/case/events.py` or `leg_events.py`: what happened; words `Sealed`.",
        "`hotline/rules/case/evolve.py` or `evolve_legs.py` (and `state.py`): what it means.",
        "`hotline/rules/case/table.py`: one line; `guards.py` for what else must hold.",
        "`hotline/rules/case/decide_*.py` and its line in `decide.HANDLERS`: the handler.",
        "`tests/rules/case/states.py`: a command of that kind; a new state, if there is one.",
        "`tests/rules/case/test_<act>.py`: its guards and branches by example.",
        "`python -m tests.rules.case.samples`: the samples of its events, to be looked at.",
        "`hotline/handling/timeline_words.py`, `hotline/portal/story_lines.py`: what people read.",
        "`python -m hotline.rules.case.lifecycle_doc > docs/lifecycle.md`.",
    ),
    "To add a request kind": (
        "All of the above, for filing it and for ruling on it.",
        "`hotline/rules/words.py`: `RequestKind`, and `LegState` if the leg rests meanwhile.",
        "`hotline/handling/queues/queries.py`: the queue of those who rule.",
    ),
    "To add a limit": (
        "`hotline/rules/rulebook_names.py` and every edition in `hotline/rulebooks/`.",
        "`hotline/rules/case/clocks.py`: what it is counted from.",
        "Where a duty changes when it ends: `timers.py`, and `DUTIES` in "
        "`hotline/handling/duties.py`.",
    ),
}
"""Forms, API and refusals need nothing: they are made from the command and the table."""

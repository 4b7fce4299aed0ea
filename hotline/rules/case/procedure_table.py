"""The lines of statutory procedures in the table of legs, and their handlers. See `table`."""

from collections.abc import Callable
from typing import Any

from hotline.rules.case import guards as g
from hotline.rules.case import procedure as p
from hotline.rules.case.edges import CLOCK, LIAISONS, UNIT, Edge, on_leg
from hotline.rules.case.fields import Command
from hotline.rules.case.state import RUNNING
from hotline.rules.text import say
from hotline.rules.words import LegState, Role

L = LegState
HEAD = frozenset({Role.UNIT_HEAD})
"""Begins one: it can move what the citizen was promised, so the unit's head answers for it."""

PROCEDURE_LEGS: tuple[Edge, ...] = (
    on_leg(
        p.BeginProcedure,
        say("启动法定程序"),
        HEAD,
        {L.SIGNED},
        None,
        g.own_unit,
        p.leads,
        p.no_procedure,
    ),
    on_leg(
        p.AcceptProcedure,
        say("法定程序受理"),
        UNIT,
        {L.SIGNED},
        None,
        g.own_unit,
        p.in_procedure,
        p.waits_for_acceptance,
    ),
    on_leg(
        p.AnswerInterim,
        say("阶段性答复"),
        LIAISONS,
        {L.SIGNED},
        None,
        g.own_unit,
        p.in_procedure,
        p.no_interim,
        p.in_time,
    ),
    on_leg(
        p.EndProcedure,
        say("法定程序终结"),
        UNIT,
        {L.SIGNED},
        None,
        g.own_unit,
        p.in_procedure,
    ),
    on_leg(
        p.BreachProcedure,
        say("法定程序逾期"),
        CLOCK,
        set(RUNNING),
        None,
        p.procedure_is_due,
    ),
)

PROCEDURE_HANDLERS: dict[type[Command], Callable[..., Any]] = {
    p.BeginProcedure: p.begin,
    p.AcceptProcedure: p.accept,
    p.AnswerInterim: p.answer_interim,
    p.EndProcedure: p.end,
    p.BreachProcedure: p.breach_step,
}

"""When a command's guards on time are met."""

from datetime import datetime

from hotline.rules.case import (
    automatic,
    desk_wait,
    dispute,
    follow_up,
    hold,
    phone,
    procedure,
    supervision,
    unsigned,
)
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.case.supervision_guards import remind_at
from tests.rules.case.build import Story


def when_met(story: Story, command: type[Command], leg_id: str, request_id: str) -> datetime:
    """The moment from which the clock may give the command in the story; now for all others."""
    case = story.case
    leg, request = case.leg(leg_id), case.request(request_id)
    found = {
        c.BreachPromise: case.promise and case.promise.due_at,
        desk_wait.BreachDeskWait: case.desk and case.desk.due_at,
        automatic.SendPlanned: case.planned and case.planned.plan.due_at,
        c.AlarmHandOver: case.hand_over and case.hand_over.confirm_due,
        c.ExhaustFollowUp: case.link_due,
        c.Close: case.close_due,
        c.DeemSigned: leg and leg.sign_due,
        c.BreachLimit: leg and leg.limit.due_at,
        hold.LiftHold: leg and leg.held_until,
        unsigned.BreachSign: leg and leg.sign_due,
        follow_up.BreachFollowUp: case.follow_up and case.follow_up.clock.due_at,
        supervision.RemindLeg: leg and remind_at(leg),
        supervision.EscalateSupervision: request and request.due_at,
        phone.AlarmPhone: leg and leg.rung_due,
        procedure.BreachProcedure: leg and leg.procedure and leg.procedure.clock.due_at,
        dispute.EscalateRuling: request and request.due_at,
        dispute.LiftPause: request and request.pause_until,
    }.get(command)
    return found or story.now

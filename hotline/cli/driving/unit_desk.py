"""The units: liaison and officer work off the inbox, the head approves what they report."""

from datetime import timedelta

from hotline.cli.driving import texts
from hotline.cli.driving.floor import Floor, Line, at
from hotline.cli.driving.placing import candidates
from hotline.cli.driving.staff import Seat
from hotline.rules.words import Role

NEXT_LOOK = timedelta(hours=20)
WORK_DAYS = 9.0


def inbox(floor: Floor, seat: Seat, line: Line) -> bool:
    """One leg: signed or returned, then contacted, handled and answered when it is ready."""
    leg = line["leg"]
    if leg["unit"] != seat.unit:
        return False  # of a unit below ours, seen but not ours to do
    match leg["state"]:
        case "dispatched":
            return _take(floor, seat, line)
        case "signed":
            return _work(floor, seat, line)
        case "held":  # the citizen was asked long ago: go on with what there is
            return floor.act(seat, line["case"], "end-hold", leg=leg["leg"]).ok
        case "disputed" | "replied":
            return False  # somebody else's move, who will wake us
        case _:
            return False


def _take(floor: Floor, seat: Seat, line: Line) -> bool:
    case, leg = line["case"], line["leg"]
    mine = (leg["leg"], leg["unit"])
    if floor.luck(case, *mine, "asleep") < 0.06 and floor.now < at(leg["sign_due"]):
        floor.later(leg["unit"], at(leg["sign_due"]))  # 视同签收 by the clock
        return False
    unfit = floor.luck(case, *mine, "return") < 0.05
    if unfit and _may_return(floor, line) and _return(floor, line):
        return True
    signed = floor.act(seat, case, "sign", leg=leg["leg"])
    if signed.ok:
        _work(floor, seat, line)
    return signed.ok


def _may_return(floor: Floor, line: Line) -> bool:
    case, leg = line["case"], line["leg"]
    in_time = floor.now <= at(leg["return_due"])
    return case["urgency"] != "critical" and case["returns"] < 2 and in_time


def _return(floor: Floor, line: Line) -> bool:
    case, leg = line["case"], line["leg"]
    liaison = floor.staff.worker(leg["unit"], Role.LIAISON, Role.UNIT_HEAD)
    others = candidates(floor, case, line.get("title", ""), *case["leg_units"])
    if liaison is None:
        return False
    filed = floor.act(liaison, case, "file-return", leg=leg["leg"], reason="not_duty",
                      explanation=texts.NOT_OURS, believed_unit=next(others, ""))  # fmt: skip
    return filed.ok


def _work(floor: Floor, seat: Seat, line: Line) -> bool:
    """First contact at once; the answer when the work is done. Contact brings the rest along."""
    case, leg = line["case"], line["leg"]
    acted = False
    if not leg["contacted"] and case["reachable"]:
        acted = floor.act(
            seat, case, "record-first-contact", leg=leg["leg"], note=texts.CONTACTED
        ).ok
        if acted:
            _hand_down(floor, line)
        if acted and floor.luck(case, leg["leg"], "progress") < 0.1:
            floor.act(seat, case, "record-progress", leg=leg["leg"], note=texts.PROGRESS)
    days = floor.luck(case, leg["leg"], leg["unit"], "work") ** 2 * WORK_DAYS
    ready = at(leg["dispatched_at"]) + timedelta(days=days)
    if floor.now < ready:
        floor.later(leg["unit"], ready)
        return acted
    return _reply(floor, seat, line) or acted


def _hand_down(floor: Floor, line: Line) -> bool:
    case, leg = line["case"], line["leg"]
    below = [
        unit
        for unit in floor.staff.units.children.get(leg["unit"], ())
        if unit in floor.staff.holders and unit not in case["leg_units"]
    ]
    if not below or floor.luck(case, leg["leg"], "down") > 0.12:
        return False
    liaison = floor.staff.worker(leg["unit"], Role.LIAISON, Role.UNIT_HEAD)
    if liaison is None:
        return False
    unit = floor.chance.pick(below, case["number"], leg["leg"], "below")
    sent = floor.act(liaison, case, "hand-down", leg=leg["leg"], unit=unit, note=texts.DOWN)
    if sent.ok:
        floor.rouse(unit)
    return sent.ok


def _reply(floor: Floor, seat: Seat, line: Line) -> bool:
    case, leg = line["case"], line["leg"]
    text = floor.texts.reply(floor.luck(case, leg["leg"], "reply"))
    solved = "solved" if floor.luck(case, leg["leg"], "claim") < 0.8 else "basically"
    said = floor.act(seat, case, "reply", leg=leg["leg"], truth="true", solved=solved,
                     internal_record=texts.PROGRESS, public_answer=text)  # fmt: skip
    if said.ok:
        floor.rouse(leg["unit"], desk="head")
    else:
        floor.later(leg["unit"], floor.now + NEXT_LOOK)
    return said.ok


def approve(floor: Floor, seat: Seat, line: Line) -> bool:
    """审批办结; one in twenty-five goes back once."""
    case, request = line["case"], line["request"]
    name, unit = request["request"], request["unit"]
    if unit != seat.unit:
        return False
    if floor.luck(case, name, "again") < 0.04:
        back = floor.act(seat, case, "send-back-completion", request=name, reason=texts.AGAIN)
        floor.rouse(unit)
        return back.ok
    approved = floor.act(seat, case, "approve-completion", request=name)
    if approved.ok:
        floor.rouse(*case["leg_units"])
        floor.rouse(*case["leg_units"], desk="head")
    else:
        floor.later(unit, floor.now + NEXT_LOOK, "head")
    return approved.ok

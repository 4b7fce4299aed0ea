"""The front desk and the dispatchers: triage, completion of intakes, dispatch, rulings."""

from hotline.cli.driving import texts
from hotline.cli.driving.floor import Floor, Line
from hotline.cli.driving.placing import candidates
from hotline.cli.driving.staff import Seat
from hotline.rules.words import Role

TOO_LATE_TO_TRY = ("wrong_state", "already", "not_found")


def triage(floor: Floor, seat: Seat, line: Line) -> bool:
    """One case of the triage queue: decided, mended, or its hand-over confirmed."""
    case = line["case"]
    match case["stage"]:
        case "sent_back":
            agent = floor.staff.front(Role.AGENT)
            return floor.act(agent, case, "complete-intake", note=texts.MENDED).ok
        case "handed_over":
            taken = floor.luck(case, "taken") < 0.7
            done = floor.act(seat, case, "confirm-hand-over", taken_over=taken, by="值班民警")
            return done.ok
        case _:
            return _decide(floor, seat, line)


def _decide(floor: Floor, seat: Seat, line: Line) -> bool:
    """受理, or now and then another way; only a case that nobody has touched yet."""
    case = line["case"]
    luck = floor.luck(case, "triage") if case["last_at"] == case["registered_at"] else 1.0
    if case["kind"] == "consult" and luck < 0.1:
        return floor.act(seat, case, "answer-directly", answer=texts.DIRECT).ok
    if luck < 0.01:
        return floor.act(seat, case, "send-back-for-completion", reason=texts.SEND_BACK).ok
    if luck < 0.013:
        told = floor.act(seat, case, "tell-legal-route", route="arbitration", words=texts.ROUTE)
        return told.ok
    if luck < 0.016:
        return floor.act(seat, case, "hand-over", line="110").ok
    accepted = floor.act(seat, case, "accept")
    if accepted.stage == "accepted":
        dispatch(floor, seat, line)
    return accepted.ok


def dispatch(floor: Floor, seat: Seat, line: Line) -> bool:
    """By the directory where it has an entry, else by hand with a reason."""
    case = line["case"]
    if case["topic"]:
        sent = floor.act(seat, case, "dispatch")
        if sent.ok:
            floor.rouse_all()
        if sent.ok or sent.answer.code in TOO_LATE_TO_TRY:
            return sent.ok
    chosen = list(candidates(floor, case, line.get("title", "")))
    for number, unit in enumerate(chosen):
        with_others = floor.luck(case, "co") < 0.04 and chosen[number + 1 :]
        co_handlers = [chosen[number + 1]] if with_others else []
        sent = floor.act(
            seat, case, "dispatch", lead=unit, co_handlers=co_handlers, reason=texts.BY_HAND
        )
        if sent.ok:
            floor.rouse(unit, *co_handlers)
        if sent.ok or sent.answer.code in TOO_LATE_TO_TRY:
            return sent.ok
    return False


def rule(floor: Floor, seat: Seat, line: Line) -> bool:
    """退单审核: most are upheld, for the unit that was named or for another."""
    case, request = line["case"], line["request"]
    name = request["request"]
    if floor.luck(case, name, "uphold") < 0.6:
        others = candidates(floor, case, line.get("title", ""), *case["leg_units"])
        for unit in (request["believed_unit"], *others):
            if not unit:
                continue
            ruled = floor.act(seat, case, "rule-return", request=name, uphold=True,
                              grounds=texts.OURS_NOT, unit=unit)  # fmt: skip
            if ruled.ok:
                floor.rouse(unit)
            if ruled.ok or ruled.answer.code in TOO_LATE_TO_TRY[:1]:
                return ruled.ok
    ruled = floor.act(seat, case, "rule-return", request=name, uphold=False, grounds=texts.STAYS)
    floor.rouse(request["unit"])
    return ruled.ok

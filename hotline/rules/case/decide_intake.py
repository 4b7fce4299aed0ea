"""Intake is a decision of several ways, each with reason, words told and its own follow-through.

Source: 国办函〔2025〕66号 二; hand-over to emergency lines: 国办发〔2022〕12号.
"""

from hotline.rules.case import clocks, hold
from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.variables import no_blanks
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.words import CloseReason, LegalRoute, Tag

Events = tuple[e.Event, ...]
_NOT_FOR_WAGES = frozenset({LegalRoute.ARBITRATION, LegalRoute.LITIGATION})


def accept(target: Target, command: c.Accept, context: Context) -> Events:
    """受理: the citizen's promise starts now and no dispute among units will pause it."""
    edition, promise = clocks.promise(target.case, context)
    return (e.Accepted(at=context.now, edition=edition, promise=promise, note=command.note),)


def answer_directly(
    target: Target, command: c.AnswerDirectly, context: Context
) -> Events | Refusal:
    """当场解答 closes the case, with the article and version it was answered from."""
    if refusal := no_blanks(command.answer, "answer"):
        return refusal
    answered = e.AnsweredDirectly(
        at=context.now,
        article=command.article,
        article_version=command.article_version,
        answer=command.answer,
    )
    return (answered, _closed(context, CloseReason.ANSWERED))


def hand_over(target: Target, command: c.HandOver, context: Context) -> Events:
    """移交: sent; an alarm is raised unless a take-over is recorded within N minutes."""
    due = clocks.moment(LimitName.HANDOVER_CONFIRM, target.case, context)
    sent = e.HandOverSent(at=context.now, line=command.line, confirm_due=due, note=command.note)
    return (sent,)


def tell_legal_route(
    target: Target, command: c.TellLegalRoute, context: Context
) -> Events | Refusal:
    """告知法定途径. Wage arrears are accepted although arbitration and courts exist
    (product.md §4 Intake 3, 国办函〔2025〕66号 二)."""
    if Tag.WAGES in target.case.tags and command.route in _NOT_FOR_WAGES:
        return Refusal(
            code=Code.INVALID,
            message=say("欠薪诉求应当受理，不因可以{route}而只告知途径。", route=command.route.zh),
            advice=say("请受理并派单，同时告知诉求人也可以走法定途径。"),
            field="route",
        )
    if refusal := no_blanks(command.words, "words"):
        return refusal
    told = e.LegalRouteTold(
        at=context.now,
        route=command.route,
        matched=command.matched,
        reference=command.reference,
        words=command.words,
    )
    return (told, _closed(context, CloseReason.LEGAL_ROUTE))


def explain(target: Target, command: c.Explain, context: Context) -> Events | Refusal:
    """解释说明."""
    if refusal := no_blanks(command.words, "words"):
        return refusal
    explained = e.Explained(at=context.now, ground=command.ground, words=command.words)
    return (explained, _closed(context, CloseReason.EXPLAINED))


def refer_to_police(target: Target, command: c.ReferToPolice, context: Context) -> Events:
    """移送公安."""
    return (
        e.PoliceReferred(at=context.now, clue=command.clue),
        _closed(context, CloseReason.POLICE),
    )


def confirm_hand_over(target: Target, command: c.ConfirmHandOver, context: Context) -> Events:
    """Only a recorded take-over closes it with us; a refusal brings it back to triage."""
    if command.taken_over:
        return (
            e.HandOverTaken(at=context.now, by=command.by),
            _closed(context, CloseReason.HANDED_OVER),
        )
    return (e.HandOverRefused(at=context.now, by=command.by),)


def alarm_hand_over(target: Target, command: c.AlarmHandOver, context: Context) -> Events:
    """Unconfirmed within N minutes: an alarm for the duty manager; the state stays."""
    return (e.HandOverAlarmed(at=context.now),)


def send_back(target: Target, command: c.SendBackForCompletion, context: Context) -> Events:
    """退回补录: wrong kind or missing place."""
    return (e.SentBack(at=context.now, reason=command.reason),)


def complete_intake(
    target: Target, command: c.CompleteIntake, context: Context
) -> Events | Refusal:
    """补录: what was not given stays as it was. An emptied text is refused, not stored."""
    if command.text is not None and not command.text.strip():
        return Refusal(
            code=Code.MISSING,
            message=say("诉求内容不能为空。"),
            advice=say("请填写诉求内容。"),
            field="text",
        )
    case = target.case
    return (
        e.IntakeCompleted(
            at=context.now,
            kind=case.kind if command.kind is None else command.kind,
            topic=case.topic if command.topic is None else command.topic,
            area=case.area if command.area is None else command.area,
            object=case.object if command.object is None else command.object,
            urgency=case.urgency if command.urgency is None else command.urgency,
            title=command.title,
            text=command.text,
            address=command.address,
            note=command.note,
        ),
    )


def supplement(target: Target, command: c.Supplement, context: Context) -> Events:
    """补充情况."""
    told = e.Supplemented(at=context.now, text=command.text)
    return (told, *hold.answered(target.case, context))


def remind(target: Target, command: c.Remind, context: Context) -> Events:
    """催办."""
    return (e.Reminded(at=context.now, words=command.words),)


def _closed(context: Context, why: CloseReason) -> e.CaseClosed:
    return e.CaseClosed(at=context.now, why=why, note="")

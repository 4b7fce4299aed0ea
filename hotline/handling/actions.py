"""Everything that may be done to cases, one function per use case; every face comes through here.

`perform` carries out any command on one case: what is allowed stands in the tables of
`rules.case`, so there is nothing to repeat here per command. The other functions touch several
streams. All answer with an Outcome (its `answer` is safe to keep: no personal data) or a Refusal.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from hotline import ledger
from hotline.handling import queries
from hotline.handling.checking import replies as checking
from hotline.handling.exports import jobs as exports
from hotline.handling.files import keeping
from hotline.handling.numbers.queries import held
from hotline.handling.rows import seen
from hotline.handling.streams import case_ref, contact_ref
from hotline.ledger import Appends, Loaded, Outcome, StreamRef
from hotline.people.by import By, Outdated
from hotline.people.queries import world
from hotline.people.sight import sight
from hotline.rules import numbering
from hotline.rules.case import commands as c
from hotline.rules.case import final_answer, many, merging, unmerging
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.case.decide import acting_role, decide
from hotline.rules.case.evolve import fold
from hotline.rules.case.fields import Command
from hotline.rules.case.repeats import GiveFinalAnswer
from hotline.rules.case.state import Case
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Role

Two = Callable[[many.Known, many.Known, Any, Context], many.ByStream | Refusal]

NO_CASE = Refusal(
    code=Code.NOT_FOUND,
    message=say("没有这件工单，或您无权查看。"),
    advice=say("请核对工单号。"),
)


def register(by: By, command: c.RegisterContact) -> Outcome | Refusal:
    """接诉登记: the contact and a case for each matter, dispatched at once where asked.

    The answer names contact and cases; the citizen's query code follows from the contact's id
    (`query_code`), so it is stored nowhere and survives a repeated request.
    """
    now = ledger.clock.now()
    contact = contact_ref(by.city, ledger.uuid7(now))
    cases = [case_ref(by.city, ledger.uuid7(now)) for _ in command.matters]
    fresh = many.Fresh(
        contact=str(contact.id),
        cases=tuple(str(ref.id) for ref in cases),
        query_digest=code_digest(query_code(by.city, str(contact.id))),
    )

    heads = _heads(by.city, command)
    if isinstance(heads, Refusal):
        return heads

    def decided(loaded: Loaded) -> Appends | Refusal:
        context = held(context_of(by, loaded), command.caller_phone)
        known = {str(ref.id): case for ref in heads if (case := loaded.states[ref])}
        again = {matter.again for matter in command.matters}
        for ref in heads:
            if str(ref.id) in again & known.keys() and unseen(ref, known[str(ref.id)], context):
                del known[str(ref.id)]
        found = many.register(command, fresh, context, known)
        return found if isinstance(found, Refusal) else _by_ref([contact, *cases, *heads], found)

    def reply(appends: Appends, loaded: Loaded) -> object:
        return {
            "contact": fresh.contact,
            "cases": [receipt(ref)(appends, loaded) for ref in cases],
        }

    request, refs = _arrival(by, command, contact), [contact, *cases, *heads]
    return ledger.execute(request, refs, decided, numbers=len(cases), reply=reply, fresh=not heads)


def _arrival(by: By, command: c.RegisterContact, contact: StreamRef) -> ledger.Request:
    """The envelope of a registration, with where the contact came in and from whom."""
    return replace(
        _request(by, command, ""),
        contact_id=str(contact.id),
        hotline_number=command.hotline_number,
        source_platform=command.source_platform,
        source_number=command.source_number,
    )


def _heads(city: str, command: c.RegisterContact) -> list[StreamRef] | Refusal:
    """The cases that head the mass events which matters join (read and guarded, never written),
    and the closed ones of which something new is told (they get to know of the new one)."""
    named = [one for matter in command.matters for one in (matter.event, matter.again) if one]
    try:
        return list(dict.fromkeys(case_ref(city, one) for one in named))
    except ValueError:
        return replace(NO_CASE, field="matters", message=say("没有这个群体事件或以前的工单。"))


def perform(by: By, case_id: UUID | str, command: Command) -> Outcome | Refusal:
    """Any command on one case. A command on several goes to the function of its own."""
    match command:
        case c.Merge():
            return merge(by, case_id, command)
        case c.UndoMerge():
            return undo_merge(by, case_id, command)
        case c.Link():
            return link(by, case_id, command)
        case c.Withdraw():
            return withdraw(by, case_id, command)
        case c.SplitMatter():
            return split(by, case_id, command)
        case c.CompleteIntake():
            command = _whole(by, case_id, command)
        case MakeConfidential():
            return make_confidential(by, case_id, command)
        case GiveFinalAnswer():
            return give_final_answer(by, case_id, command)
        case _:
            pass
    return carry_out(by, case_id, command)


def carry_out(
    by: By, case_id: UUID | str, command: Command, *, now: datetime | None = None
) -> Outcome | Refusal:
    """A command on one stream. `now` only for the clock: the moment at which a duty fell due."""
    ref = case_ref(by.city, case_id)

    def decided(loaded: Loaded) -> Appends | Refusal:
        case = loaded.states[ref]
        if case is None:
            return NO_CASE
        context = context_of(by, loaded)
        if isinstance(command, c.Reply):
            signs = checking.found(by.city, ref.id, case, command)
            context = replace(context, found=signs)
        found = unseen(ref, case, context) or decide(case, command, context)
        return found if isinstance(found, Refusal) else {ref: found}

    return ledger.execute(
        _request(by, command, str(case_id)), [ref], decided, reply=receipt(ref), now=now
    )


def merge(by: By, case_id: UUID | str, command: c.Merge) -> Outcome | Refusal:
    """并单 under the named parent; both cases change together or not at all."""
    return _two(by, case_id, command, command.parent, "parent", merging.merge)


def undo_merge(by: By, case_id: UUID | str, command: c.UndoMerge) -> Outcome | Refusal:
    """撤销并单."""
    case = ledger.state_of(case_ref(by.city, case_id))
    if case is None:
        return NO_CASE
    # The rule refuses a case without a parent, and one that has another by the time it is decided.
    return _two(by, case_id, command, case.parent or str(case_id), "parent", merging.undo_merge)


def link(by: By, case_id: UUID | str, command: c.Link) -> Outcome | Refusal:
    """关联."""
    return _two(by, case_id, command, command.other, "other", many.link)


def make_confidential(by: By, case_id: UUID | str, command: MakeConfidential) -> Outcome | Refusal:
    """转为保密; a merged case is taken out of its parent by the same step."""
    case = ledger.state_of(case_ref(by.city, case_id))
    if case is None or not case.parent or case.stage is not CaseStage.MERGED:
        return carry_out(by, case_id, command)
    return _two(by, case_id, command, case.parent, "reason", unmerging.make_confidential)


def withdraw(by: By, case_id: UUID | str, command: c.Withdraw) -> Outcome | Refusal:
    """撤单; of a merged case its parent hears, unless that heads a mass event."""
    case = ledger.state_of(case_ref(by.city, case_id))
    if case is None or not case.parent or case.of_event:
        return carry_out(by, case_id, command)
    return _two(by, case_id, command, case.parent, "parent", merging.withdraw_child)


def split(by: By, case_id: UUID | str, command: c.SplitMatter) -> Outcome | Refusal:
    """拆分: the caller's name and number go with the new case, opened here and sealed again."""
    ref = case_ref(by.city, case_id)
    new = case_ref(by.city, ledger.uuid7(ledger.clock.now()))
    caller = queries.caller_of(by.city, case_id)

    def decided(loaded: Loaded) -> Appends | Refusal:
        case = loaded.states[ref]
        if case is None:
            return NO_CASE
        fresh = many.Fresh(contact="", cases=(str(new.id),), query_digest=case.query_digest)
        context = context_of(by, loaded)
        known = many.Known(id=str(ref.id), case=case)
        if no := unseen(ref, case, context):
            return no
        found = many.split(known, command, fresh, caller, context)
        return found if isinstance(found, Refusal) else _by_ref([ref, new], found)

    request = _request(by, command, str(case_id))
    return ledger.execute(request, [ref, new], decided, numbers=1, reply=receipt(new))


def give_final_answer(by: By, case_id: UUID | str, command: GiveFinalAnswer) -> Outcome | Refusal:
    """告知最终答复: a contact is put on record beside the case; no new case is made."""
    ref = case_ref(by.city, case_id)
    new = contact_ref(by.city, ledger.uuid7(ledger.clock.now()))

    def decided(loaded: Loaded) -> Appends | Refusal:
        case = loaded.states[ref]
        if case is None:
            return NO_CASE
        context = context_of(by, loaded)
        if no := unseen(ref, case, context):
            return no
        fresh = many.Fresh(contact=str(new.id), cases=(), query_digest="")
        found = final_answer.give(many.Known(id=str(ref.id), case=case), command, fresh, context)
        return found if isinstance(found, Refusal) else _by_ref([ref, new], found)

    request = _request(by, command, str(case_id))
    return ledger.execute(request, [ref, new], decided, reply=receipt(ref))


def erase(by: By, case_id: UUID | str, reason: str) -> Outcome | Refusal:
    """Destroys a person's data: the case's key, its readable rows, its files, and its contact's.

    Only the security administrator, with a reason; the journal stays whole and verifiable.
    """
    if not by.actor.is_a(Role.SECURITY_ADMIN):
        return Refusal(
            code=Code.WRONG_ROLE,
            message=say("您的角色不能删除个人信息。"),
            advice=say("请由安全管理员执行。"),
        )
    case = ledger.state_of(case_ref(by.city, case_id))
    if case is None:
        return NO_CASE
    refs = [case_ref(by.city, case_id), contact_ref(by.city, case.contact)]
    found = ledger.erase(refs, by.request("erase", str(case_id), reason), reason)
    if isinstance(found, Outcome):
        keeping.forget(refs[0])
        exports.make_again(by.city)
    return found


def erase_by_number(by: By, number: str, reason: str) -> Outcome | Refusal:
    """`erase` of the case of that number; whoever erases need not be able to read it."""
    checked = numbering.check(number)
    found = queries.id_of(by.city, checked) if checked else None
    if found is None:
        return replace(
            NO_CASE, message=say("没有工单“{number}”。", number=number[:40]), field="number"
        )
    return erase(by, found, reason)


# --- the citizen's code -----------------------------------------------------------------------


def query_code(city: str, contact_id: str) -> str:
    """The code that, with the number, lets a citizen see the progress of their cases.

    Eight characters out of 32 that cannot be mistaken for one another; it follows from the
    contact's id and the city's lookup key, so it need not be kept.
    """
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    raw = ledger.keyed_hash(city, f"query:{contact_id}")
    return "".join(alphabet[byte % 32] for byte in raw[:8])


def code_digest(code: str) -> str:
    """What a case keeps of the code: keyed, because forty bits are soon tried out one by one."""
    return ledger.keyed_hash("", f"code:{code.strip().upper()}").hex()


# --- joints -----------------------------------------------------------------------------------


def context_of(by: By, loaded: Loaded) -> Context:
    """What the rules may look at, at least as new as what the read statement saw.

    Raises Outdated when users or roles changed since the actor was looked up; the face then
    asks again who that is.
    """
    if by.reference and loaded.reference > by.reference:
        raise Outdated
    return Context(
        now=loaded.now,
        actor=by.actor,
        face=by.face,
        world=world(by.city, loaded.reference),
        serials=loaded.numbers,
    )


def unseen(ref: StreamRef, case: Case, context: Context) -> Refusal | None:
    """What an actor may not see does not exist for them, whatever they ask to be done to it.

    The clock acts on all. Which case a citizen named by number and code, the portal has looked up.
    """
    if context.actor.is_a(Role.CLOCK):
        return None
    may_see = sight(context.actor, context.world, own_case=ref.id).may_see(seen(ref, case))
    return None if may_see else NO_CASE


def _two(
    by: By,
    case_id: UUID | str,
    command: Command,
    other_id: str,
    field: str,
    rule: Two,
) -> Outcome | Refusal:
    ref = case_ref(by.city, case_id)
    try:
        other = case_ref(by.city, other_id)
    except ValueError:
        return replace(
            NO_CASE, message=say("没有编号为“{other_id}”的工单。", other_id=other_id), field=field
        )

    def decided(loaded: Loaded) -> Appends | Refusal:
        one, two = loaded.states[ref], loaded.states[other]
        if one is None or two is None:
            return NO_CASE if one is None else replace(NO_CASE, field=field)
        context = context_of(by, loaded)
        if found := unseen(ref, one, context):
            return found
        if found := unseen(other, two, context):
            return replace(found, field=field)
        known = (many.Known(id=str(ref.id), case=one), many.Known(id=str(other.id), case=two))
        result = rule(*known, command, context)
        return result if isinstance(result, Refusal) else _by_ref([ref, other], result)

    return ledger.execute(
        _request(by, command, str(case_id)), [ref, other], decided, reply=receipt(ref)
    )


def _by_ref(refs: Sequence[StreamRef], found: many.ByStream) -> Appends:
    return {ref: found[str(ref.id)] for ref in refs if str(ref.id) in found}


def _request(by: By, command: Command, case_id: str) -> ledger.Request:
    """The envelope: the role in which the actor does this, and a digest of what was sent."""
    return acting_as(by, type(command), by.request(case_id, command))


def acting_as(by: By, kind: type[Command], request: ledger.Request) -> ledger.Request:
    """The request with the role in which the actor gives a command of that kind."""
    role = acting_role(BY_COMMAND[kind], by.actor)
    who = replace(request.who, role=role or "")
    return replace(request, who=who, causation=kind.__name__)


def receipt(ref: StreamRef) -> Callable[[Appends, Loaded], object]:
    def reply(appends: Appends, loaded: Loaded) -> object:
        """Where the case stands after this; kept with the key, so nothing personal."""
        events = appends.get(ref, ())
        case = fold(events, loaded.states.get(ref))
        return {
            "case": str(ref.id),
            "number": case.number if case else "",
            "stage": case.stage if case else "",
            "version": loaded.versions.get(ref, 0) + len(events),
            "events": [type(event).__name__ for event in events],
        }

    return reply


def _whole(by: By, case_id: UUID | str, command: c.CompleteIntake) -> c.CompleteIntake:
    """What was left out stays as it was: personal words are filled in from the readable row, as
    the rules never see them."""
    known = queries.text_of(by.city, case_id)
    if known is None:
        return command
    return replace(
        command,
        title=known.title if command.title is None else command.title,
        text=known.text if command.text is None else command.text,
        address=known.address if command.address is None else command.address,
    )

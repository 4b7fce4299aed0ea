"""无理重复诉求: the head's paper, the management's ruling; from the ruling on, the matter only."""

from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import repeats as u
from hotline.rules.case.files import AttachEvidence
from hotline.rules.case.repeat_events import FinalAnswerGiven
from hotline.rules.case.timers import timers
from hotline.rules.contact import ContactRegistered
from hotline.rules.file_words import FileGroup
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import CaseStage, Nature, RequestState
from tests.rules.case import build as b
from tests.rules.case import repeated as r
from tests.rules.case import world as w
from tests.rules.case.build import MARK


def test_without_evidence_nothing_is_asked() -> None:
    story = b.signed()
    refusal = story.refuse(w.head(w.URBAN), r.unreasonable("L1"))
    assert refusal.code is Code.MISSING
    evidence = AttachEvidence(leg="L1", group=FileGroup.HANDLING, files=b.files())
    story.do(w.officer(w.URBAN), evidence).do(w.head(w.URBAN), r.unreasonable("L1"))
    assert story.case.requests[-1].state is RequestState.FILED


def test_the_paper_is_that_of_the_head_of_the_leading_unit() -> None:
    story = r.proven()
    assert story.refuse(w.liaison(r.HOLDER), r.unreasonable()).code is Code.WRONG_ROLE
    assert story.refuse(w.head(w.HOUSING), r.unreasonable()).code is Code.WRONG_UNIT
    co = b.signed(co=(w.WATER,)).do(w.liaison(w.WATER), c.Sign(leg="L2"))
    assert co.refuse(w.head(w.WATER), r.unreasonable("L2")).code is Code.WRONG_STATE


def test_it_is_asked_once_at_a_time() -> None:
    assert r.filed().refuse(w.head(r.HOLDER), r.unreasonable()).code is Code.ALREADY
    assert r.ruled(True).refuse(w.head(r.HOLDER), r.unreasonable()).code is Code.ALREADY
    again = r.ruled(False).do(w.head(r.HOLDER), r.unreasonable())
    assert again.case.requests[-1].state is RequestState.FILED


def test_nobody_rules_on_their_own_paper() -> None:
    story = r.filed()
    head = replace(w.MANAGEMENT, id=w.head(r.HOLDER).id)
    assert story.refuse(head, r.recognise()).code is Code.PARTY


def test_a_recognition_says_what_is_told_from_now_on() -> None:
    story, bare = r.filed(), replace(r.recognise(), final_answer=" ")
    refusal = story.refuse(w.MANAGEMENT, bare)
    assert (refusal.code, refusal.field) == (Code.MISSING, "final_answer")
    half = replace(bare, final_answer="已于{答复日期}答复。")
    assert story.refuse(w.MANAGEMENT, half).code is Code.INVALID
    story.do(w.MANAGEMENT, replace(bare, recognise=False))
    assert story.case.unreasonable_since is None


def test_it_covers_from_the_ruling_on_and_never_backwards() -> None:
    story = r.filed()
    assert story.refuse(w.AGENT, u.GiveFinalAnswer()).code is Code.WRONG_STATE
    story.later(hours=3).do(w.MANAGEMENT, r.recognise())
    assert story.case.unreasonable_since == story.now
    reminders = story.case.reminders
    story.later(days=1).do(w.AGENT, u.GiveFinalAnswer(caller_phone=b.PHONE))
    assert story.case.final_answers == 1
    assert story.case.reminders == reminders
    assert isinstance(story.last, FinalAnswerGiven)


def test_it_covers_the_matter_and_not_the_person() -> None:
    """Another matter of the same caller is registered like anybody's."""
    story = r.ruled(True)
    found = story.register(w.AGENT, b.call(b.matter(triage=c.Accept())))
    assert not isinstance(found, Refusal)
    assert story.case.stage is CaseStage.ACCEPTED
    assert story.case.unreasonable_since is None


def test_a_later_call_is_a_contact_without_a_case() -> None:
    story = r.ruled(True)
    found = story.ask(w.AGENT, u.GiveFinalAnswer(caller_phone=b.PHONE, note=MARK))
    assert not isinstance(found, Refusal)
    assert set(found) == {story.one}
    register = b.call(nature=Nature.REPEAT)
    refusal = story.register(w.AGENT, register)
    assert isinstance(refusal, Refusal)
    assert refusal.field == "nature"


def test_the_contact_keeps_who_called() -> None:
    from hotline.rules.case import final_answer, many

    story = r.ruled(True)
    known = many.Known(id="c1", case=story.case)
    fresh = many.Fresh(contact="k9", cases=(), query_digest="")
    command = u.GiveFinalAnswer(caller_phone=b.PHONE)
    found = final_answer.give(known, command, fresh, story.context(w.AGENT))
    assert not isinstance(found, Refusal)
    heard = found["k9"][0]
    assert isinstance(heard, ContactRegistered)
    assert (heard.nature, heard.cases) == (Nature.REPEAT, ())
    assert heard.caller_phone == b.PHONE


def test_an_objection_is_ruled_on_by_somebody_else() -> None:
    story = r.contested()
    contest = u.ContestUnreasonable(words=MARK)
    assert story.refuse(w.CITIZEN, contest).code is Code.ALREADY
    lift = u.RuleContest(request="R3", lift=True, grounds=MARK)
    assert story.refuse(r.RULER, lift).code is Code.PARTY
    story.do(w.AGENT, u.GiveFinalAnswer()).do(w.CITY_REVIEWER, lift)
    assert story.case.unreasonable_since is None
    assert story.refuse(w.AGENT, u.GiveFinalAnswer()).code is Code.WRONG_STATE
    assert story.refuse(w.CITIZEN, contest).code is Code.WRONG_STATE


def test_an_objection_that_is_refused_leaves_it_in_force() -> None:
    story = r.contested()
    story.do(w.MANAGEMENT, u.RuleContest(request="R3", lift=False, grounds=MARK))
    assert story.case.unreasonable_since is not None
    story.do(w.CITIZEN, u.ContestUnreasonable(words=MARK))


def test_an_objection_aims_at_the_recognition_that_holds() -> None:
    """Refused once, recognised later: the request between them is passed over."""
    story = r.ruled(False).do(w.head(r.HOLDER), r.unreasonable())
    story.do(r.RULER, r.recognise("R3")).do(w.liaison(r.HOLDER), r.exclude())
    story.do(w.CITIZEN, u.ContestUnreasonable(words=MARK))
    assert story.case.requests[-1].leg == r.LEG


def test_no_clock_rules_for_the_management() -> None:
    assert not any(name.startswith("ruling:") for name in timers(r.filed().case))


def test_a_closed_case_is_recognised_too() -> None:
    story = r.recognised(CaseStage.CLOSED)
    assert story.case.unreasonable_since is not None
    story.do(w.CITIZEN, u.ContestUnreasonable(words=MARK))
    story.do(
        w.CITY_REVIEWER, u.RuleContest(request=story.case.requests[-1].id, lift=True, grounds=MARK)
    )
    assert story.case.unreasonable_since is None

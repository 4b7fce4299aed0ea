"""流转记录: every event is told, in order, with who and when; words only as far as sight goes."""

from hotline import ledger
from hotline.handling import actions
from hotline.handling.streams import case_ref
from hotline.handling.timeline import ERASED, HIDDEN, Line, lines
from hotline.handling.timeline_words import TELLINGS
from hotline.people.cover import Cover, Covers
from hotline.rules.case import commands as c
from hotline.rules.case.evolve import EVENT_TYPES
from hotline.rules.words import Role
from tests.fixtures.people import City, done
from tests.handling.steps import WORDS, complete, register

OPEN = Covers(words=Cover.OPEN, phone=Cover.ON_CLICK)


def _lines(city: City, case: str, covers: Covers = OPEN) -> list[Line]:
    return lines(ledger.read(case_ref(city.code, case)), covers, city.world())


def test_every_type_of_event_is_told() -> None:
    assert set(EVENT_TYPES) <= set(TELLINGS)


def test_the_whole_loop_reads_as_a_story(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    told = _lines(city, case)
    assert [line.title for line in told] == [
        "登记诉求", "受理", "派单（主办单）", "签收", "首次联系诉求人", "答复，提请审批办结",
        "审批办结", "办结，答复诉求人", "应回访（办结）",
    ]  # fmt: skip
    assert told[0].who == "派单员（centre）"
    assert told[0].role == "派单员"
    assert told[1].who == "", "the same hand at the same moment is named once"
    assert told[2].about == "城管局"
    assert any("办理时限15个工作日" in note for note in told[2].notes)
    assert ("公开答复", "您好，已责令摊主收摊。") in told[5].texts


def test_words_are_named_but_not_shown_to_whom_they_are_closed(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    for covers in (Covers(), Covers(words=Cover.MASKED), Covers(words=Cover.ON_CLICK)):
        told = _lines(city, case, covers)
        assert not any(line.texts for line in told)
        assert told[5].withheld == HIDDEN
        assert not any(WORDS in str(line) for line in told)


def test_a_number_in_the_timeline_stays_covered(city: City) -> None:
    [case] = register(city)
    contact = c.RecordFirstContact(leg="L1", number="13800138000")
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    done(actions.perform(city.by(Role.OFFICER), case, contact))
    told = _lines(city, case)
    assert told[-1].texts == (("号码", "138****8000"),)


def test_after_erasure_the_steps_stay_and_the_words_are_gone(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    done(actions.erase(city.by(Role.SECURITY_ADMIN), case, "诉求人申请"))
    told = _lines(city, case)
    assert told[5].withheld == ERASED
    assert told[-1].title == "个人信息已删除"

"""A city's model from its first day: made of topics, adopted, asked, put right, made again."""

from datetime import UTC, datetime, timedelta

from hotline import ledger
from hotline.dispatching.figures.queries import figures
from hotline.dispatching.topic_model import (
    actions,
    keeping,
    making,
    material,
    queries,
    retraining,
    serving,
)
from hotline.dispatching.topic_model.following import ASKED, Facts
from hotline.dispatching.topic_model.models import TopicModelVersionRow
from hotline.handling import actions as handling
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import ReturnReason, Role
from tests.fixtures.people import City, done
from tests.handling import steps


def follow(city: City) -> None:
    """Everything of this city, to its end."""
    while ledger.sequence_once():
        pass
    facts = Facts(city.code)
    while facts.step():
        pass


def test_the_first_model_proposes_says_why_and_abstains(city: City) -> None:
    assert serving.candidates(city.code, "", "家里停水").why == serving.NO_MODEL
    made = retraining.retrain(city.code)
    assert made.adopted
    found = serving.candidates(city.code, "停水", "小区停水两天了，水龙头没水")
    assert found.model == made.made.card.version
    assert found.candidates[0].topic == "gg/ts"
    assert any("停水" in word for word in found.candidates[0].words)
    assert (found.abstained, found.why) == (True, serving.NOT_MEASURED)
    reference = city.world().reference
    with ledger.count_statements() as statements:
        serving.candidates(city.code, "", "物业不管", known=reference)
    assert statements.texts == []
    second = retraining.retrain(city.code)
    assert isinstance(second.refused, Refusal)
    version = second.made.card.version
    assert isinstance(actions.adopt(city.by(Role.AGENT), version), Refusal)
    done(actions.adopt(city.by(Role.MANAGEMENT), version))
    assert serving.candidates(city.code, "停水", "").model == version


def test_a_city_with_years_of_cases_begins_with_those_of_ninety_days(city: City) -> None:
    steps.register(city, steps.matter())
    began = ledger.clock.now()
    with ledger.clock.at(began + ASKED + timedelta(hours=1)):
        follow(city)
        assert queries.registered_since(city.code, began - timedelta(hours=1)) == 0
        steps.register(city, steps.matter(), caller_phone="13900000009")
        follow(city)
        assert queries.registered_since(city.code, began - timedelta(hours=1)) == 1


def test_files_that_were_altered_do_not_answer(city: City) -> None:
    made = retraining.retrain(city.code).made
    place = keeping.folder(city.code) / made.card.version
    with (place / "mixed.json").open("ab") as file:
        file.write(b" ")
    found = serving.candidates(city.code, "停水", "停水")
    assert found.candidates == () and made.card.version in found.why
    for name, of_another_version in (
        ("mixed.json", b"{}"),
        ("held.json", b"{}"),
        ("card.json", b""),
    ):
        (place / name).write_bytes(of_another_version)
        TopicModelVersionRow.objects.filter(city=city.code).update(digest=keeping.digest(place))
        serving.forget()
        found = serving.candidates(city.code, "停水", "停水")
        assert found.candidates == () and "读不了" in found.why, name


def test_a_return_that_was_upheld_is_a_correction_and_erased_words_are_not_learnt(
    city: City,
) -> None:
    retraining.retrain(city.code)
    by = city.by(Role.DISPATCHER)
    wrong, right, secret = steps.register(
        city, steps.matter(), steps.matter(topic="cg/zs"), steps.matter(confidential=True)
    )
    officer = city.by(Role.LIAISON)
    done(handling.carry_out(officer, wrong, c.Sign(leg="L1")))
    file = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不归我们管")
    done(handling.carry_out(officer, wrong, file))
    ruling = c.RuleReturn(request="R1", uphold=True, grounds="成立", unit=city.units.market)
    done(handling.carry_out(by, wrong, ruling))
    follow(city)
    (correction,) = queries.corrections(by.actor)
    assert figures(by.actor, BEGAN).whole.right.whole == 2, "without the confidential one"
    followed = figures(by.actor, BEGAN).whole.followed
    assert (followed.part, followed.whole) == (2, 2), "sent to the unit that the directory named"
    assert (correction.kind, correction.was) == ("unit", city.units.urban)
    assert correction.became == city.units.market
    fact = queries.facts([right])[next(iter(queries.facts([right])))]
    assert fact["guess"].startswith("cg") and fact["abstained"] and len(fact["five"]) == 5
    assert queries.doubtful(city.code) == {wrong}
    found = material.gather(city.code)
    assert [one.id for one in found.cases] == [right]
    assert found.left_out == {"doubtful": 1}
    ledger.erase([case_ref(city.code, right)], by.request("erase"), "依本人申请")
    assert material.gather(city.code).cases == []
    assert secret not in {one.id for one in found.cases}
    made = MakeConfidential(reason="怕被找上门", reported_unit=city.units.urban)
    done(handling.carry_out(by, wrong, made))
    follow(city)
    assert queries.corrections(by.actor) == [], "made confidential afterwards"
    assert figures(by.actor, BEGAN).whole.right.whole == 1


BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
TOLD = {
    "gg/ts": ("水龙头一滴水没有", "楼上楼下都停水了", "自来水停了没通知", "没水做饭"),
    "zj/wy": ("保安不管事", "物业费涨了", "物业打扫不干净", "物业前台没人"),
    "cg/zs": ("老李家又开场了", "那帮人又来了一宿", "轰隆隆到天亮", "咚咚咚没完"),
}


def cases(many: int) -> list[material.Case]:
    """So many cases, one an hour, of three topics in turn."""
    topics = list(TOLD)
    return [
        material.Case(
            id=str(at),
            topic=topics[at % 3],
            at=BEGAN + timedelta(hours=at),
            title="",
            text=f"{TOLD[topics[at % 3]][at // 3 % 4]}，{'一二三四五六七八九十'[at % 10]}号楼",
        )
        for at in range(many)
    ]


def test_cases_teach_and_the_machine_adopts_only_what_it_may(city: City) -> None:
    first = retraining.retrain(city.code)
    found = material.gather(city.code)
    taught = material.Material(first=found.first, cases=cases(240))
    made = making.make(taught, "v2", when=ledger.clock.now(), running=retraining.running(city.code))
    told = made.card
    assert (told.learnt, told.against) == (240, first.made.card.version)
    assert told.measured.cases == 48 and told.measured.macro_f1 > told.before.macro_f1
    result = retraining.record(city.code, made)
    assert result.refused is not None and result.refused.code is Code.WRONG_STATE
    assert retraining.waits(queries.models(city.code)) == ["v2"]
    done(actions.adopt(city.by(Role.MANAGEMENT), "v2"))
    answer = serving.candidates(city.code, "", "水龙头一滴水没有，三号楼")
    assert (answer.candidates[0].topic, answer.abstained) == ("gg/ts", False)
    back = actions.adopt(city.by(Role.MANAGEMENT), first.made.card.version, "新的常错")
    done(back)
    assert serving.candidates(city.code, "", "停水").model == first.made.card.version

"""热点 found in a city's new cases, on a real database."""

from collections import deque
from datetime import timedelta
from typing import Any

from hotline import ledger
from hotline.handling import queries as handling
from hotline.handling.alike import usual
from hotline.oversight.hot import queries, watching
from hotline.oversight.hot.models import HotMemberRow, HotRow
from hotline.oversight.hot.streams import HOT, hot_ref
from hotline.people.change import change
from hotline.rules.oversight import hot
from hotline.rules.oversight.unusual import UNSEEN
from hotline.rules.words import Role
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register

OTHERS = ("路灯不亮", "井盖松动", "公交不准点", "医保怎么交", "树枝挡窗", "自来水发黄", "快递丢了")
SMELL = (
    "翠湖嘉园夜里臭味刺鼻，化工厂偷排",
    "化工厂偷排，翠湖嘉园臭味太大",
    "翠湖嘉园附近化工厂夜里偷排臭味",
    "又是化工厂偷排，翠湖嘉园全是臭味",
)


def tell(city: City, text: str, phone: str, **more: Any) -> str:
    told = matter(title=text[:10], text=text, address="", dispatch=False, **more)
    [case] = register(city, told, caller_phone=phone)
    return case


def watch(city: City) -> None:
    """What the courier does, for this city alone: the feed is that of all tests."""
    while ledger.sequence_once():
        pass
    deque(watching.see(ledger.follow(None, 100_000, city=city.code).events), maxlen=0)


def test_a_matter_of_several_people_is_raised_grown_and_decided_on(city: City) -> None:
    began = ledger.clock.now()
    for number, what in enumerate(OTHERS[:4]):
        tell(city, f"{what}，请处理。", f"1390000000{number}")
    with ledger.clock.at(began + timedelta(days=1)):
        smells = [tell(city, text, f"1380000000{n}") for n, text in enumerate(SMELL[:3])]
        hidden = tell(city, SMELL[3], "13700000000", confidential=True, reported_unit="urban")
        usual.forget()
        watch(city)
        row = HotRow.objects.get(city=city.code)
        assert (row.state, row.seen, row.people, row.expected) == ("raised", 3, 3, UNSEEN)
        more = tell(city, SMELL[3], "13700000001")
        watch(city)
        watch(city)
        who = handling.reader(city.by(Role.DISPATCHER).actor)
        [shown] = queries.board(who)
        assert shown.cases == 4 and "翠湖嘉园" in shown.name and shown.days[-1][1] == 4
        found = queries.event(who, row.id)
        assert found is not None
        assert {str(line.case.id) for line in found[1]} == {*smells, more}
        assert hidden not in {str(line.case.id) for line in found[1]}
        [leader] = queries.board(handling.reader(city.by(Role.LEADER).actor))
        assert (leader.cases, leader.name) == (4, ""), "who sees no words sees no name"
        assert queries.board(handling.reader(city.by(Role.UNIT_HEAD).actor)) == []
        assert queries.event(handling.reader(city.by(Role.UNIT_HEAD).actor), row.id) is None
        by, ref = city.by(Role.SUPERVISOR), hot_ref(city.code, row.id)
        done(change(by, ref, HOT, hot.decide, [hot.DismissHot(reason="已在处理")]))
        assert queries.dismissed_because(who, row.id) == "已在处理"
        assert queries.board(who) == [] and queries.of_case(who, smells[0]) == []
        tell(city, SMELL[0], "13700000002", topic="zj/wy")
        watch(city)
        assert HotRow.objects.filter(city=city.code).count() == 1, "one more brings nothing back"


def test_of_two_couriers_one_raises_it(city: City) -> None:
    """The other has not seen yet that it is raised."""
    usual.forget()
    for n, text in enumerate(SMELL[:3]):
        tell(city, text, f"1350000000{n}")
    watch(city)
    HotMemberRow.objects.filter(city=city.code).delete()
    watch(city)
    assert HotRow.objects.filter(city=city.code).count() == 1


def test_a_topic_that_rises_in_a_district_is_raised_by_the_fifth_of_a_day(city: City) -> None:
    """Nothing but topic and district is the same: no words, no place."""
    usual.forget()
    cases = [tell(city, f"{what}。", f"1360000000{n}") for n, what in enumerate(OTHERS[:5])]
    watch(city)
    row = HotRow.objects.get(city=city.code)
    assert (row.seen, row.people, row.days, row.topic) == (5, 5, 1, "cg/zd")
    assert row.cases == len(cases)


def test_a_name_does_not_say_the_same_twice() -> None:
    again = watching._says_again
    assert again("渡口新村门口那排垃圾桶已经", "渡口新村垃圾桶")
    assert again("垃圾桶", "渡口新村垃圾桶") and not again("没有清运", "渡口新村垃圾桶")

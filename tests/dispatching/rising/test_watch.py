"""Hot matters: raised soon, for a reason that can be recomputed, and not by chance."""

import math
import random
from datetime import UTC, datetime, timedelta

import pytest

from hotline.dispatching.rising.watch import Event, Request, Watch, at_least, detect

DAY = timedelta(days=1)
START = datetime(2026, 3, 1, tzinfo=UTC)
ROADS = ("东风", "建设", "解放", "人民", "胜利", "和平", "光明", "团结", "新华", "北京", "上海")
TROUBLES = ("路灯不亮", "垃圾没人收", "井盖松动", "树枝挡住信号灯", "有人占道摆摊", "下水道堵了")


def ordinary(many: int) -> list[Request]:
    """Everyday requests, each of somebody else, none more often now than before."""
    draw = random.Random(12345)
    return [
        Request(
            id=f"o{at}",
            time=START + at * DAY / 4,
            title=f"{draw.choice(ROADS)}路{at}号{draw.choice(TROUBLES)}",
            text=f"{draw.choice(ROADS)}街{at}号，{draw.choice(TROUBLES)}。",
            caller=f"c{at}",
        )
        for at in range(many)
    ]


def smell(number: int, at: datetime, caller: str = "") -> Request:
    """Somebody of 翠湖嘉园 about the smell of a plant."""
    said = ("夜里臭味刺鼻，开不了窗", "化工厂排放臭味，孩子咳嗽", "臭味太大，化工厂夜里偷排")
    return Request(
        id=f"s{number}",
        time=at,
        title=f"翠湖嘉园{said[number % 3]}",
        text=f"我是翠湖嘉园的住户，附近化工厂{said[(number + 1) % 3]}，请查处。",
        caller=caller or f"n{number}",
    )


def raised(stream: list[Request]) -> list[Event]:
    return list(detect(sorted(stream, key=lambda one: one.time)))


def test_a_matter_of_several_people_is_raised_by_the_third_and_named() -> None:
    calm = ordinary(400)
    late = [smell(at, calm[-1].time + at * DAY) for at in range(5)]
    [event] = raised(calm + late)
    assert "翠湖嘉园" in event.name
    assert event.raised_by in {"s2", "s3"}
    assert event.people >= 3
    assert event.seen > event.expected
    assert at_least(event.seen, event.expected) < 1e-3
    assert set(event.ids) == {one.id for one in late}


def test_one_person_who_writes_ten_times_is_no_event() -> None:
    calm = ordinary(400)
    same = [smell(at, calm[-1].time + at * DAY, caller="one") for at in range(10)]
    assert raised(calm + same) == []


def test_the_same_place_with_different_troubles_is_no_event() -> None:
    calm = ordinary(400)
    different = ("电梯停了三天", "快递柜占了车位", "幼儿园什么时候招生", "医保卡丢了怎么补")
    here = [
        Request(
            id=f"d{at}",
            time=calm[-1].time + at * DAY,
            title=f"翠湖嘉园{what}",
            caller=f"d{at}",
        )
        for at, what in enumerate(different)
    ]
    assert raised(calm + here) == []


def test_what_was_always_said_as_often_is_no_event() -> None:
    assert raised(ordinary(800)) == []


def test_nothing_is_raised_without_a_past() -> None:
    assert raised([smell(at, START + at * DAY) for at in range(20)]) == []


def test_far_apart_in_time_is_not_together() -> None:
    calm = ordinary(1600)
    apart = [smell(at, calm[0].time + 200 * DAY + at * 130 * DAY) for at in range(2)]
    watch = Watch(window=timedelta(days=120))
    for one in sorted(calm + apart, key=lambda one: one.time):
        watch.see(one)
    assert watch.events == []


@pytest.mark.parametrize(("times", "expected"), [(3, 0.2), (1, 0.5), (12, 4.0)])
def test_poissons_chance_by_hand(times: int, expected: float) -> None:
    under = sum(math.exp(-expected) * expected**one / math.factorial(one) for one in range(times))
    assert at_least(times, expected) == pytest.approx(1 - under)


def test_as_many_as_expected_is_no_wonder() -> None:
    assert at_least(3, 3.5) == 1

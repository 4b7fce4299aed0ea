"""查找工单: by what a list can show and by words, within sight; addresses that tell nothing."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.queries import reader
from hotline.handling.search import queries as search
from hotline.handling.search.asked import Asked, Light, Sort
from hotline.people import lookups
from hotline.people.cover import Cover
from hotline.rules.case import commands as c
from hotline.rules.words import Kind, Role, Tag, Urgency
from tests.desk.seat import Seat, words
from tests.fixtures.people import GIVEN, City, done
from tests.handling.steps import complete, matter, register


def _ids(city: City, role: Role, **asked: object) -> set[str]:
    who = reader(city.actor(role))
    found = search.find(who, Asked(**asked))  # type: ignore[arg-type]
    assert isinstance(found, search.Page)
    assert found.count == len(found.lines)
    return {str(line.case.id) for line in found.lines}


def _look(seat: Seat, **typed: str) -> str:
    """What a person reads who fills in the form and follows it."""
    response = seat.post("/desk/find", typed)
    assert response.status_code == 302, words(response)
    return seat.text(response["Location"])


def test_every_condition_parts_the_cases(city: City) -> None:
    one, two = register(
        city,
        matter(title="第一件", kind=Kind.HELP, urgency=Urgency.URGENT, tags=(Tag.WAGES,)),
        matter(title="第二件", topic="zj/wy", area="xi/renmin"),
    )
    complete(city, one)
    ask = Role.DISPATCHER
    assert _ids(city, ask) == {one, two}
    for asked in (
        {"kind": "help"}, {"urgency": "urgent"}, {"stage": "completed"}, {"tag": "wages"},
        {"topic": "cg"}, {"topic": "cg/zd"}, {"area": "dong"}, {"unit": "urban"},
    ):  # fmt: skip
        assert _ids(city, ask, **asked) == {one}, asked
    assert _ids(city, ask, unit="west") == {two}
    assert _ids(city, ask, area="xi", stage="handling") == {two}
    assert _ids(city, ask, channel="phone", topic="c") == set()
    assert _ids(city, ask, unit="nowhere") == set()


def test_days_are_those_of_the_city_and_both_count(city: City) -> None:
    register(city)
    day = city.world().calendar.local(ledger.clock.now()).date()
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    assert len(_ids(city, Role.DISPATCHER, since=day, until=day)) == 1
    assert _ids(city, Role.DISPATCHER, until=before) == set()
    assert _ids(city, Role.DISPATCHER, since=after) == set()


def test_lights_are_those_of_the_lists(city: City) -> None:
    [case] = register(city)
    begun = ledger.clock.now()
    row = search.find(reader(city.actor(Role.DISPATCHER)), Asked()).lines[0].case  # type: ignore[union-attr]
    run = row.due_at - row.due_from
    for share, wanted in ((0.1, Light.FINE), (0.95, Light.SOON), (1.1, Light.LATE)):
        with ledger.clock.at(max(begun, row.due_from) + run * share):
            for light in (Light.FINE, Light.SOON, Light.LATE):
                found = _ids(city, Role.DISPATCHER, light=light)
                assert found == ({case} if light is wanted else set()), (share, light)


def test_chinese_words_are_found_inside_title_text_and_address(city: City) -> None:
    [one] = register(
        city, matter(title="路灯不亮", text="小区Block B路灯坏了", address="南京街12号")
    )
    register(city)
    ask = Role.DISPATCHER
    for word in ("路灯", "灯不", "南京街", "block", "b路灯", "坏了"):
        assert _ids(city, ask, words=(word,)) == {one}, word
    assert _ids(city, ask, words=("路灯", "南京")) == {one}
    assert _ids(city, ask, words=("路灯", "烧烤")) == set()
    assert _ids(city, ask, words=("亮小",)) == set(), "no word runs from one field into the next"


@pytest.mark.parametrize("word", ["%%", "__", "_灯", "%灯", "\\%", "''; --", "') OR 1=1", "{}"])
def test_signs_of_a_query_language_are_plain_words(city: City, word: str) -> None:
    register(city, matter(title="路灯不亮"))
    assert _ids(city, Role.DISPATCHER, words=(word,)) == set()
    [odd] = register(city, matter(title=f"有人写了{word}这样的话"))
    assert _ids(city, Role.DISPATCHER, words=(word,)) == {odd}


def test_words_find_exactly_the_cases_whose_words_the_reader_sees(city: City) -> None:
    ours, theirs = register(
        city, matter(title="油烟扰民"), matter(title="油烟扰民", topic="zj/wy", area="xi/renmin")
    )
    register(city, matter(title="油烟扰民", topic="cg/lj"))
    complete(city, ours)
    for role in GIVEN:
        who = reader(city.actor(role))
        every = search.find(who, Asked())
        assert isinstance(every, search.Page)
        readable = {
            str(line.case.id)
            for line in every.lines
            if who.sight.covers(line.case).words > Cover.HIDDEN
        }
        assert _ids(city, role, words=("油烟",)) == readable, role
    assert _ids(city, Role.LEADER, words=("油烟",)) == set()
    assert len(_ids(city, Role.LEADER)) == 3
    assert theirs not in _ids(city, Role.OFFICER)


def test_a_unit_that_lost_its_leg_finds_nothing_by_words(city: City) -> None:
    [case] = register(city)
    done(
        actions.perform(
            city.by(Role.DISPATCHER),
            case,
            c.Redispatch(leg="L1", unit="housing", reason="职责调整"),
        )
    )
    assert _ids(city, Role.OFFICER) == {case}
    assert _ids(city, Role.OFFICER, words=("烧烤",)) == set()


def test_the_reported_unit_neither_finds_nor_counts_a_confidential_case(city: City) -> None:
    open_one, _ = register(
        city,
        matter(title="举报执法不公一"),
        matter(title="举报执法不公二", confidential=True, reported_unit="urban"),
    )
    seat = Seat(city.user(Role.OFFICER))
    for asked in ({}, {"words": ("举报执法",)}, {"kind": "complaint"}, {"unit": "urban"}):
        assert _ids(city, Role.OFFICER, **asked) == {open_one}, asked
    said = _look(seat, q="举报执法")
    assert "共 1 件" in said
    assert "不公二" not in said
    assert len(_ids(city, Role.DISPATCHER, words=("举报执法",))) == 2


def test_cases_of_another_city_are_never_found(city: City, other_city: City) -> None:
    register(other_city)
    assert _ids(city, Role.DISPATCHER) == _ids(city, Role.DISPATCHER, words=("烧烤",)) == set()


def test_the_three_orders_page_without_gap_or_repeat(city: City) -> None:
    for start in range(4):
        with ledger.clock.at(ledger.clock.now() + timedelta(hours=start)):
            register(city, *(matter(dispatch=n % 2 == 0) for n in range(15)))
    who = reader(city.actor(Role.DISPATCHER))
    for sort in Sort:
        first = search.find(who, Asked(sort=sort))
        assert isinstance(first, search.Page)
        second = search.find(who, Asked(sort=sort), first.after)
        assert isinstance(second, search.Page)
        ids = [line.case.id for line in (*first.lines, *second.lines)]
        assert (len(first.lines), len(ids), len(set(ids)), second.after) == (50, 60, 60, "")
        if sort is not Sort.PROMISE:
            when = [line.case.registered_at for line in (*first.lines, *second.lines)]
            assert when == sorted(when, reverse=sort is Sort.NEWEST)


def test_words_and_telephones_stand_in_no_address(city: City) -> None:
    register(city)
    seat = Seat(city.user(Role.DISPATCHER))
    where = seat.post("/desk/find", {"q": "烧烤摊", "unit": "城管局"})["Location"]
    query = parse_qs(urlsplit(where).query)
    assert query["unit"] == ["urban"]
    assert "烧烤" not in where
    assert "%E7%83%A7" not in where
    assert "烧烤摊占道经营" in seat.text(where)
    body = seat.post("/desk/find", {"q": "13800138000"})
    assert body.status_code == 200
    assert "烧烤摊占道经营" in words(body)


def test_digits_among_words_count_as_a_look_up(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "PER_HOUR", 1)
    seat = Seat(city.user(Role.DISPATCHER))
    assert seat.post("/desk/find", {"q": "号码8000"}).status_code == 302
    assert seat.post("/desk/find", {"q": "没有数字"}).status_code == 302
    assert seat.post("/desk/find", {"q": "号码8001"}).status_code == 429


def test_closed_words_open_for_their_writer_only(city: City) -> None:
    where = Seat(city.user(Role.DISPATCHER)).post("/desk/find", {"q": "烧烤"})["Location"]
    other = Seat(city.user(Role.OFFICER))
    assert "关键词已经失效" in other.text(where, status=422)
    assert "关键词已经失效" in other.text("/desk/find?w=乱写", status=422)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"since": "2026-02-30"}, "日期“2026-02-30”无效"),
        ({"until": "昨天"}, "日期“昨天”无效"),
        ({"since": "9999-99-99"}, "无效"),
        ({"since": "2026-03-01", "until": "2026-02-01"}, "前后颠倒"),
        ({"kind": "nonsense"}, "没有“nonsense”这一项"),
        ({"sort": "price"}, "没有“price”这一项"),
        ({"unit": "没有这个局"}, "没有名为“没有这个局”的单位"),
        ({"topic": "cg'--"}, "没有名为"),
        ({"q": "灯"}, "太短"),
        ({"q": "一一 二二 三三 四四 五五 六六"}, "最多5个"),
        ({"q": "姓王13800138000"}, "长号码"),
    ],
)
def test_what_is_not_understood_is_refused_with_words(
    city: City, typed: dict[str, str], said: str
) -> None:
    seat = Seat(city.user(Role.DISPATCHER))
    response = seat.post("/desk/find", typed)
    assert response.status_code == 422
    assert said in words(response)
    for value in typed.values():
        assert value.replace("'", "&#x27;") in response.content.decode(), "what was typed is kept"


@pytest.mark.parametrize("after", ["胡说", "AAAA", "W10", "x" * 5000])
def test_a_bad_place_of_paging_is_refused_with_words(city: City, after: str) -> None:
    register(city)
    said = Seat(city.user(Role.DISPATCHER)).text(f"/desk/find?sort=newest&after={after}", 422)
    assert "翻页位置无效" in said


def test_the_second_page_keeps_the_conditions(city: City) -> None:
    for _ in range(3):
        register(city, *(matter() for _ in range(18)))
    seat = Seat(city.user(Role.DISPATCHER))
    where = seat.post("/desk/find", {"q": "烧烤", "kind": "complaint"})["Location"]
    body = seat.get(where).content.decode()
    following = body.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    second = seat.text("/desk/find" + following.replace("&amp;", "&"))
    assert "诉求类型：投诉" in second
    assert second.count("烧烤摊占道经营") == 4


def test_a_kept_search_is_ones_own_and_holds_no_words(city: City) -> None:
    register(city)
    seat = Seat(city.user(Role.DISPATCHER))
    where = seat.post("/desk/find", {"q": "烧烤", "kind": "complaint"})["Location"]
    sent = {name: found[0] for name, found in parse_qs(urlsplit(where).query).items()}
    kept = seat.post("/desk/find/kept", sent | {"name": "我的 投诉"})
    assert "这个查找已保存" in seat.text(kept["Location"])
    [row] = search.saved(reader(city.actor(Role.DISPATCHER)))
    assert (row.name, row.query) == ("我的 投诉", "kind=complaint&sort=newest")
    seat.post("/desk/find/kept", {"kind": "help", "name": "我的 投诉"})
    [row] = search.saved(reader(city.actor(Role.DISPATCHER)))
    assert row.query == "kind=help&sort=newest"
    other = Seat(city.user(Role.OFFICER))
    assert "我的 投诉" not in other.text("/desk/find")
    other.post("/desk/find/kept", {"drop": str(row.id)})
    assert "我的 投诉" in seat.text("/desk/find")
    gone = seat.post("/desk/find/kept", {"drop": str(row.id)})
    assert "已删去" in seat.text(gone["Location"])
    assert "我的 投诉" not in seat.text("/desk/find")


def test_keeping_is_refused_with_words(city: City) -> None:
    seat = Seat(city.user(Role.DISPATCHER))
    assert "起个名字" in words(seat.post("/desk/find/kept", {"sort": "newest", "name": "  "}))
    assert "超过40个字" in words(
        seat.post("/desk/find/kept", {"sort": "newest", "name": "长" * 41})
    )
    for n in range(30):
        assert (
            seat.post("/desk/find/kept", {"sort": "oldest", "name": f"第{n}个"}).status_code == 302
        )
    assert "最多保存30个" in words(
        seat.post("/desk/find/kept", {"sort": "newest", "name": "再一个"})
    )
    assert seat.post("/desk/find/kept", {"drop": "'; --"}).status_code == 302
    assert seat.post("/desk/find/kept", {"sort": "price", "name": "甲乙"}).status_code == 422


def test_a_search_costs_the_same_for_one_case_as_for_fifty(city: City, other_city: City) -> None:
    found = []
    for one, rows in ((city, 1), (other_city, 50)):
        for start in range(0, rows, 10):
            register(one, *(matter() for _ in range(min(10, rows - start))))
        seat = Seat(one.user(Role.DISPATCHER))
        where = seat.post("/desk/find", {"q": "烧烤", "light": "fine"})["Location"]
        seat.get(where)
        with ledger.count_statements() as counted:
            assert seat.get(where).status_code == 200
        found.append(counted.count)
    assert found == [6, 6]

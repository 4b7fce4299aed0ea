"""重办, its review on two levels, and what a citizen adds after rating, as people do it."""

from datetime import datetime, time

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.rules.case import commands as c
from hotline.rules.words import Role, Solved
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import complete, matter, register, reviewing, verdict


def _morning(city: City) -> datetime:
    """Citizens are called then."""
    calendar = city.world().calendar
    day = calendar.next_working_day(calendar.local(ledger.clock.now()).date())
    return calendar.moment(day, time(10))


def test_ordered_claimed_against_and_not_borne_out(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    caller, unit = Seat(city.user(Role.FOLLOW_UP_CALLER)), Seat(city.user(Role.LIAISON))
    district = Seat(city.user(Role.DISTRICT_REVIEWER))
    done(actions.perform(city.by(Role.FOLLOW_UP_CALLER), case, verdict(Solved.NOT)))
    assert "未解决，待定" in caller.text("/desk/follow-up")
    order = {"fault": "untrue", "reason": "摊位还在"}
    assert caller.post(f"/desk/cases/{case}/do/OrderRehandle", order).status_code == 302
    assert "责成重办（答复与事实不符）" in unit.text(f"/desk/cases/{case}")
    claim = {"leg": "L2", "claim": "已三次现场取缔，有照片"}
    assert unit.post(f"/desk/cases/{case}/do/FileReview", claim).status_code == 302
    assert "烧烤摊占道经营" in district.text("/desk/reviews"), "a department's case in the district"
    address = f"/desk/reviews/{case}/R2"
    screen = district.text(address)
    assert all(
        word in screen for word in ("答复与事实不符", "摊位还在", "已三次现场取缔，有照片", "区级")
    )
    ruling = {"command": "RuleDistrictReview", "request": "R2", "support": "true"}
    assert "复核意见" in str(district.post(address, ruling).content.decode()), (
        "the grounds are missing"
    )
    ruled = district.post(address, ruling | {"grounds": "照片属实"})
    assert ruled.status_code == 302
    city_reviewer = Seat(city.user(Role.CITY_REVIEWER))
    screen = city_reviewer.text(address)
    assert "照片属实" in screen and "市级" in screen
    final = {
        "command": "RuleCityReview",
        "request": "R2",
        "not_borne_out": "true",
        "grounds": "属实",
    }
    assert city_reviewer.post(address, final).status_code == 302
    told = unit.text(f"/desk/cases/{case}")
    assert "查否，不再重办" in told and "查否结案" in told
    assert "没有待复核的重办" in district.text("/desk/reviews")


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.OFFICER])
def test_others_have_no_part_in_the_review(city: City, role: Role) -> None:
    [case] = register(city)
    reviewing(city, case)
    assert Seat(city.user(role)).get(f"/desk/reviews/{case}/R2").status_code == 403


def test_what_was_added_after_rating_is_back_with_the_follow_up_caller(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    caller = Seat(city.user(Role.FOLLOW_UP_CALLER))
    done(actions.perform(city.by(Role.FOLLOW_UP_CALLER), case, verdict()))
    assert "没有待回访" in caller.text("/desk/follow-up")
    done(actions.perform(city.by(Role.AGENT), case, c.Supplement(text="摊位又摆出来了")))
    queue = caller.text("/desk/follow-up")
    assert "评价后又补充" in queue and "有补充，待定" in queue
    assert caller.post(f"/desk/cases/{case}/do/Close", {}).status_code == 302
    assert "评价后又补充" not in caller.text("/desk/follow-up")


def test_one_call_covers_all_cases_of_the_citizen(city: City) -> None:
    first, second = register(city, matter(title="烧烤摊"), matter(title="夜间噪声"))
    for case in (first, second):
        complete(city, case)
    caller = Seat(city.user(Role.FOLLOW_UP_CALLER))
    with ledger.clock.at(_morning(city)):
        screen = caller.get(f"/desk/follow-up/{first}").content.decode()
        assert "夜间噪声" in screen
        back = f"/desk/follow-up/{second}"
        assert f'value="{back}"' in screen, "the next one follows without leaving"
        said = {"contacted": "true", "solved": "solved", "result": "satisfied"}
        said |= {"process": "satisfied", "command": "RecordOutcome", "back": back}
        answer = caller.post(f"/desk/follow-up/{first}", said)
        assert answer["Location"].startswith(back)
        last = caller.get(f"/desk/follow-up/{second}").content.decode()
        assert 'value="/desk/follow-up"' in last

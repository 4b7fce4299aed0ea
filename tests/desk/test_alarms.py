"""热点与查重设置 at the desk: tried on the last days, kept with a reason, set back."""

import re
from datetime import timedelta
from typing import Any

from hotline import ledger
from hotline.handling.alike.alarms.queries import alarms_of
from hotline.oversight.hot import queries
from hotline.oversight.hot.models import HotLookRow, HotRow
from hotline.rules.reference.alarms import Alarms
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City
from tests.oversight.test_hot_found import SMELL, tell, watch

WHERE = "/desk/events/settings"
FIGURES = {
    "window": "7", "weeks": "8", "fewest": "3", "times": "3", "chance": "0.1", "quiet": "14",
    "of_topic": "5", "least": "50", "days": "180",
}  # fmt: skip


def _looks(city: City, smells: list[str]) -> None:
    """What the second was like when it came is kept; the first stood alone."""
    [look] = HotLookRow.objects.filter(city=city.code)
    assert (str(look.case_id), [str(one) for one in look.like]) == (smells[1], smells[:1])


def test_settings_are_tried_kept_with_a_reason_and_set_back(city: City) -> None:
    smells = [tell(city, text, f"1340000000{n}") for n, text in enumerate(SMELL[:2])]
    tell(city, SMELL[2], "13400000009", confidential=True, reported_unit="urban")
    watch(city)
    assert not HotRow.objects.filter(city=city.code).exists(), "two are too few"
    _looks(city, smells)
    seat = Seat(city.user(Role.MANAGEMENT))

    def do(seat: Seat, act: str, **typed: Any) -> Any:
        return seat.post(WHERE, {**FIGURES, "key": f"k-{act}", "act": act, **typed})

    assert "现行为默认设置" in seat.text(WHERE)
    tried = do(seat, "try", fewest="2", chance="5")
    assert "诉求2件；现行设置0个热点，试算1个" in words(tried) and "新增" in words(tried)
    assert "有可能重复的1件 → 1件" in words(tried)
    mark = re.search(r'name="tried" value="(\w+)"', tried.content.decode())
    assert mark is not None
    assert "又改了数字" in words(
        do(seat, "save", fewest="2", chance="5", window="9", tried=mark[1])
    )
    assert "没有填写理由" in words(do(seat, "save", fewest="2", chance="5", tried=mark[1]))
    kept = do(seat, "save", fewest="2", chance="5", tried=mark[1], reason="宁可早一点", key="k")
    assert kept["Location"] == f"{WHERE}?kept=1"
    assert alarms_of(city.code).hot.fewest == 2
    page = seat.text(kept["Location"])
    for word in ("最少件数与人数 3 → 2", "宁可早一点", "恢复默认", "由本市更改过"):
        assert word in page
    more = tell(city, SMELL[3], "13400000003")
    watch(city)
    assert HotRow.objects.get(city=city.code).cases == 3, more
    dispatcher = Seat(city.user(Role.DISPATCHER))
    assert do(dispatcher, "reset", reason="r").status_code == 403
    assert "只有热线管理机构和系统管理员可以更改" in dispatcher.text(WHERE)
    admin = Seat(city.user(Role.SYSTEM_ADMIN))
    assert "没有显示" in words(do(admin, "try", fewest="2", chance="5")), (
        "counts of a city they do not see"
    )
    assert do(admin, "reset", reason="按默认").status_code == 302
    assert alarms_of(city.code).hot == Alarms().hot
    assert queries.sweep(ledger.clock.now() + timedelta(days=61)) >= 1


def test_what_is_no_figure_or_out_of_bounds_is_refused(city: City) -> None:
    seat = Seat(city.user(Role.MANAGEMENT))
    for field, value in (("window", "x"), ("window", "99"), ("fewest", "2.5")):
        tried = seat.post(WHERE, {**FIGURES, "act": "try", field: value})
        assert tried.status_code == 422, (field, value)

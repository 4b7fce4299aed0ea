"""治理专题 at the desk: opened, reported by the lead unit, its effect measured, closed."""

import re
from datetime import timedelta

from hotline import ledger
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City
from tests.handling.steps import matter, register

AT = "/desk/governance"
TYPED = {
    "do": "governance-open", "name": "和平街道占道经营", "topic": "占道经营", "area": "",
    "lead": "城管局", "co_units": "和平街道", "measures": "错时经营",
    "steps": "2026-01-10 排查\n2099-12-01 复查",
}  # fmt: skip


def test_a_topic_is_opened_reported_measured_and_closed(city: City) -> None:
    for week in range(6):
        with ledger.clock.at(ledger.clock.now() - timedelta(weeks=week + 1)):
            register(city, matter(), matter())
    management, liaison = Seat(city.user(Role.MANAGEMENT)), Seat(city.user(Role.LIAISON))
    form = management.text(f"{AT}?topic=cg/zd")
    assert "占道经营 cg/zd" in management.get(f"{AT}?topic=cg/zd").content.decode()
    assert "还没有治理专题" in form
    for wrong, said in (
        ({"steps": "尽快"}, "这一行看不懂"),
        ({"steps": "2026-13-40 排查"}, "这一行看不懂"),
        ({"lead": "月球"}, "没有名为“月球”的单位"),
        ({"co_units": "月球"}, "没有名为“月球”的单位"),
        ({"measures": ""}, "没有填写治理措施"),
    ):
        assert said in words(management.post(AT, {**TYPED, **wrong}))
    sent = management.post(AT, TYPED)
    assert sent.status_code == 302
    where = re.sub(r"\?.*", "", sent["Location"])
    page = liaison.text(where)
    assert "1 步超期" in page and "错时经营" in page and "各满 4 个整周才比较" in page
    reported = {"do": "governance-report", "words": "已排查 12 处", "step": "1"}
    assert liaison.post(where, reported).status_code == 302
    assert "和平街道占道经营" in liaison.text(AT)
    after = ledger.clock.now() + timedelta(weeks=7)
    with ledger.clock.at(after):
        measured = Seat(city.user(Role.SUPERVISOR)).text(where)
        assert "完成第 1 步" in measured and "每周件数变化 −100.0%" in measured
        closing = {"do": "governance-close", "result": "不再反弹"}
        assert management.post(where, closing).status_code == 302
        assert "不再反弹" in management.text(where) and "已结项" in management.text(AT)
    other = Seat(city.user(Role.LIAISON, unit=city.units.housing))
    assert other.get(where).status_code == 404
    assert "和平街道占道经营" not in other.text(AT)

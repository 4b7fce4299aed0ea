"""派单目录、办理规则、事项: drawn up by one, approved by another, every problem shown before."""

from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile

from hotline import ledger, rulebooks
from hotline.rules.words import Role
from tests.desk.admin.replays import work
from tests.desk.seat import Seat, words
from tests.fixtures.people import City
from tests.handling.steps import matter, register

EDITION = "/desk/admin/directory/edition?edition=2027-1"
HEADING = "编号,事项,区域,类型,对象,主办单位,协办单位,法定依据,生效日期,失效日期\n"


def _form(do: str, **typed: str) -> dict[str, str]:
    return {"do": do, "key": f"{do}-{sorted(typed.items())}", **typed}


def _soon() -> str:
    return str((ledger.clock.now() + timedelta(days=30)).date())


def test_a_draft_is_edited_compared_and_approved_by_a_second_person(city: City) -> None:
    author, head = Seat(city.user(Role.DISPATCHER)), Seat(city.user(Role.MANAGEMENT))
    draft = _form("draft", edition="2027-1", effective_from=_soon(), note="调整供暖")
    assert author.post("/desk/admin/directory", draft)["Location"].startswith(EDITION)
    entry = {"topic": "社区事务", "lead": "住建局", "kind": "-"}
    co_handlers = "自来水公司、城管局"
    author.post(EDITION, _form("entry-put", id="11", co_handlers=co_handlers, **entry))
    narrowed = author.post(f"{EDITION}&q=社区&topic=sq", _form("entry-remove", id="9"))
    assert narrowed["Location"].endswith("topic=sq&did=entry-remove"), "on where one was"
    moved = {"id": "1", "topic": "cg", "lead": "自来水公司", "kind": "-"}
    author.post(EDITION, _form("entry-put", **moved))
    duty = _form("duty-put", id="收2", topic="停水", duty="withdrawn", department="自来水公司")
    author.post(EDITION, duty)
    author.post(EDITION, _form("resort", area="东城区", unit="城管局"))
    said = author.text(EDITION)
    for change in (
        "新增条目 11",
        "单位 城管局 → 自来水公司",
        "删去条目 9",
        "新增清单 收2",
        "东城区兜底单位：东城区政府 → 城管局",
    ):
        assert change in said
    assert "只有热线管理机构负责人可以这样做" in said
    for check in ("从不生效", "条目 10：本版生效前已失效"):
        assert check in said
    assert "没有符合“住建局”的条目" in author.text(f"{EDITION}&topic=cg&q=住建局")
    book = author.client.get("/desk/admin/directory/edition.xlsx?edition=2027-1").content
    again = {
        "edition": "2027-3",
        "effective_from": _soon(),
        "entries_file": ContentFile(book, "a.xlsx"),
    }
    said = words(author.post("/desk/admin/directory/import", _form("try") | again))
    assert "没有问题" in said
    assert "10 条目录" in said
    assert "没有勾选确认" in words(head.post(EDITION, _form("approve")))
    head.post(EDITION, _form("approve", sure="yes"))
    assert "不能再改动" in author.text(EDITION)


def test_a_draft_is_replayed_in_the_background_and_the_result_stays_with_it(city: City) -> None:
    author, head = Seat(city.user(Role.DISPATCHER)), Seat(city.user(Role.MANAGEMENT))
    where = "/desk/admin/directory/replay?edition=2027-1"
    assert "没有可以试跑的草稿" in author.text("/desk/admin/directory/replay")
    author.post("/desk/admin/directory", _form("draft", edition="2027-1", effective_from=_soon()))
    entry = {"topic": "cg/zd", "area": "dong/heping", "lead": "住建局", "kind": "-"}
    author.post(EDITION, _form("entry-put", id="11", **entry))
    register(city, *(matter() for _ in range(2)))
    register(city, matter(topic="sc/sp"))
    assert "还没有用这一版试跑过" in author.text(where)
    author.post(where, _form("replay"))
    assert "正在试跑" in words(author.post(where, _form("replay", again="1")))
    waits = author.client.get(where.replace("replay", "replay/progress", 1)).json()
    assert (waits["state"], waits["done"], waits["total"]) == ("running", 0, 30)
    author.post(where, _form("replay-cancel"))
    assert "上一次试跑已取消" in author.text(where)
    author.post(where, _form("replay", again="2"))
    work()
    said = head.text(where)
    flows = ("住建局 0 2 +2", "城管局 2 0 -2")
    for seen in ("工单 3", "会改派到别的单位 2", "由派单员", *flows, "条目 11"):
        assert seen in said, seen
    assert "3 件中 2 件会改派" in head.text(EDITION)
    assert "3 件中 2 件会改派" in author.text("/desk/admin/directory/replay?edition=没有的")
    author.post(EDITION, _form("entry-remove", id="9"))
    assert "草稿此后有改动" in head.text(where)
    sheet = author.client.get("/desk/admin/directory/replay.xlsx?edition=2027-1")
    assert sheet["Content-Disposition"].startswith("attachment")
    assert "正在施行" in author.text("/desk/admin/directory/replay?edition=2026-1")


def test_what_must_be_mended_is_shown_and_a_rejection_has_a_reason(city: City) -> None:
    author, head = Seat(city.user(Role.DISPATCHER)), Seat(city.user(Role.MANAGEMENT))
    author.post("/desk/admin/directory", _form("draft", edition="2027-1", effective_from=_soon()))
    refused = author.post(EDITION, _form("entry-put", id="12", topic="没有的", lead="住建局"))
    assert refused.status_code == 422
    assert 'value="没有的"' in refused.content.decode()
    author.post(EDITION, _form("entry-put", id="12", topic="cg", lead="住建局"))
    assert "条目 1 与 12 条件相同" in author.text(EDITION)
    assert "条件相同" in words(head.post(EDITION, _form("approve", sure="yes")))
    assert "没有填写退回原因" in words(head.post(EDITION, _form("reject", reason="")))
    head.post(EDITION, _form("reject", reason="有重复"))
    assert "已退回" in head.text("/desk/admin/directory")


def test_trying_says_which_entry_decides_and_why_not_the_others(city: City) -> None:
    seat = Seat(city.user(Role.EDITOR))
    said = seat.text("/desk/admin/directory/try?topic=市容环卫&area=西城区")
    assert "城管局" in said
    assert "条目 2（和平街道）" in said
    assert "只管“和平街道”" in said
    assert "没有填写事项" in seat.text("/desk/admin/directory/try?topic=")
    pasted = {
        "topic": "食品安全",
        "text": "大润发超市卖的面包发霉",
        "address": "解放街道",
        "area": "",
    }
    said = words(seat.post("/desk/admin/directory/try", pasted))
    for seen in ("对象 大润发超市", "东城区解放街道", "派单目录条目 8"):
        assert seen in said
    said = words(seat.post("/desk/admin/directory/try", pasted | {"topic": ""}))
    assert "还没有启用事项模型" in said
    assert "没有名为" in seat.text("/desk/admin/directory/try?topic=没有")


def test_a_file_is_checked_row_by_row_and_then_brought_in(city: City) -> None:
    seat, where = Seat(city.user(Role.DISPATCHER)), "/desk/admin/directory/import"
    heads = {"edition": "2027-2", "effective_from": _soon()}
    bad = HEADING + "1,没有的,,,,城管局,,,,\n"
    said = words(seat.post(where, _form("try", entries=bad, **heads)))
    assert "第 2 行" in said
    assert "第 2 行" in words(seat.post(where, _form("import", entries=bad, **heads)))
    good = HEADING + "1,占道经营,,,,城管局,,,,\n"
    assert "没有问题" in words(seat.post(where, _form("try", entries=good, **heads)))
    response = seat.post(where, _form("import", entries=good, **heads))
    assert response["Location"].startswith("/desk/admin/directory/edition?edition=2027-2")
    assert "没有填写日期" in words(seat.post(where, _form("try", entries=good)))


def test_a_rulebook_is_proposed_with_all_problems_compared_and_approved(city: City) -> None:
    text = (Path(rulebooks.__file__).parent / "national.toml").read_text()
    text = text.replace("edition = 2", "edition = 3")
    text = text.replace("effective_from = 2026-01-01", f"effective_from = {_soon()}")
    admin, head = Seat(city.user(Role.SYSTEM_ADMIN)), Seat(city.user(Role.MANAGEMENT))
    assert "第2版" in admin.text("/desk/admin/rules")
    where = "/desk/admin/rules/propose"
    assert "签收时限" in admin.text("/desk/admin/rules/2")
    wrong = text.replace("edition = 3", 'edition = "三"').replace('ends = "close"', 'ends = "x"')
    refused = admin.post(where, _form("propose", toml=wrong))
    assert refused.status_code == 422
    assert "共 2 处" in words(refused)
    new = text.replace("yellow_percent = 70", "yellow_percent = 60")
    sent = admin.post(where, _form("propose", toml=new, note="早亮黄灯"))
    assert sent["Location"].startswith("/desk/admin/rules/3")
    assert "70 → 60" in head.text("/desk/admin/rules/3")
    assert "只有热线管理机构负责人" in admin.text("/desk/admin/rules/3")
    head.post("/desk/admin/rules/3", _form("approve", sure="yes"))
    assert "已批准" in head.text("/desk/admin/rules/3")


def test_topics_are_added_renamed_and_taken_from_a_table(city: City) -> None:
    seat, where = Seat(city.user(Role.SYSTEM_ADMIN)), "/desk/admin/topics"
    seat.post(where, _form("topics", base="1", code="cg/gg", name="户外广告"))
    assert "户外广告" in seat.text(where)
    stale = seat.post(where, _form("topics", base="1", code="cg/gg", name="招牌"))
    assert "刚被别人改过" in words(stale)
    lost = seat.post(where, _form("topics", base="1.1", code="xx/yy", name="没有上级"))
    assert "上级“xx”不在列表中" in words(lost)
    table = "代码,名称\ncg,城市管理\ncg/lj\n,空\nzz/a,无上级\n"
    said = words(seat.post(where, _form("table", csv=table, edition="2", dry="1")))
    assert "第 3 行" in said
    assert "上级“zz”不在表中" in said
    table = "代码,名称\ndong,东城\ndong/heping,和平街道\n"
    areas = f"{where}?which=areas"
    assert "改名 1" in words(seat.post(areas, _form("table", csv=table, edition="2", dry="1")))
    assert seat.post(areas, _form("table", csv=table, edition="2"))["Location"].startswith(areas)
    assert "版本 2，2 个代码" in seat.text(areas)
    assert "只有系统管理员" in Seat(city.user(Role.EDITOR)).text(where)

"""Code tables and place names are looked through, tried and imported by the city's staff."""

from hotline.people.queries import gazetteer
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City

TOPICS, PLACES = "/desk/admin/topics", "/desk/admin/places"
FAULTY = (
    "一级代码,一级名称,二级代码,二级名称\n"
    "cg,城市管理,01,清扫\n"
    "cg,城市管理,02,\n"
    "xx,新的,01,另一个\n"
)  # fmt: skip


def _form(do: str, **typed: str) -> dict[str, str]:
    return {"do": do, "key": f"{do}-{sorted(typed.items())}", **typed}


def test_faults_of_an_official_table_need_consent(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    said = words(seat.post(TOPICS, _form("table", csv=FAULTY, edition="国标", dry="1")))
    assert "第 3 行：二级代码“02”没有名称" in said
    assert "第 4 行：代码“01”与第 2 行重复，上级不同" in said
    assert "问题 2" in said
    assert "仍然导入" in said
    # What the directory in force still names is said before it is retired.
    assert "这些仍写在现行派单目录里" in said
    assert "市容环卫 cg/lj" in said
    assert "版本 1，" in seat.text(TOPICS)
    again = seat.post(TOPICS, _form("table", csv=FAULTY, edition="国标"))
    assert 'value="国标"' in again.content.decode()
    sent = seat.post(TOPICS, _form("table", csv=FAULTY, edition="国标", accept="yes"))
    assert sent["Location"].startswith(TOPICS)
    assert "版本 国标，4 个代码" in seat.text(TOPICS)
    assert city.world().topics == {
        "cg": "城市管理", "cg/01": "清扫", "xx": "新的", "xx/01": "另一个",
    }  # fmt: skip


def test_no_consent_helps_a_table_that_is_none(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    said = words(seat.post(TOPICS, _form("table", csv="cg\n", edition="2", accept="yes")))
    assert "第一行应是表头" in said
    assert "请改正后再检查" in said
    assert "版本 1，" in seat.text(TOPICS)


def test_places_are_imported_after_a_dry_run_and_found_again(city: City) -> None:
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    table = "名称,类别,区域,别名\n铁塔,地标,东城区,老铁塔\n幸福里,小区楼宇,dong,\n"
    table += "幸福里,小区楼宇,xi,\n"
    wrong = words(seat.post(PLACES, _form("places", csv=table + "桥,,火星,\n", edition="1")))
    assert "第 5 行" in wrong
    assert gazetteer(city.code).places == ()
    said = words(seat.post(PLACES, _form("places", csv=table, edition="1", dry="1")))
    assert "新增 3" in said
    assert gazetteer(city.code).places == ()
    assert seat.post(PLACES, _form("places", csv=table, edition="1"))["Location"].startswith(PLACES)
    assert gazetteer(city.code).places == ()
    waiting = seat.text(PLACES)
    assert "待审批：版本 1" in waiting
    assert "新增 3 铁塔，地标，东城区，老铁塔" in waiting
    assert "拟定人不能审批" in waiting or "只有热线管理机构" in waiting
    assert "还在等待审批" in words(seat.post(PLACES, _form("places", csv=table, edition="2")))
    second = Seat(city.user(Role.MANAGEMENT))
    assert "没有勾选确认" in words(second.post(PLACES, _form("approve", number="1")))
    assert second.post(PLACES, _form("approve", number="1", sure="yes")).status_code == 302
    assert len(gazetteer(city.code).places) == 3
    assert "待审批：" not in second.text(PLACES)
    listed = seat.text(f"{PLACES}?q=幸福里")
    assert "同名" in listed
    assert "登记时会建议： 东城区 ，或 西城区" in listed
    assert "老铁塔" in seat.text(PLACES)
    assert "没有找到" in seat.text(f"{PLACES}?q=不存在的")
    assert "已经在用" in words(seat.post(PLACES, _form("places", csv=table, edition="1", x="2")))
    assert "没有差别" in words(seat.post(PLACES, _form("places", csv=table, edition="2", x="2")))
    editor = Seat(city.user(Role.EDITOR))
    assert "只有系统管理员" in editor.text(PLACES)
    assert "只有系统管理员" in words(editor.post(PLACES, _form("places", csv=table, edition="3")))


def test_a_list_of_places_is_withdrawn_or_rejected_and_changes_nothing(city: City) -> None:
    seat, second = Seat(city.user(Role.SYSTEM_ADMIN)), Seat(city.user(Role.MANAGEMENT))
    table = "名称,区域\n铁塔,dong\n"
    sent = seat.post(PLACES, _form("places", csv=table, edition="1"))
    assert "did=places" in sent["Location"]
    assert "撤回这份地名表" in seat.text(PLACES)
    assert "撤回这份地名表" not in second.text(PLACES)
    assert "只有提交人" in words(second.post(PLACES, _form("withdraw", number="1")))
    assert "did=withdraw" in seat.post(PLACES, _form("withdraw", number="1"))["Location"]
    assert seat.post(PLACES, _form("places", csv=table, edition="1b")).status_code == 302
    stale = second.post(PLACES, _form("approve", number="1", sure="yes"))
    assert "没有这份待审批的地名表" in words(stale)
    assert "没有填写退回原因" in words(second.post(PLACES, _form("reject", number="2")))
    back = second.post(PLACES, _form("reject", number="2", reason="漏了西城区"))
    assert "did=reject" in back["Location"]
    assert "待审批：" not in seat.text(PLACES)
    assert gazetteer(city.code).places == ()

"""接诉登记: several matters at once, every way of the decision, nothing typed lost."""

from hotline.handling.models import CaseRow, ContactRow
from hotline.handling.queries import caller
from hotline.people import actions as people
from hotline.rules.gazetteer import Place
from hotline.rules.reference.gazetteer import AdoptPlaces
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, register

CONTACT = {"channel": "phone", "nature": "matter", "caller_phone": PHONE, "caller_name": "王建国"}


def _matter(n: int, **more: str) -> dict[str, str]:
    values = {
        "kind": "complaint",
        "text": "每晚占道",
        "topic": "占道经营",
        "area": "和平街道 dong/heping",
        "urgency": "ordinary",
        "way": "send",
        **more,
    }
    return {f"m{n}-{name}": value for name, value in values.items()}


def _cases(city: City) -> list[CaseRow]:
    return list(CaseRow.objects.filter(city=city.code).order_by("number"))


def test_a_call_with_two_matters_becomes_two_cases(city: City) -> None:
    seat = Seat(city.user(Role.TEAM_LEADER))
    water = _matter(
        3, kind="help", text="停水两天", topic="gg/ts", area="人民街道", urgency="urgent"
    )
    form = {**CONTACT, "matter": ["0", "3"], **_matter(0), **water}
    response = seat.post("/desk/register", form)
    assert response.status_code == 302, words(response)
    said = seat.text(response["Location"])
    first, second = _cases(city)
    assert (first.lead_unit, second.lead_unit) == ("urban", "water")
    for expected in ("已登记 2 件诉求", first.number, second.number, "查询码", "自来水公司"):
        assert expected in said
    found = caller(first.id)
    assert found is not None
    assert found.phone == PHONE


def test_the_query_code_is_read_out_by_the_registrar_only(city: City) -> None:
    seat = Seat(city.user(Role.TEAM_LEADER))
    where = seat.post("/desk/register", {**CONTACT, "matter": "0", **_matter(0)})["Location"]
    assert "查询码" in seat.text(where)
    other = Seat(city.user(Role.PRE_REVIEWER))
    assert "查询码" not in other.text(where)


def test_outsourced_agents_take_in_and_leave_the_dispatch_to_others(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    body = seat.get("/desk/register").content.decode()
    assert "受理，交派单员" in body
    assert "受理，按目录派单" not in body
    form = {**CONTACT, "matter": "0", **_matter(0, way="accept")}
    assert seat.post("/desk/register", form).status_code == 302
    assert [row.stage for row in _cases(city)] == ["accepted"]
    refused = seat.post("/desk/register", {**form, "m0-way": "send"})
    assert refused.status_code == 403
    assert "外包坐席人员" in words(refused)


def test_a_case_left_to_the_dispatcher_says_nothing_of_the_directory(city: City) -> None:
    """The directory has a unit for it; it was only not asked."""
    seat = Seat(city.user(Role.AGENT))
    sent = seat.post("/desk/register", {**CONTACT, "matter": "0", **_matter(0, way="accept")})
    said = seat.text(sent["Location"])
    assert "还没有派单，由派单员派" in said
    assert "目录没有确定" not in said


def test_a_list_left_at_its_empty_line_is_missing_not_wrong(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    form = {**CONTACT, "matter": "0", **_matter(0, way="HandOver", line="", spoken="")}
    refused = seat.post("/desk/register", form)
    assert refused.status_code == 422
    assert "没有选择紧急热线" in words(refused)
    assert "的值“”" not in words(refused)


def test_every_way_of_the_decision_can_be_taken(city: City) -> None:
    ways = {
        "send": ("handling", {}),
        "accept": ("accepted", {}),
        "later": ("registered", {}),
        "AnswerDirectly": ("closed", {"spoken": "可到窗口办理", "article": "K1"}),
        "HandOver": ("handed_over", {"line": "119", "spoken": ""}),
        "TellLegalRoute": ("closed", {"route": "litigation", "spoken": "请向法院起诉"}),
        "Explain": ("closed", {"ground": "privacy", "spoken": "不能提供他人信息"}),
        "ReferToPolice": ("closed", {"spoken": "多次恶意骚扰"}),
    }
    seat = Seat(city.user(Role.TEAM_LEADER))
    for way, (_, more) in ways.items():
        form = {**CONTACT, "matter": "0", **_matter(0, way=way, **more)}
        response = seat.post("/desk/register", form)
        assert response.status_code == 302, (way, words(response))
    assert [row.stage for row in _cases(city)] == [stage for stage, _ in ways.values()]


def test_a_refused_form_keeps_every_word_of_every_matter(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    wrong = _matter(1, topic="没有这种事项", text="第二件的话", tags="minor")
    form = {**CONTACT, "matter": ["0", "1"], **_matter(0, text="第一件的话"), **wrong, "key": "k7"}
    response = seat.post("/desk/register", form)
    assert response.status_code == 422
    body = response.content.decode()
    for kept in ("第一件的话", "第二件的话", 'value="没有这种事项"', PHONE, 'value="k7"', "王建国"):
        assert kept in body
    assert "没有名为“没有这种事项”的事项。" in words(response)
    assert 'id="m1-topic-note"' in body
    assert _cases(city) == []


def test_what_a_decision_lacks_is_marked_beside_its_field(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    for way, more, field in (
        ("AnswerDirectly", {"spoken": ""}, "m0-spoken"),
        ("HandOver", {"line": ""}, "m0-line"),
        ("send", {"kind": ""}, "m0-kind"),
        ("send", {"text": " "}, "m0-text"),
    ):
        form = {**CONTACT, "matter": "0", **_matter(0, way=way, **more)}
        response = seat.post("/desk/register", form)
        assert response.status_code == 422, way
        assert f'id="{field}-note"' in response.content.decode(), (way, field, words(response))


def test_matters_are_added_and_removed_without_scripts(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    form = {**CONTACT, "matter": "0", **_matter(0, text="先写的话")}
    added = seat.post("/desk/register", {**form, "add": "1"}).content.decode()
    assert 'name="m1-text"' in added
    assert "先写的话" in added
    both = {**form, "matter": ["0", "1"], "remove": "0"}
    removed = seat.post("/desk/register", both).content.decode()
    assert 'name="m0-text"' not in removed
    assert 'name="m1-text"' in removed
    assert _cases(city) == []


def test_odd_numbers_of_matters_are_passed_over(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    form = {**CONTACT, "matter": ["0", "²", "-1", "x", "9" * 9], **_matter(0), "add": "1"}
    assert seat.post("/desk/register", form).status_code == 200


def test_a_call_without_a_matter_makes_no_case(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    silent = {**CONTACT, "nature": "silent", "matter": "0", "m0-text": "", "m0-way": "send"}
    response = seat.post("/desk/register", silent)
    assert response.status_code == 302
    assert "这次来电没有产生工单。" in seat.text(response["Location"])
    assert ContactRow.objects.filter(city=city.code, nature="silent").count() == 1
    assert _cases(city) == []


def test_one_key_is_one_contact_however_often_it_is_sent(city: City) -> None:
    seat = Seat(city.user(Role.TEAM_LEADER))
    form = {**CONTACT, "matter": "0", **_matter(0), "key": "once"}
    assert len({seat.post("/desk/register", form)["Location"] for _ in range(3)}) == 1
    assert len(_cases(city)) == 1


def test_the_callers_earlier_cases_stand_beside_the_form(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.AGENT))
    said = words(seat.post("/desk/register/caller", {"caller_phone": "138-0013-8000"}))
    assert "烧烤摊占道经营" in said
    assert "催办" in said
    short = words(seat.post("/desk/register/caller", {"caller_phone": "138"}))
    assert "输入来电号码后" in short
    reminded = seat.post(f"/desk/cases/{case}/do/Remind", {"fragment": "1", "key": "a"})
    assert words(reminded) == "已催办"
    refused = seat.post(f"/desk/cases/{case}/do/Supplement", {"fragment": "1", "text": ""})
    assert refused.status_code == 422
    assert "没有填写" in words(refused)


def test_the_unit_is_proposed_while_typing_with_its_basis(city: City) -> None:
    seat = Seat(city.user(Role.AGENT))
    query = "?n=0&m0-topic=消费纠纷&m0-area=dong&m0-kind=complaint&m0-object="
    said = words(seat.get("/desk/register/unit" + query))
    assert "市场监管局" in said
    assert "《消保法》" in said
    assert "填写事项和区域后" in words(seat.get("/desk/register/unit?n=0&m0-topic=不存在"))


def test_an_address_proposes_its_area_and_asks_which_one(city: City) -> None:
    places = (
        Place(name="铁塔", area="dong/heping"),
        Place(name="幸福里", area="dong"),
        Place(name="幸福里", area="xi"),
    )
    done(people.change_places(city.setup, AdoptPlaces(edition="1", places=places)))
    seat = Seat(city.user(Role.AGENT))

    def proposed(**typed: str) -> str:
        data = {"n": "0", **{f"m0-{name}": value for name, value in typed.items()}}
        return words(seat.post("/desk/register/place", data))

    one = proposed(address="铁塔下面")
    assert "东城区和平街道 Alt+A" in one
    assert "依据：铁塔" in one
    which = proposed(address="幸福里3号楼")
    assert "“幸福里”是哪一个？ 东城区 西城区" in which
    assert "西城区 Alt+A" in proposed(address="西城区幸福里")
    assert "和平街道" in proposed(address="", text="铁塔底下的灯不亮")
    # What the agent has chosen already is not proposed again, an inner area neither.
    assert proposed(address="铁塔", area="dong/heping") == ""
    assert proposed(address="幸福里", area="西城区") == ""
    assert proposed(address="没有地名") == ""

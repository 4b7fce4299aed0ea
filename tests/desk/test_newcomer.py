"""What stopped people in their first hour at the desk: each is said, offered or put right."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from hotline import ledger
from hotline.desk.admin.topics import branches
from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures import pictures
from tests.fixtures.people import City, done
from tests.handling.steps import complete, matter, register

NIGHT = datetime(2027, 3, 10, 23, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
REPLY = {
    "leg": "L1",
    "truth": "true",
    "solved": "solved",
    "internal_record": "已取缔",
    "public_answer": "已与来电人13800000001说明。",
}


def test_a_night_page_says_that_only_incoming_calls_are_recorded(city: City) -> None:
    [case] = register(city)
    complete(city, case)
    caller = Seat(city.user(Role.FOLLOW_UP_CALLER))
    said = {"contacted": "true", "solved": "solved", "result": "satisfied", "process": "satisfied"}
    where = f"/desk/follow-up/{case}"
    with ledger.clock.at(NIGHT):
        assert "现在只记录诉求人自己来电说的结果" in caller.text(where)
        refused = caller.post(where, said)
        assert refused.status_code == 409
        assert "请在08:30-20:30回访" in words(refused)
        assert caller.post(where, said | {"called_in": "true"}).status_code == 302


def test_a_number_in_a_public_answer_is_confirmed_or_taken_out(city: City) -> None:
    [case] = register(city)
    officer = city.by(Role.OFFICER)
    done(actions.perform(officer, case, c.Sign(leg="L1")))
    done(actions.perform(officer, case, c.RecordFirstContact(leg="L1")))
    seat, do = Seat(city.user(Role.OFFICER)), f"/desk/cases/{case}/do/Reply"
    confirm = "这些号码可以公开"
    assert confirm not in seat.text(f"/desk/cases/{case}"), "not asked before there is a number"
    refused = seat.post(do, REPLY)
    assert refused.status_code == 422
    assert "138****0001" in words(refused) and confirm in words(refused)
    assert REPLY["public_answer"] in words(refused)
    assert seat.post(do, REPLY | {"numbers_meant": "true"}).status_code == 302


def test_a_confidential_order_says_how_to_reach_whom_one_does_not_see(city: City) -> None:
    [case] = register(city, matter(confidential=True))
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    seat = Seat(city.user(Role.OFFICER))
    page = seat.text(f"/desk/cases/{case}?open=RecordFirstContact")
    assert "请拨打 12345 由热线转告" in page
    assert "拨打的号码" not in page, "there is none to write down"
    form = {"leg": "L1", "note": ""}
    refused = seat.post(f"/desk/cases/{case}/do/RecordFirstContact", form)
    assert "联系情况不能空着" in words(refused)


def _registered(seat: Seat, **more: str) -> str:
    form = {
        "channel": "phone", "nature": "matter", "caller_phone": "13800138000", "matter": "0",
        "m0-kind": "help", "m0-text": "楼道里有煤气味，已经有人头晕", "m0-urgency": "ordinary",
        "m0-topic": "cg/zd", "m0-area": "dong/heping",
        **{f"m0-{name}": value for name, value in more.items()},
    }  # fmt: skip
    return str(seat.post("/desk/register", form)["Location"])


def test_what_was_handed_over_is_confirmed_on_the_page_that_follows(city: City) -> None:
    """移交后马上就能记“对方已接收”，时限叫确认移交，不叫答复承诺。"""
    seat = Seat(city.user(Role.TEAM_LEADER))
    where = _registered(seat, way="HandOver", line="119")
    page = seat.text(where)
    assert "确认移交时限" in page and "对方已接收" in page and "对方未接收" in page
    assert "答复承诺" not in page
    [case] = CaseRow.objects.filter(city=city.code)
    do, form = f"/desk/cases/{case.id}/do/ConfirmHandOver", {"by": "119指挥中心07", "back": where}
    seat.post(do, form | {"taken_over": "true"})
    assert "对方已接收" not in seat.text(where)
    assert "移交确认" in seat.text(f"/desk/cases/{case.id}")


def test_a_picture_comes_with_its_matter(city: City) -> None:
    """微信发来的照片，登记时就附在那一件上；不能用的文件，连同表单一起退回。"""
    seat = Seat(city.user(Role.AGENT))
    form = {"matter": ["0", "1"], "channel": "wechat", "nature": "matter"}
    for n in ("0", "1"):
        form |= {f"m{n}-kind": "help", f"m{n}-text": "路灯坏了", f"m{n}-topic": "cg/zd"}
        form |= {f"m{n}-area": "dong/heping", f"m{n}-urgency": "ordinary", f"m{n}-way": "accept"}
    bad = SimpleUploadedFile("x.jpg", b"no picture", "image/jpeg")
    refused = seat.post("/desk/register", form | {"m1-files": bad})
    assert refused.status_code == 422
    assert 'id="m1-files-note"' in refused.content.decode()
    assert not CaseRow.objects.filter(city=city.code)
    good = SimpleUploadedFile("现场.jpg", pictures.photo(), "image/jpeg")
    there = seat.post("/desk/register", form | {"m1-files": good, "key": "k"})["Location"]
    assert "lost" not in there
    first, second = CaseRow.objects.filter(city=city.code).order_by("number")
    held = [ledger.state_of(case_ref(city.code, one.id)).files for one in (first, second)]
    assert held == [0, 1]


def test_handing_over_from_the_case_page_leads_to_confirming(city: City) -> None:
    [case] = register(city, matter(triage=None, dispatch=False))
    seat = Seat(city.user(Role.TEAM_LEADER))
    there = seat.post(f"/desk/cases/{case}/do/HandOver", {"line": "119"})["Location"]
    assert "open=ConfirmHandOver" in there


def test_the_toast_names_the_unit_that_got_it(city: City) -> None:
    [case] = register(city, matter(dispatch=False))
    seat = Seat(city.user(Role.DISPATCHER))
    form = {"back": "/desk/dispatch"}
    there = seat.post(f"/desk/cases/{case}/do/Dispatch", form)["Location"]
    assert "已派给城管局" in seat.text(there)
    assert "已派给" not in seat.text(there.replace("to=urban", "to=%3Cb%3E"))


def test_a_case_without_a_title_is_called_by_its_first_words(city: City) -> None:
    [case] = register(city, matter(title="", text="路灯坏了三天，晚上看不见。\n请修理"))
    page = Seat(city.user(Role.DISPATCHER)).get(f"/desk/cases/{case}").content.decode()
    assert "<h1>路灯坏了三天，晚上看不见</h1>" in page


def test_a_row_says_which_limit_runs_out(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.OFFICER))
    of = '<span class="of">{}</span>'
    assert of.format("签收") in seat.get("/desk/inbox").content.decode()
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    assert of.format("首次联系") in seat.get("/desk/inbox").content.decode()
    done(actions.perform(city.by(Role.OFFICER), case, c.RecordFirstContact(leg="L1")))
    assert of.format("办理") in seat.get("/desk/inbox").content.decode()


def test_the_tree_of_topics_is_folded_and_a_search_opens_what_it_found(city: City) -> None:
    where = "/desk/admin/topics"
    seat = Seat(city.user(Role.SYSTEM_ADMIN))
    body = seat.get(where).content.decode()
    folded = [one for one in branches(city.world().topics, "") if one.below]
    assert body.count("<details>") == len(folded) > 1
    found = branches(city.world().topics, "占道")
    assert [one.top.code for one in found] == ["cg"], "with what it stands under"
    assert found[0].open and [node.code for node in found[0].below] == ["cg/zd"]
    assert branches(city.world().topics, "没有这样的") == []
    assert "<details open>" in seat.get(f"{where}?q=占道").content.decode()

"""What follows an intake, at the desk: police orders, several sources, secrets, urgency, 保密."""

from hotline import ledger
from hotline.handling import actions
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register

WORDS = "某型号装备的参数"


def test_words_about_a_state_secret_do_not_come_back(city: City) -> None:
    """涉密：有文字就不登记，退回的页面里也没有这些字。"""
    seat = Seat(city.user(Role.AGENT))
    sent = {"channel": "phone", "nature": "secret", "note": WORDS, "key": "k"}
    answer = seat.post("/desk/register", sent)
    page = answer.content.decode()
    assert answer.status_code >= 400
    assert "没有保存" in page
    assert WORDS not in page


def test_a_police_order_is_registered_and_shows_whose_number_it_has(city: City) -> None:
    """110移交：没有警单号退回；有了，工单页显示来源，可以回告、撤回。"""
    seat = Seat(city.user(Role.DISPATCHER))
    form = {
        "channel": "police",
        "nature": "matter",
        "matter": "0",
        "m0-text": "路口护栏倒了",
        "m0-kind": "help",
        "m0-urgency": "ordinary",
        "m0-way": "accept",
        "key": "k1",
    }
    refused = seat.post("/desk/register", form)
    assert "110移交的诉求要有警单号" in refused.content.decode()
    answer = seat.post("/desk/register", form | {"source_number": "110-0302-7", "key": "k2"})
    assert answer.status_code == 302, answer.content.decode()
    text = seat.text("/desk/triage") + seat.text("/desk/dispatch")
    assert "路口护栏倒了" in text


def test_a_source_is_attached_told_and_answered_from_the_case_page(city: City) -> None:
    [case] = register(city, matter(title="噪声"))
    seat = Seat(city.user(Role.DISPATCHER))
    told = {"platform": "petition", "number": "XF-2026-031"}
    seat.post(f"/desk/cases/{case}/do/AttachSource", told)
    page = seat.text(f"/desk/cases/{case}")
    assert "XF-2026-031" in page
    assert "尚未回告" in page
    seat.post(f"/desk/cases/{case}/do/ConfirmToSource", {"source": "S1", "by": "小李"})
    assert "已回告接收" in seat.text(f"/desk/cases/{case}")


def test_a_merged_case_made_confidential_stands_alone_and_leaves_its_parent(city: City) -> None:
    """并单后要求保密：经动作一步撤销并单，主单不再计数。"""
    [child, parent] = register(city, matter(title="甲"), matter(title="乙"))
    by = city.by(Role.DISPATCHER)
    done(actions.perform(by, child, c.Merge(parent=parent)))
    done(actions.perform(by, child, MakeConfidential(reason="怕被报复")))
    state = ledger.state_of(case_ref(city.code, child))
    above = ledger.state_of(case_ref(city.code, parent))
    assert state.confidential
    assert not state.parent
    assert above.children == 0


def test_urgency_is_corrected_while_a_unit_works(city: City) -> None:
    [case] = register(city, matter(title="井盖没了"))
    seat = Seat(city.user(Role.DISPATCHER))
    told = {"urgency": "critical", "reason": "有人跌落"}
    seat.post(f"/desk/cases/{case}/do/ChangeUrgency", told)
    assert "紧急程度由一般更正为特急" in seat.text(f"/desk/cases/{case}")

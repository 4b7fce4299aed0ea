"""Filter and order of the working lists: kept in the address, bulk work each on its own."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.models import LegRow
from hotline.rules.case import commands as c
from hotline.rules.words import EmergencyLine, Kind, ReturnReason, Role, Urgency
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, complete, matter, register


def _narrowed(seat: Seat, place: str, **form: str) -> str:
    """The words of the list that a sent form leads to."""
    response = seat.post(f"/desk/{place}", form)
    assert response.status_code == 302, words(response)
    return seat.text(response["Location"])


def test_a_list_is_narrowed_by_what_was_chosen_and_the_address_says_so(city: City) -> None:
    register(
        city,
        matter(title="甲件投诉"),
        matter(title="乙件求助", kind=Kind.HELP, urgency=Urgency.URGENT),
        matter(title="丙件新区", area="dong/xinhua"),
    )
    seat = Seat(city.user(Role.OFFICER))
    assert "乙件求助" in (said := _narrowed(seat, "inbox", kind="help"))
    assert "甲件投诉" not in said
    assert "符合条件的共 1 件" in said
    assert "甲件投诉" not in _narrowed(seat, "inbox", urgency="urgent")
    assert "丙件新区" not in _narrowed(seat, "inbox", area="和平街道")
    sent = seat.post("/desk/inbox", {"kind": "help", "order": "newest", "tab": "sign"})
    asked = parse_qs(urlsplit(sent["Location"]).query)
    assert asked == {"kind": ["help"], "order": ["newest"], "tab": ["sign"]}


def test_words_and_numbers_find_lines_and_stand_closed_in_the_address(city: City) -> None:
    one, two = register(city, matter(title="路灯不亮"), matter(title="井盖塌陷"))
    seat = Seat(city.user(Role.OFFICER))
    sent = seat.post("/desk/inbox", {"q": "井盖"})
    assert "井盖" not in sent["Location"]
    assert "%E4%BA%95" not in sent["Location"]
    said = seat.text(sent["Location"])
    assert "井盖塌陷" in said
    assert "路灯不亮" not in said
    body = seat.get("/desk/inbox").content.decode()
    number = body.split('<span class="num">')[1].split("<")[0]
    found = _narrowed(seat, "inbox", q=number)
    assert found.count(number) >= 1
    assert ("路灯不亮" in found) != ("井盖塌陷" in found)
    assert one != two


@pytest.mark.parametrize(
    ("form", "said"),
    [({"q": PHONE}, "长号码"), ({"q": "单"}, "太短"), ({"area": "无此区域"}, "没有名为")],
)
def test_what_is_not_understood_is_said_and_nothing_is_lost(
    city: City, form: dict[str, str], said: str
) -> None:
    register(city, matter(title="照样在这里"))
    response = Seat(city.user(Role.DISPATCHER)).post("/desk/triage", form)
    assert response.status_code == 422
    assert said in words(response)
    assert next(iter(form.values())) in response.content.decode()


def test_lights_and_orders_follow_the_clock_of_the_list(city: City) -> None:
    with ledger.clock.at(ledger.clock.now() - timedelta(days=60)):
        register(city, matter(title="早已超期"))
    register(city, matter(title="刚刚派出"), matter(title="特急的", urgency=Urgency.CRITICAL))
    seat = Seat(city.user(Role.OFFICER))
    late = seat.text("/desk/inbox?light=late")
    assert "早已超期" in late
    assert "刚刚派出" not in late
    assert "早已超期" not in seat.text("/desk/inbox?light=fine")
    newest = seat.text("/desk/inbox?order=newest")
    assert newest.index("刚刚派出") < newest.index("早已超期")
    urgent = seat.text("/desk/inbox?order=urgent")
    assert urgent.index("特急的") < urgent.index("早已超期")
    assert "早已超期" in seat.text("/desk/inbox?light=胡说&order=胡说&kind=&days=x")


@pytest.mark.parametrize("order", ["due", "newest", "urgent"])
def test_every_order_pages_without_gap_or_repeat(city: City, order: str) -> None:
    for start in range(0, 60, 20):
        urgency = Urgency.URGENT if start else Urgency.ORDINARY
        register(city, *(matter(title=f"第{start + n:02d}号", urgency=urgency) for n in range(20)))
    seat = Seat(city.user(Role.OFFICER))
    body = seat.get(f"/desk/inbox?order={order}&kind=complaint").content.decode()
    after = body.split("after=")[1].split('"')[0]
    rest = seat.get(f"/desk/inbox?order={order}&kind=complaint&after={after}").content.decode()
    first = {n for n in range(60) if f"第{n:02d}号" in body}
    second = {n for n in range(60) if f"第{n:02d}号" in rest}
    assert (len(first), len(second), len(first & second)) == (50, 10, 0)


def test_unconfirmed_hand_overs_can_stand_first(city: City) -> None:
    sent = c.HandOver(line=EmergencyLine.FIRE_119)
    register(city, matter(title="等着处置", triage=None, dispatch=False))
    register(city, matter(title="移交出去的", triage=sent, dispatch=False))
    said = Seat(city.user(Role.AGENT)).text("/desk/triage?order=handed_over")
    assert said.index("移交出去的") < said.index("等着处置")
    assert "移交出去的" in Seat(city.user(Role.DUTY_MANAGER)).text("/desk/duty")


def test_the_head_sees_approvals_by_the_clock_that_still_runs(city: City) -> None:
    case, other = register(city, matter(title="要审批的"), matter(title="还在办的"))
    officer = city.by(Role.OFFICER)
    for command in (
        c.Sign(leg="L1"),
        c.RecordFirstContact(leg="L1"),
        c.Reply(
            leg="L1", truth="true", solved="solved", internal_record="已办", public_answer="已办。"
        ),
    ):
        done(actions.perform(officer, case, command))
    head = Seat(city.user(Role.UNIT_HEAD))
    assert "没有超期的审批" in head.text("/desk/approvals?tab=approvals_late")
    with ledger.clock.at(ledger.clock.now() + timedelta(days=40)):
        late = head.text("/desk/approvals?tab=approvals_late")
    assert "要审批的" in late and "还在办的" not in late
    said = head.text("/desk/approvals")
    assert "要审批的" in said
    assert "还在办的" not in said
    assert "还剩" in said
    assert other


def test_several_are_handed_to_an_officer_or_dispatched_at_once(city: City) -> None:
    one, two = register(city, matter(), matter())
    liaison = Seat(city.user(Role.LIAISON))
    officer = city.user(Role.OFFICER).id
    assert "转派所选" in liaison.text("/desk/inbox")
    picked = {"key": "k", "pick": [f"{one}.L1", f"{two}.L1", f"{two}.L9"]}
    assert "没有选择承办人" in words(liaison.post("/desk/inbox/reassign", picked))
    said = words(liaison.post("/desk/inbox/reassign", {**picked, "officer": officer}))
    assert "已转派 2 件" in said
    assert "未转派 1 件" in said
    assert set(LegRow.objects.filter(city=city.code).values_list("officer", flat=True)) == {officer}
    waiting, silent = register(city, matter(dispatch=False), matter(topic="sq", dispatch=False))
    seat = Seat(city.user(Role.DISPATCHER))
    body = seat.get("/desk/dispatch").content.decode()
    assert f'name="pick" value="{waiting}"' in body
    assert f'name="pick" value="{silent}"' not in body
    sent = seat.post("/desk/dispatch/directory", {"key": "d", "pick": [waiting, silent]})
    assert "已派出 1 件" in words(sent)
    assert "未派出 1 件" in words(sent)


def test_watchers_see_what_is_silent_and_what_bounces(city: City) -> None:
    with ledger.clock.at(ledger.clock.now() - timedelta(days=9)):
        register(city, matter(title="久久没有动静"))
    [bounced] = register(city, matter(title="退来退去"))
    back = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="不是我们")
    done(actions.perform(city.by(Role.LIAISON), bounced, back))
    seat = Seat(city.user(Role.SUPERVISOR))
    silent = seat.text("/desk/watch?tab=silent")
    assert "久久没有动静" in silent
    assert "加派单位" in silent
    assert "加派单位" not in Seat(city.user(Role.LEADER)).text("/desk/watch?tab=silent")
    assert "久久没有动静" not in seat.text("/desk/watch?tab=silent&days=15")
    assert "退来退去" not in seat.text("/desk/watch?tab=bouncing")
    assert "没有反复退单的工单" in seat.text("/desk/watch?tab=bouncing")


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.SUPERVISOR, "watch"),
        (Role.DUTY_MANAGER, "duty"),
        (Role.TEAM_LEADER, "duty"),
        (Role.LEADER, "overview"),
        (Role.ASSESSOR, "reading"),
        (Role.INSPECTOR, "reading"),
        (Role.UNIT_HEAD, "approvals"),
        (Role.LIAISON, "inbox"),
        (Role.FOLLOW_UP_CALLER, "follow-up"),
        (Role.EXPERT, "triage"),
    ],
)
def test_everybody_begins_at_a_home_they_may_open(city: City, role: Role, home: str) -> None:
    seat = Seat(city.user(role))
    assert seat.get("/desk/")["Location"] == f"/desk/{home}"
    seat.text(f"/desk/{home}")


def test_the_overview_counts_what_its_links_find(city: City) -> None:
    register(city, matter(), matter(), matter(topic="zj/wy", area="xi/renmin"))
    seat = Seat(city.user(Role.LEADER))
    body = seat.get("/desk/overview").content.decode()
    assert "东城区今天 2 件" in body or "今天 2 件" in body
    links = [one.split('"')[0] for one in body.split('href="/desk/find?')[1:]]
    area = next(one for one in links if "area=dong" in one)
    assert "共 2 件" in seat.text("/desk/find?" + area.replace("&amp;", "&"))


def test_closed_cases_are_read_unsolved_first(city: City) -> None:
    [case] = register(city, matter(title="已经结案的"))
    complete(city, case)
    seat = Seat(city.user(Role.INSPECTOR))
    assert "没有未解决而结案的工单" in seat.text("/desk/reading")
    assert "还没有结案的工单" in seat.text("/desk/reading?tab=closed")

"""值班交接 at the desk: gathered, remarked, handed over, taken over, printed; lapsed if not."""

from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.oversight.models import ShiftRow
from hotline.people.models import UserRow
from hotline.rules.case import commands as c
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.words import EmergencyLine, Role, Urgency
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register

AT = "/desk/duty/shift"


def _hidden_from_whom_it_reports(city: City, case: str, first: Seat, second: Seat) -> None:
    """The district of whoever took the shift over is reported from here on."""
    number = CaseRow.objects.get(id=case).number
    made = MakeConfidential(reason="怕报复", reported_unit=city.units.east)
    done(actions.perform(city.by(Role.DISPATCHER), case, made))
    assert number in first.text(f"{AT}/1")
    for page in (AT, f"{AT}/1"):
        assert number not in second.text(page)


def test_a_shift_is_handed_over_with_everything_open_and_taken_over(city: City) -> None:
    over = c.HandOver(line=EmergencyLine.FIRE_119)
    fire, well = register(
        city,
        matter(title="起火", triage=over, dispatch=False),
        matter(title="井盖没了", urgency=Urgency.URGENT),
    )
    first = Seat(city.user(Role.DUTY_MANAGER))
    following = city.user(Role.DUTY_MANAGER, unit=city.units.east)
    second = Seat(following)
    assert "还没有开过班" in first.text(AT)
    assert first.post(AT, {"do": "open", "hours": "99"}).status_code == 422
    assert first.post(AT, {"do": "open", "hours": "12"}).status_code == 302
    page = first.text(AT)
    assert "值班中" in page and "移交未确认" in page and "紧急未电话确认" in page and "起火" in page
    assert first.post(AT, {"do": "odd"}).status_code == 422
    remark = {f"remark-hand_over:{fire}": "119已出动", "remark-": "雨夹雪"}
    assert first.post(AT, {"do": "remark", **remark}).status_code == 302
    left = f"unconfirmed:{well}:L1"
    sent = {"do": "hand-over", "to": following.id, "leave": left, "why": "已当面办结"}
    assert "没有“nobody”" in words(first.post(AT, {**sent, "to": "nobody"})).replace("值班长", "")
    UserRow.objects.filter(id=following.id).update(must_change=True)
    other = city.user(Role.AGENT)
    wrong = words(first.post(AT, {**sent, "to": other.id}))
    assert UserRow.objects.get(id=other.id).name in wrong and str(other.id) not in wrong
    assert first.post(AT, sent).status_code == 302
    UserRow.objects.filter(id=following.id).update(must_change=False)
    received = second.text(AT)
    assert "交班给您" in received and "119已出动" in received and "井盖没了" not in received
    assert second.post(AT, {"do": "take"}).status_code == 422
    assert second.post(AT, {"do": "take-all"}).status_code == 302
    record = first.text(f"{AT}/1")
    assert "已接" in record and "未交接" in record and "已当面办结" in record and "雨夹雪" in record
    paper = first.get(f"{AT}/1?paper=1")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    row = ShiftRow.objects.get(city=city.code)
    assert (row.items, row.waiting, row.left) == (1, 0, 1) and row.finished_at
    _hidden_from_whom_it_reports(city, fire, first, second)
    assert first.get(f"{AT}/9").status_code == 404
    assert Seat(city.user(Role.AGENT)).get(AT).status_code == 403


def test_a_shift_opened_upon_one_that_runs_leaves_it_without_handover(city: City) -> None:
    register(city, matter(title="井盖没了", urgency=Urgency.URGENT))
    first = Seat(city.user(Role.DUTY_MANAGER))
    second = Seat(city.user(Role.DUTY_MANAGER, unit=city.units.east))
    first.post(AT, {"do": "open", "hours": "8"})
    assert "将记为没有交班" in second.text(AT)
    assert second.post(AT, {"do": "open", "hours": "8"}).status_code == 302
    assert "没有交班" in first.text(AT)
    assert "紧急未电话确认" in first.text(f"{AT}/1")
    lapsed, running = ShiftRow.objects.filter(city=city.code).order_by("n")
    assert lapsed.lapsed and lapsed.left == 1 and not running.lapsed
    key = second.get(AT).content.decode()
    assert "值班中" in key

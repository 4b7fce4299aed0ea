"""删除个人信息: by number and ground, by the security administrator alone, never by a slip."""

from hotline.handling.models import CaseRow, CaseTextRow
from hotline.rules.words import Role
from tests.desk.seat import Seat
from tests.fixtures.people import City
from tests.handling.steps import register

FORM = {"do": "erase", "key": "k1", "ground": "withdrawn", "sure": "yes"}


def test_the_words_are_gone_and_the_case_stays(city: City) -> None:
    [case] = register(city)
    number = CaseRow.objects.get(id=case).number
    seat = Seat(city.user(Role.SECURITY_ADMIN))
    answer = seat.post("/desk/admin/erase", {**FORM, "number": number})
    assert answer.status_code == 302
    assert not CaseTextRow.objects.filter(stream_id=case).exists()
    assert CaseRow.objects.get(id=case).stage == "handling"


def test_without_the_tick_or_with_a_slip_nothing_is_erased(city: City) -> None:
    [case] = register(city)
    number = CaseRow.objects.get(id=case).number
    seat = Seat(city.user(Role.SECURITY_ADMIN))
    slips = (
        {**FORM, "number": number, "sure": ""},
        {**FORM, "number": number, "ground": "因为我想"},
        {**FORM, "number": number[:-1] + str((int(number[-1]) + 1) % 10)},
    )
    for slip in slips:
        assert seat.post("/desk/admin/erase", slip).status_code in (404, 422)
    assert CaseTextRow.objects.filter(stream_id=case).exists()

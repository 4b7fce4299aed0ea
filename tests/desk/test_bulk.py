"""批量签收: each leg on its own, refusals listed, nothing signed twice."""

from hotline.handling.models import LegRow
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City
from tests.handling.steps import matter, register


def _states(city: City) -> list[str]:
    return sorted(LegRow.objects.filter(city=city.code).values_list("state", flat=True))


def test_several_are_signed_and_what_is_refused_is_listed(city: City) -> None:
    one, two, other = register(city, matter(), matter(), matter(topic="zj/wy", area="xi/renmin"))
    seat = Seat(city.user(Role.OFFICER))
    body = seat.get("/desk/inbox").content.decode()
    assert f'value="{one}.L1"' in body
    assert f'value="{two}.L1"' in body
    form = {"key": "k", "pick": [f"{one}.L1", f"{two}.L1", f"{two}.L9", f"{other}.L1", "胡说", one]}
    response = seat.post("/desk/inbox/sign", form)
    said = words(response)
    assert "已签收 2 件" in said
    assert "未签收 3 件" in said
    assert _states(city).count("signed") == 2
    again = words(seat.post("/desk/inbox/sign", {"key": "k", "pick": [f"{one}.L1"]}))
    assert "已签收 1 件" in again, "the same request again is the same effect"
    fresh = words(seat.post("/desk/inbox/sign", {"key": "n", "pick": [f"{one}.L1"]}))
    assert "1 件已签收，无需再签" in fresh
    assert "未签收" not in fresh, "nothing was refused"
    assert "没有选择承办单" in words(seat.post("/desk/inbox/sign"))


def test_what_is_not_ones_own_to_sign_has_no_box(city: City) -> None:
    [case] = register(city)
    seat = Seat(city.user(Role.OFFICER))
    seat.post("/desk/inbox/sign", {"key": "k", "pick": [f"{case}.L1"]})
    body = seat.get("/desk/inbox").content.decode()
    assert 'name="pick"' not in body
    assert "签收所选" not in seat.text("/desk/inbox")

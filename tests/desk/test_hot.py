"""热点 at the desk: the board, one event, what is decided, merging from there."""

from typing import Any

from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.oversight.hot.models import HotRow
from hotline.rules.case import commands as c
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register
from tests.oversight.raising import raised


def _sent_out_is_its_own_only(city: City, case: str, address: str) -> None:
    """A unit reads how many of its own are in it, not those of others."""
    done(actions.perform(city.by(Role.DISPATCHER), case, c.Dispatch()))
    assert "可见范围内1件" in Seat(city.user(Role.OFFICER)).text(address)


def _merged_from_there(seat: Seat, address: str, cases: list[str], other: str) -> None:
    """What was ticked is merged under the head; what is refused is told with why."""

    def do(key: str, **typed: Any) -> Any:
        return seat.post(f"{address}/decide", {"key": key, "act": "merge", **typed})

    assert "选了0件要并入的" in words(do(head=cases[0], key="n"))
    followed = do(head=cases[0], pick=cases, key="g")["Location"]
    page = seat.text(followed)
    for word in ("已并入 2 件", "夜市油烟整治", "登记为群体事件", "已确认"):
        assert word in page
    raw = seat.get(followed).content.decode()
    assert ('name="pick"' in raw) == ('id="merging"' in raw), "no box without its button"
    assert CaseRow.objects.filter(parent=cases[0]).count() == 2
    assert str(HotRow.objects.get(id=address.rpartition("/")[2]).head) == cases[0]
    assert "都应是这个热点中的" in words(do(head=other, pick=cases, key="h"))
    again = do(head=cases[0], pick=cases[:2], key="o")
    assert "1 件不能并入" in words(again) and again.status_code == 200


def test_an_event_is_seen_decided_on_and_merged(city: City) -> None:
    cases = register(city, *(matter(dispatch=False) for _ in range(3)))
    [hidden] = register(city, matter(confidential=True, reported_unit="urban", dispatch=False))
    event = raised(city, [*cases, hidden])
    seat = Seat(city.user(Role.DISPATCHER))
    board = seat.text("/desk/events")
    for word in ("和平路口油烟", "7天内3人反映3件，通常0.15件", "待研判", "群体事件"):
        assert word in board
    address = f"/desk/events/hot/{event}"
    page = seat.text(address)
    assert "3 件，未结 3 件" in page and "把所选并入主单" in page
    assert "和平路口油烟" not in Seat(city.user(Role.LEADER)).text(address), "no words, no name"
    assert Seat(city.user(Role.OFFICER)).get(address).status_code == 404, "none of its cases"
    _sent_out_is_its_own_only(city, cases[2], address)

    def do(seat: Seat, **typed: Any) -> Any:
        return seat.post(f"{address}/decide", {"key": typed.pop("key", "k"), **typed})

    assert do(Seat(city.user(Role.AGENT)), act="confirm").status_code == 403
    assert do(seat, act="confirm")["Location"] == address
    assert "没有填写理由" in words(do(seat, act="dismiss", reason=" ", key="b"))
    [other] = register(city, matter(title="另一件", dispatch=False))
    number = CaseRow.objects.get(id=other).number
    do(seat, act="add", number=number, key="c")
    assert number in seat.text(address)
    do(seat, act="remove", case=other, key="d")
    assert number not in seat.text(address)
    assert do(seat, act="add", number="261111", key="e").status_code == 404
    do(seat, act="governance", governance="夜市油烟整治", key="f")
    _merged_from_there(seat, address, cases, other)
    own = Seat(city.user(Role.OFFICER)).get(address)
    assert cases[0] not in own.content.decode(), "a head out of sight is no hint"
    assert do(seat, act="dismiss", reason="已并单", key="i")["Location"] == "/desk/events"
    assert "和平路口油烟" not in seat.text("/desk/events")
    assert "已并单" in seat.text(address)
    assert do(seat, act="confirm", key="j").status_code == 302, "and back"

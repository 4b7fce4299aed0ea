"""Which area an address means, and which ones are asked about where names are the same."""

import pytest

from hotline.rules.actor import SETUP_ID
from hotline.rules.gazetteer import (
    MOST,
    Gazetteer,
    Place,
    PlaceChanges,
    PlaceKind,
    compare,
    plain,
)
from hotline.rules.reference import gazetteer as reference
from hotline.rules.reference.gazetteer import (
    AdoptPlaces,
    ApprovePlaces,
    DraftPlaces,
    RejectPlaces,
    WithdrawPlaces,
)
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.offices import office, refused

AREAS = {
    "dong": "溪东区",
    "dong/nan": "南门街道",
    "dong/nan/yi": "一里社区",
    "dong/bai": "白塔街道",
    "xi": "溪西区",
    "xi/bei": "北关街道",
}
ROAD, HOME, MARK = PlaceKind.ROAD, PlaceKind.COMPOUND, PlaceKind.LANDMARK
PLACES = (
    Place(name="人民路", area="dong/nan", kind=ROAD),
    Place(name="人民路", area="xi/bei", kind=ROAD),
    Place(name="幸福小区", area="dong/nan/yi", kind=HOME),
    Place(name="幸福小区", area="xi/bei", kind=HOME),
    Place(name="白塔", area="dong/nan", kind=MARK),
    Place(name="白塔新村", area="dong/bai", kind=HOME, aliases=("白塔村儿",)),
    Place(name="A1大厦", area="xi/bei", kind=MARK),
)
SETUP = office(Role.SYSTEM_ADMIN, id=SETUP_ID)
KNOWN = Gazetteer(edition="1", revision=1, places=PLACES)


def found(words: str) -> list[str]:
    return [one.area for one in KNOWN.locate(words, AREAS)]


@pytest.mark.parametrize(
    ("words", "areas"),
    [
        ("", []),
        ("没有地名的一句话", []),
        ("白塔新村3号楼漏水", ["dong/bai"]),
        ("在白塔旁边", ["dong/nan"]),
        ("白 塔 村 儿", ["dong/bai"]),
        ("ａ１大厦门口", ["xi/bei"]),
        ("人民路12号", ["dong/nan", "xi/bei"]),
        ("溪西区人民路12号", ["xi/bei"]),
        ("人民路，靠近幸福小区", ["dong/nan/yi", "xi/bei"]),
        ("南门街道幸福小区", ["dong/nan/yi"]),
        ("一里社区", ["dong/nan/yi"]),
        ("溪东区", ["dong"]),
        # The names contradict each other: the more exact one is proposed, the agent decides.
        ("溪西区白塔新村", ["dong/bai"]),
    ],
)
def test_an_address_names_its_areas(words: str, areas: list[str]) -> None:
    assert found(words) == areas


def test_the_names_that_decided_are_told() -> None:
    [one] = KNOWN.locate("溪西区人民路12号", AREAS)
    assert one.names == ("人民路", "溪西区")
    [one] = KNOWN.locate("溪西区白塔新村", AREAS)
    assert one.names == ("白塔新村",)


def test_a_name_in_too_many_areas_is_no_answer() -> None:
    many = tuple(Place(name="中心路", area=f"q{n}", kind=ROAD) for n in range(MOST + 1))
    assert Gazetteer(places=many).locate("中心路1号", {}) == ()
    assert len(Gazetteer(places=many[1:]).locate("中心路1号", {})) == MOST


def test_plain_is_the_same_for_every_way_of_typing() -> None:
    assert plain(" Ａ１ 大厦\n") == plain("a1大厦") == "a1大厦"


def test_a_list_is_adopted_whole_and_each_edition_counts() -> None:
    state = Gazetteer()
    for edition in ("1", "2"):
        state = _after(state, AdoptPlaces(edition=edition, places=PLACES), SETUP)
    assert (state.edition, state.revision, state.places) == ("2", 2, PLACES)
    again = AdoptPlaces(edition="3", places=PLACES)
    refused(reference.decide(state, again, office(Role.SYSTEM_ADMIN)), Code.WRONG_ROLE, "另一位")


def _after(state: Gazetteer, command: reference.PlacesCommand, by: Office) -> Gazetteer:
    decided = reference.decide(state, command, by)
    assert not isinstance(decided, Refusal), decided
    for event in decided:
        state = reference.evolve(state, event)
    return state


def test_a_list_is_in_use_when_a_second_person_has_approved_it() -> None:
    admin, body = office(Role.SYSTEM_ADMIN), office(Role.MANAGEMENT, id="u2")
    draft, approve = DraftPlaces(edition="2", places=PLACES[:1]), ApprovePlaces(number=1)
    refused(reference.decide(KNOWN, approve, body), Code.WRONG_STATE, "待审批")
    waiting = _after(KNOWN, draft, admin)
    assert waiting.places == KNOWN.places
    assert waiting.revision == KNOWN.revision
    refused(reference.decide(waiting, draft, admin), Code.WRONG_STATE, "还在等待")
    refused(reference.decide(waiting, approve, admin), Code.WRONG_ROLE, "")
    own = office(Role.SYSTEM_ADMIN, Role.MANAGEMENT)
    refused(reference.decide(waiting, approve, own), Code.PARTY, "拟定人")
    other = ApprovePlaces(number=2)
    refused(reference.decide(waiting, other, body), Code.WRONG_STATE, "刷新")
    after = _after(waiting, approve, body)
    assert (after.edition, after.revision, after.places, after.draft) == (
        "2", KNOWN.revision + 1, PLACES[:1], None,
    )  # fmt: skip


def test_a_list_is_rejected_with_a_reason_or_withdrawn_by_its_author() -> None:
    admin, body = office(Role.SYSTEM_ADMIN), office(Role.MANAGEMENT, id="u2")
    waiting = _after(KNOWN, DraftPlaces(edition="2", places=PLACES[:1]), admin)
    without = RejectPlaces(number=1, reason=" ")
    refused(reference.decide(waiting, without, body), Code.MISSING, "退回原因")
    withdraw = WithdrawPlaces(number=1)
    refused(reference.decide(waiting, withdraw, body), Code.WRONG_ROLE, "提交人")
    for command, by in ((RejectPlaces(number=1, reason="漏了"), body), (withdraw, admin)):
        after = _after(waiting, command, by)
        assert (after.draft, after.places, after.drafts) == (None, KNOWN.places, 1)


def test_lists_are_compared_by_name_and_area() -> None:
    one, moved = Place(name="铁塔", area="dong"), Place(name="铁塔", area="xi")
    known = Place(name="铁塔", area="dong", aliases=("老铁塔",))
    assert compare((one,), (moved,)) == PlaceChanges(added=(moved,), gone=(one,))
    assert compare((one,), (known,)) == PlaceChanges(changed=((one, known),))
    assert compare((one, moved), (moved, one)) == PlaceChanges()
    same = DraftPlaces(edition="x", places=KNOWN.places)
    refused(reference.decide(KNOWN, same, office(Role.SYSTEM_ADMIN)), Code.ALREADY, "差别")


@pytest.mark.parametrize(
    ("edition", "places", "code", "words"),
    [
        ("1", PLACES, Code.ALREADY, "已经在用"),
        ("", PLACES, Code.MISSING, "版本名"),
        ("2", (Place(name=" ", area="dong"),), Code.MISSING, "地名"),
        ("2", (Place(name="甲", area=""),), Code.MISSING, "甲"),
        ("2", (PLACES[0], PLACES[0]), Code.INVALID, "人民路"),
    ],
)
def test_what_is_not_sound_is_refused(
    edition: str, places: tuple[Place, ...], code: Code, words: str
) -> None:
    command = DraftPlaces(edition=edition, places=places)
    refused(reference.decide(KNOWN, command, office(Role.SYSTEM_ADMIN)), code, words)
    refused(reference.decide(KNOWN, command, office(Role.DISPATCHER)), Code.WRONG_ROLE, "")


def test_a_list_that_is_too_long_says_how_long_it_may_be() -> None:
    places = (PLACES[0],) * (reference.MOST + 1)
    command = DraftPlaces(edition="x", places=places)
    refused(
        reference.decide(KNOWN, command, office(Role.SYSTEM_ADMIN)),
        Code.TOO_LONG,
        str(reference.MOST),
    )

"""The unit tree: ancestors, subtrees, and changes that leave the former tree as it was."""

from hotline.rules.units import UnitTree
from tests.rules.offices import tree, unit

CITY = tree(
    unit("east", name="东城区"),
    unit("heping", "east", name="和平街道"),
    unit("xin", "heping"),
    unit("west"),
)


def test_subtree_holds_the_unit_and_all_below() -> None:
    assert CITY.subtree("east") == {"east", "heping", "xin"}
    assert CITY.subtree("xin") == {"xin"}
    assert CITY.subtree("nowhere") == frozenset()


def test_within_asks_upwards() -> None:
    assert CITY.is_within("xin", "east")
    assert CITY.is_within("east", "east")
    assert not CITY.is_within("east", "xin")
    assert not CITY.is_within("nowhere", "east")


def test_name_of_an_unknown_unit_is_its_id() -> None:
    assert CITY.name("heping") == "和平街道"
    assert CITY.name("nowhere") == "nowhere"
    assert CITY.get("nowhere") is None


def test_ancestors_begin_with_the_unit() -> None:
    assert [one.id for one in CITY.ancestors("xin")] == ["xin", "heping", "east"]
    assert list(CITY.ancestors("")) == []


def test_a_loop_or_a_missing_parent_in_bad_data_ends_the_walk() -> None:
    loop = tree(unit("a", "b"), unit("b", "a"), unit("c", "gone"))
    assert [one.id for one in loop.ancestors("a")] == ["a", "b"]
    assert loop.subtree("a") == {"a", "b"}
    assert [one.id for one in loop.ancestors("c")] == ["c"]


def test_a_change_gives_a_new_tree() -> None:
    changed = CITY.change("heping", name="新和平街道").put(unit("new", "west"))
    assert changed.name("heping") == "新和平街道"
    assert changed.subtree("west") == {"west", "new"}
    assert CITY.name("heping") == "和平街道"
    assert UnitTree().children == {}

"""A city begins through real actions, and its world can be read."""

from tests.fixtures.people import City


def test_small_city_has_everything_in_force(city: City) -> None:
    world = city.world()
    assert world.city_name == "滨江市"
    assert world.units.name(city.units.xin) == "新村"
    assert len(world.directory.entries) == 10
    assert world.editions.edition(1).effective_from.year == 2021
    assert world.topics["cg/lj"] == "市容环卫"

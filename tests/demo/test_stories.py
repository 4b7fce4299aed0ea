"""What callers say: stories on topics that exist, told at every length, in more ways than one."""

from collections import Counter
from random import Random

import pytest

from hotline.demo import directory, place
from hotline.demo.words import phrases, stories, tell
from hotline.rules.gazetteer import Gazetteer
from hotline.rules.words import Kind, Tag, Urgency

pytestmark = pytest.mark.repeats


def test_every_story_is_about_a_topic_of_the_city() -> None:
    known = directory.topics()
    assert [story.title for story in stories() if story.topic not in known] == []
    second = {"/".join(story.topic.split("/")[:2]) for story in stories()}
    below = {code for code in known if code.count("/") == 1}
    assert len(second & below) > 0.9 * len(below)


def test_stories_have_every_kind_urgency_and_tag() -> None:
    assert {story.kind for story in stories()} == set(Kind)
    assert {story.urgency for story in stories()} == set(Urgency)
    assert {tag for story in stories() for tag in story.tags} == set(Tag)


def test_people_are_short_and_long_and_do_not_repeat_each_other() -> None:
    texts = [tell(Random(n)).text for n in range(3000)]
    lengths = sorted(map(len, texts))
    assert lengths[30] < 30
    assert 60 < lengths[1500] < 120
    assert lengths[-30] > 220
    assert max(Counter(texts).values()) < 12
    assert not any("{" in text for text in texts)
    assert len(phrases()["asides"]) > 10
    assert any("！" in text for text in texts)


def test_addresses_mean_the_area_of_the_case() -> None:
    """What an agent would be offered for these addresses holds the area they were made for."""
    known, areas = _known(), place.areas()
    for n in range(300):
        spot = place.spot(Random(n))
        assert spot.area in [found.area for found in known.locate(spot.address, areas)]


def _known() -> Gazetteer:
    return Gazetteer(edition="1", places=place.gazetteer())

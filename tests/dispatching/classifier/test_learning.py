"""What a model learns, and what it says of what it does not know."""

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest

from hotline.dispatching.classifier import learning
from hotline.dispatching.classifier.features import pieces, plain
from hotline.dispatching.classifier.learning import NothingToLearn, coarsened, parts_of, train
from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import Model
from tests.dispatching.classifier.requests import requests

WHEN = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> Model:
    return train(requests(), when=WHEN)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("西城花园三栋又停水了，水管爆了没人修", "供水/停水"),
        ("凌晨两点工地还在施工，噪声太大", "噪声"),
        ("等了四十分钟公交车都没来", "公交"),
    ],
)
def test_a_new_request_goes_to_its_topic_for_a_reason_that_stands_in_it(
    made: Model, text: str, label: str
) -> None:
    first, *rest = made.candidates(Message(text=text))
    assert first.label == label
    assert first.words
    assert all(word in plain(text) and word.isalnum() for word in first.words)
    assert sum(one.probability for one in (first, *rest)) == pytest.approx(1, abs=0.01)


def test_a_text_of_which_nothing_is_known_is_answered_without_certainty(made: Model) -> None:
    first = made.candidates(Message(text="ⅩⅩ"))[0]
    assert first.words == ()
    assert first.probability < 0.8


def test_numbers_width_and_blanks_tell_no_topic() -> None:
    assert plain("３号 楼\n１２栋**") == plain("5号楼 88栋") == "0号楼0栋"


def test_a_text_already_parted_counts_the_same_words() -> None:
    parted, whole = pieces(Message(tokens="自来水 发黄")), pieces(Message(text="自来水发黄"))
    assert np.array_equal(parted.keys, whole.keys)
    assert {"自来水", "自来水发黄", "来水发"} <= set(parted.named().values())


def test_pieces_are_numbers_that_stand_for_parts_of_the_text() -> None:
    """Three characters in full; words and pairs by a hash that depends on nothing but them."""
    found = pieces(Message(title="停水", text="昨天停水，停水两天"))
    assert sorted(found.named()) == found.keys.tolist()
    assert int(found.times[found.keys == (ord("停") << 20 | ord("水"))][0]) == 3
    words = {name: key for key, name in pieces(Message(text="停水了")).named().items()}
    assert found.named()[words["停水"]] == "停水"
    assert len(pieces(Message()).keys) == 0
    assert len(pieces(Message(text="\ud800")).keys) > 0, "half a character is no fault"


def test_a_topic_with_too_few_examples_counts_for_the_level_above() -> None:
    few = [*requests(), Message(text="水表坏了", label="供水/水表")]
    assert {one.label for one in coarsened(few) if one.text == "水表坏了"} == {"供水"}
    lone = [Message(text="一", label="单独")]
    assert coarsened(lone) == lone


def test_near_duplicates_stay_in_one_part() -> None:
    once = requests(1)
    again = [msgspec.structs.replace(one, id=one.id + "'", text=one.text + "谢谢") for one in once]
    part = parts_of([*once, *again])
    assert part[: len(once)].tolist() == part[len(once) :].tolist()


def test_parts_that_are_given_are_kept() -> None:
    given = [msgspec.structs.replace(one, fold=at % 3) for at, one in enumerate(requests())]
    assert parts_of(given).tolist() == [one.fold for one in given]


def test_with_a_handful_of_examples_probabilities_are_marked_as_worth_nothing() -> None:
    day_one = [
        Message(text="停水、水压低、爆管", label="供水"),
        Message(text="公交线路、班次、司机服务", label="公交"),
    ]
    made = train(day_one, when=WHEN)
    assert not made.card.calibrated
    assert made.candidates(Message(text="小区停水"))[0].label == "供水"


def test_one_topic_alone_teaches_nothing() -> None:
    with pytest.raises(NothingToLearn):
        train([Message(text="停水", label="供水")], when=WHEN)


def test_scaling_finds_how_much_the_scores_are_worth() -> None:
    """Scores drawn so that the truth follows softmax(3 x + b): slope and offsets come back."""
    rng = np.random.default_rng(7)
    scores, offset = rng.normal(size=(20_000, 3)), np.array([0.5, 0.0, -0.5])
    chance = learning.softmax(3 * scores + offset)
    truth = np.array([rng.choice(3, p=row) for row in chance])
    slope, found = learning.scaled(scores, truth)
    assert slope == pytest.approx(3, rel=0.05)
    assert found - found.mean() == pytest.approx(offset, abs=0.06)

"""What a text is taken apart into, what the model says of it, and the words named for it."""

import msgspec
import pytest

from hotline.rules.detectors.detect import detect_with
from hotline.rules.detectors.pieces import FEWEST, LONGEST, pieces, signs_of, stretches
from hotline.rules.detectors.reasons import reasons
from hotline.rules.detectors.signs import lexicon
from hotline.rules.detectors.weights import Weights, learnt
from hotline.rules.words import Kind
from scripts import detectors


@pytest.mark.parametrize(
    ("clause", "signs"),
    [
        ("火锅店起火", [("火锅", "safe"), ("起火", "fire")]),
        ("三十多个工人", [("三十多个工人", "crowd")]),
        ("12户人家", [("12户人", "crowd")]),
        ("两个工人", [("工人", "person")]),
        ("十七岁", [("十七岁", "child")]),
        ("二十七岁", []),
        ("茄", []),
    ],
)
def test_the_longest_word_counts_and_people_and_ages_are_counted(
    clause: str, signs: list[tuple[str, str]]
) -> None:
    found = [(one.word, one.concepts[0]) for one in lexicon().signs(clause)]
    assert [one for one in found if one[1] != "number_persons"] == signs


def test_stretches_end_with_sentences_and_stay_short() -> None:
    long = "，".join(["一二三四五六七八九十"] * 5)
    found = [one.text for one in stretches("前。后", f" \n{long}")]
    assert found[:2] == ["前", "后"]
    assert all(len(one.replace("\n", "")) <= LONGEST for one in found)
    assert "".join(found[2:]).replace("\n", "") == long.replace("，", "")


def test_short_texts_are_not_heard_louder() -> None:
    (stretch,) = stretches("啊")
    made = pieces(stretch, signs_of(stretch), ["danger"])
    assert made.told == {"=nothing"} and made.said == {"!danger"}
    assert [amount for _, amount in made.weighed()][1] == FEWEST**-0.5


def _weights(**pieces: int) -> Weights:
    """Weights of one alarm, by hand."""
    heads = ("danger", *(kind.value for kind in Kind))
    return Weights(
        made_of="",
        heads=heads,
        bias=(-1.0, *(0.0 for _ in Kind)),
        least={"danger": 0.0},
        longer=0.0,
        pieces={name: ((0, weight),) for name, weight in pieces.items()},
    )


def test_signs_that_speak_for_an_alarm_are_named_the_strongest_first() -> None:
    weights = _weights(**{"#breath": 300, "&breath family": 400, ">family breath": 100, "#no": -9})
    (stretch,) = stretches("我妈喘不上气，没办法")
    said = {"danger": ("喘不上气",)}
    assert reasons("danger", stretch, signs_of(stretch), {}, weights) == ["喘不上气", "我妈"]
    assert reasons("danger", stretch, signs_of(stretch), said, weights) == ["喘不上气", "我妈"]


def test_without_a_sign_a_run_of_characters_is_named() -> None:
    hints = detect_with(_weights(嘎嘎=900), "墨墨墨墨嘎嘎")
    assert "嘎嘎" in hints.tags[0].words[0] and hints.kind is Kind.HELP


def test_weights_are_those_of_the_sentences() -> None:
    """After a change of what they are made of: `python -m scripts.detectors`."""
    weights = learnt()
    assert weights.made_of == detectors.digest(), "run python -m scripts.detectors"
    assert detectors.written(weights) == detectors.written(
        msgspec.json.decode(detectors.written(weights), type=Weights)
    )


def test_every_sentence_names_known_heads() -> None:
    told = detectors.sentences()
    assert {head for one in told for head in one.heads} == set(detectors.ALARMS)
    assert {one.kind for one in told} == {*detectors.KINDS, "-"}

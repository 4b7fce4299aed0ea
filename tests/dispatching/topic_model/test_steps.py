"""Models in two steps, mixing with names, thresholds: pure, no database."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.topic_model import card, from_topics, mixed, stepwise, teaching
from hotline.dispatching.topic_model.made import silent
from hotline.dispatching.topic_model.thresholds import Answer, bars
from hotline.rules.directory import Directory
from hotline.rules.shares import interval
from hotline.rules.units import UnitTree

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TOPICS = {"cg": "城管", "cg/zd": "占道经营", "cg/zs": "噪声扰民", "gg": "公用", "gg/ts": "停水"}
SAID = {
    "cg/zd": ("烧烤摊占道", "小贩占路", "店外摆货", "三轮车卖菜"),
    "cg/zs": ("半夜打桩", "广场舞太吵", "装修敲墙", "酒吧低音炮"),
    "gg/ts": ("水龙头没水", "停水三天", "水压太小", "水管爆了"),
}


def messages(times: int = 12) -> list[Message]:
    return [
        Message(text=f"{said}，{'东南西北中'[n % 5]}门{n}", label=label)
        for n in range(times)
        for label, found in SAID.items()
        for said in found
    ]


def first() -> from_topics.Model:
    texts = from_topics.texts(TOPICS, Directory(), UnitTree(), from_topics.plain_words())
    return from_topics.model(texts, when=NOW)


def test_two_steps_answer_are_kept_and_are_mixed_with_names(tmp_path: Path) -> None:
    taught = teaching.taught(messages(), when=NOW, told=silent, many=2)
    assert isinstance(taught, stepwise.Stepwise)
    assert taught.labels == ["cg/zd", "cg/zs", "gg"], "a field of one topic is not parted"
    made = mixed.weighed(first(), taught, messages(2))
    made.save(tmp_path)
    again = mixed.read(tmp_path)
    asked = [Message(text="三轮车卖菜"), Message(text="停水三天")]
    chance = again.probabilities(asked)
    assert np.allclose(chance, made.probabilities(asked))
    assert np.allclose(chance.sum(axis=1), 1)
    best = [again.labels[at] for at in chance.argmax(axis=1)]
    assert best == ["cg/zd", "gg/ts"], "names part what cases did not"
    found = again.candidates(asked[0])
    assert found[0].label == "cg/zd" and "卖菜" in "".join(found[0].words)


def test_a_topic_stands_out_only_as_often_right_as_is_asked() -> None:
    def answer(guess: str, chance: float, right: bool) -> Answer:
        truth = guess if right else "x"
        return Answer(guess=guess, truth=truth, chance=chance, in_five=right)

    good = [answer("a", 0.5 + n / 100, n > 10) for n in range(40)]
    found = bars([*good, *[answer("b", 0.9, True)] * 3, *[answer("c", 0.9, False)] * 20], 0.9)
    assert found["a"].threshold == pytest.approx(0.60)
    assert (found["a"].above, found["a"].right) == (30, 29)
    assert found["b"].threshold is None and "3件" in found["b"].why
    assert found["c"].threshold is None and "对0件" in found["c"].why
    assert interval(0, 0) == (0.0, 1.0)
    assert next((one.cases, one.right) for one in card.steps(good)) == (10, 0)
    assert card.confusions(good) == [("x", "a", 11)]
    assert card.at_shares(good)[-1] == (0.6, 24, 24)

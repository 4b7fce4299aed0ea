"""Figures by hand, and that what is measured was not learnt from."""

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest

from hotline.dispatching.classifier import measuring
from hotline.dispatching.classifier.measuring import Judged, calibration_error, macro_f1
from hotline.dispatching.classifier.messages import Message
from tests.dispatching.classifier.requests import requests


def test_macro_f1_by_hand() -> None:
    """a: 2 of 3 given found, one wrongly guessed (F1 2/3); b: 1 right, 2 guessed, 2 given (1/2)."""
    truth, guess = list("aaabb"), list("aabab")
    assert macro_f1(truth, guess) == pytest.approx((2 * 2 / 6 + 2 * 1 / 4) / 2)
    assert macro_f1([], []) == 0


def test_calibration_error_by_hand() -> None:
    """Four at 0.9 of which half come true: 0.4 apart; probabilities that hold are 0 apart."""
    right, sure = np.array([True, True, False, False]), np.full(4, 0.9)
    assert calibration_error(right, sure) == pytest.approx(0.4)
    assert calibration_error(np.array([True, True]), np.ones(2)) == 0


def test_accuracy_at_coverage_takes_the_surest_first() -> None:
    judged = Judged(
        truth=list("aaaaa"),
        guess=list("aaabb"),
        sure=np.array([0.9, 0.8, 0.7, 0.6, 0.5]),
        in_five=np.ones(5, bool),
        seconds=0.5,
    )
    found = measuring.figures(judged)
    assert found.accuracy == 0.6
    assert found.at_coverage == {"80%": 0.75, "60%": 1.0}
    assert (found.a_second, found.one) == (10, 100)


def test_random_labels_cannot_be_foretold() -> None:
    """If a part saw its own answers, labels without sense would still be found."""
    rng = np.random.default_rng(3)
    labels = rng.choice(list("xyz"), size=len(requests()))
    senseless = [
        msgspec.structs.replace(one, label=str(label), fold=at % 4)
        for at, (one, label) in enumerate(zip(requests(), labels, strict=True))
    ]
    found, each = measuring.over_parts(senseless, when=datetime(2026, 3, 2, tzinfo=UTC))
    assert found.accuracy < 0.55
    assert len(each) == 4
    copies = [msgspec.structs.replace(one, title="", fold=-1) for one in senseless]
    found, _ = measuring.over_parts(
        senseless, when=datetime(2026, 3, 2, tzinfo=UTC), besides=copies
    )
    assert found.accuracy < 0.55, "copies of what is asked are not learnt from"


def test_a_label_finer_than_the_model_knows_is_judged_by_the_level_it_knows() -> None:
    from hotline.dispatching.classifier.learning import train

    made = train(requests(), when=datetime(2026, 3, 2, tzinfo=UTC))
    fine = [Message(text="公交车不来", label="公交/班次/晚点")]
    assert measuring.judge(made, fine).truth == ["公交"]

"""A model is kept as data, read back whole, and a folder without one is named."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from hotline.dispatching.classifier import messages
from hotline.dispatching.classifier.learning import train
from hotline.dispatching.classifier.messages import Message, Unreadable
from hotline.dispatching.classifier.model import Broken, Model, load
from tests.dispatching.classifier.requests import requests


@pytest.fixture(scope="module")
def made() -> Model:
    return train(requests(1), when=datetime(2026, 3, 2, tzinfo=UTC))


def test_what_is_read_back_answers_the_same(made: Model, tmp_path: Path) -> None:
    made.save(tmp_path / "model")
    again = load(tmp_path / "model")
    asked = [Message(text="又停水了"), Message(title="公交", text="车不来")]
    assert np.array_equal(again.probabilities(asked), made.probabilities(asked))
    assert again.card == made.card


def test_a_model_that_is_written_anew_leaves_the_one_that_runs_alone(
    made: Model, tmp_path: Path
) -> None:
    """Its arrays are mapped: a file written over would change or end what reads it."""
    made.save(tmp_path)
    running = load(tmp_path)
    asked = [Message(text="又停水了")]
    before = running.probabilities(asked)
    train(requests(2), when=datetime(2026, 3, 3, tzinfo=UTC)).save(tmp_path)
    assert np.array_equal(running.probabilities(asked), before)
    assert not np.array_equal(load(tmp_path).probabilities(asked), before)


def test_no_word_stands_in_the_files(made: Model, tmp_path: Path) -> None:
    made.save(tmp_path)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert "噪声".encode() in kept, "the name of a topic"
    assert not any(
        word.encode(code) in kept
        for word in ("东风路", "渣土车")
        for code in ("utf-8", "utf-32-le")
    )


def test_a_folder_without_a_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(Broken, match=str(tmp_path)):
        load(tmp_path)


def test_a_model_of_another_format_is_not_guessed_at(made: Model, tmp_path: Path) -> None:
    made.save(tmp_path)
    card = (tmp_path / "card.json").read_text().replace('"format": 2', '"format": 99')
    (tmp_path / "card.json").write_text(card)
    with pytest.raises(Broken, match="99"):
        load(tmp_path)


def test_nothing_in_a_model_is_run_when_it_is_read(made: Model, tmp_path: Path) -> None:
    made.save(tmp_path)
    np.save(tmp_path / "weights.npy", np.array([print], dtype=object))
    with pytest.raises(Broken):
        load(tmp_path)


def test_a_line_that_is_no_request_is_named_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text('{"text": "停水", "label": "供水", "other": 3}\n\n{"text": \n')
    with pytest.raises(Unreadable, match="第3行"):
        messages.read(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="none"):
        messages.read(tmp_path / "none.jsonl.gz")

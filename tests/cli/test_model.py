"""`hotline model` and `hotline classify`, as a city's engineer calls them."""

import io
import json
from pathlib import Path
from random import Random

import msgspec
import pytest
from msgspec.structs import replace

from hotline.cli import main
from hotline.dispatching.topic_model import queries
from tests.dispatching.classifier.requests import requests
from tests.fixtures.people import City


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "requests.jsonl"
    file.write_bytes(b"\n".join(msgspec.json.encode(one) for one in requests()))
    return file


def test_train_measure_and_ask(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "model"
    assert main(["model", "train", "--data", str(data), "--out", str(folder)]) == 0
    assert main(["model", "evaluate", "--model", str(folder), "--data", str(data)]) == 0
    assert "macro-F1 1.000" in capsys.readouterr().out  # asked what it learnt from

    line = '{"id": "7", "title": "停水", "text": "小区停水两天，水管爆裂"}\n'.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line)))
    assert main(["classify", "--model", str(folder), "--sure", "0"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["id"], answer["decided"]) == ("7", "供水/停水")
    assert len(answer["candidates"]) == 4

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line)))
    assert main(["classify", "--model", str(folder), "--sure", "1.01"]) == 0
    assert json.loads(capsys.readouterr().out)["decided"] is None


def test_over_folds_nothing_is_judged_by_what_learnt_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = requests(each=1)
    deal = [one.label for one in said]
    Random(1).shuffle(deal)  # nothing can be learnt but each request by heart
    data = tmp_path / "dealt.jsonl"
    dealt = [replace(one, label=label) for one, label in zip(said, deal, strict=True)]
    data.write_bytes(b"\n".join(msgspec.json.encode(one) for one in dealt))
    assert main(["model", "evaluate", "--data", str(data), "--folds", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["messages"] == 32
    assert found["macro_f1"] < 0.5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["model", "evaluate", "--data", "{data}"], "--model"),
        (["model", "evaluate", "--data", "{data}", "--model", "{none}"], "hotline model train"),
        (["model", "train", "--data", "{none}", "--out", "{none}"], "读不了文件"),
        (["model", "train", "--data", "{data}", "--out", "{data}"], "写不了模型文件夹"),
        (
            ["model", "train", "--data", "{bare}", "--out", "{none}"],
            "读到 1 件，其中带 label 的 0 件",
        ),
        (["model", "train", "--data", "{gbk}", "--out", "{none}"], "第2行读不懂（不是 UTF-8"),
        (["events", "detect", "{gbk}"], "第1行读不懂"),
        (["duplicates", "{gbk}"], "第1行读不懂"),
        (["classify", "--model", "{none}"], "没有可用的模型"),
    ],
)
def test_what_can_be_mended_is_said(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (tmp_path / "bare").write_text('{"title": "停水"}\n', encoding="utf-8")
    (tmp_path / "gbk").write_bytes('{"title": "x"}\n{"title": "噪声扰民"}\n'.encode("gb18030"))
    places = {one: tmp_path / one for one in ("none", "bare", "gbk")}
    filled = [one.format(data=data, **places) for one in arguments]
    assert main(filled) == 2
    assert said in capsys.readouterr().err


def test_a_city_gets_its_first_model_after_a_dry_run(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["--city", city.code]
    assert main(["model", "train", *named, "--from-topics"]) == 0
    assert "--apply" in capsys.readouterr().out
    assert not queries.models(city.code).versions
    assert main(["model", "train", *named, "--from-topics", "--apply"]) == 0
    first = queries.models(city.code).running
    assert first
    assert main(["model", "retrain", *named, "--if-due"]) == 0
    assert "Not due" in capsys.readouterr().out
    assert main(["model", "retrain", *named]) == 0
    second = next(iter(queries.models(city.code).versions))
    assert main(["model", "adopt", second, *named]) == 0
    assert main(["model", "adopt", first, *named]) == 2
    assert main(["model", "adopt", first, "--reason", "新的常错", *named]) == 0
    assert main(["model", "list", *named]) == 0
    assert f"* {first}" in capsys.readouterr().out

"""`hotline duplicates`, on a file as an engineer of a city has it."""

import json
from pathlib import Path

import pytest

from hotline.cli import main

LINES = (
    '{"id": "1", "title": "海棠雅苑旁化工厂夜里排放臭味", "time": "2026-03-01T08:00:00"}',
    '{"id": "2", "title": "学校门口没有斑马线", "time": "2026-03-02T08:00:00", "likes": 3}',
    '{"id": "3", "title": "海棠雅苑化工厂臭味扰民", "time": "2026-03-03T08:00:00"}',
    '{"id": "0", "title": "海棠雅苑化工厂夜里臭味"}',
)


def test_pairs_are_printed_with_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text("\n\n".join(LINES))
    assert main(["duplicates", str(file), "--least", "0.3"]) == 0
    told = capsys.readouterr()
    pairs = [json.loads(line) for line in told.out.splitlines()]
    assert {(one["id"], one["other"]) for one in pairs} == {("3", "1"), ("3", "0"), ("1", "0")}
    [dated] = [one for one in pairs if one["days"] is not None]
    assert "文字相近：" in "".join(dated["reasons"]) and "相隔2天" in dated["reasons"]
    assert "诉求 4 件" in told.err
    assert main(["duplicates", str(file), "--days", "1", "--least", "0.3"]) == 0
    assert ("3", "1") not in {
        (one["id"], one["other"]) for one in map(json.loads, capsys.readouterr().out.splitlines())
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"text": "没有编号"}', "第1行"),
        (
            '{"id": "1", "time": "2026-01-01T08:00:00"}\n'
            '{"id": "2", "time": "2026-01-01T08:00:00Z"}',
            "时区",
        ),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text(content)
    assert main(["duplicates", str(file)]) == 2
    assert said in capsys.readouterr().err
    assert main(["duplicates", str(tmp_path / "none")]) == 2

"""`hotline events detect`, on a file as an engineer of a city has it."""

import json
from pathlib import Path

import msgspec
import pytest

from hotline.cli import main
from tests.dispatching.rising.test_watch import DAY, ordinary, smell


def test_a_stream_is_replayed_in_time_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calm = ordinary(400)
    stream = [*[smell(at, calm[-1].time + at * DAY) for at in range(5)], *calm]
    file = tmp_path / "stream.jsonl"
    file.write_bytes(b"\n".join(msgspec.json.encode(one) for one in stream) + b"\n\n")
    assert main(["events", "detect", str(file)]) == 0
    told = capsys.readouterr()
    [event] = [json.loads(line) for line in told.out.splitlines()]
    assert sorted(event["ids"]) == [f"s{at}" for at in range(5)]
    assert "405" in told.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": "1", "time": "gestern"}', "第1行"),
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
    file = tmp_path / "stream.jsonl"
    file.write_text(content)
    assert main(["events", "detect", str(file)]) == 2
    assert said in capsys.readouterr().err
    assert main(["events", "detect", str(tmp_path / "none")]) == 2

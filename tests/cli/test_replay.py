"""回放: recorded requests go through the real HTTP API once each, whatever happens meanwhile."""

import gzip
import hashlib
import json
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from hotline import config
from hotline.cli.command import main
from hotline.cli.driving import lines
from hotline.cli.trouble import Trouble
from hotline.handling.models import CaseRow, CaseTextRow
from hotline.people import actions
from hotline.people.by import By
from hotline.rules.words import Role
from tests.fixtures.people import City, done

SAMPLE = Path(__file__).parents[1] / "samples" / "replay.jsonl"


@pytest.fixture
def token(city: City) -> str:
    account = city.user(Role.DISPATCHER)
    return done(actions.make_token(By(actor=account.actor), account.id, "回放")).secret


def replay(path: Path, url: str, token: str, folder: Path, *more: str) -> tuple[int, Any]:
    report = folder / "report.json"
    code = main(["replay", str(path), "--url", url, "--token", token, "--report", str(report),
                 *more])  # fmt: skip
    return code, json.loads(report.read_text())


def test_lines_are_registered_once_and_refusals_are_reported(
    city: City, token: str, live_server: str, tmp_path: Path
) -> None:
    """能登记的都登记，不能登记的逐条说明原因；再跑一遍不产生重复工单。"""
    file = tmp_path / "requests.jsonl.gz"
    file.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    code, report = replay(file, live_server, token, tmp_path, "--phones")
    assert code == 1
    assert (report["lines"], report["accepted"]) == (10, 6)
    assert {code: found["count"] for code, found in report["refused"].items()} == {
        "unreadable": 3,
        "missing": 1,
    }
    assert report["refused"]["missing"]["examples"][0].startswith("s7: ")
    assert (report["unknown_channel"], report["unknown_kind"]) == (1, 1)
    texts = {row.stream_id: row.text for row in CaseTextRow.objects.filter(city=city.code)}
    rows = {texts[row.id][:4]: row for row in CaseRow.objects.filter(city=city.code)}
    assert (rows["青禾路从"].channel, rows["青禾路从"].kind) == ("phone", "help")
    assert (rows["湖边步道"].channel, rows["湖边步道"].anonymous) == ("app", True)
    assert (rows["楼下超市"].channel, rows["楼下超市"].kind) == ("web", "help")
    assert (rows["翠苑三期"].channel, rows["翠苑三期"].kind) == ("other", "help")
    assert all(row.reachable for row in rows.values())

    _, again = replay(file, live_server, token, tmp_path, "--phones")
    assert (again.get("accepted", 0), again["noted"]) == (0, 6)
    place = hashlib.sha256(f"{live_server}\0{file.name}".encode()).hexdigest()[:12]
    (config.state_dir() / "replay" / f"{file.name}.{place}").unlink()
    _, without_notes = replay(file, live_server, token, tmp_path, "--phones")
    assert (without_notes.get("accepted", 0), without_notes["repeated"]) == (0, 6)
    assert CaseRow.objects.filter(city=city.code).count() == 6


def test_dispatch_by_the_directory_and_a_limit(
    city: City, token: str, live_server: str, tmp_path: Path
) -> None:
    code, report = replay(SAMPLE, live_server, token, tmp_path, "--dispatch", "--limit", "2")
    assert (code, report["accepted"]) == (0, 2)
    stages = {row.topic: row.stage for row in CaseRow.objects.filter(city=city.code)}
    assert stages == {"cg": "handling", "cg/zs": "handling"}


def test_an_over_long_text_is_refused_never_cut(
    token: str, live_server: str, tmp_path: Path
) -> None:
    file = tmp_path / "long.jsonl"
    file.write_text(json.dumps({"id": "x", "text": "长" * 10_001}))
    code, report = replay(file, live_server, token, tmp_path)
    assert (code, list(report["refused"])) == (1, ["too_long"])


def test_no_answer_is_waited_for(city: City, token: str, live_server: str, tmp_path: Path) -> None:
    """服务中断期间反复重试，恢复后一件不多、一件不少。"""
    upstream = live_server.rpartition(":")[2]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        breaking = threading.Thread(target=_unsteady, args=(listener, int(upstream)), daemon=True)
        breaking.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        code, report = replay(SAMPLE, url, token, tmp_path, "--workers", "2")
    assert code == 1
    assert report["accepted"] + report.get("repeated", 0) == 6
    assert report["retries"] > 0
    assert CaseRow.objects.filter(city=city.code).count() == 6


def _unsteady(listener: socket.socket, upstream: int) -> None:
    """Passes on every second connection; of each first one only the request, never the answer."""
    serial = 0
    while True:
        try:
            near, _ = listener.accept()
        except OSError:
            return
        serial += 1
        threading.Thread(target=_pass, args=(near, upstream, serial % 2 == 0), daemon=True).start()


def _pass(near: socket.socket, upstream: int, whole: bool) -> None:
    with near, socket.create_connection(("127.0.0.1", upstream)) as far:
        for _ in range(3):
            if not (request := _message(near)):
                return
            far.sendall(request)
            answer = _message(far)
            if not (whole and answer):
                return
            near.sendall(answer)


def _message(connection: socket.socket) -> bytes:
    """One whole request or answer; b"" when the other side has closed."""
    read = b""
    while b"\r\n\r\n" not in read or len(read.partition(b"\r\n\r\n")[2]) < _length(read):
        if not (more := connection.recv(65536)):
            return b""
        read += more
    return read


def _length(message: bytes) -> int:
    for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def test_a_wrong_token_or_address_is_said_before_anything_is_sent(
    city: City,
    live_server: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hotline.cli.driving.client.REACHED_WITHIN", 0.1)
    assert main(["replay", str(SAMPLE), "--url", live_server, "--token", "hl_wrong"]) == 2
    assert "401" in capsys.readouterr().err
    assert main(["replay", str(SAMPLE), "--url", "http://127.0.0.1:1", "--token", "hl_x"]) == 2
    assert "hotline up" in capsys.readouterr().err


def test_the_same_line_is_the_same_request_for_ever() -> None:
    assert lines.key("a.jsonl", "1") == lines.key("a.jsonl", "1") != lines.key("b.jsonl", "1")
    assert lines.phone("A0182491") == lines.phone("A0182491")
    assert lines.phone("A0182491").startswith("111")


def test_a_missing_file_or_token_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HOTLINE_TOKEN", raising=False)
    assert main(["replay", str(SAMPLE)]) == 2
    assert "--token" in capsys.readouterr().err
    with pytest.raises(Trouble, match="none"):
        lines.count(tmp_path / "none")

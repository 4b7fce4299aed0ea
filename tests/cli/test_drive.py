"""驱动办理: every open case of a city is worked to its closing through the API, by its queues."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hotline.cli.driving import city_time, kills
from hotline.cli.driving.chance import Chance
from hotline.cli.driving.texts import OWN, Texts
from hotline.handling import actions
from hotline.handling.models import CaseRow
from hotline.people.models import TokenRow
from hotline.rules.case import commands as c
from hotline.rules.words import CaseStage, Channel, Kind, Role
from tests import cluster
from tests.fixtures.people import City, done
from tests.fixtures.serving import serve

VIRTUAL = {"HOTLINE_VIRTUAL_TIME": "1"}
# The clock process, looking every 20 ms instead of every second.
QUICK_CLOCK = """
from hotline.cli.setup import django_ready
django_ready()
from hotline import ledger
from hotline.cli.loop import keep_doing
keep_doing("clock", lambda: ledger.fire_due(limit=100), idle=0.02)
"""


@contextmanager
def quick_clock() -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-c", QUICK_CLOCK], env=cluster.environment() | VIRTUAL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def register(city: City, count: int) -> None:
    kinds, topics = (Kind.COMPLAINT, Kind.CONSULT, Kind.HELP), ("cg/zd", "", "zj/wy")
    for number in range(count):
        matter = c.Matter(
            kind=kinds[number % 3],
            text=f"第{number}件：楼道堆物，请处理。",
            title="楼道堆物",
            topic=topics[number % 3],
            area="dong/heping",
        )
        command = c.RegisterContact(
            channel=Channel.PHONE,
            matters=(matter,),
            caller_phone="13800138000" if number % 4 else "",
        )
        done(actions.register(city.by(Role.DISPATCHER), command))


def drive(city: City, url: str, report: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "hotline.cli", "demo", "drive", "--url", url, "--city", city.code,
         "--report", str(report), *more],
        env=cluster.environment() | VIRTUAL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_every_open_case_is_closed_and_the_journal_agrees(
    own_database: str, city: City, tmp_path: Path
) -> None:
    """十二件工单全部办到结案：到期事项由时钟处理，令牌用后收回，日志与读模型一致。"""
    register(city, 12)
    report = tmp_path / "report.json"
    with serve(**VIRTUAL) as url, quick_clock():
        ran = drive(city, url, report, "--check", "--seed", "7")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(report.read_text())
    assert (found["open_before"], found["closed"], found["left"]) == (12, 12, {})
    assert (found["verify"], found["rebuild"]) == ("agrees", "agrees")
    over = {CaseStage.CLOSED, CaseStage.WITHDRAWN}
    assert {row.stage for row in CaseRow.objects.filter(city=city.code)} <= over
    assert not TokenRow.objects.filter(city=city.code, name="demo drive").exists()


def test_what_cannot_be_closed_in_time_is_named_with_its_reason(
    own_database: str, city: City, tmp_path: Path
) -> None:
    register(city, 2)
    report = tmp_path / "report.json"
    with serve(**VIRTUAL) as url, quick_clock():
        ran = drive(city, url, report, "--days", "0")
    assert ran.returncode == 1
    found = json.loads(report.read_text())
    assert sum(found["left"].values()) == len(found["reasons"]) == 2 - found["closed"] > 0
    numbers = {row.number for row in CaseRow.objects.filter(city=city.code)}
    assert all(reason.split()[0] in numbers for reason in found["reasons"])


def test_a_server_in_real_time_is_refused(own_database: str, city: City, tmp_path: Path) -> None:
    """What we move must be what the server goes by."""
    with serve(HOTLINE_TESTING="0", HOTLINE_SECRET_KEY="x" * 50) as url:
        ran = drive(city, url, tmp_path / "report.json")
    assert ran.returncode == 2
    assert "hotline up --at" in ran.stderr


def test_kill_needs_the_supervisor(own_database: str, city: City, tmp_path: Path) -> None:
    ran = drive(city, "http://127.0.0.1:1", tmp_path / "report.json", "--kill", "1")
    assert ran.returncode == 2
    assert "--kill" in ran.stderr


def test_luck_follows_from_the_seed_alone() -> None:
    one, same, other = Chance(1), Chance(1), Chance(2)
    assert one.of("a", 1) == same.of("a", 1) != other.of("a", 1)
    found = [one.of(number) for number in range(2000)]
    assert 0 <= min(found) < 0.01
    assert 0.99 < max(found) < 1
    assert sorted(one.shuffled("abc", "x")) == ["a", "b", "c"]


def test_replies_that_cannot_be_sent_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "replies.jsonl"
    long = json.dumps({"reply": "长" * 10_001})
    file.write_text(f'{{"reply": "已处理"}}\n{{"reply": " "}}\n{long}\n{{}}\n\n')
    assert Texts(file).replies == ["已处理"]
    assert Texts(None).reply(0.999) == OWN[-1]


def test_people_come_three_times_a_day(city: City) -> None:
    start = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten in the morning
    moments = list(city_time.moments(city.world().calendar, start, 2))
    assert [f"{at:%d %H:%M}" for at in moments[1:]] == [
        "02 14:30", "02 18:30", "03 09:30", "03 14:30", "03 18:30",
    ]  # fmt: skip
    assert moments[0] == start
    assert moments == sorted(moments)
    assert moments[-1] - start < timedelta(days=2)


def test_our_own_children_are_found() -> None:
    with subprocess.Popen(["sleep", "30"]) as child:
        assert child.pid in kills._children(os.getpid())
        assert b"sleep" in kills._words(child.pid)
        child.kill()
    assert kills._words(2**22 + 1) == []

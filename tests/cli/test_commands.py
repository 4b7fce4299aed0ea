"""Every subcommand explains itself, and a mistake is a sentence, not a traceback."""

from importlib import import_module
from pathlib import Path

import pytest

from hotline.cli.command import MODULES, build_parser, main
from tests.cli.conftest import hotline

NAMES = [import_module(f"hotline.cli.{name}").NAME for name in MODULES]


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--help"])
    assert done.value.code == 0
    text = capsys.readouterr().out
    assert all(name in text for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        build_parser().parse_args([name, "--help"])
    assert done.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["clock-set"], "请给出一个时间"),
        (["clock-set", "2026-02-13", "--real"], "请给出一个时间"),
        (["up", "--at", "tomorrow"], "2026-02-13T16:30"),
        (["ledger", "export"], "--to"),
        (["db", "psql-url"], "尚无数据库"),
        (["migrate"], "hotline up"),
    ],
)
def test_a_mistake_is_a_sentence(arguments: list[str], words: str, state: Path) -> None:
    done = hotline(*arguments, state=state)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_external_database_is_not_ours_to_stop(state: Path) -> None:
    done = hotline("db", "stop", state=state, DATABASE_URL="postgresql://a@127.0.0.1:1/b")
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
    gone = hotline(
        "migrate",
        state=state,
        OWNER_DATABASE_URL="postgresql://a@127.0.0.1:1/b",
        DATABASE_URL="postgresql://a@127.0.0.1:1/b",
    )
    assert "OWNER_DATABASE_URL" in gone.stderr

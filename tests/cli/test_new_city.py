"""docs/new-city.md is followed to the letter: its files, its commands, what it says they print."""

import os
import re
import shlex
from pathlib import Path

import pytest

from hotline.cli.command import main

DOC = Path(__file__).parents[2] / "docs" / "new-city.md"
FILE = re.compile(r"`(\w+\.csv)`：\n\n((?:    .+\n)+)")
COMMAND = re.compile(r"^    \$ hotline (.+)\n((?:    (?!\$ ).+\n)*)", re.MULTILINE)
MENDED = {"units.csv": (",市政府,", ",,"), "places.csv": (",,城关街道", ",,青岚区/城关街道")}


@pytest.mark.repeats
def test_the_walk_through_for_a_new_city_is_true(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text, code = DOC.read_text(encoding="utf-8"), f"n{os.getpid()}"
    monkeypatch.chdir(tmp_path)
    for name, rows in FILE.findall(text):
        lines = rows.replace("\n    ", "\n").strip()
        Path(name).write_text(lines + "\n", encoding="gb18030")
    commands = COMMAND.findall(text)
    assert len(commands) > 12
    for asked, printed in commands:
        arguments = [one.replace("441900", code) for one in shlex.split(asked)]
        if "found" not in arguments and "--city" not in arguments:
            arguments += ["--city", code]
        status = main(arguments)
        told = capsys.readouterr()
        for line in printed.replace("441900", code).splitlines():
            assert line.strip() in told.out + told.err, f"hotline {asked}\n{told.out}{told.err}"
        if status == 1:
            _mend(Path(arguments[2]))
        else:
            assert status == 0, asked


def _mend(file: Path) -> None:
    """The file as the text says to mend it."""
    was, becomes = MENDED[file.name]
    mended = file.read_text(encoding="gb18030").replace(was, becomes)
    file.write_text(mended, encoding="gb18030")

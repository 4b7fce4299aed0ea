"""`hotline city found`: a city of one's own, with its administrators and its first rulebook."""

import itertools
import os
import re
from pathlib import Path

import pytest

from hotline.cli.command import main
from hotline.people import founding, queries
from hotline.people.sign_in import Opened, sign_in
from hotline.rules.actor import setup_actor
from hotline.rules.refusal import Refusal
from hotline.rules.words import Role
from tests.fixtures.people import City

_serial = itertools.count(1)


@pytest.fixture
def code(db: None) -> str:
    """The code of a city that is not there yet."""
    return f"f{os.getpid()}-{next(_serial)}"


def test_a_city_is_looked_at_then_founded_and_its_people_sign_in(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["city", "found", code, "--name", "岭川市", "--rulebook", "guangdong"]
    assert main([*command, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "岭川市12345热线中心" in said
    assert "参照广东的办理规则" in said
    assert code not in queries.cities()

    assert main(command) == 0
    said = capsys.readouterr().out
    world = queries.world(code)
    assert (world.city_name, world.units.name("centre")) == ("岭川市", "岭川市12345热线中心")
    book = world.editions.books[0]
    assert (book.edition, book.city, book.title) == (1, code, "参照广东的办理规则")
    rows = {row.username: queries.actor_of(row) for row in queries.users(setup_actor(code))}
    assert {name: set(actor.roles) for name, actor in rows.items()} == {
        "sysadmin": {Role.SYSTEM_ADMIN},
        "secadmin": {Role.SECURITY_ADMIN},
        "auditadmin": {Role.AUDIT_ADMIN},
        "management": {Role.MANAGEMENT},
    }
    password = dict(re.findall(r"(\w+) +\S+ +(\S{4}-\S{4}-\S{4}-\S{4})", said))["management"]
    opened = sign_in(code, "management", password)
    assert isinstance(opened, Opened)
    assert opened.signed.must_change

    assert main(command) == 2, "what is founded is not founded again"
    assert "已经建立" in capsys.readouterr().err


def test_a_founding_that_was_cut_short_is_finished(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = founding.supplied("national") or ""
    begun = founding.begin(founding.Plan(code=code, name="岭川市", toml=toml))
    assert not isinstance(begun, Refusal)
    with pytest.raises(queries.UnknownCity):
        queries.world(code)
    assert main(["city", "status", "--city", code]) == 0
    assert "hotline city found" in capsys.readouterr().out
    assert main(["city", "found", code, "--name", "岭川市"]) == 0
    assert queries.world(code).city_name == "岭川市"
    assert len(re.findall(r"\S{4}-\S{4}-\S{4}-\S{4}", capsys.readouterr().out)) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["岭川", "--name", "岭川市"], "城市代码"),
        (["x y", "--name", "岭川市"], "城市代码"),
        (["{code}", "--name", " "], "城市名称"),
        (["{code}", "--name", "岭川市", "--zone", "Asia/Lingchuan"], "时区"),
        (["{code}", "--name", "岭川市", "--rulebook", "{none}"], "national"),
        (["{code}", "--name", "岭川市", "--rulebook", "{bad}"], "effective_from"),
        (["{code}", "--name", "岭川市", "--rulebook", "{binary}"], "UTF-8"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_made(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (tmp_path / "bad.toml").write_text('edition = 1\ntitle = "本市规则"\n', encoding="utf-8")
    (tmp_path / "binary.toml").write_bytes("标题".encode("gb18030"))
    places = {one: tmp_path / f"{one}.toml" for one in ("none", "bad", "binary")}
    filled = [one.format(code=code, **places) for one in arguments]
    assert main(["city", "found", *filled]) == 2
    assert said in capsys.readouterr().err
    assert code not in queries.cities()


def test_the_state_of_a_city_names_what_comes_next(
    code: str, city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["city", "found", code, "--name", "岭川市"]) == 0
    capsys.readouterr()
    assert main(["city", "status", "--city", code]) == 0
    said = capsys.readouterr().out
    assert re.search(r"办理规则.*第1版", said)
    assert re.search(r"事项.*hotline codes topics", said)
    assert re.search(r"派单目录.*导入", said)
    assert main(["city", "status", "--city", city.code]) == 0
    said = capsys.readouterr().out
    assert re.search(r"单位.*13", said)
    assert re.search(r"派单目录.*2026-1.*10", said)
    assert "hotline codes topics" not in said

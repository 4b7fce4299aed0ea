"""The reference: what it names is what there is, and its examples run as they stand on the page."""

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hotline.api import refusals
from hotline.api.commands import BY_ADDRESS
from hotline.api.reference import EXAMPLES, STEPS
from hotline.api.urls import urlpatterns
from hotline.rules.case.table import REGISTER
from hotline.rules.refusal import Code
from hotline.rules.words import Role
from tests.api.conftest import ROOT, Api, CityApi
from tests.api.test_loop import CONTACT
from tests.fixtures.serving import Served

ROWS = 51
LANGUAGES = {"curl": ("sh", ".sh"), "python": (sys.executable, ".py.txt")}


@pytest.fixture(scope="module")
def text() -> str:
    answer = Client().get(f"{ROOT}/docs")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    return answer.content.decode()


def test_the_page_names_every_command_with_all_that_it_needs(text: str) -> None:
    for name, edge in (("", REGISTER), *BY_ADDRESS.items()):
        found = re.search(rf'<section id="{edge.name}".*?</section>', text, re.S)
        assert found, edge.name
        part = unescape(found[0])
        assert (f"/cases/{{case}}/{name}" if name else "/contacts") in part
        assert edge.zh in part
        for field in edge.command.__struct_fields__:
            assert f"<code>{field}</code>" in part
        for role in edge.roles - {Role.CLOCK}:
            assert role.zh in part
        for code in refusals.of(edge):
            assert f"#code-{code.value}" in part
    assert all(f'id="code-{code.value}"' in text for code in Code)


def test_the_page_holds_every_example_and_links_to_what_is_there(text: str) -> None:
    said = unescape(text)
    for file in EXAMPLES.iterdir():
        assert file.read_text().strip() in said, file.name
    ids = set(re.findall(r'id="([^"]+)"', text))
    links = set(re.findall(r'href="#([^"]+)"', text))
    assert links <= ids
    assert len(re.findall(r'id="([^"]+)"', text)) == len(ids), "ids are unique"
    known = {str(one.pattern) for one in urlpatterns}
    assert "docs" in known


def test_the_page_speaks_english_when_asked() -> None:
    client = Client()
    client.cookies["language"] = "en"
    assert '<html lang="en"' in client.get(f"{ROOT}/docs").content.decode()


def test_what_the_rules_refuse_is_documented(city_api: CityApi) -> None:
    """Each refusal seen here stands on the page of its command."""
    api, officer = city_api(Role.DISPATCHER), city_api(Role.OFFICER)
    case = api.post("/contacts", CONTACT).json()["cases"][0]["case"]
    leg = {"leg": "L1"}
    for who, name, body, code in (
        (api, "close", {}, Code.WRONG_STATE),
        (officer, "sign", {"leg": "L9"}, Code.NOT_FOUND),
        (api, "merge", {"parent": case}, Code.LOOP),
        (api, "add-unit", {"unit": "nowhere", "reason": "x"}, Code.UNKNOWN_UNIT),
        (city_api(Role.LIAISON, unit="market"), "sign", leg, Code.NOT_FOUND),
        (officer, "accept", {}, Code.WRONG_ROLE),
    ):
        problem = who.post(f"/cases/{case}/{name}", body).json()
        assert problem["code"] == code, problem
        assert code in refusals.of(BY_ADDRESS[name]) | refusals.ALWAYS, name


class Reader:
    """A person who tries the examples in one language, in the order of the page."""

    def __init__(self, folder: Path, url: str, api: Api, unit: Api) -> None:
        self.folder, self.environment = folder, {
            "PATH": os.environ["PATH"],
            "HOTLINE_URL": f"{url}{ROOT}",
            "HOTLINE_TOKEN": api.secret,
            "UNIT_TOKEN": unit.secret,
        }  # fmt: skip
        for file in EXAMPLES.iterdir():
            shutil.copy(file, folder / file.name.removesuffix(".txt"))

    def run(self, program: str, file: str, **more: str) -> list[Any]:
        """What it printed: JSON values one after the other."""
        ran = subprocess.run(
            [program, file.removesuffix(".txt")],
            cwd=self.folder,
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        found, at, read = [], 0, json.JSONDecoder()
        while at < len(ran.stdout.rstrip()):
            value, at = read.raw_decode(ran.stdout, at)
            found.append(value)
            at += len(ran.stdout[at:]) - len(ran.stdout[at:].lstrip())
        return found


def _two_pages(reader: Reader, first: Any) -> list[str]:
    """Ids of the first page and of the next, which is the last."""
    [second] = reader.run("sh", "page.sh", AFTER=first["after"])
    assert not second["after"]
    return [line["case"]["id"] for line in (*first["lines"], *second["lines"])]


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_example_does_what_it_says(
    live_server: Served, city_api: CityApi, tmp_path: Path, spoken: str
) -> None:
    program, ending = LANGUAGES[spoken]
    if spoken == "curl" and not shutil.which("curl"):
        pytest.skip("no curl: install it with `apt-get install curl`")
    front, unit = city_api(Role.DISPATCHER), city_api(Role.OFFICER)
    reader = Reader(tmp_path, live_server, front, unit)

    def run(name: str, **more: str) -> list[Any]:
        done.append(name)
        return reader.run(program, f"{name}{ending}", KEY=f"{spoken}-{name}", **more)

    done: list[str] = []
    [registered] = run("register")
    case = registered["cases"][0]["case"]
    assert reader.run(program, f"register{ending}", KEY=f"{spoken}-register")[0]["repeated"]
    [shown] = run("read", CASE=case)
    assert shown["case"]["number"] == registered["cases"][0]["number"]
    assert shown["caller"]["phone"] == "138****8000"
    [signed] = run("sign", CASE=case)
    assert signed["events"] == ["LegSigned"]
    [replied] = run("reply", CASE=case)
    assert replied["stage"] in ("handling", "completed")
    for _ in range(ROWS):
        front.post("/contacts", CONTACT)
    [found] = run("page", AFTER="")
    ids = found if spoken == "python" else _two_pages(reader, found)
    assert len(set(ids)) == len(ids) >= ROWS
    [problem] = run("refused", CASE=case)
    assert problem["code"] == "wrong_state"
    assert problem["advice"]
    unit.post(f"/cases/{ids[0]}/sign", {"leg": "L1"})
    first, again = run("retry", CASE=ids[0])
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["version"] == again["version"]
    assert done == [name for name, _, _ in STEPS]

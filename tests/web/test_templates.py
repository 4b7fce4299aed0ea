"""What every template, style and script of the house keeps: no inline code, one place for values,
nothing that a browser of 2020 (Chromium 86, 信创) does not know, nothing from another host."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from hotline.desk.forms import Field
from hotline.rules.refusal import Code, Refusal

HOTLINE = Path(__file__).resolve().parents[2] / "hotline"
TEMPLATES = sorted(HOTLINE.glob("*/templates/**/*.html"))
STYLES = sorted(HOTLINE.glob("*/static/**/*.css"))
SCRIPTS = sorted(HOTLINE.glob("*/static/**/*.js"))

INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE
)
ELSEWHERE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)
VALUES = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?)\(")
TOO_NEW_STYLE = re.compile(
    r":(?:is|where|has)\(|@(?:layer|container|property)\b|\binset:|aspect-ratio:|accent-color:"
    r"|color-mix\(|\bd[vs]h\b|(?:^|[{;])\s*&",
    re.MULTILINE,
)
TOO_NEW_SCRIPT = re.compile(
    r"\?\?=|\|\|=|&&=|\.at\(|\.findLast\(|structuredClone|randomUUID|\.replaceChildren\("
    r"|Object\.hasOwn|\.toSorted\(|#[a-z]\w*\s*[=(;]"
)


def _ids(path: Path) -> str:
    return str(path.relative_to(HOTLINE))


def _found(path: Path, pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{n}: {line.strip()[:120]}"
        for n, line in enumerate(path.read_text().split("\n"), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=_ids)
def test_no_template_holds_code_or_style(path: Path) -> None:
    assert not _found(path, INLINE), "the content security policy would refuse it"


@pytest.mark.parametrize("path", [*TEMPLATES, *STYLES, *SCRIPTS], ids=_ids)
def test_nothing_comes_from_another_host(path: Path) -> None:
    assert not _found(path, ELSEWHERE), "pages work inside a closed network"


@pytest.mark.parametrize("path", [p for p in STYLES if p.name != "tokens.css"], ids=_ids)
def test_colours_stand_in_tokens_only(path: Path) -> None:
    assert not _found(path, VALUES)


@pytest.mark.parametrize("path", STYLES, ids=_ids)
def test_styles_are_known_to_chromium_86(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert not TOO_NEW_STYLE.search(text)


@pytest.mark.parametrize("path", SCRIPTS, ids=_ids)
def test_scripts_are_known_to_chromium_86(path: Path) -> None:
    assert not _found(path, TOO_NEW_SCRIPT)


def _control(**more: object) -> str:
    field = Field(**{"name": "n", "id": "f-n", "label": "标签", "widget": "text", **more})  # type: ignore[arg-type]
    return " ".join(render_to_string("web/field.html", {"f": field}).split())


WRONG = Refusal(code=Code.INVALID, message="不对。", advice="请改。")


@pytest.mark.parametrize("widget", ["text", "tel", "area", "select", "combo", "combos"])
def test_a_control_has_a_label_and_its_message_beside_it(widget: str) -> None:
    fine = _control(widget=widget, required=True)
    assert '<label for="f-n" class="needed">标签</label>' in fine
    assert "required" in fine or widget == "combos"
    assert "aria-invalid" not in fine
    wrong = _control(widget=widget, error=WRONG)
    assert 'aria-invalid="true" aria-describedby="f-n-note"' in wrong
    assert '<p class="error" id="f-n-note">不对。请改。</p>' in wrong


@pytest.mark.parametrize("widget", ["radios", "checks"])
def test_choices_stand_under_a_legend(widget: str) -> None:
    made = _control(widget=widget, choices=(("a", "甲"), ("b", "乙")), value="b", values=("b",))
    assert "<legend>标签</legend>" in made
    assert made.count(" checked") == 1


def test_what_was_typed_is_escaped() -> None:
    assert "<b>" not in _control(value='"><b>x')
    assert "<b>" not in _control(widget="area", value="</textarea><b>x")


def test_a_text_keeps_its_first_empty_line() -> None:
    """A browser drops one newline right after <textarea>; the template gives it one to drop."""
    field = Field(name="n", id="f-n", label="标签", widget="area", value="\n第二行")
    assert ">\n\n第二行</textarea>" in render_to_string("web/field.html", {"f": field})

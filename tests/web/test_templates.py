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
    r":(?:is|where|has|dir|modal|user-invalid|user-valid|autofill|popover-open)\b"
    r"|:not\([^()]*,|@(?:layer|container|property|scope|starting-style)\b"
    r"|(?:^|[{;\s])(?:inset(?:-inline|-block)?|(?:margin|padding)-(?:inline|block)|aspect-ratio"
    r"|accent-color|translate|rotate|scale|scrollbar-gutter|scrollbar-color|text-wrap"
    r"|text-decoration-thickness|field-sizing|mask|size-adjust"
    r"|border-(?:start|end)-(?:start|end)-radius|print-color-adjust)\s*:"
    r"|\b(?:color-mix|oklch|oklab|lab|lch|light-dark)\(|\d[dsl]v[hw]\b|\bsubgrid\b"
    r"|overflow(?:-[xy])?:\s*clip|\(\s*(?:width|height)\s*[<>]|prefers-contrast|forced-colors"
    r"|(?:^|[{;])\s*&",
    re.MULTILINE,
)
"""What came with Chromium 87 and later, but for what nobody misses (underline offset)."""
TOO_NEW_SCRIPT = re.compile(
    r"\?\?=|\|\|=|&&=|\.at\(|\.findLast(?:Index)?\(|structuredClone|randomUUID|\.replaceChildren\("
    r"|Object\.(?:hasOwn|groupBy)|\.to(?:Sorted|Reversed|Spliced)\(|#[a-z]\w*\s*[=(;]"
    r"|\bstatic\s*\{|AbortSignal\.(?:timeout|any)|Promise\.(?:withResolvers|try)|\.showPicker\("
    r"|\.inert\b|popover|startViewTransition|URL\.canParse|Array\.fromAsync|Intl\.Segmenter"
    r"|\.checkVisibility\(|\bcause:|\.isWellFormed\(|^\s*await\s|/[dgimsuy]*[dv][dgimsuyv]*\.(?:exec|test)"
)
"""Syntax and calls of Chromium 87 and later (`?.` and `??` are of 80 and may be used)."""
TOO_NEW = {
    "style": ("a:is(b)", "a:not(b, c)", ".x { inset: 0 }", "a { margin-inline: 1rem }", "& b {}",
              "i { height: 100dvh }", "@layer a;", "b { overflow: clip }", "a { scale: 2 }",
              "@media (width >= 40rem) {}"),
    "script": ("a ??= 1", "list.at(-1)", "x.toSorted()", "structuredClone(a)",
               "class A { static { } }", "AbortSignal.timeout(5)", "class A { #b = 1 }",
               "box.inert = true"),
}  # fmt: skip
FINE = {
    "style": (".x { transform: scale(2); margin: 0 }", "a:not(.b):focus-visible { gap: 1rem }",
              ".inset { top: max(1rem, 2vh) }", ".a-scale { width: clamp(1rem, 2vw, 3rem) }"),
    "script": ("a?.b ?? c", "form.requestSubmit()", "text.replaceAll('a', 'b')", "box.showModal()"),
}  # fmt: skip


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


@pytest.mark.parametrize(
    ("kind", "pattern"), [("style", TOO_NEW_STYLE), ("script", TOO_NEW_SCRIPT)]
)
def test_what_is_too_new_is_told_from_what_is_not(kind: str, pattern: re.Pattern[str]) -> None:
    assert [one for one in TOO_NEW[kind] if not pattern.search(one)] == []
    assert [one for one in FINE[kind] if pattern.search(one)] == []


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

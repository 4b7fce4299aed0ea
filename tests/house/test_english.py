"""Chinese first, English complete: nothing that people read is left out of the catalogues."""

import re
from string import Formatter

import pytest

from hotline.web.catalogues import ROOMS, compile_stale
from scripts import messages
from scripts.messages import ROOT, Message

pytestmark = pytest.mark.repeats


def left_out() -> list[str]:
    """Every Chinese text that no catalogue could know."""
    return [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in messages.sources()
        for line in messages.read(path).left_out
    ]


def test_no_text_is_left_out() -> None:
    found = left_out()
    assert not found, "wrap these (CONTRIBUTING.md, “To add a text”):\n" + "\n".join(found)


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_has_its_english(room: str) -> None:
    need, held = messages.wanted()[room], messages.held(room)
    missing = [one.text for one in need if not all(held.get(one, ("",)))]
    assert not missing, "run scripts/messages.py and translate:\n" + "\n".join(missing)
    unused = [one.text for one in held if one not in need]
    assert not unused, "run scripts/messages.py --prune:\n" + "\n".join(unused)


@pytest.mark.parametrize("room", ROOMS)
def test_english_names_the_same_values(room: str) -> None:
    """A measure word (件, 条), named …_word, is Chinese only and may fall away."""
    wrong = [
        f"{one.text} → {english}"
        for one, texts in messages.held(room).items()
        for english in filter(None, texts)
        if {name for name in _names(one.text) ^ _names(english) if not name.endswith("_word")}
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", ROOMS)
def test_english_is_english(room: str) -> None:
    wrong = [
        english
        for texts in messages.held(room).values()
        for english in texts
        if messages.CHINESE.search(english)
    ]
    assert not wrong


def test_one_text_has_one_english() -> None:
    known: dict[Message, tuple[str, ...]] = {}
    for room in ROOMS:
        for one, english in messages.held(room).items():
            assert known.setdefault(one, english) == english, one.text


def test_catalogues_are_compiled() -> None:
    compile_stale()
    assert not compile_stale()


@pytest.mark.parametrize(
    "planted",
    [
        'x = "漏掉"',
        'x = f"漏掉{y}"',
        'x = say("好") + "漏掉"',
        "x = f'{role.zh} {name}'",
        "x = ', '.join(role.zh for role in roles)",
    ],
)
def test_a_text_left_out_in_code_is_found(planted: str) -> None:
    assert messages.read_python(planted).left_out


@pytest.mark.parametrize(
    "planted",
    [
        "<p>漏掉</p>",
        '{% translate "好" %}漏掉',
        "{% blocktranslate %}好{% endblocktranslate %} 漏掉",
        '{{ x|default:"漏掉" }}',
    ],
)
def test_a_text_left_out_of_a_template_is_found(planted: str) -> None:
    assert messages.read_template(planted).left_out


@pytest.mark.parametrize(
    "fine",
    [
        "# not said: a pattern\nx = '漏掉'\ny = ['漏掉']",
        "x = '漏掉'  # not said: a pattern",
        "x = '漏掉 / left out'",
        "# not said: for a form\nx = f'{role.zh!s} {name}'",
        '"""漏掉"""',
        "x = pgettext('c', '好')",
    ],
)
def test_what_is_for_no_reader_says_so(fine: str) -> None:
    assert not messages.read_python(fine).left_out


def test_what_is_wrapped_is_collected() -> None:
    code = '"""说明"""\nx = say("好{n}", n=1)\nclass A(Term):\n    B = "b", "好"\n'
    said, left = messages.read_python(code)
    assert (set(said), left) == ({Message("好{n}"), Message("好")}, [])
    page = (
        '{# 注 #}{% translate "好" %}{% blocktranslate with x=y|default:_("无") trimmed %}\n'
        "好{{ x }}\n{% endblocktranslate %}"
    )
    found = messages.read_template(page)
    assert not found.left_out
    assert {one.text for one in found.said} == {"好", "无", "好%(x)s"}


def _names(text: str) -> set[str]:
    named = set(re.findall(r"%\((\w+)\)s", text))
    if not named:
        named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    return named

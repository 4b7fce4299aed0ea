"""Collect what people read and keep the English catalogues in step with it.

    .venv/bin/python scripts/messages.py [web] [portal] [desk]     adds what is new, keeps the rest
    .venv/bin/python scripts/messages.py --prune                   and drops what nobody says now

What is collected: templates (`translate`, `blocktranslate`, `_("…")`), calls of `say`, `tell`,
`joined`, `gettext` and its kin, and the terms of a `Term`. Any other Chinese in code, template or
script is `left_out`, and tests/house/test_english.py refuses it. A statement that is not for
readers says so in a comment beside or above it, `# not said: why`: it may join what was said into
a plain str, and its literals stand for themselves in the whole file, as do those in both languages
(“中文 / English”). Whole files are in `NOT_SAID`.

Entries stand in the order of their Chinese, without places, so that a file that moves changes none.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from babel.messages.pofile import normalize, read_po  # noqa: E402
from django.utils.translation.template import templatize  # noqa: E402

from hotline.web.catalogues import ROOMS, catalogue  # noqa: E402

PACKAGE = ROOT / "hotline"
READ = ("rules", "ledger", "people", "dispatching", "handling", "web", "api", "portal", "desk")
NOT_SAID: dict[str, str] = {
    "hotline/rules/case/lifecycle_doc.py": "prints docs/lifecycle.md, which is Chinese",
    "hotline/rules/case/checklists.py": "prints docs/lifecycle.md, which is Chinese",
    "hotline/api/openapi.py": "a document for programs: both languages stand side by side",
    "hotline/api/openapi_files.py": "its part on files",
    "hotline/api/openapi_directory.py": "its part on the dispatch directory",
    "hotline/api/openapi_hot.py": "its part on hot events and duplicates",
    "hotline/api/openapi_topics.py": "its part on topics and the model",
    "hotline/rules/rulebook_models.py": "prints docs/rulebooks, which is Chinese",
    "hotline/rules/deadline_examples.py": "prints docs/deadlines.md, which is Chinese",
    "hotline/ledger/custody.py": "for engineers at start: both languages side by side",
    "hotline/ledger/durability.py": "for engineers at start: both languages side by side",
    "hotline/web/permission.py": "for developers: both languages stand side by side",
    "hotline/desk/gallery.py": "samples for builders of pages, in debug only",
    "hotline/desk/templates/desk/gallery.html": "samples for builders of pages, in debug only",
    "hotline/web/static/web/components.css": "says “required” in both languages by :lang",
    "hotline/web/templates/web/language.html": "names each language in that language",
}
"""Files whose Chinese nobody has to translate, and why."""

_BOTH = re.compile(r"[^\x00-\x7f] / [A-Za-z]")  # “中文 / English”, for documents and terminals
_HAN = re.compile(r"[\u4e00-\u9fff]")
CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff60]")
_CALLS = {"say", "tell", "joined", "_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
_IN_CONTEXT = {"pgettext", "pgettext_lazy"}
_TERMS = {"Term"}
_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.S)  # of scripts and style sheets
HEADER = """# English of the Chinese texts. Written by scripts/messages.py: fill in msgstr only.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


class Message(NamedTuple):
    """A text as catalogues know it."""

    text: str
    plural: str = ""
    context: str = ""


class Found(NamedTuple):
    """What one file says, and the Chinese that no catalogue could know, each `line: text`."""

    said: list[Message]
    left_out: list[str]


def sources() -> Iterator[Path]:
    """Every file whose texts people may read."""
    for room in READ:
        for path in sorted((PACKAGE / room).rglob("*")):
            if path.suffix in (".py", ".html", ".js", ".css") and "migrations" not in path.parts:
                yield path


@cache
def read(path: Path) -> Found:
    """What a file says."""
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text()
    if name in NOT_SAID:
        return Found([], [])
    if path.suffix == ".py":
        return read_python(text)
    if path.suffix == ".html":
        return read_template(text)
    bare = _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text)
    return Found([], [line for line in _lines_with_chinese(bare) if _HAN.search(line)])


# -- Python ----------------------------------------------------------------------------------------


def read_python(text: str) -> Found:
    """Calls and terms of a module; other Chinese literals are left out, docstrings apart."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:  # half edited: the linters say so
        return Found([], [f"{error.lineno}: does not parse"])
    lines = text.splitlines()
    passed = {id(one) for one in _docstrings(tree)}
    said: list[Message] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            said += _of_call(node, passed)
        elif isinstance(node, ast.ClassDef) and {_name(base) for base in node.bases} & _TERMS:
            said += _of_terms(node, passed)
    unsaid = [
        one
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and _marked(node.lineno, lines)
        for one in ast.walk(node)
    ]
    data = {one.value for one in unsaid if isinstance(one, ast.Constant)}
    left = [
        f"{node.lineno}: {node.value.strip()[:60]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in passed
        and node.value not in data
        and not _BOTH.search(node.value)
    ]
    return Found(said, left + list(_forgotten(tree, {id(one) for one in unsaid})))


def _forgotten(tree: ast.AST, unsaid: set[int]) -> Iterator[str]:
    """Where a said text goes into a plain str, which forgets what it was made of."""
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [node.left, node.right]
        elif isinstance(node, ast.Call) and _name(node.func) == "join" and node.args:
            given = node.args[0]
            parts = [getattr(given, "elt", given)]
        if id(node) not in unsaid and any(_is_said(part) for part in parts):
            yield f"{node.lineno}: forgets what it says: {ast.unparse(node)[:60]}"


def _is_said(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _name(node.func) in ("say", "joined")
    return isinstance(node, ast.Attribute) and node.attr == "zh"


def _marked(line: int, lines: list[str]) -> bool:
    """Whether a comment beside that line, or above it on lines of its own, says `not said:`."""
    if "# not said:" in lines[line - 1]:
        return True
    above = line - 2
    while above >= 0 and lines[above].lstrip().startswith("#"):
        if "# not said:" in lines[above]:
            return True
        above -= 1
    return False


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Strings that stand alone as a statement: docstrings, also those of fields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _of_call(node: ast.Call, passed: set[int]) -> Iterator[Message]:
    name = _name(node.func)
    if name in _IN_CONTEXT and len(node.args) > 1:
        context, text = node.args[:2]
        if isinstance(context, ast.Constant) and isinstance(text, ast.Constant):
            passed |= {id(context), id(text)}
            yield Message(str(text.value), context=str(context.value))
    if name not in _CALLS or not node.args:
        return
    for text in _choices(node.args[0]):
        passed.add(id(text))
        plural = ""
        if name.startswith("ngettext") and isinstance(node.args[1], ast.Constant):
            passed.add(id(node.args[1]))
            plural = str(node.args[1].value)
        if CHINESE.search(str(text.value)):
            yield Message(str(text.value), plural)


def _choices(node: ast.expr) -> Iterator[ast.Constant]:
    """The literals an argument may be: itself, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)


def _of_terms(node: ast.ClassDef, passed: set[int]) -> Iterator[Message]:
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
            for text in line.value.elts:
                if isinstance(text, ast.Constant) and CHINESE.search(str(text.value)):
                    passed.add(id(text))
                    yield Message(str(text.value))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


# -- templates -------------------------------------------------------------------------------------

_LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_TEMPLATED = re.compile(
    rf"(?<!\w)(_|n?p?gettext)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?(?:\s*,\s*{_LITERAL})?"
)
_TRANSLATED = re.compile(
    r"\{#.*?#\}|\{%-?\s*comment\b.*?endcomment\s*%\}"
    r"|\{%\s*trans(?:late)?\s+(?:\"[^\"]*\"|'[^']*')"
    r"|_\((?:\"[^\"]*\"|'[^']*')\)",
    re.S,
)
_BLOCK = re.compile(
    r"(\{%\s*blocktrans(?:late)?\b[^%]*(?:%(?!\})[^%]*)*%\}).*?\{%\s*endblocktrans(?:late)?\s*%\}",
    re.S,
)


def read_template(text: str) -> Found:
    """What a template says, as Django reads it; Chinese outside of translate is left out."""
    said = []
    for match in _TEMPLATED.finditer(templatize(text)):
        kind, *texts = match.groups()
        given = [ast.literal_eval(one) for one in texts if one is not None]
        context = given.pop(0) if kind in ("pgettext", "npgettext") else ""
        message = Message(given[0], "".join(given[1:2]), context)
        if CHINESE.search(message.text):
            said.append(message)
    bare = _BLOCK.sub(lambda m: m[1] + "\n" * m[0][len(m[1]) :].count("\n"), text)
    bare = _TRANSLATED.sub(lambda m: "\n" * m[0].count("\n"), bare)
    return Found(said, _lines_with_chinese(bare))


def _lines_with_chinese(text: str) -> list[str]:
    return [
        f"{at}: {line.strip()[:60]}"
        for at, line in enumerate(text.splitlines(), 1)
        if CHINESE.search(line)
    ]


# -- catalogues ------------------------------------------------------------------------------------


def wanted() -> dict[str, set[Message]]:
    """Per catalogue what it has to hold; what two rooms say is in that of `web`, once."""
    by_room: dict[str, set[Message]] = {room: set() for room in ROOMS}
    for path in sources():
        room = path.relative_to(PACKAGE).parts[0]
        by_room[room if room in by_room else "web"] |= set(read(path).said)
    shared = by_room["web"] | (by_room["portal"] & by_room["desk"])
    return {room: shared if room == "web" else said - shared for room, said in by_room.items()}


def held(room: str) -> dict[Message, tuple[str, ...]]:
    """What a catalogue holds, each with its English (one and many, where there is a plural)."""
    path = catalogue(room)
    found: dict[Message, tuple[str, ...]] = {}
    if path.exists():
        with path.open("rb") as file:
            for one in read_po(file, locale="en"):
                text, plural = one.id if isinstance(one.id, tuple) else (one.id, "")
                english = one.string if isinstance(one.string, (tuple, list)) else (one.string,)
                if text:
                    found[Message(text, plural, one.context or "")] = tuple(english)
    return found


def written(entries: dict[Message, tuple[str, ...]]) -> str:
    """A catalogue as text."""
    parts = [HEADER]
    for one in sorted(entries):
        lines = [f"msgctxt {normalize(one.context, width=0)}"] if one.context else []
        lines.append(f"msgid {normalize(one.text, width=0)}")
        if one.plural:
            lines.append(f"msgid_plural {normalize(one.plural, width=0)}")
            english = (entries[one] * 2)[:2]
            lines += [f"msgstr[{n}] {normalize(text, width=0)}" for n, text in enumerate(english)]
        else:
            lines.append(f"msgstr {normalize(entries[one][0], width=0)}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def update(rooms: Iterable[str], *, prune: bool) -> None:
    """Write the catalogues of these rooms; English known to any of the three is taken over."""
    need = wanted()
    known = {message: text for room in reversed(ROOMS) for message, text in held(room).items()}
    for room in rooms:
        had = held(room)
        keep = need[room] if prune else need[room] | set(had)
        now = {one: had.get(one) or known.get(one) or ("",) for one in keep}
        catalogue(room).write_text(written(now))
        empty = sum(not all(text) for text in now.values())
        unused = len(set(had) - need[room])
        print(f"{room}: {len(now)} texts, {empty} without English, {unused} unused")


if __name__ == "__main__":
    asked = [name for name in sys.argv[1:] if not name.startswith("-")] or list(ROOMS)
    update(asked, prune="--prune" in sys.argv)

"""Rules about what must not be written down: machines, registries, inline script and style."""

import re

from tests.house.lint import Rule, anything, template

PLACES = re.compile(r"(?<![\w.])/(work|tmp|root|home/\w+)/")
HOSTS = re.compile(
    r"(pypi\.o"
    r"rg|pythonhosted\.o"
    r"rg|npmjs\.o"
    r"rg|npmmirror|deb\.debian\.o"
    r"rg|"
    r"tuna\.tsinghua|aliyun\.com/pypi|--(extra-)?index-url|huggingface\.c"
    r"o)"
)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:|hx-on[:-]",
    re.IGNORECASE,
)


def _lines(pattern: "re.Pattern[str]", text: str) -> list[str]:
    return [
        f"{number}: {found[0]}"
        for number, line in enumerate(text.split("\n"), 1)
        if (found := pattern.search(line))
    ]


OUTSIDE = (
    Rule(
        name="no-machine-paths",
        danger="A path of one machine works on one machine.",
        exception="None: ask hotline/config.py, or `tempfile`.",
        where=lambda p: anything(p) and not p.startswith("tests/house/"),
        check=lambda path, text: _lines(PLACES, text),
        plant=("docs/a.md", "see /work/main\n"),
    ),
    Rule(
        name="no-registries",
        danger="A city's network has a registry of its own; one written here is never reached.",
        exception="None: pip, npm and apt have settings of their own.",
        where=lambda p: anything(p) and not p.startswith("tests/house/"),
        check=lambda path, text: _lines(HOSTS, text),
        plant=("docs/a.md", "get it from pypi.org\n"),
    ),
    Rule(
        name="no-inline",
        danger="The content security policy refuses it, so it fails in the browser, silently.",
        exception="None: a file under static/, a class, a data attribute.",
        where=template,
        check=lambda path, text: _lines(INLINE, text),
        plant=("hotline/desk/templates/a.html", '<p style="color: red">\n'),
    ),
)

"""手册: the handbook inside the desk, opened at the page of the reader's own role.

The papers are those of `docs/handbook/` in a checkout; an installed package carries a copy of them
(`hotline/handbook/`, put there when the wheel is built). They are ours, and HTML in them is shown
as text. Left out: the pictures, since the pages themselves are one click away.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hotline.desk.case import missing
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.rules.words import Role
from hotline.web.permission import page

INDEX, COMMON = "README", "common"
OF_ROLE: Final[dict[Role, str]] = {
    Role.AGENT: "agent",
    Role.TEAM_LEADER: "agent",
    Role.EXPERT: "agent",
    Role.PRE_REVIEWER: "pre-reviewer",
    Role.DISPATCHER: "dispatcher",
    Role.LIAISON: "liaison",
    Role.OFFICER: "officer",
    Role.UNIT_HEAD: "head",
    Role.FOLLOW_UP_CALLER: "follow-up",
    Role.CITY_REVIEWER: "reviewer",
    Role.DISTRICT_REVIEWER: "reviewer",
    Role.SUPERVISOR: "supervisor",
    Role.ASSESSOR: "reader",
    Role.INSPECTOR: "reader",
    Role.DUTY_MANAGER: "duty",
    Role.MANAGEMENT: "management",
    Role.LEADER: "leader",
    Role.EDITOR: "editor",
    Role.INTEGRATOR: "integrator",
    Role.SYSTEM_ADMIN: "administrators",
    Role.SECURITY_ADMIN: "administrators",
    Role.AUDIT_ADMIN: "administrators",
}
"""Who opens the handbook at which page; of several roles the first in this order."""
_FOLDERS = (settings.BASE_DIR.parent / "docs" / "handbook", settings.BASE_DIR / "handbook")
_OURS = re.compile(r"([A-Za-z-]+)\.md(#.*)?")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the handbook, ready to be printed."""

    name: str
    title: str
    body: SafeString


@page(permission="signed_in")
@staff
def handbook(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Straight to the reader's own page."""
    own = next((OF_ROLE[role] for role in OF_ROLE if role in desk.actor.roles), INDEX)
    name = own if own in papers() else INDEX
    return HttpResponseRedirect(reverse("desk:handbook-page", args=[name]))


@page(permission="signed_in")
@staff
def handbook_page(request: HttpRequest, desk: Desk, name: str) -> HttpResponse:
    """One page, with all the others beside it."""
    found = papers()
    if name not in found:
        return missing(request, desk)
    context = {
        "paper": found[name],
        "papers": [found[one] for one in _in_order(found)],
    }
    return show(request, desk, "desk/handbook.html", "handbook", context)


@lru_cache(maxsize=1)
def papers() -> dict[str, Paper]:
    """All pages by name. None where a package was built without them."""
    folder: Path | None = next((one for one in _FOLDERS if one.is_dir()), None)
    return {one.stem: _paper(one) for one in sorted(folder.glob("*.md"))} if folder else {}


def _in_order(found: dict[str, Paper]) -> list[str]:
    """The index, what everybody needs, then by role."""
    wanted = dict.fromkeys((INDEX, COMMON, *OF_ROLE.values(), *found))
    return [one for one in wanted if one in found]


def _paper(path: Path) -> Paper:
    text = path.read_text(encoding="utf-8")
    title = _TITLE.search(text)
    return Paper(name=path.stem, title=title[1] if title else path.stem, body=rendered(text))


def rendered(text: str) -> SafeString:
    """The Markdown as HTML: links among the papers lead to their pages here, those that lead out
    of the handbook are words only, and pictures are left out."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.children:
            token.children = _linked(token.children)
    found = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(found)  # noqa: S308 - our own papers, and HTML in them is escaped


def _linked(children: list[Token]) -> list[Token]:
    kept, opened = [], []
    for one in children:
        if one.type == "image":
            continue
        if one.type == "link_open":
            ours = _OURS.fullmatch(str(one.attrs.get("href", "")))
            if ours:
                one.attrs["href"] = reverse("desk:handbook-page", args=[ours[1]])
            opened.append(bool(ours))
            if not ours:
                continue
        if one.type == "link_close" and not opened.pop():
            continue
        kept.append(one)
    return kept

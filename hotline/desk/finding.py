"""查找工单: by number, by the caller's telephone, by words, and by everything a list can show.

What is typed goes by POST. A number opens its case; a telephone number lists its cases, is counted
and put on record; everything else becomes an address that can be kept and sent on, in which words
stand closed (`sealed_words`). No telephone number and no word stands readable in any address.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk import choices, find_form, rows, sealed_words
from hotline.desk.batch_link import batch_url
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling import queries
from hotline.handling.imports import queries as imports
from hotline.handling.search import queries as search
from hotline.handling.search import saved
from hotline.handling.search.asked import Asked, Sort
from hotline.people.actions import note_access
from hotline.people.lookups import look_up
from hotline.rules.numbering import check
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.web.permission import page

# not said: signs that Chinese keyboards type in numbers
_TELEPHONE = re.compile(r"[+＋]?\d[\d\s()（）-]{3,}")

NUMBER = 64
"""Characters of the longest number of another platform."""


@page(permission="case.read")
@staff
def find(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form; the case of a number; the cases of a telephone number or of a search."""
    if request.method != "POST":
        asks = any(request.GET.get(name) for name in (*find_form.FILTERS, "w"))
        return _found(request, desk) if asks else blank(request, desk, typed=request.GET)
    typed = request.POST.get("q", "").strip()
    number = check(typed)
    if number:
        row = queries.by_number(desk.who, number)
        if row is not None:
            return HttpResponseRedirect(rows.case_url(row.id))
        return blank(request, desk, q=typed, missing=number)
    if known := _known_elsewhere(desk, typed):
        return HttpResponseRedirect(rows.case_url(known.id))
    if _TELEPHONE.fullmatch(typed):
        return _by_telephone(request, desk, typed)
    # Part of a number that somebody left in their words is a look-up too, and counts as one.
    asked = _counted(desk, typed) or find_form.read(desk.who, request.POST, typed)
    if isinstance(asked, Refusal):
        return blank(request, desk, typed=request.POST, q=typed, refusal=asked)
    return HttpResponseRedirect(url(asked, sealed_words.close(desk.actor.id, typed)))


def _known_elsewhere(desk: Desk, typed: str) -> Any | None:
    """The case that another platform, or the system before this one, knows by this number."""
    looks = len(typed) <= NUMBER and " " not in typed and any(one.isdigit() for one in typed)
    return imports.by_source(desk.who, typed) if looks else None


def _counted(desk: Desk, typed: str) -> Refusal | None:
    return look_up(desk.actor) if find_form.some_digits(typed) else None


def url(asked: Asked, token: str) -> str:
    """The address of a search."""
    return f"{reverse('desk:find')}?{find_form.address(asked, token)}"


def asked_of(desk: Desk, sent: Mapping[str, str]) -> tuple[str, Asked | Refusal]:
    """(words as typed, what is asked) of an address or of a form that repeats one."""
    words = sealed_words.unclose(desk.actor.id, sent.get("w", ""))
    if isinstance(words, Refusal):
        return "", words
    return words, find_form.read(desk.who, sent, words)


def blank(
    request: HttpRequest, desk: Desk, *, typed: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """The form without results: nothing asked yet, or what was asked was refused."""
    refusal: Refusal | None = more.get("refusal")
    context = _form(desk, typed or {}, refusal) | more
    status = refusal.status if refusal else 200
    return show(request, desk, "desk/find.html", "find", context, status=status)


def _by_telephone(request: HttpRequest, desk: Desk, typed: str) -> HttpResponse:
    found = queries.by_phone(desk.who, typed)
    if isinstance(found, Refusal):
        return blank(request, desk, q=typed, refusal=found)
    note_access(desk.actor, [line.case.id for line in found], ("phone",), page=say("按电话查找"))
    lines = [rows.row(desk, line) for line in found]
    return blank(
        request, desk, q=typed, rows=lines, count=len(lines), telephone=True, watermarked=True
    )


def _found(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One page of what an address asks for."""
    sent = request.GET.dict()
    words, asked = asked_of(desk, sent)
    if isinstance(asked, Refusal):
        return blank(request, desk, typed=sent, q=words, refusal=asked)
    return results(request, desk, asked, words, sent)


def results(
    request: HttpRequest,
    desk: Desk,
    asked: Asked,
    words: str,
    sent: Mapping[str, str],
    **more: Any,
) -> HttpResponse:
    """A search with its first or a further page, and what can be done with it."""
    found = search.find(desk.who, asked, sent.get("after", ""))
    if isinstance(found, Refusal):
        return blank(request, desk, typed=sent, q=words, refusal=found)
    refusal: Refusal | None = more.get("refused")
    query = find_form.address(asked, sent.get("w", ""))
    context = _form(desk, sent, None) | {
        "q": words,
        "rows": [rows.row(desk, line) for line in found.lines],
        "count": found.count_zh,
        "after": found.after,
        "paged": bool(sent.get("after")),
        "page_query": query,
        "batch_url": batch_url(desk, "find", query),
        "results": True,
        "open": False,
        "conditions": find_form.described(desk.who.world, asked),
        "words": asked.words,
        "again": [(name, sent[name]) for name in (*find_form.FILTERS, "w") if sent.get(name)],
        "most": saved.LONGEST_NAME,
        "ticks": tuple(find_form.TICKS.items()),
        "outsourced": desk.actor.outsourced,
        "watermarked": True,
        "done": _DONE.get(sent.get("done", ""), ""),
    }
    status = refusal.status if refusal else 200
    return show(request, desk, "desk/find.html", "find", context | more, status=status)


_DONE = {
    "kept": say("这个查找已保存。"),
    "renamed": say("这个查找已改名。"),
    "dropped": say("已删去保存的查找。"),
}


def _form(desk: Desk, typed: Mapping[str, str], refusal: Refusal | None) -> dict[str, Any]:
    world = desk.who.world
    return {
        "controls": find_form.controls(world, typed, refusal),
        "open": any(typed.get(name) for name in find_form.FILTERS if name != "sort"),
        "sorts": [(sort.value, sort.zh, sort == typed.get("sort")) for sort in Sort],
        "choices": choices.lists(world, *find_form.COMBOS.values()),
        "saved": search.saved(desk.who),
        "done": _DONE.get(typed.get("done", ""), ""),
    }


@page(permission="case.read")
@staff
def keep(request: HttpRequest, desk: Desk) -> HttpResponse:
    """保存查找, 改名, 删去: the reader's own only, without words."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("desk:find"))
    if request.POST.get("drop"):
        saved.drop(desk.actor, request.POST["drop"])
        return HttpResponseRedirect(f"{reverse('desk:find')}?done=dropped")
    if request.POST.get("rename"):
        wrong = saved.rename(desk.actor, request.POST["rename"], request.POST.get("name", ""))
        if wrong:
            return blank(request, desk, refused=wrong)
        return HttpResponseRedirect(f"{reverse('desk:find')}?done=renamed")
    words, asked = asked_of(desk, request.POST)
    if isinstance(asked, Refusal):
        return blank(request, desk, typed=request.POST, q=words, refusal=asked)
    refusal = saved.keep(desk.actor, request.POST.get("name", ""), find_form.address(asked))
    if refusal:
        return results(request, desk, asked, words, request.POST, refused=refusal)
    return HttpResponseRedirect(url(asked, request.POST.get("w", "")) + "&done=kept")

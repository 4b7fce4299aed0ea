"""接诉登记: the agent's form. Several matters in one call, the caller's history beside them.

Works without scripts: adding and removing a matter are buttons that bring the form back. Nothing
typed is lost when it is refused. One idempotency key per form: a double click is one contact.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from hotline.desk import again, alike, matters, photos, rows
from hotline.desk.choices import AREAS, TOPICS, UNITS, lists, resolve
from hotline.desk.claims import final_answers
from hotline.desk.directory import HasMatter, proposal
from hotline.desk.forms import At, Field, Typed, fields_of
from hotline.desk.gate import Desk, staff
from hotline.desk.mass import scripts
from hotline.desk.numbers import disturbing, restricted
from hotline.desk.placing import proposed
from hotline.desk.shell import show
from hotline.handling import actions, queries
from hotline.handling.mass.queries import open_events
from hotline.ledger import Outcome
from hotline.people.actions import note_access
from hotline.rules.case import commands as c
from hotline.rules.case.repeats import GiveFinalAnswer
from hotline.rules.case.table import BY_COMMAND, OPEN
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Channel, Nature, Platform
from hotline.web.permission import page
from hotline.web.reading import from_data, plainly

MOST = 20
CONTACT = (
    *("channel", "nature", "caller_phone", "caller_name", "anonymous", "note"),
    *("source_platform", "source_number", "source_due"),
    *("relation", "authorised", "behalf_name", "behalf_phone", "enterprise", "credit_code"),
)
TICKED = ("anonymous", "authorised")
BEHALF = ("relation", "authorised", "behalf_name", "behalf_phone")
ENTERPRISE = ("enterprise", "credit_code")
BEGIN = {"channel": Channel.PHONE.value, "nature": Nature.MATTER.value}


@page(permission="contact.register")
@staff
def register(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form, and what comes of it."""
    if request.method != "POST":
        return _form_page(request, desk, ["0"], again.begin(desk, request.GET), None)
    ns = [n for n in request.POST.getlist("matter") if n.isascii() and n.isdecimal()][:MOST]
    if "add" in request.POST and len(ns) < MOST:
        return _form_page(request, desk, [*ns, str(_next(ns))], request.POST, None)
    if request.POST.keys() & {"second", "again", "apart"}:
        ns, typed = again.turned(desk, request.POST, ns, str(_next(ns)), MOST)
        return _form_page(request, desk, ns, typed, None)
    if "remove" in request.POST:
        ns = [n for n in ns if n != request.POST["remove"]]
        return _form_page(request, desk, ns, request.POST, None)
    brought = photos.brought(request, ns)
    if isinstance(brought, Refusal):
        return _form_page(request, desk, ns, request.POST, brought)
    found = _register(request, desk, ns)
    if isinstance(found, Refusal):
        return _form_page(request, desk, ns, _to_be_shown(request.POST), found)
    alike.link_as_ticked(desk, request.POST.get("key", ""), request.POST, ns, found)
    url = reverse("desk:registered", args=[found.answer["contact"]])
    if not photos.attached(desk, request.POST.get("key", ""), found, brought):
        url += "?lost=1"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def _to_be_shown(typed: QueryDict) -> QueryDict:
    """What a refused form gets back: everything, but no words about a state secret."""
    if typed.get("nature") != Nature.SECRET.value:
        return typed
    kept = typed.copy()
    for name in typed:
        if name == "note" or name.rpartition("-")[2] in ("text", "title", "address", "spoken"):
            kept[name] = ""
    return kept


def _register(request: HttpRequest, desk: Desk, ns: list[str]) -> Outcome | Refusal:
    typed = request.POST
    data: dict[str, Any] = {}
    for name in CONTACT:
        text = typed.get(name, "").strip()
        if text:
            data[name] = text == "true" if name in TICKED else text
    if data.get("nature") != Nature.MATTER.value:
        # A form always shows one matter; an empty one is none, a filled one is for the rules.
        ns = [n for n in ns if typed.get(f"m{n}-text", "").strip()]
    found: list[dict[str, Any]] = []
    for n in ns:
        matter = matters.matter_data(desk, n, typed)
        if isinstance(matter, Refusal):
            return matter
        found.append(matter)
    command = plainly(from_data(c.RegisterContact, data | {"matters": found}))
    if not isinstance(command, Refusal):
        outcome = actions.register(desk.by(typed.get("key", "")), command)
        if not isinstance(outcome, Refusal):
            return outcome
        command = outcome
    return msgspec.structs.replace(command, field=matters.field_of(command.field, ns))


def _form_page(
    request: HttpRequest,
    desk: Desk,
    ns: list[str],
    typed: Typed | None,
    refusal: Refusal | None,
) -> HttpResponse:
    where = At(desk=desk, title=say("接诉登记"), begin=BEGIN)
    own = fields_of(c.RegisterContact, where, "contact", typed, refusal)
    world = desk.who.world
    events = [(str(one.case_id), one.name) for one in open_events(desk.who)]
    context = {
        "contact": {field.name: field for field in own if field.name in CONTACT},
        "matters": [
            matters.matter_form(desk, n, at, typed, refusal, events) for at, n in enumerate(ns, 1)
        ],
        "photo_mb": settings.PHOTO_LIMIT // 1_000_000,
        "files_forgotten": bool(request.FILES) and refusal is not None,
        "blank": matters.matter_form(desk, "__n__", 0, events=events),
        "joins": bool(events),
        "refusal": refusal,
        "key": (typed or {}).get("key") or rows.key(),
        "choices": lists(world, UNITS, TOPICS, AREAS),
        "kept": typed is not None,
        "platforms": tuple((one.value, one.zh) for one in Platform),
        "behalf_open": _filled(own, BEHALF),
        "enterprise_open": _filled(own, ENTERPRISE),
    }
    return show(
        request, desk, "desk/register.html", "register", context, refusal.status if refusal else 200
    )


def _filled(own: Sequence[Field], names: Sequence[str]) -> bool:
    """Whether a folded part holds something, so that it stands open."""
    return any(field.name in names and (field.value or field.error) for field in own)


def _next(ns: list[str]) -> int:
    return max((int(n) for n in ns), default=-1) + 1


@page(permission="contact.register")
@staff
@require_POST
def caller(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Earlier cases of the number being typed; the look-up is put on record."""
    phone = request.POST.get("caller_phone", "")
    digits = sum(char.isdigit() for char in phone)
    found = queries.by_phone(desk.who, phone) if digits >= 7 else []
    if isinstance(found, Refusal):
        return render(request, "desk/parts/caller.html", {"refusal": found}, status=found.status)
    note_access(desk.actor, [line.case.id for line in found], ("phone",), page=say("来电历史"))
    final = final_answers(desk, found)
    acts = {
        name: bool(BY_COMMAND[kind].roles & desk.actor.roles)
        for name, kind in (
            ("remind", c.Remind),
            ("supplement", c.Supplement),
            ("final", GiveFinalAnswer),
        )
    }
    context = {
        "restricted": restricted(desk, phone),
        "asked": digits >= 7,
        "lines": [
            (rows.row(desk, line), line.case.stage in OPEN, final.get(line.case.id))
            for line in found
        ],
        "phone": phone[:32],
        "over": {str(line.case.id) for line in found if line.case.stage in again.OVER},
        "key": rows.key(),
        **acts,
    }
    return render(request, "desk/parts/caller.html", context)


@page(permission="contact.register")
@staff
def unit(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The unit that the directory proposes for the matter being typed, and why."""
    prefix = f"m{request.GET.get('n', '')}-"
    world = desk.who.world
    codes = {}
    for name, kind in (("topic", TOPICS), ("area", AREAS)):
        code = resolve(world, kind, request.GET.get(prefix + name, ""), prefix + name)
        codes[name] = "" if isinstance(code, Refusal) else code
    asked = HasMatter(
        topic=codes["topic"],
        area=codes["area"],
        kind=request.GET.get(prefix + "kind", ""),
        object=request.GET.get(prefix + "object", "").strip(),
    )
    context = {"proposal": proposal(desk.who, asked) if asked.topic else None}
    return render(request, "desk/parts/unit.html", context)


@page(permission="contact.register")
@staff
@require_POST
def place(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The area that the address being typed means, or which ones; by POST, for it is personal."""
    n, typed = request.POST.get("n", "")[:10], request.POST
    prefix = f"m{n}-"
    area = resolve(desk.who.world, AREAS, typed.get(prefix + "area", ""), prefix + "area")
    found = proposed(
        desk,
        typed.get(prefix + "address", "")[:500],
        typed.get(prefix + "text", "")[:2000],
        "" if isinstance(area, Refusal) else area,
    )
    return render(request, "desk/parts/place.html", {"place": found, "n": n})


@page(permission="contact.register")
@staff
def registered(request: HttpRequest, desk: Desk, contact: UUID) -> HttpResponse:
    """What became of it: numbers, the query code to read out, where each matter went."""
    found = [row for row in queries.of_contact(desk.who, contact) if row.registrar == desk.actor.id]
    context = {
        "rows": [_registered_row(desk, row) for row in found],
        "scripts": scripts(desk, found),
        "confirms": bool(BY_COMMAND[c.ConfirmHandOver].roles & desk.actor.roles),
        "key": rows.key(),
        "code": actions.query_code(desk.actor.city, str(contact)) if found else "",
        "lost": "lost" in request.GET,
        "contact": contact,
        "disturbing": None if found else disturbing(desk, contact),
    }
    return show(request, desk, "desk/registered.html", "register", context)


def _registered_row(desk: Desk, case: Any) -> rows.Row:
    """With the promise to the citizen, or with what the hotline itself owes next."""
    waits = {} if case.due_at else {"glow": rows.at_the_desk(desk, case)}
    return rows.row(desk, queries.Listed(case=case, title=""), **waits)

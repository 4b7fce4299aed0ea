"""Every page of desk, administration and portal: clean under axe, and fits a phone and 200 %.

What there is comes from the address lists themselves: a route that is neither visited here nor
named as no page turns this red.
"""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from hotline.handling import actions
from hotline.handling.exports import jobs
from hotline.handling.imports import jobs as imports
from hotline.handling.imports import working
from hotline.handling.models import CaseRow
from hotline.rules.case import commands as c
from hotline.rules.case.extension import FileExtension
from hotline.rules.case.mass import OpenEvent
from hotline.rules.case.on_site import OrderSiteMeeting
from hotline.rules.words import EmergencyLine, ReturnReason, Role, Urgency
from tests.desk.admin.reckonings import a_run
from tests.desk.admin.replays import replayed
from tests.desk.seat import sit
from tests.fixtures.people import City, done
from tests.handling.imports.files import as_csv, orders
from tests.handling.imports.test_imports import sent
from tests.handling.steps import (
    PHONE,
    REPLY,
    WORDS,
    claiming,
    complete,
    disturb,
    matter,
    pressing,
    register,
    reviewing,
    tried,
)
from tests.oversight.raising import raised
from tests.web.looking import PHONE as NARROW
from tests.web.looking import look, too_wide, unclean

pytestmark = pytest.mark.repeats

DESK: dict[str, tuple[Role | None, str]] = {
    "sign-in": (None, "sign-in"),
    "password": (Role.OFFICER, "password"),
    "register": (Role.AGENT, "register"),
    "registered": (Role.AGENT, "register/{contact}"),
    "disturbed": (Role.AGENT, "register/{disturbing}"),
    "sources": (Role.DISPATCHER, "sources"),
    "numbers": (Role.MANAGEMENT, "numbers"),
    "wordings": (Role.LIAISON, "wordings"),
    "events": (Role.DISPATCHER, "events"),
    "event": (Role.DISPATCHER, "events/{event}"),
    "hot": (Role.DISPATCHER, "events/hot/{hot}"),
    "events-settings": (Role.MANAGEMENT, "events/settings"),
    "triage": (Role.AGENT, "triage"),
    "dispatch": (Role.DISPATCHER, "dispatch"),
    "dispatch-directory": (Role.DISPATCHER, "dispatch post dispatch/directory pick={waiting}"),
    "inbox": (Role.OFFICER, "inbox"),
    "inbox-sign": (Role.OFFICER, "inbox post inbox/sign pick={fresh}.L1 pick={handled}.L1"),
    "inbox-reassign": (Role.LIAISON, "inbox post inbox/reassign pick={handled}.L1"),
    "rulings": (Role.DISPATCHER, "rulings"),
    "ruling": (Role.DISPATCHER, "rulings/{returned}/R1"),
    "reviews": (Role.CITY_REVIEWER, "reviews"),
    "unreasonable": (Role.MANAGEMENT, "unreasonable"),
    "repeat": (Role.MANAGEMENT, "unreasonable/{completed}/R3"),
    "site-meetings": (Role.DISPATCHER, "on-site"),
    "site-meeting": (Role.DISPATCHER, "on-site/{divided}/R1"),
    "exclusions": (Role.CITY_REVIEWER, "exclusions"),
    "exclusion": (Role.DISTRICT_REVIEWER, "exclusions/{completed}/R2"),
    "supervision": (Role.SUPERVISOR, "supervision?tab=press_open"),
    "pressed": (Role.LIAISON, "pressed"),
    "document": (Role.SUPERVISOR, "supervision/{pressed}/D1"),
    "review": (Role.CITY_REVIEWER, "reviews/{reviewed}/R2"),
    "doubts": (Role.SUPERVISOR, "doubts"),
    "doubt": (Role.SUPERVISOR, "doubts/{reviewed}/F1"),
    "procedures": (Role.UNIT_HEAD, "procedures"),
    "extensions": (Role.DISPATCHER, "extensions"),
    "extension": (Role.DISPATCHER, "extensions/{longer}/R1"),
    "approvals": (Role.UNIT_HEAD, "approvals"),
    "approval": (Role.UNIT_HEAD, "approvals/{replied}/R1"),
    "follow-up": (Role.FOLLOW_UP_CALLER, "follow-up"),
    "call": (Role.FOLLOW_UP_CALLER, "follow-up/{completed}"),
    "samples": (Role.INSPECTOR, "samples"),
    "automatic": (Role.DISPATCHER, "automatic"),
    "watch": (Role.SUPERVISOR, "watch"),
    "watch-press": (
        Role.SUPERVISOR,
        "watch post watch/press pick={handled}.L1 kind=order colour=orange asks=请说明",
    ),
    "behind": (Role.SUPERVISOR, "supervision/board"),
    "duty": (Role.DUTY_MANAGER, "duty"),
    "duty (urgent)": (Role.DUTY_MANAGER, "duty?tab=urgent_unsigned"),
    "duty (by phone)": (Role.DUTY_MANAGER, "duty?tab=unacknowledged"),
    "duty (desk)": (Role.DUTY_MANAGER, "duty?tab=desk_late"),
    "wall": (Role.LEADER, "wall/"),
    "overview": (Role.LEADER, "overview"),
    "reading": (Role.INSPECTOR, "reading"),
    "roster": (Role.LIAISON, "duty/roster"),
    "coverage": (Role.DUTY_MANAGER, "duty/phones"),
    "ring": (Role.DUTY_MANAGER, "duty/calls/{urgent}/L1"),
    "shift": (Role.DUTY_MANAGER, "duty/shift post duty/shift do=open hours=12"),
    "past-shift": (Role.DUTY_MANAGER, "duty/shift/1"),
    "governance": (Role.MANAGEMENT, "governance?topic=cg/zd"),
    "governance-one": (
        Role.MANAGEMENT,
        "governance post governance do=governance-open name=占道 topic=cg/zd lead=城管局"
        " measures=错时 steps=2026-01-10\u3000排查",
    ),
    "find": (Role.SUPERVISOR, "find?stage=handling"),
    "find-keep": (Role.AGENT, "find post find/kept name="),
    "find-export": (Role.SUPERVISOR, "find post find/export personal=phone"),
    "exports": (Role.SUPERVISOR, "find/exports"),
    "exported": (Role.SUPERVISOR, "find/exports/{export}"),
    "batches": (Role.DISPATCHER, "batches"),
    "batch-new": (Role.DISPATCHER, "batches/new?from=dispatch&act=Dispatch"),
    "batch": (Role.DISPATCHER, "batches/{batch}"),
    "case": (Role.UNIT_HEAD, "cases/{replied}"),
    "do": (Role.DISPATCHER, "dispatch post cases/{waiting}/do/Dispatch lead=月球"),
    "uncover": (Role.SUPERVISOR, "find post cases/{handled}/show/phone"),
    "handbook-page": (Role.OFFICER, "handbook/common"),
    "admin-units": (Role.SYSTEM_ADMIN, "admin/units"),
    "admin-unit": (Role.SYSTEM_ADMIN, "admin/units/urban"),
    "admin-people": (Role.SECURITY_ADMIN, "admin/people"),
    "admin-person": (Role.SYSTEM_ADMIN, "admin/people/{person}"),
    "admin-person-tokens": (Role.SECURITY_ADMIN, "admin/people/{person}/tokens"),
    "admin-topics": (Role.SYSTEM_ADMIN, "admin/topics"),
    "admin-places": (Role.SYSTEM_ADMIN, "admin/places"),
    "admin-directory": (Role.MANAGEMENT, "admin/directory"),
    "admin-directory-edition": (Role.MANAGEMENT, "admin/directory/edition?edition=2026-1"),
    "admin-directory-proposals": (Role.DISPATCHER, "admin/directory/proposals"),
    "admin-directory-try": (Role.EDITOR, "admin/directory/try?topic=cg/lj"),
    "admin-directory-replay": (Role.EDITOR, "admin/directory/replay?edition=2026-1"),
    "admin-directory-replay (result)": (Role.MANAGEMENT, "admin/directory/replay?edition=2027-1"),
    "admin-directory-edition (draft)": (Role.MANAGEMENT, "admin/directory/edition?edition=2027-1"),
    "admin-directory-import": (Role.DISPATCHER, "admin/directory/import"),
    "admin-model": (Role.MANAGEMENT, "admin/model"),
    "admin-automatic": (Role.MANAGEMENT, "admin/automatic"),
    "admin-dispatch-figures": (Role.MANAGEMENT, "admin/dispatching?days=90"),
    "admin-rules": (Role.MANAGEMENT, "admin/rules"),
    "admin-rule": (Role.MANAGEMENT, "admin/rules/2"),
    "admin-rules-propose": (Role.SYSTEM_ADMIN, "admin/rules/propose?from=2"),
    "admin-limits": (Role.MANAGEMENT, "admin/limits?start=2026-02-13T16:30&kind=complaint"),
    "admin-calendar": (Role.MANAGEMENT, "admin/calendar"),
    "admin-access": (Role.AUDIT_ADMIN, "admin/access"),
    "admin-sign-ins": (Role.AUDIT_ADMIN, "admin/sign-ins"),
    "admin-imports": (Role.SYSTEM_ADMIN, "admin/imports"),
    "admin-import": (Role.SYSTEM_ADMIN, "admin/imports/{import}"),
    "admin-erase": (Role.SECURITY_ADMIN, "admin/erase"),
    "admin-reckoned": (Role.MANAGEMENT, "admin/calendar/{run}"),
    "admin-tokens": (Role.INTEGRATOR, "admin/tokens"),
    "notices": (Role.LIAISON, "notices"),
    "notice-wishes": (Role.LIAISON, "notices/wishes"),
    "admin-notices": (Role.SYSTEM_ADMIN, "admin/notices"),
    "admin-undelivered": (Role.SYSTEM_ADMIN, "admin/notices/undelivered"),
}
"""route: who opens which page; `A post B name=value` sends a form from page A to B."""

NO_PAGE = {
    "home": "leads on to a list",
    "sign-out": "leads on to sign-in",
    "handbook": "leads on to the page of one's role",
    "register-caller": "a part of the registration page",
    "register-unit": "a part of the registration page",
    "register-events": "a part of the registration page",
    "register-place": "a part of the registration page",
    "register-alike": "a part of the registration page",
    "case-alike": "a part of the case page, and of a line of the dispatch queue",
    "hot-decide": "leads on to the event",
    "register-hints": "a part of the registration page",
    "register-suggested": "a part of the registration page",
    "case-suggested": "a part of a line of the dispatch queue",
    "register-source": "a part of the registration page",
    "register-elements": "a part of the registration page",
    "reply-aids": "a part of the form of an answer",
    "reply-look": "a part of the form of an answer",
    "file": "a file",
    "export-file": "a file",
    "press-register": "a file",
    "print": "a file",
    "batch-progress": "figures for scripts",
    "batch-refused": "a file",
    "export-progress": "figures for scripts",
    "admin-import-progress": "figures for scripts",
    "admin-import-report": "a file",
    "admin-directory-excel": "a file",
    "admin-directory-replay-excel": "a file",
    "admin-directory-replay-progress": "figures for scripts",
    "admin-dispatch-figures-excel": "a file",
    "notice": "leads on to its case",
    "gallery": "in debug only: tests/desk/test_gallery.py",
    "live": "figures for scripts",
    "watermark": "a picture",
    "admin-reckoned-progress": "figures for scripts",
}
PORTAL = {
    "": "",
    "report/": "report/",
    "report/done/": "sent",
    "progress/": "progress/",
    "in/<str:token>": "in/x",
    "progress/case/": "progress/case/",
    "progress/rate/": "progress/rate/",
    "progress/withdraw/": "progress/withdraw/",
    "progress/contest/": "progress/contest/",
}
PORTAL_NO_PAGE = {
    "progress/files/",
    "progress/files/<uuid:file_id>/<str:which>",
    "progress/leave/",
    "progress/remind/",
    "progress/supplement/",
    "type/",
}


def _routes(prefix: str) -> list[URLPattern]:
    """The routes under a prefix of the whole address list, opened up."""
    for one in get_resolver().url_patterns:
        if isinstance(one, URLResolver) and str(one.pattern) == prefix:
            return [route for route in one.url_patterns if isinstance(route, URLPattern)]
    raise LookupError(prefix)


def test_every_route_is_looked_at_or_is_no_page() -> None:
    desk = {route.name for route in _routes("desk/")}
    visited = {name.partition(" (")[0] for name in DESK}
    assert desk - visited == NO_PAGE.keys() & desk, "visit the new page in DESK"
    assert visited - desk == set(), "these are gone"
    portal = {str(route.pattern) for route in _routes("")}
    assert portal == PORTAL.keys() | PORTAL_NO_PAGE, "visit the new page in PORTAL"


def _brought(city: City) -> str:
    """An upload after its dry run, with words that nobody has mapped."""
    odd = orders({"工单编号": "OLD-1", "所属区域": "老城片", "办理状态": "流转中"})
    import_id, matching = sent(city, as_csv(odd))
    imports.check(city.code, import_id, matching)
    while working.step(import_id):
        pass
    return str(import_id)


def _drawn(city: City, known: dict[str, str]) -> str:
    """A batch after its dry run, one case of which is refused."""
    cases = [known["waiting"], known["event"]]
    return tried(city, Role.DISPATCHER, c.Dispatch(), cases)


def _asked(city: City) -> dict[str, str]:
    """Cases of which something was asked: more time, another unit, a meeting on site."""
    known: dict[str, str] = {}
    liaison = city.by(Role.LIAISON)
    [known["divided"]] = register(city, matter(dispatch=False))
    come = OrderSiteMeeting(units=("urban", "market"), place="和平路口")
    done(actions.perform(city.by(Role.DISPATCHER), known["divided"], come))
    [known["longer"]] = register(city)
    done(actions.perform(city.by(Role.OFFICER), known["longer"], c.Sign(leg="L1")))
    ask = FileExtension(leg="L1", length="2wd", explanation="等待材料")
    done(actions.perform(liaison, known["longer"], ask))
    [known["returned"]] = register(city, matter(topic="cg/zs"))
    back = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation=WORDS)
    done(actions.perform(liaison, known["returned"], back))
    return known


def furnish(city: City) -> dict[str, str]:
    """One case for each kind of page."""
    known = {"person": city.user(Role.OFFICER).id, "disturbing": disturb(city, "13900001234")}
    known |= _asked(city)
    officer = city.by(Role.OFFICER)
    [known["handled"]] = register(city)
    done(actions.perform(officer, known["handled"], c.Sign(leg="L1")))
    [known["replied"]] = register(city)
    for command in (c.Sign(leg="L1"), c.RecordFirstContact(leg="L1", number=PHONE), REPLY):
        done(actions.perform(officer, known["replied"], command))
    [known["reviewed"]] = register(city)
    reviewing(city, known["reviewed"])
    [known["pressed"]] = register(city)
    pressing(city, known["pressed"])
    [known["completed"]] = register(city)
    complete(city, known["completed"])
    claiming(city, known["completed"])
    known["waiting"], _ = register(
        city, matter(dispatch=False), matter(triage=None, dispatch=False)
    )
    over = matter(triage=c.HandOver(line=EmergencyLine.FIRE_119), dispatch=False)
    known["urgent"], _ = register(city, matter(urgency=Urgency.URGENT), over)
    [known["event"]] = register(city)
    opened = OpenEvent(name="和平路停水", script="预计今晚恢复。")
    done(actions.perform(city.by(Role.DISPATCHER), known["event"], opened))
    joining = {"event": known["event"], "triage": None, "dispatch": False}
    known["hot"] = raised(city, [known["event"]])
    register(city, matter(**joining), matter(**joining, need="家中有透析病人"))
    known["export"] = str(uuid4())
    reader = city.actor(Role.SUPERVISOR)
    assert jobs.ask(reader, b"{}", id=UUID(known["export"]), about="在办", total=9000) is None
    known |= {
        "import": _brought(city),
        "batch": _drawn(city, known),
        "run": str(a_run(city.code, 1)),
    }
    [known["fresh"]] = register(city)
    replayed(city)
    known["contact"] = str(CaseRow.objects.get(id=known["fresh"]).contact)
    return known


_SEND = """([to, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = to;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of [["csrfmiddlewaretoken", token], ...fields]) {
    const one = document.createElement("input");
    one.type = "hidden";
    one.name = name;
    one.value = value;
    form.append(one);
  }
  document.body.append(form);
  form.submit();
}"""


def _open(page: Any, how: str) -> None:
    """Goes to the page, by a form where it is the answer to one."""
    path, _, sent = how.partition(" post ")
    page.goto(f"/desk/{path}")
    if sent:
        to, *fields = sent.split(" ")
        with page.expect_navigation():
            page.evaluate(_SEND, [f"/desk/{to}", [one.split("=", 1) for one in fields]])


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("part", ["work", "admin"])
def test_every_page_of_the_desk(city: City, page: Any, live_server: str, part: str) -> None:
    known, wrong = furnish(city), []
    for name, (role, how) in DESK.items():
        if name.startswith("admin-") != (part == "admin"):
            continue
        if role:
            sit(page, live_server, city.user(role))
        _open(page, how.format(**known))
        assert page.locator("main").count() == 1, name
        wrong += [(name, one) for one in look(page)]
    assert not wrong


@pytest.mark.browser
def test_every_page_of_the_portal(city: City, page: Any) -> None:
    base, wrong = f"/c/{city.code}/", []
    [case] = register(city)
    complete(city, case)
    row = CaseRow.objects.get(id=case)

    def seen(name: str) -> None:
        wrong.extend((name, one) for one in look(page))

    for where in ("", "report/", "in/x", "progress/"):
        page.goto(base + where)
        seen(where)
    page.fill("#number", row.number)
    page.fill("#code", actions.query_code(city.code, str(row.contact)))
    page.click("main .primary")
    for where in ("progress/case/", "progress/rate/"):
        page.goto(base + where)
        seen(where)
    page.goto(base + "report/")
    page.check("input[value=help]")
    page.fill("#text", "路灯不亮")
    page.fill("#phone", PHONE)
    page.click("main .primary")
    page.wait_for_url(re.compile("report/done/"))
    seen("report/done/")
    page.goto(base + "progress/withdraw/")
    seen("progress/withdraw/")
    assert not wrong


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/no-such-page", "/desk/no-such-page", "/type/"])
def test_pages_of_refusal(page: Any, path: str) -> None:
    page.goto(path)
    assert page.locator("h1").count() == 1
    assert unclean(page) + too_wide(page, NARROW) == []

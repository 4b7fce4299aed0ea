"""Writing to the hotline, and the number and code that come back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from hotline.handling import actions
from hotline.handling.files.attaching import attach
from hotline.ledger import Outcome
from hotline.portal import kept, queries
from hotline.portal.forms import KINDS, new_key, placed, read_report, said
from hotline.portal.gate import Opened, Visit, remember, show, visited
from hotline.portal.limits import REPORTS, UPLOADS, address, in_minutes
from hotline.portal.photos import limits
from hotline.portal.sending import too_often
from hotline.rules.caller_words import Relation
from hotline.rules.case.files import MOST_FILES
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage
from hotline.web.files import uploads
from hotline.web.permission import page

ORDER = (
    *("kind", "text", "area", "address", "files", "phone", "name"),
    *("relation", "behalf_name", "behalf_phone", "enterprise", "credit_code"),
)
"""The form's fields from top to bottom: the first that is wrong gets the focus."""

AGAIN = "portal.again"
LASTS = 7200
"""Seconds for which a form begun from a closed case keeps its link."""
OVER = frozenset({CaseStage.CLOSED, CaseStage.WITHDRAWN})


@page(permission="open")
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def report(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; sent, it becomes a case, once, however often it is sent."""
    if request.method != "POST":
        return _form(request, visit, _begin(visit, request.GET.get("about", "")[:20]), [])
    wait = REPORTS.wait(address(request))
    if wait:
        return _waits(request, visit, _too_often(wait))
    key, sent = request.POST.get("key", ""), uploads(request)
    # Files kept from the last try are opened and looked at once more, so they count too.
    if (sent or request.POST.getlist(kept.FIELD)) and (wait := UPLOADS.take(address(request))):
        return _waits(request, visit, too_often(wait))
    found_files = kept.chosen(request, sent)
    command = read_report(request.POST.dict(), visit.world.areas, _again_of(request))
    if kept.wants_removal(request):
        return _again(request, visit, [], found_files)
    if isinstance(command, list) or found_files.slips:
        return _again(request, visit, command if isinstance(command, list) else [], found_files)
    found = actions.register(visit.by(key), command)
    if isinstance(found, Refusal):
        return _again(request, visit, [placed(found)], found_files)
    REPORTS.mark(address(request))
    return _received(visit, found, lost=not _attached(visit, found, key, found_files))


def _begin(visit: Visit, about: str) -> dict[str, str]:
    """A fresh form; of a case that is over, opened in this browser, one that is linked to it."""
    if not about:
        return {}
    start: dict[str, str] = {"text": say("关于工单 {about}：\n", about=about)}
    own = queries.own(visit.who, visit.opened.case) if visit.opened else None
    if own and own.case.number == about and own.case.stage in OVER:
        start["again"] = signing.dumps(str(own.id), salt=AGAIN)
    return start


def _again_of(request: HttpRequest) -> str:
    """The case that the form was begun from, as signed into it; "" for none."""
    try:
        return str(signing.loads(request.POST.get("again", ""), salt=AGAIN, max_age=LASTS))
    except signing.BadSignature:
        return ""


def _attached(visit: Visit, found: Outcome, key: str, files: kept.Chosen) -> bool:
    """The report counts even where its files do not come through: then the next page says so.

    Kept files stay where they are until their hour is over: a button pressed twice finds them.
    """
    if not files.taken:
        return True
    by = visit.by(f"{key[:190]}-files" if key else "")
    case = found.answer["cases"][0]["case"]
    return not isinstance(attach(by, case, files.uploads, files.looked), Refusal)


def _again(
    request: HttpRequest, visit: Visit, slips: Sequence[Refusal], files: kept.Chosen
) -> HttpResponse:
    """The form with all that was typed and chosen, to be mended."""
    held, lost = kept.again(request, files)
    return _form(request, visit, request.POST.dict(), [*slips, *files.slips, *lost], held)


def _waits(request: HttpRequest, visit: Visit, refusal: Refusal) -> HttpResponse:
    """Too often: files that came just now are not even looked at."""
    return _form(request, visit, request.POST.dict(), [refusal], kept.still(request))


def _received(visit: Visit, found: Outcome, *, lost: bool) -> HttpResponse:
    """On to the page with number and code, which this browser may see for half an hour."""
    response = visit.to("report/done/?lost=1" if lost else "report/done/")
    remember(response, Opened(visit.city, UUID(found.answer["cases"][0]["case"]), fresh=True))
    return response


def _too_often(wait: int) -> Refusal:
    return Refusal(
        code=Code.TOO_MANY,
        message=say("这个网络短时间内提交过多。"),
        advice=say(
            "填写的内容已保留，请 {wait}后再提交；急事请直接拨打 12345。", wait=in_minutes(wait)
        ),
    )


def _form(
    request: HttpRequest,
    visit: Visit,
    typed: Mapping[str, str],
    refusals: list[Refusal],
    held: Sequence[kept.Kept] = (),
) -> HttpResponse:
    """The form as it was, each message at its field, in the order of the page."""
    refusals.sort(key=lambda one: ORDER.index(one.field) if one.field in ORDER else -1)
    context: dict[str, Any] = {
        "typed": typed,
        "key": typed.get("key") or new_key(),
        "kinds": KINDS,
        "relations": tuple((one.value, one.zh) for one in Relation),
        "areas": _grouped(visit.world.areas),
        "kept": held,
        **limits(MOST_FILES - len(held)),
        **said(refusals),
    }
    response = show(request, visit, "report", context, refusals[0].status if refusals else 200)
    if refusals and refusals[0].code is Code.TOO_MANY:
        response["Retry-After"] = "60"
    return response


def _grouped(areas: Mapping[str, str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Districts with their streets: what citizens know; villages are the dispatcher's."""
    streets = [(code, name) for code, name in areas.items() if code.count("/") == 1]
    return [
        (top, name, [one for one in streets if one[0].startswith(f"{top}/")])
        for top, name in areas.items()
        if "/" not in top
    ]


@page(permission="citizen.code")
@require_safe
@visited
def done(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Number, query code and receipt, in the browser that wrote it."""
    own = queries.own(visit.who, visit.opened.case) if visit.opened else None
    if own is None or visit.opened is None or not visit.opened.fresh:
        return visit.to("progress/")
    code = actions.query_code(visit.city, own.case.contact)
    context = {
        "number": own.case.number,
        "code": f"{code[:4]} {code[4:]}",
        "receipt": own.events[0].hash.hex(),
        "reachable": own.case.reachable,
        "files": own.case.files,
        "lost": "lost" in request.GET,
    }
    return show(request, visit, "done", context)

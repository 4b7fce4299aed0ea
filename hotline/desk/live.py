"""Live without reload: counts and "something changed", asked every 4.5 s by the visible tab only.

304 when nothing changed. One statement besides that of the session. The watermark is here too: both
are asked by the page itself, so neither keeps an empty chair signed in.
"""

from html import escape

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control

from hotline import ledger
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import count_zh, mark, standing
from hotline.handling import queries
from hotline.web.permission import page

MOST_TABS = 8
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="3840" height="2160">
<defs><pattern id="w" width="360" height="220" patternUnits="userSpaceOnUse"
 patternTransform="rotate(-18)"><text x="10" y="60" font-size="17" fill="#1b2430"
 font-family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif">{who}</text>
<text x="10" y="86" font-size="15" fill="#1b2430" font-family="sans-serif">{when}</text></pattern>
</defs><rect width="3840" height="2160" fill="url(#w)"/></svg>"""


@page(permission="signed_in")
@staff
def live(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Counts of the navigation and the mark of what this person sees; on a list's page the mark is
    of that list (`list`, with the tabs it counts), on a case's page it has the moment of that
    case's last step, so that others' steps elsewhere do not disturb its reader."""
    tabs = request.GET.get("tabs", "").split(",")[:MOST_TABS]
    found = standing(desk, request.GET.get("list", ""), tabs)
    last = _last_step(desk, request.GET.get("case", ""))
    now = mark(found) + last
    if request.GET.get("since") == now:
        return HttpResponse(status=304)
    counts = {name: count_zh(number) for name, number in found.counts.items()}
    return JsonResponse({"mark": now, "counts": counts, "case": last})


def _last_step(desk: Desk, case_id: str) -> str:
    """Seconds and microseconds, as the template of the case page writes them; "" elsewhere."""
    row = queries.case_row(desk.who, case_id) if case_id else None
    return f"{int(row.last_at.timestamp())}.{row.last_at.microsecond:06d}" if row else ""


@page(permission="signed_in")
@staff
def watermark(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The reader's name, account and the time, faint over pages that show personal data."""
    local = desk.who.world.calendar.local(ledger.clock.wall())
    picture = _SVG.format(
        who=escape(f"{desk.actor.name} {desk.signed.username}"),
        when=f"{local:%Y-%m-%d %H:%M}",
    )
    response = HttpResponse(picture, content_type="image/svg+xml")
    # The address names the minute, so another minute asks anew; another person never gets it.
    patch_cache_control(response, private=True, max_age=3600)
    return response

"""大屏: the city on one screen, read from five metres, alive without anybody touching it.

A screen on a wall has no one before it who would keep a session awake, and a session left open
there would let whoever walks by into the desk. So opening the page gives the browser a *pass* for
a shift that opens this page and nothing else; its polls never touch the session. The pass asks
each time whether its holder still has the role, and ends with signing out.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from hotline.desk.gate import MAY, Desk, by_itself, staff
from hotline.handling.overview import wall as figures
from hotline.handling.paging import COUNT_BOUND
from hotline.handling.queries import Reader, reader
from hotline.people.queries import holder_of
from hotline.rules.lights import in_words, light
from hotline.rules.moments import say_moment
from hotline.rules.text import say
from hotline.web.permission import page

COOKIE, PATH, SALT, LASTS = "hotline_wall", "/desk/wall/", "desk.wall", 12 * 3600
"""The pass, for twelve hours: as long as a session may last, whoever sits there."""


@page(permission="wall")
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The whole screen; asked by itself with the mark of what it shows, 304 when nothing moved."""
    who = _passed(request) if by_itself(request) else None
    if who is None:
        response = _opened(request)
    elif request.GET.get("since") == (mark := figures.last_step(who)) and mark:
        response = HttpResponse(status=304)
    else:
        response = _shown(request, who)
    patch_cache_control(response, private=True, no_store=True)
    return response


@page(permission="wall")
@staff
def _opened(request: HttpRequest, desk: Desk) -> HttpResponse:
    """By a person who has signed in: the screen, and the pass for it."""
    response = _shown(request, desk.who)
    said = {"city": desk.actor.city, "user": desk.actor.id}
    response.set_cookie(
        COOKIE,
        signing.dumps(said, salt=SALT),
        max_age=LASTS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def forget(response: HttpResponse) -> None:
    """Signing out ends the pass too."""
    response.delete_cookie(COOKIE, path=PATH)


def _passed(request: HttpRequest) -> Reader | None:
    """Whose pass it is, with the roles of now; None for none, an old one, or a role taken away."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    actor = holder_of(said["city"], said["user"])
    return reader(actor) if actor and MAY["wall"] & actor.roles else None


def _shown(request: HttpRequest, who: Reader) -> HttpResponse:
    world = who.world
    local = world.calendar.local(who.now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    mark = figures.last_step(who)
    context = {
        "theme": "wall",
        "mark": mark,
        "city": world.city_name,
        "day": say_moment(local),
        "figures": _figures(who, midnight),
        "hours": _bars([(f"{at:%H}", n) for at, n in figures.by_hour(who)]),
        "first": [_line(who, one) for one in figures.first_due(who)],
        "tops": [
            {"title": title, "bars": _bars(pairs), "none": none}
            for title, pairs, none in _tops(who, midnight)
        ],
    }
    return render(request, "desk/wall.html", context)


def _figures(who: Reader, midnight: Any) -> list[dict[str, Any]]:
    """Title, number and whether it alarms."""
    today, standing = figures.today(who, midnight), figures.now(who)
    percent = f"{100 * today.on_time // today.completed}%" if today.completed else "—"
    waiting = {name: _bounded(number) for name, number in standing.items()}
    return [
        {"title": say("今日登记"), "number": f"{today.received:,}"},
        {"title": say("今日受理"), "number": f"{today.accepted:,}"},
        {"title": say("今日办结"), "number": f"{today.completed:,}"},
        {"title": say("其中按时"), "number": percent},
        {"title": say("待处置"), "number": waiting["waiting"]},
        {"title": say("待派单"), "number": waiting["dispatch"]},
        {"title": say("办理中"), "number": waiting["handling"]},
        {"title": say("已超期"), "number": waiting["overdue"], "bad": standing["overdue"] > 0},
    ]


def _bounded(number: int) -> str:
    return f"{COUNT_BOUND:,}+" if number > COUNT_BOUND else f"{number:,}"


def _tops(who: Reader, midnight: Any) -> list[tuple[str, list[tuple[str, int]], str]]:
    """Title, (name, number) and the words for none: of areas, topics, units."""
    names = {"area": who.world.areas, "topic": who.world.topics}
    found = [
        (
            title,
            [(names[by].get(code, code), n) for code, n in figures.most(who, by, midnight)],
            say("今天还没有登记"),
        )
        for by, title in (("area", say("今日区域")), ("topic", say("今日事项")))
    ]
    units = [(who.world.units.name(unit), n) for unit, n in figures.overdue_units(who)]
    return [*found, (say("超期最多的单位"), units, say("没有超期"))]


def _bars(pairs: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """Each with its share of the largest, in steps of 2 %: widths are classes, not inline style."""
    largest = max((n for _, n in pairs), default=0)
    return [
        {"name": name, "n": n, "share": 2 * -(-50 * n // largest) if largest else 0}
        for name, n in pairs
    ]


def _line(who: Reader, one: figures.First) -> dict[str, Any]:
    world = who.world
    policy = world.editions.in_force(world.calendar.local(who.now).date()).time
    return {
        "topic": world.topics.get(one.topic, one.topic) or say("未分类"),
        "area": world.areas.get(one.area, one.area) or say("未填区域"),
        "unit": world.units.name(one.unit) if one.unit else say("待派单"),
        "light": light(who.now, one.since, one.due, policy).value,
        "left": in_words(who.now, one.due),
    }

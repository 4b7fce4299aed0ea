"""Search over cases against plain SQL that knows what it looks for, in the same run.

    python -m bench search         (options: HOTLINE_BENCH_ROWS, default 100000)

The rows are synthetic, put straight into the read models: search reads nothing else. Each question
is asked through `handling.search` as the desk asks it (page, bounded count and subject lines) and,
in turn, as one SQL statement that gives the 50 ids only, without sight, count or subject lines.
The last column is what sight, count and titles cost; for words, a plain scan stands beside the
index.
"""

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS = int(os.environ.get("HOTLINE_BENCH_ROWS", "100000"))
TIMES = 15
CITY = "bench"

CASES = """
INSERT INTO handling_case (id, city, number, contact, stage, channel, kind, topic, area, object,
  urgency, tags, confidential, anonymous, reachable, reported_unit, registrar, query_digest,
  registered_at, accepted_at, due_from, due_at, breached, completed_at, on_time, follow_up_due,
  attempts, closed_at, lead_unit, leg_units, live_units, parent, children, round, returns,
  send_backs, reminders, unreachable, solved, satisfied, last_at)
SELECT md5('case' || n)::uuid, %(city)s, 'B' || n, md5('contact' || n)::uuid,
  (ARRAY['handling','completed','closed','accepted'])[1 + n %% 4], 'phone',
  (ARRAY['complaint','help','consult'])[1 + n %% 3], 't' || n %% 14 || '/' || n %% 90,
  'a' || n %% 10 || '/' || n %% 100, '', CASE WHEN n %% 50 = 0 THEN 'urgent' ELSE 'ordinary' END,
  ARRAY[]::text[], false, false, true, '', 'r', '', now() - n * interval '1 minute', null,
  now() - n * interval '1 minute', now() + (5000 - n) * interval '1 minute', false, null, null,
  null, 0, null, 'u' || n %% 60, ARRAY['u' || n %% 60], ARRAY['u' || n %% 60], null, 0, 1, 0, 0, 0,
  false, '', '', now() - n * interval '1 minute'
FROM generate_series(1, %(rows)s) AS n
"""
TEXTS = """
INSERT INTO handling_case_text (stream_id, city, title, text, address)
SELECT md5('case' || n)::uuid, %(city)s,
  (ARRAY['路灯不亮','占道经营','小区停水','夜间施工噪声','物业收费'])[1 + n %% 5] || n,
  repeat((ARRAY['多次反映没有结果，','请尽快派人处理，','影响老人小孩出行，'])[1 + n %% 3], 5)
    || CASE WHEN n %% 997 = 0 THEN '门口的窨井盖塌陷' ELSE '居民意见很大' END,
  '和平路' || n %% 500 || '号'
FROM generate_series(1, %(rows)s) AS n
"""
NEWEST = "SELECT id FROM handling_case c WHERE city = 'bench' AND {} ORDER BY {} LIMIT 51"
SCAN = (
    "EXISTS (SELECT 1 FROM handling_case_text x WHERE x.stream_id = c.id AND x.city = 'bench'"
    " AND (x.title LIKE '%{0}%' OR x.text LIKE '%{0}%' OR x.address LIKE '%{0}%'))"
)
RECENT = "registered_at DESC, id DESC"


def questions() -> dict[str, tuple[dict[str, Any], str]]:
    """Name: (what is asked, the same as plain SQL)."""
    from hotline.handling.search.asked import Sort

    return {
        "everything, newest": ({}, NEWEST.format("true", RECENT)),
        "one unit in handling, by promise": (
            {"unit": "u8", "stage": "handling", "sort": Sort.PROMISE},
            NEWEST.format("leg_units @> '{u8}' AND stage = 'handling'", "due_at, id"),
        ),
        "topic and area": (
            {"topic": "t3", "area": "a5"},
            NEWEST.format("topic LIKE 't3/%' AND area LIKE 'a5/%'", RECENT),
        ),
        "a frequent word (1 in 5)": (
            {"words": ("路灯",)}, NEWEST.format(SCAN.format("路灯"), RECENT),
        ),
        "a rare word (1 in 997)": (
            {"words": ("窨井盖",)}, NEWEST.format(SCAN.format("窨井盖"), RECENT),
        ),
        "a word that is nowhere": (
            {"words": ("地铁",)}, NEWEST.format(SCAN.format("地铁"), RECENT),
        ),
    }  # fmt: skip


def _reader() -> Any:
    """A dispatcher of a city that holds nothing but these rows."""
    from hotline import ledger, rulebooks
    from hotline.handling.queries import Reader
    from hotline.people.sight import sight
    from hotline.rules.actor import Actor
    from hotline.rules.context import World
    from hotline.rules.directory import Directory
    from hotline.rules.official_calendar import official_calendar
    from hotline.rules.rulebook import Editions, Rulebook
    from hotline.rules.rulebook_reading import read_rulebook
    from hotline.rules.units import Unit, UnitKind, UnitTree
    from hotline.rules.words import Role

    text = (Path(rulebooks.__file__).parent / "national.toml").read_text()
    book = read_rulebook(text)
    assert isinstance(book, Rulebook)
    units = {f"u{n}": Unit(id=f"u{n}", name=f"u{n}", kind=UnitKind.DEPARTMENT) for n in range(60)}
    world = World(
        city=CITY, city_name=CITY, reference=0, units=UnitTree(units=units),
        directory=Directory(), editions=Editions(books=(book,), zone="Asia/Shanghai"),
        calendar=official_calendar(),
    )  # fmt: skip
    actor = Actor(
        id="bench", name="bench", city=CITY, unit="u0", roles=frozenset({Role.DISPATCHER})
    )
    return Reader(actor=actor, world=world, sight=sight(actor, world), now=ledger.clock.now())


def _median(ask: Callable[[], object]) -> float:
    """Milliseconds, after one asking that is not counted."""
    ask()
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _fill() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for name, statement in (("cases", CASES), ("texts", TEXTS)):
            begun = time.perf_counter()
            cursor.execute(statement, {"city": CITY, "rows": ROWS})
            print(f"{ROWS:,} {name} put in: {time.perf_counter() - begun:.1f} s", flush=True)
        cursor.execute("VACUUM ANALYZE handling_case")
        cursor.execute("VACUUM ANALYZE handling_case_text")


def main() -> None:
    """Prints one line per question."""
    from hotline.cli.setup import django_ready

    django_ready()
    from django.db import connection

    from hotline.handling.search import queries as search
    from hotline.handling.search.asked import Asked

    _fill()
    who = _reader()
    print(f"{'question':<36}{'found':>8}{'search ms':>11}{'plain ms':>10}{'ratio':>8}")
    with connection.cursor() as cursor:
        for name, (asked, plain) in questions().items():
            page = search.find(who, Asked(**asked))
            ours = _median(lambda asked=asked: search.find(who, Asked(**asked)))  # type: ignore[misc]
            bare = _median(lambda plain=plain: cursor.execute(plain).fetchall())  # type: ignore[misc]
            found = page.count_zh  # type: ignore[union-attr]
            print(f"{name:<36}{found:>8}{ours:>11.1f}{bare:>10.1f}{ours / bare:>8.2f}", flush=True)


if __name__ == "__main__":
    main()

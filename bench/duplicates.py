"""可能重复 at intake: how long a look-up takes against all cases there are.

    HOTLINE_STATE=… python -m bench.duplicates       a database that has cases (bench.million)
    python -m bench duplicates                        one made for it (HOTLINE_BENCH_ROWS, 100000)

Matters of the newest cases are typed again as an agent types them: the words alone, half of them,
then with address, area and number. Timed is `handling.alike.queries.alike`, the whole of what a
page asks: look-up, sight, comparing, ranking. Prints the machine's load before and after.
"""

import os
import statistics
import time
from random import Random
from typing import Any

PROBES = int(os.environ.get("HOTLINE_BENCH_PROBES", "200"))


WAYS = {
    "half of the words": ("half",),
    "all words": ("text",),
    "words, address, area": ("text", "address", "area"),
    "with title and number": ("text", "address", "area", "title", "caller"),
}


def _measure(who: Any, probes: Any, texts: Any, name: str, fields: tuple[str, ...]) -> None:
    from hotline.handling.alike import queries
    from hotline.rules.alike.matter import Matter

    taken, found = [], 0
    for row in probes:
        own = texts[row.id]
        words = {"title": own.title, "address": own.address, "text": own.text, "area": row.area}
        words["half"] = own.text[: len(own.text) // 2]
        words["caller"] = queries.of_case(who, row, own).caller if "caller" in fields else ""
        typed = {("text" if one == "half" else one): words[one] for one in fields}
        begun = time.perf_counter()
        alike = queries.alike(who, Matter(at=row.registered_at, **typed), besides=row.id)
        taken.append((time.perf_counter() - begun) * 1000)
        found += bool(alike)
    taken.sort()
    over = sum(one > 50 for one in taken)
    print(f"{name:<28}{statistics.median(taken):>10.1f}{taken[int(len(taken) * 0.95)]:>8.1f}"
          f"{taken[-1]:>8.1f}{over / len(taken):>11.1%}{found:>8}", flush=True)  # fmt: skip


def main() -> None:
    """Prints a line per way of typing."""
    from hotline.cli.setup import django_ready

    django_ready()
    from hotline.handling.alike import queries
    from hotline.handling.models import CaseRow, CaseTextRow
    from hotline.handling.queries import reader
    from hotline.rules.actor import Actor
    from hotline.rules.alike.matter import Matter
    from hotline.rules.words import Role

    newest = CaseRow.objects.order_by("-registered_at").first()
    if newest is None:
        from bench import search

        search._fill()
        newest = CaseRow.objects.order_by("-registered_at")[0]
        who: Any = search._reader()
    else:
        unit = newest.lead_unit or "hotline"
        roles = frozenset({Role.AGENT, Role.DISPATCHER})
        who = reader(Actor(id="bench", name="bench", city=newest.city, unit=unit, roles=roles))
    rows = list(CaseRow.objects.filter(city=newest.city).order_by("-registered_at")[:5000])
    probes = Random(7).sample(rows, min(PROBES, len(rows)))
    texts = CaseTextRow.objects.in_bulk([row.id for row in probes])
    load = os.getloadavg()[0]
    began = time.perf_counter()
    queries.alike(who, Matter(text="开始"))
    print(f"{CaseTextRow.objects.count():,} cases; learned what is usual in"
          f" {(time.perf_counter() - began) * 1000:.0f} ms")  # fmt: skip
    print(f"{'typed':<28}{'median ms':>10}{'95 %':>8}{'max':>8}{'over 50 ms':>12}{'found':>8}")
    for name, fields in WAYS.items():
        _measure(who, probes, texts, name, fields)
    print(f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()

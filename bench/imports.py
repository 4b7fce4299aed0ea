"""How quickly orders of another system come in: a file, the dry run, the import, the sequencer.

    HOTLINE_STATE=… python -m bench.imports --rows 20000 --processes 2

Needs a platform with the demo city (`hotline up`, or `hotline db start`, `hotline migrate`,
`hotline demo load --cases 20`). Orders are made up: nine in ten history, closed after reply,
approval and follow-up; the others running in every state. Budget: a million in an hour on two
cores, 278/s.
"""

import argparse
import csv
import multiprocessing
import os
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

HEADINGS = (
    "工单编号", "诉求内容", "诉求类型", "状态", "来源渠道", "事项", "区域", "地址", "来电人",
    "联系电话", "承办单位", "登记时间", "派单时间", "签收时间", "答复时间", "办结时间", "回访时间",
    "结案时间", "答复内容", "满意度",
)  # fmt: skip
STATES = ("待派单", "待签收", "办理中", "待审批", "待回访")
TEXT = "居民反映小区门口夜间施工噪声扰民，已持续一周，多次联系物业无人处理，要求相关部门尽快到场。"


def make(path: Path, rows: int) -> None:
    """So many orders of the demo city, as CSV."""
    from hotline import ledger
    from hotline.demo import place
    from hotline.people.queries import world

    known = world(place.plan().code)
    units = [one.id for one in known.units.units.values() if one.active]
    topics, areas = list(known.topics), list(known.areas)
    rng, now = Random(rows), ledger.clock.now()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for n in range(rows):
            topic, area, unit = rng.choice(topics), rng.choice(areas), rng.choice(units)
            writer.writerow(_row(n, rng, now, (topic, area, unit)))


def _row(n: int, rng: Random, now: datetime, about: tuple[str, str, str]) -> list[str]:
    topic, area, unit = about
    running = n % 10 == 0
    began = now - timedelta(days=rng.uniform(1, 12) if running else rng.uniform(30, 1000))
    steps = [f"{began + timedelta(hours=h):%Y-%m-%d %H:%M:%S}" for h in (0, 1, 4, 30, 40, 60, 100)]
    state = rng.choice(STATES) if running else "已结案"
    done = STATES.index(state) + 1 if running else 7
    times = [at if i < done else "" for i, at in enumerate(steps)]
    if running:
        times = [f"{began + timedelta(minutes=20 * i):%Y-%m-%d %H:%M:%S}" if i < done else ""
                 for i in range(7)]  # fmt: skip
    answer = "经核实，已责令施工单位停止夜间作业，并向来电人说明。" if done > 3 else ""
    return [
        f"B{os.getpid()}-{n:07d}", TEXT, "投诉", state, "电话", topic, area, "和平路12号",
        "某居民", f"1990{n:07d}", unit if done > 1 else "", *times, answer,
        "" if running else rng.choice(("满意", "基本满意", "不满意")),
    ]  # fmt: skip


def main() -> None:
    """Prints rows a second of each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    from hotline.cli.setup import django_ready

    django_ready()
    from hotline import ledger
    from hotline.demo import place
    from hotline.handling.imports import jobs, queries, sheets
    from hotline.handling.imports.mapping import guess
    from hotline.rules.actor import SETUP_ID

    city = place.plan().code
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        make(path, options.rows)
        began = time.monotonic()
        table = sheets.open_file(path)
        if not isinstance(table, sheets.Rows):
            raise SystemExit(table.message)
        matching = guess(table.headings)
        given = jobs.Upload(
            city=city, user_id=SETUP_ID, file=path.name, digest="", headings=table.headings,
            matching=matching,
        )  # fmt: skip
        import_id = jobs.upload(given, table.parts())
        _tell("read and kept", options.rows, began)
    for word, start in (("dry run", jobs.check), ("import", jobs.begin)):
        start(city, import_id, matching)
        began = time.monotonic()
        _work(import_id, options.processes)
        _tell(word, options.rows, began)
        print(f"  {queries.counts(import_id)}; {queries.one(city, import_id).summary['stages']}")
    began, events = time.monotonic(), 0
    while more := ledger.sequence_once():
        events += more
    print(f"sequencer: {events:,} events in {time.monotonic() - began:.1f} s")


def _tell(what: str, rows: int, began: float) -> None:
    seconds = time.monotonic() - began
    print(f"{what}: {rows:,} rows in {seconds:.1f} s, {rows / seconds:.0f}/s", flush=True)


def _work(import_id: UUID, processes: int) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_worker, args=(import_id,)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _worker(import_id: UUID) -> None:
    from hotline.cli.setup import django_ready

    django_ready()
    from hotline.handling.imports import working

    while working.step(import_id):
        pass


if __name__ == "__main__":
    main()

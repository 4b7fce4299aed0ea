"""Bring in orders of another system (Excel or CSV): running ones and history. docs/import.md.

hotline import orders orders.xlsx --dry-run --report report.csv
hotline import orders orders.csv --dry-run --column 登记时间=受理日期 --word 来源渠道:QQ=网站
hotline import orders orders.csv --mapping 旧系统

Columns are found by their headings, or as a mapping saved on the page (历史工单导入) says, or as
told: --column OURS=THEIRS, and --word FIELD:THEIRS=OURS for words that nobody knows ("-" leaves
the value out). For a file that was here before, what was told then still holds. A dry run makes
nothing and tells every row; the import makes what can be made and tells the rest. Stopped or
killed, the same command with the same file goes on; a running courier goes on by itself.
"""

import argparse
import csv
import hashlib
import multiprocessing
import os
import time
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hotline.cli import matching as mapped
from hotline.cli.setup import check_durable, django_ready, explained
from hotline.cli.trouble import Trouble
from hotline.cli.which_city import only_city

if TYPE_CHECKING:
    from hotline.handling.imports.mapping import Matching

NAME = "import"
HELP = "导入原系统的工单（Excel、CSV）/ bring in orders of another system"
SHOWN = 20
LOOK = 2.0
"""Seconds between two looks at how far it is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, from which file, how it is read."""
    parser.add_argument("what", choices=("orders",), help="工单 / orders")
    parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx 或 CSV 文件 / file")
    parser.add_argument("--mapping", default="", metavar="NAME", help="列对应 / a saved mapping")
    parser.add_argument(
        "--column", action="append", default=[], metavar="OURS=THEIRS", help="列对应 / a column"
    )
    parser.add_argument(
        "--word", action="append", default=[], metavar="FIELD:THEIRS=OURS", help="取值对应 / a word"
    )
    parser.add_argument("--city", default="", help="城市代码 / city (only one: may be left out)")
    parser.add_argument("--dry-run", action="store_true", help="只试运行 / only look")
    parser.add_argument("--report", type=Path, help="逐行报告（CSV）/ write every row's outcome")
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="并行进程 / processes"
    )


def run(options: argparse.Namespace) -> int:
    """0 when every row was made or is there, 1 when rows were refused."""
    django_ready()
    check_durable()
    with explained():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    from hotline.handling.imports import jobs, queries

    city = only_city(options.city)
    import_id, matching = _uploaded(options, city)
    row = _row(city, import_id)
    state, headings = row.state, tuple(row.headings)
    print("\n".join(mapped.said(matching, headings)))
    mapped.complete(matching, headings)
    if state in ("new", "checked") and options.dry_run:
        jobs.check(city, import_id, matching)
    elif state in ("new", "checked"):
        jobs.begin(city, import_id, matching, tried=False)
    _work(city, import_id, max(1, options.processes))
    counts = queries.counts(import_id)
    summary = _row(city, import_id).summary
    made = "将建立 / would be made" if options.dry_run else "已建立 / made"
    print(f"{made} {counts.made}；已在系统中 / there {counts.there}；", end="")
    print(f"不能导入 / refused {counts.refused}")
    for message, n in list(summary["refusals"].items())[:SHOWN]:
        print(f"  {n} 行 / rows: {message}")
    _what_next(options, counts.refused)
    if options.report:
        _report(options.report, import_id)
    return 1 if counts.refused else 0


def _what_next(options: argparse.Namespace, refused: int) -> None:
    if refused and not options.report:
        print(
            "逐行的问题和办法：加 --report 文件.csv；没有对应的取值：加 --word 字段:原值=我们的值。"
        )
        print("Each row: --report FILE.csv; words nobody knows: --word FIELD:THEIRS=OURS.")
    if options.dry_run:
        print(
            "这是试运行，什么也没有建立；有问题的行不影响其余各行导入。/ A dry run: nothing made."
        )


def _row(city: str, import_id: UUID) -> Any:
    """The import as it stands now; gone when the database was put back meanwhile."""
    from hotline.handling.imports import queries

    row = queries.one(city, import_id)
    if row is None:
        raise Trouble(
            "找不到这次导入；再运行一次同一命令可以重新导入。",
            "This import is gone; run the same command again to begin anew.",
        )
    return row


def _uploaded(options: argparse.Namespace, city: str) -> tuple[UUID, "Matching"]:
    """The file kept in parts, or the unfinished import of that very file."""
    import msgspec

    from hotline.handling.imports import jobs, queries, sheets
    from hotline.handling.imports.mapping import Matching
    from hotline.rules.actor import SETUP_ID
    from hotline.rules.refusal import Refusal

    with _opened(options.file) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        found = queries.same_file(city, digest)
        if found and found.state in ("checking", "importing"):
            print("接着上次未完成的导入 / going on with the unfinished import")
            return found.id, msgspec.convert(found.matching, Matching)
        if found:
            held = msgspec.convert(found.matching, Matching)
            return found.id, _matching(options, city, tuple(found.headings), held)
        file.seek(0)
        table = sheets.read(file)
        if isinstance(table, Refusal):
            raise Trouble(f"{table.message}{table.advice}", "This file cannot be read.")
        matching = _matching(options, city, table.headings)
        given = jobs.Upload(
            city=city,
            user_id=SETUP_ID,
            file=options.file.name,
            digest=digest,
            headings=table.headings,
            matching=matching,
        )
        return jobs.upload(given, table.parts()), matching


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        raise Trouble(
            f"读不了文件 {path}（{error.strerror}）。", f"Cannot read {path}: {error}."
        ) from error


def _matching(
    options: argparse.Namespace,
    city: str,
    headings: tuple[str, ...],
    held: "Matching | None" = None,
) -> "Matching":
    """The saved mapping, else the one this file had, else a guess; with what was told."""
    begun = _saved(options, city, headings) if options.mapping else held
    if begun is None or begun.lacking():
        from hotline.handling.imports.mapping import guess

        begun = guess(headings)
    return mapped.told(begun, city, headings, options.column, options.word)


def _saved(options: argparse.Namespace, city: str, headings: tuple[str, ...]) -> "Matching":
    from hotline.handling.imports import queries
    from hotline.handling.imports.mapping import filled

    saved = queries.matchings(city).get(options.mapping)
    if saved is None:
        raise Trouble(
            f"没有名为“{options.mapping}”的列对应。",
            f"No mapping is called {options.mapping}: save one on the page.",
        )
    return filled(saved, saved.columns, headings)


def _work(city: str, import_id: UUID, processes: int) -> None:
    """All parts, in so many processes; tells how far it is."""
    from hotline.handling.imports import queries

    context = multiprocessing.get_context("spawn")
    began = time.monotonic()
    workers = [context.Process(target=_worker, args=(import_id,)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    rows = _row(city, import_id).rows
    while alive := [worker for worker in workers if worker.is_alive()]:
        alive[0].join(LOOK)
        done = queries.counts(import_id).done
        rate = done / (time.monotonic() - began)
        print(f"\r{done:,} / {rows:,}  {rate:.0f}/s ", end="", flush=True)
    print()
    state = _row(city, import_id).state
    if state not in ("checked", "done"):
        raise Trouble(
            f"导入没有完成（{state}）；再运行一次同一命令可以接着做。",
            f"The import is not finished ({state}); run the same command again to go on.",
        )


def _worker(import_id: UUID) -> None:
    django_ready()
    from hotline.handling.imports import queries, working

    while working.step(import_id) or queries.under_way(import_id):
        # What a killed worker held is free again within a minute.
        if not working.step(import_id):
            time.sleep(1)


def _report(path: Path, import_id: UUID) -> None:
    from hotline.handling.imports import jobs

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("行号", "原工单号", "结果", "状态", "承办单位", "工单号", "问题", "怎么办")
        )
        for line in jobs.reports(import_id):
            said = "；".join(message for message, _ in line.said)
            advice = "；".join(dict.fromkeys(advice for _, advice in line.said))
            cells = (line.row, line.number, line.outcome, line.stage, line.unit, line.case)
            writer.writerow((*cells, said, advice))

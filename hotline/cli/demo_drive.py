"""Work every open case of a city to its closing through the HTTP API, as its people would.

Each unit and role has a token; people see only what their queues show. Most cases are accepted,
dispatched, signed, answered, approved, followed up and closed; some are sent back, returned and
ruled on, handed down, co-handled, reported again, rung in vain, called unsolved and reopened, or
left to the clock. What happens to a case follows from --seed and its number.

The platform runs in virtual time on this machine (`hotline up --at …`, the same HOTLINE_STATE);
the drive stops the city's clock and moves it on. --kill kills web, clock, courier and PostgreSQL
while it works; afterwards the journal is verified and the read models are made again.

  hotline demo drive --replies replies.jsonl.gz --kill 20 --report drive.json
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from hotline.cli import account
from hotline.cli.driving.client import Client, Stopped, Unanswered, survive_broken_pipes
from hotline.cli.driving.kills import Killer, supervisor
from hotline.cli.setup import django_ready, explained
from hotline.cli.trouble import Trouble

AGREE_SECONDS = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which city, how, and how roughly."""
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="平台地址 / the platform")
    parser.add_argument("--city", default="", help="城市代码 / city code (default: the demo city)")
    parser.add_argument("--seed", type=int, default=12345, help="随机种子 / seed")
    parser.add_argument("--workers", type=int, default=4, help="并发 / at the same time (4)")
    parser.add_argument("--days", type=int, default=150, help="最多天数 / at most so many days")
    parser.add_argument("--replies", type=Path, help="真实答复（JSON 行）/ recorded replies")
    parser.add_argument("--kill", type=int, default=0, help="随机终止进程次数 / how many kills")
    parser.add_argument(
        "--kill-every", type=float, default=4.0, help="平均间隔秒数 / seconds between kills (4)"
    )
    parser.add_argument("--check", action="store_true", help="结束后校验 / verify at the end")
    parser.add_argument("--report", type=Path, help="报告文件（JSON）/ write a report")


def run(options: argparse.Namespace) -> int:
    """0 when every case is closed and the journal agrees with the read models, else 1."""
    os.environ["HOTLINE_VIRTUAL_TIME"] = "1"  # read by the ledger when it is loaded
    django_ready()
    survive_broken_pipes()
    if options.kill and not supervisor():
        raise Trouble(
            "--kill 需要 hotline up 以同一 HOTLINE_STATE 运行，由它重新启动被终止的进程。",
            "--kill needs hotline up on the same HOTLINE_STATE: it starts again what is killed.",
        )
    with explained():
        report = _drive(options)
    if options.kill or options.check:
        report["verify"], report["rebuild"] = _hotline("verify"), _hotline("rebuild")
    print(_told(report))
    if options.report:
        try:
            options.report.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2))
        except OSError as error:
            raise account.unwritable(options.report, error) from error
    agree = all(report.get(act, "agrees") == "agrees" for act in ("verify", "rebuild"))
    return 0 if agree and not report["left"] else 1


def _drive(options: argparse.Namespace) -> dict[str, Any]:
    from hotline import ledger
    from hotline.cli.driving import city_time, staff
    from hotline.cli.driving.chance import Chance
    from hotline.cli.driving.drive import Drive
    from hotline.cli.driving.floor import Floor
    from hotline.cli.driving.texts import Texts
    from hotline.people import queries

    city = options.city or _demo_city()
    start = ledger.clock.now()
    _same_time(options.url, start)
    people = staff.assemble(city)
    texts = Texts(options.replies)
    floor = Floor(options.url, people, Chance(options.seed), texts, options.workers)
    drive = Drive(floor, queries.world(city).calendar)
    killer = Killer(options.kill, options.kill_every, options.seed)
    killer.thread.start()
    try:
        drive.run(start, options.days)
    except (KeyboardInterrupt, Stopped):
        floor.stop.set()
    except Unanswered as error:
        floor.stop.set()
        raise Trouble(
            f"{options.url} 长时间没有应答（{error}），已停止；恢复后再次执行即可继续。",
            f"{options.url} did not answer for long ({error}): run it again once it is back.",
        ) from error
    finally:
        killer.stop.set()
        killer.thread.join()
        floor.pool.shutdown()
        city_time.run_on(floor.now)
    report = {**drive.report(), "kills": dict(killer.done), "reasons": drive.reasons()}
    city_time.patient(lambda: staff.dismiss(people))
    return report


def _demo_city() -> str:
    from hotline.demo.place import plan

    return plan().code


def _same_time(url: str, now: datetime) -> None:
    """Refused when the server keeps another time than we do: then nothing we move would move."""
    from hotline.cli.driving import city_time

    city_time.freeze(now)
    client, until = Client(url, patience=20), time.monotonic() + AGREE_SECONDS
    while True:
        answer = client.get("/")
        if answer.ok and datetime.fromisoformat(answer.body["now"]) == now:
            return client.close()
        if time.monotonic() > until:
            raise Trouble(
                f"{url} 不在同一个虚拟时间里：请用 hotline up --at … 启动，"
                "并使用同一 HOTLINE_STATE。",
                f"{url} does not keep our virtual time: start it with hotline up --at … on the"
                " same HOTLINE_STATE.",
            )
        time.sleep(0.2)


def _hotline(act: str) -> str:
    """`hotline ledger <act>` in a process of its own: "agrees", or what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "ledger", act],
        capture_output=True,
        text=True,
        check=False,
    )
    return "agrees" if done.returncode == 0 else (done.stdout + done.stderr)[-2000:]


def _told(report: dict[str, Any]) -> str:
    """The report in words."""
    told = [
        f"{report['open_before']} 件未结工单：结案 {report['closed']}，"
        f"未结 {sum(report['left'].values())} {report['left'] or ''}；"
        f"城市时间 {report['city_days']} 天，用时 {report['seconds']:.0f} 秒，"
        f"每秒结案 {report['lifecycles_per_second']} 件、命令 {report['commands_per_second']} 条",
        f"命令 {report.get('commands', 0)}，重试 {report.get('retries', 0)}，"
        f"p50 {report.get('p50_ms')} ms，p99 {report.get('p99_ms')} ms",
    ]
    told += [f"  {name}: {n}" for name, n in sorted(report.items()) if name.startswith("done ")]
    for code, refused in report["refused"].items():
        told.append(f"拒绝 {code}: {refused['count']}，如 {refused['examples'][0]}")
    if report["kills"]:
        told.append(f"终止进程 {sum(report['kills'].values())} 次：{report['kills']}")
    told += [f"{act}: {report[act]}" for act in ("verify", "rebuild") if act in report]
    return "\n".join([*told, *report["reasons"][:20]])

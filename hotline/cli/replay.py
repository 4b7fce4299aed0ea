"""Send recorded requests through the HTTP API, as a front desk or a department's system would.

FILE is JSON lines, plain or gzip: id, title, text, time and, where known, channel, kind, topic,
area, address, caller, anonymous. What was accepted is noted under the state directory, so a run
that was stopped goes on where it stopped; and every line carries an idempotency key of its own,
so even without that note nothing is registered twice. Run it again with the same options.

  hotline replay requests.jsonl.gz --token hl_… --rate 20 --report report.json
"""

import argparse
import hashlib
import os
import queue
import threading
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import msgspec

from hotline import config
from hotline.cli import account
from hotline.cli.driving import lines
from hotline.cli.driving.client import (
    Client,
    Stopped,
    Unanswered,
    check_token,
    survive_broken_pipes,
)
from hotline.cli.driving.pace import Pace
from hotline.cli.driving.tally import Progress, Tally
from hotline.cli.trouble import Trouble
from hotline.rules.words import Channel, Kind

NAME = "replay"
HELP = "经接口回放真实诉求 / send recorded requests through the API"
WAITING = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from, where to, how fast, and what is taken where a line does not say."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON 行，可为 .gz")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="平台地址 / the platform")
    parser.add_argument(
        "--token",
        default=os.environ.get("HOTLINE_TOKEN", ""),
        help="接口令牌，默认取环境变量 HOTLINE_TOKEN / token of the API",
    )
    parser.add_argument("--rate", type=float, default=0.0, help="每秒件数 / a second (0: no limit)")
    parser.add_argument("--workers", type=int, default=4, help="并发 / at the same time (4)")
    parser.add_argument("--limit", type=int, default=0, help="最多发送件数 / at most so many")
    parser.add_argument("--report", type=Path, help="报告文件（JSON）/ write a report")
    parser.add_argument("--kind", default="help", choices=list(Kind), help="未注明类型时 / default")
    parser.add_argument(
        "--channel", default="web", choices=list(Channel), help="未注明渠道时 / default"
    )
    parser.add_argument("--topic", default="", help="未注明事项时 / default topic code")
    parser.add_argument("--area", default="", help="未注明区域时 / default area code")
    parser.add_argument(
        "--phones", action="store_true", help="按诉求人生成虚构号码 / a fictional number per caller"
    )
    parser.add_argument(
        "--dispatch", action="store_true", help="受理并按目录派单 / accept and dispatch at once"
    )


def run(options: argparse.Namespace) -> int:
    """0 when every line was accepted, 1 when some were not, 130 when it was stopped."""
    if not options.token:
        raise Trouble(
            "请用 --token 或环境变量 HOTLINE_TOKEN 给出接口令牌。",
            "Name a token of the API with --token or in HOTLINE_TOKEN.",
        )
    survive_broken_pipes()
    check_token(options.url, options.token)
    run = Replay(options)
    try:
        run.go()
    except KeyboardInterrupt:
        run.stop.set()
    run.finish()
    print(run.told())
    if options.report:
        _write(options.report, run)
    if run.stop.is_set():
        return 130
    return 1 if run.tally.refusals or run.tally.count("unanswered") else 0


class Replay:
    """One run over some files."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.given = lines.Given(
            kind=options.kind,
            channel=options.channel,
            topic=options.topic,
            area=options.area,
            phones=options.phones,
            dispatch=options.dispatch,
        )
        self.stop = threading.Event()
        self.tally = Tally()
        self.progress = Progress(0)
        self.waiting: queue.Queue[tuple[lines.Sent, TextIO] | None] = queue.Queue(WAITING)
        self.pace = Pace(options.rate)
        self.workers = [
            threading.Thread(target=self._work, daemon=True) for _ in range(options.workers)
        ]

    def go(self) -> None:
        """Send everything."""
        total = sum(lines.count(path) for path in self.options.files)
        total = min(total, self.options.limit or total)
        self.progress = Progress(total)
        for worker in self.workers:
            worker.start()
        for path in self.options.files:
            self._file(path)

    def finish(self) -> None:
        """Wait for what was sent, and close the run."""
        for worker in self.workers:
            while worker.is_alive():
                with suppress(queue.Full):
                    self.waiting.put(None, timeout=0.1)
                worker.join(0.1)
        self._show(last=True)

    def _file(self, path: Path) -> None:
        notes, done = _notes(self.options.url, path)
        with notes:
            for found in lines.read(path, self.given):
                if self.stop.is_set() or self.tally.count("lines") >= (
                    self.options.limit or float("inf")
                ):
                    break
                self.tally.add("lines")
                self._show()
                if isinstance(found, lines.Unreadable):
                    self.tally.refuse("unreadable", f"{found.id}: {found.why}")
                elif found.key in done:
                    self.tally.add("noted")
                else:
                    self.waiting.put((found, notes))
            self._drain()

    def _drain(self) -> None:
        """Until every line handed out is answered; the notes stay open so long."""
        while self.waiting.unfinished_tasks and any(w.is_alive() for w in self.workers):
            self._show()
            self.stop.wait(0.05)

    def _work(self) -> None:
        client = Client(self.options.url, self.options.token, stopped=self.stop.is_set)
        while (item := self.waiting.get()) is not None:
            with suppress(Stopped):
                if not self.stop.is_set():
                    self._send(client, *item)
            self.waiting.task_done()
        client.close()

    def _send(self, client: Client, line: lines.Sent, notes: TextIO) -> None:
        self.pace.wait(self.stop)
        try:
            answer = client.post("/contacts", line.body, line.key)
        except Unanswered:
            self.tally.add("unanswered")
            return
        self.tally.answered(answer.seconds)
        self.tally.add("retries", answer.tries - 1)
        for doubt in line.doubt:
            self.tally.add(f"unknown_{doubt}")
        if answer.ok:
            self.tally.add("repeated" if answer.body["repeated"] else "accepted")
            with self.tally.lock:
                notes.write(line.key + "\n")
                notes.flush()
        else:
            self.tally.refuse(answer.code, f"{line.id}: {answer.detail}")

    def _show(self, *, last: bool = False) -> None:
        tally = self.tally
        sent = tally.count("accepted") + tally.count("repeated") + tally.count("noted")
        words = (
            f"已受理 {tally.count('accepted')} 重复 {tally.count('repeated')} "
            f"先前 {tally.count('noted')} 拒绝 {tally.refusals}"
        )
        self.progress.show(sent + tally.refusals, words, last=last)

    def told(self) -> str:
        """The report in words."""
        tally = self.tally
        told = [
            f"共 {tally.count('lines')} 行：受理 {tally.count('accepted')}，"
            f"重复提交 {tally.count('repeated')}，先前已完成 {tally.count('noted')}，"
            f"拒绝 {tally.refusals}，无应答 {tally.count('unanswered')}；"
            f"用时 {tally.elapsed:.1f} 秒，每秒 {len(tally.seconds) / tally.elapsed:.0f} 件"
        ]
        if tally.seconds:
            told[0] += f"，p50 {tally.quantile_ms(0.5)} ms，p99 {tally.quantile_ms(0.99)} ms"
        for code, refused in tally.refused.items():
            told.append(f"  {code}: {refused.count}")
            told += [f"    {example}" for example in refused.examples]
        return "\n".join(told)


def _notes(url: str, path: Path) -> tuple[TextIO, frozenset[str]]:
    """The open note of what this file had accepted at that address, and what stands in it."""
    folder = config.state_dir() / "replay"
    place = hashlib.sha256(f"{url}\0{path.name}".encode()).hexdigest()[:12]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / f"{path.name}.{place}").open("a+")
    except OSError as error:
        raise account.unwritable(folder, error) from error
    file.seek(0)
    return file, frozenset(file.read().split())


def _write(path: Path, run: Replay) -> None:
    report = {"files": [one.name for one in run.options.files], **run.tally.report()}
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    except OSError as error:
        raise account.unwritable(path, error) from error

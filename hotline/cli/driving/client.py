"""A client of the HTTP API: keep-alive, JSON, and patience with an outage.

Nothing beyond the standard library, because a department's system may look just like this. What
was not answered is sent again until it is: every command carries an idempotency key, so a repeated
one has no second effect. Retried: no connection, 502 to 504, 429, and 409 `in_flight` or
`conflict`; the server's Retry-After is kept. Any other answer is final.
"""

import http.client
import random
import signal
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from hotline.cli.trouble import Trouble

TIMEOUT = 15.0
PATIENCE = 300.0
LONGEST_PAUSE = 5.0
REACHED_WITHIN = 5.0
AGAIN_LATER = frozenset({"in_flight", "conflict"})


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A final answer. `seconds` is the time of the last try, `tries` how often it was sent."""

    status: int
    body: Any
    seconds: float
    tries: int

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The refusal's code; `http_500` and the like where there is none."""
        code = self.body.get("code") if isinstance(self.body, dict) else None
        return code if isinstance(code, str) else f"http_{self.status}"

    @property
    def detail(self) -> str:
        """The refusal's words."""
        detail = self.body.get("detail") if isinstance(self.body, dict) else None
        return detail if isinstance(detail, str) else ""


def survive_broken_pipes() -> None:
    """A connection cut while we write is an error to be met here, not the end of the process."""
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


class Unanswered(Exception):
    """No answer in all the time that was given."""


class Stopped(Exception):
    """The user stopped the run while an answer was waited for."""


class Client:
    """One connection, for one thread. `token` "" sends none."""

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        patience: float = PATIENCE,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        parts = urlsplit(url if "//" in url else f"//{url}", scheme="http")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Trouble(
                f"地址 {url!r} 应写成 http://主机:端口。", f"{url!r}: write http://host:port."
            )
        self.kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self.host, self.port = parts.hostname, parts.port
        self.root = parts.path.rstrip("/") + "/api/v1"
        self.token = token
        self.patience = patience
        self.stopped = stopped
        self.connection: http.client.HTTPConnection | None = None

    def get(self, path: str, token: str = "") -> Answer:
        """Read `path` below the API's root."""
        return self._call("GET", path, None, "", token)

    def post(self, path: str, body: object, key: str, token: str = "") -> Answer:
        """Send a command with its idempotency key."""
        return self._call("POST", path, msgspec.json.encode(body), key, token)

    def close(self) -> None:
        """Give the connection up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _call(self, method: str, path: str, data: bytes | None, key: str, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        began, tries, pause = time.monotonic(), 0, 0.1
        while True:
            tries += 1
            sent = time.perf_counter()
            found = self._once(method, path, data, headers)
            if found is not None:
                status, wait, body = found
                answer = Answer(
                    status=status, body=body, seconds=time.perf_counter() - sent, tries=tries
                )
                if not _again(answer):
                    return answer
                pause = max(pause, wait)
            if time.monotonic() - began > self.patience:
                raise Unanswered(f"{method} {path}")
            self._rest(min(pause, LONGEST_PAUSE))
            pause = min(pause * 2, LONGEST_PAUSE)

    def _rest(self, seconds: float) -> None:
        """Wait, a little differently in each thread, and end early when the user stops."""
        until = time.monotonic() + seconds * random.uniform(0.8, 1.2)  # noqa: S311
        while time.monotonic() < until:
            if self.stopped():
                raise Stopped
            time.sleep(min(0.1, max(until - time.monotonic(), 0)))

    def _once(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> tuple[int, float, Any] | None:
        """(status, Retry-After, body), or None when there was no whole answer."""
        try:
            if self.connection is None:
                self.connection = self.kind(self.host, self.port, timeout=TIMEOUT)
            self.connection.request(method, self.root + path, data, headers)
            response = self.connection.getresponse()
            raw = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return None
        wait = response.headers.get("Retry-After", "")
        return response.status, float(wait) if wait.isdecimal() else 0.0, _json(raw)


def check_token(url: str, token: str) -> None:
    """Refused with what to do, before anything is sent: nobody there, or a token nobody knows."""
    client = Client(url, token, patience=REACHED_WITHIN)
    try:
        answer = client.get("/cases?number=0")
    except Unanswered as error:
        raise Trouble(
            f"{url} 没有应答，请先启动平台（hotline up），或用 --url 给出地址。",
            f"{url} does not answer: start the platform (hotline up), or name it with --url.",
        ) from error
    finally:
        client.close()
    if not answer.ok:
        raise Trouble(
            f"{url} 不接受该令牌（{answer.status} {answer.detail}），请重新建立令牌，"
            "如 hotline demo token dispatcher。",
            f"{url} does not accept the token ({answer.status} {answer.code}): make another, e.g."
            " hotline demo token dispatcher.",
        )


def _again(answer: Answer) -> bool:
    if answer.status in (429, 502, 503, 504):
        return True
    return answer.status == 409 and answer.code in AGAIN_LATER


def _json(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return None

"""Two other sides on loopback: a mail server and an SMS gateway, which keep what they are given and
refuse when told to."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Smtp(socketserver.StreamRequestHandler):
    """As much SMTP as smtplib speaks."""

    server: "MailSink"

    def handle(self) -> None:
        self._say(220)
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say(354)
                self._say(self._letter())
            elif word == b"RCPT":
                self._say(self.server.answer)
            elif word == b"QUIT":
                self._say(221)
                return
            else:
                self._say(250)

    def _letter(self) -> int:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
        return 250

    def _say(self, code: int) -> None:
        self.wfile.write(f"{code} ok\r\n".encode())


class MailSink(socketserver.ThreadingTCPServer):
    """`letters` that came; `answer` is what recipients are answered with."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.letters: list[EmailMessage] = []
        self.answer = 250

    @property
    def address(self) -> str:
        """For HOTLINE_SMTP."""
        return f"smtp://127.0.0.1:{self.server_address[1]}/?from=hotline@city.gov.cn"


class _Gateway(BaseHTTPRequestHandler):
    server: "SmsSink"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.answer == 200:
            given = {"header": self.headers["Idempotency-Key"]}
            self.server.messages.append(json.loads(body) | given)
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


class SmsSink(ThreadingHTTPServer):
    """`messages` that came; `answer` is the status of the next ones."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Gateway)
        self.messages: list[dict[str, str]] = []
        self.answer = 200

    @property
    def address(self) -> str:
        """For HOTLINE_SMS."""
        return f"http://127.0.0.1:{self.server_address[1]}/sms"


@contextmanager
def serving(sink: Any) -> Iterator[Any]:
    """The sink at work for the length of the block."""
    thread = threading.Thread(target=sink.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        sink.shutdown()
        sink.server_close()
        thread.join()

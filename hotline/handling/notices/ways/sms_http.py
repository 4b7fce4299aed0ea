"""SMS by a plain HTTP gateway: POST of {"to", "text", "key"} as JSON, any 2xx is "taken".

The key also stands in the header Idempotency-Key, the token of HOTLINE_SMS_TOKEN in Authorization.
A 4xx refuses the message for good, but for 401, 403, 408 and 429: those are about us, or about now.
"""

import http.client
import ssl
from typing import Final
from urllib.parse import SplitResult

import msgspec

from hotline.handling.notices.ways.port import PATIENCE, Message, Sender, Undelivered

_ABOUT_US: Final = frozenset({401, 403, 408, 429})


class SmsHttp(Sender):
    """A gateway's address, http:// or https://; redirects are not followed."""

    def __init__(self, address: SplitResult, token: str = "") -> None:
        """The host is needed."""
        if not address.hostname:
            raise ValueError("https://gateway/path")
        self._host = address.hostname
        self._port = address.port
        self._tls = address.scheme == "https"
        self._path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        self._token = token

    def send(self, message: Message) -> None:
        """By one request."""
        body = msgspec.json.encode({"to": message.to, "text": message.text, "key": message.key})
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        line = self._line()
        try:
            line.request("POST", self._path, body, headers)
            status = line.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise Undelivered(type(error).__name__) from None
        finally:
            line.close()
        if not 200 <= status < 300:
            refused = 400 <= status < 500 and status not in _ABOUT_US
            raise Undelivered(f"HTTP {status}", for_good=refused)

    def _line(self) -> http.client.HTTPConnection:
        if self._tls:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=PATIENCE, context=context
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)

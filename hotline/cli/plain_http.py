"""Plain HTTP beside our own HTTPS: nothing is served there but the way to the right address.

Who types the name without `https://` should get the page, not silence. Only the address is sent
on; what was sent in clear is not read.
"""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hotline.cli.trouble import Trouble

_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d+)?")
_PATIENCE = 5.0


def send_on(host: str, plain: int, secure: int) -> ThreadingHTTPServer:
    """Answer on port `plain` until this process ends."""

    class SendOn(BaseHTTPRequestHandler):
        """308 to the same path by HTTPS; 400 to a request that names no host."""

        timeout = _PATIENCE
        server_version, sys_version = "hotline", ""

        def answer(self) -> None:
            """One answer, then the connection is closed."""
            named = _HOST.fullmatch(self.headers.get("Host", ""))
            self.close_connection = True
            if named is None or not self.path.startswith("/"):
                self.send_error(400)
                return
            port = "" if secure == 443 else f":{secure}"
            self.send_response(308)
            self.send_header("Location", f"https://{named[1]}{port}{self.path}")
            self.send_header("Content-Length", "0")
            self.send_header("Connection", "close")
            self.end_headers()

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: who asked in clear is nobody's business."""

    try:
        server = ThreadingHTTPServer((host, plain), SendOn)
    except OSError as error:
        raise Trouble(
            f"HOTLINE_TLS_REDIRECT 的端口 {plain} 无法监听（{error.strerror}），"
            "请换一个端口；1024 以下需要 root 或相应权限。",
            f"HOTLINE_TLS_REDIRECT: cannot listen on port {plain} ({error.strerror}).",
        ) from error
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server

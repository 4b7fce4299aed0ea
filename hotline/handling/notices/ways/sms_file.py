"""SMS into a folder, file:///srv/sms: one JSON file each, for a gateway that collects files.

The file is named by the key and comes about whole or not at all, so the same message again is the
same file. Files hold telephone numbers: the folder is ours only (0700), and whoever collects them
deletes them.
"""

import os
from pathlib import Path
from urllib.parse import SplitResult, unquote

import msgspec

from hotline.handling.notices.ways.port import Message, Sender, Undelivered


class SmsFile(Sender):
    """A folder."""

    def __init__(self, address: SplitResult, token: str = "") -> None:
        """The folder may be missing: it is made with the first message."""
        if address.netloc or not address.path.strip("/"):
            raise ValueError("file:///folder")
        self._folder = Path(unquote(address.path))

    def send(self, message: Message) -> None:
        """Written under another name first."""
        body = msgspec.json.encode({"to": message.to, "text": message.text, "key": message.key})
        half = self._folder / f".{message.key}.{os.getpid()}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as to:
                to.write(body)
                to.flush()
                os.fsync(to.fileno())
            half.replace(self._folder / f"{message.key}.json")
        except OSError as error:
            raise Undelivered(type(error).__name__) from None

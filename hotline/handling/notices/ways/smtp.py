"""E-mail by SMTP: smtp://user:password@host:587/?from=hotline@city.gov.cn&tls=1, or smtps://.

The key is the Message-ID, by which mail systems know a message that comes twice. `tls=1` asks for
STARTTLS, and refuses to go on without; smtps speaks TLS from the first byte.
"""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote

from hotline.handling.notices.ways.port import PATIENCE, Message, Sender, Undelivered

_PERMANENT: Final = 500


class Smtp(Sender):
    """One connection per message: notices are few beside what a connection costs."""

    def __init__(self, address: SplitResult, token: str = "") -> None:
        """`from` is needed; port 25, or 465 with smtps."""
        asked = parse_qs(address.query)
        self._sender = asked.get("from", [""])[0]
        if not address.hostname or "@" not in self._sender:
            raise ValueError("smtp://host/?from=name@domain")
        self._host = address.hostname
        self._wrapped = address.scheme == "smtps"
        self._port = address.port or (465 if self._wrapped else 25)
        self._tls = asked.get("tls", [""])[0] == "1"
        self._user = unquote(address.username or "")
        self._password = unquote(address.password or "") or token

    def send(self, message: Message) -> None:
        """By one SMTP conversation."""
        try:
            with self._connected() as server:
                server.send_message(self._letter(message))
        except smtplib.SMTPRecipientsRefused as error:
            code = max((code for code, _ in error.recipients.values()), default=0)
            raise Undelivered(f"SMTP {code}", for_good=code >= _PERMANENT) from None
        except smtplib.SMTPResponseException as error:
            refused = not isinstance(error, (smtplib.SMTPConnectError, smtplib.SMTPHeloError))
            # A wrong password is mended by the administrator, not by giving up every letter.
            refused = refused and not isinstance(error, smtplib.SMTPAuthenticationError)
            raise Undelivered(
                f"SMTP {error.smtp_code}", for_good=refused and error.smtp_code >= _PERMANENT
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Undelivered(type(error).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._wrapped:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=PATIENCE, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=PATIENCE)
            if self._tls:
                server.starttls(context=context)
        if self._user:
            server.login(self._user, self._password)
        return server

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self._sender
        letter["To"] = message.to
        letter["Subject"] = message.subject
        letter["Message-ID"] = f"<{message.key}@{self._sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text)
        return letter

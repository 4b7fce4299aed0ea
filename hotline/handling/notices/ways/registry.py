"""Which adapter speaks which address; the settings name one address per way.

NOTICE_EMAIL and NOTICE_SMS (HOTLINE_SMTP, HOTLINE_SMS) are "" where a way is not open: then nobody
is told by it, and nothing piles up for the day it is.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from hotline.handling.notices.table import Way
from hotline.handling.notices.ways.port import Sender
from hotline.handling.notices.ways.sms_file import SmsFile
from hotline.handling.notices.ways.sms_http import SmsHttp
from hotline.handling.notices.ways.smtp import Smtp

ADAPTERS: Final[Mapping[Way, Mapping[str, type[Sender]]]] = {
    Way.EMAIL: {"smtp": Smtp, "smtps": Smtp},
    Way.SMS: {"file": SmsFile, "http": SmsHttp, "https": SmsHttp},
}


def address(way: Way) -> str:
    """The address in the settings, "" where the way is not open."""
    named = {Way.EMAIL: "NOTICE_EMAIL", Way.SMS: "NOTICE_SMS"}.get(way, "")
    return str(getattr(settings, named, "")) if named else ""


def open_ways() -> frozenset[Way]:
    """By page always, by the others where an address is set."""
    return frozenset({Way.PAGE, *(way for way in ADAPTERS if address(way))})


def sender(way: Way) -> Sender:
    """The adapter of a way; ValueError names what is wrong with its address, never the address,
    which may hold a password."""
    parts = urlsplit(address(way))
    adapter = ADAPTERS[way].get(parts.scheme)
    if adapter is None:
        known = ", ".join(f"{scheme}://" for scheme in ADAPTERS[way])
        raise ValueError(f"{way}: {parts.scheme!r} is none of {known}")
    return adapter(parts, str(getattr(settings, "NOTICE_SMS_TOKEN", "")) if way is Way.SMS else "")

"""Our texts in the reader's language. Chinese is the source; English comes from the catalogues.

A page needs nothing: a `Said` that a template prints is translated by itself. Where a text leaves
by another way (a header, a sheet, JSON), `spoken(text)` gives it in the language of the request.

English sentences may use what Chinese ones do not need:

    {n} {n:case|cases}      one or many, by the value
    {month:month}           Jan, Feb, …

Catalogues (`hotline/<room>/locale/en/LC_MESSAGES/django.po`) are written by `scripts/messages.py`.
"""

from html import escape
from string import Formatter
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from hotline.rules.text import Said, say

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class _English(Formatter):
    """`str.format` with the two forms above; values that were said are spoken."""

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        """The value, in English if it is a text of ours."""
        value = super().get_value(key, args, kwargs)
        return spoken(value) if isinstance(value, Said) else value

    def format_field(self, value: Any, format_spec: str) -> str:
        """The value by its form."""
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return one if str(value) == "1" else many
        if format_spec == "month":
            return MONTHS[int(value) - 1]
        return str(super().format_field(value, format_spec))


_english = _English()


def spoken(text: str) -> str:
    """The text in the language of this request; data, which is no `Said`, as it is."""
    if not isinstance(text, Said) or get_language() in (settings.LANGUAGE_CODE, None):
        return str(text)
    if isinstance(text.values, tuple):
        between = gettext(text.template) if text.template else " "
        parts = (spoken(part) if isinstance(part, str) else str(part) for part in text.values)
        return between.join(parts)
    found = gettext(text.template) if text.template else ""
    return _english.vformat(found, (), text.values) if text.values else found


def tell(template: str, /, **values: object) -> str:
    """`say` and `spoken` at once, for a text that is not shown by a template."""
    return spoken(say(template, **values))


def _shown(text: Said) -> str:
    return SafeString(escape(spoken(text)))


Said.shown = _shown

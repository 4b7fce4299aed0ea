"""Texts that people read (文案), so that a face can say them in another language later.

    say("还剩{hours}小时", hours=3)      a str, "还剩3小时", which remembers template and values

Chinese is the source: what `say` gives is the Chinese sentence and is used like any other str.
A face that speaks another language looks the template up in its catalogue and puts the values in
(hotline/web/speech.py); a value that is a `Said` itself is translated first, any other is data
(a name, a number, what somebody typed) and stays. So the type tells the two apart: `Said` is
ours, str is theirs. Joining by `+`, `%`, f-strings or `"".join` gives a plain str and forgets;
use `say` with the parts as values, or `joined`.

`plain` is for msgspec, which does not take subclasses of str without being told.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar


class Said(str):
    """A Chinese text with the template and the values it was made of."""

    __slots__ = ("template", "values")

    template: str
    """What catalogues know it by; of a joined text what stands between its parts."""
    values: Mapping[str, object] | tuple[object, ...]
    """By name; of a joined text its parts."""

    shown: ClassVar[Callable[["Said"], str]] = str
    """How pages print one, escaped: hotline/web/speech.py puts the reader's language here."""

    def __html__(self) -> str:
        """What Django asks of a value it prints, so that no template has to name a filter."""
        return Said.shown(self)

    def __reduce__(self) -> tuple[Callable[..., "Said"], tuple[object, ...]]:
        """Copied and pickled with its parts."""
        return _again, (str(self), self.template, self.values)


def say(template: str, /, **values: object) -> Said:
    """The text of a template in Chinese, with `{name}` for each value (as `str.format`)."""
    return _again(template.format(**values) if values else template, template, values)


def joined(between: str, parts: Iterable[object]) -> Said:
    """The parts in a row, such as `joined("、", names)`; parts that were said stay translatable."""
    row = tuple(parts)
    return _again(between.join(map(str, row)), between, row)


def plain(value: object) -> str:
    """For `enc_hook` of msgspec: a said text as the str it is; nothing else is expected."""
    if isinstance(value, Said):
        return str(value)
    raise NotImplementedError(f"Encoding objects of type {type(value).__name__} is unsupported")


def _again(text: str, template: str, values: Mapping[str, object] | tuple[object, ...], /) -> Said:
    said = str.__new__(Said, text)
    said.template = template
    said.values = values
    return said

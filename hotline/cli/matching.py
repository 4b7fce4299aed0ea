"""Which column is which field, and which word of theirs is which of ours, as told on the command
line: `--column 登记时间=受理日期`, `--word 来源渠道:QQ=网站` ("-" leaves the value out)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hotline.cli.trouble import Trouble

if TYPE_CHECKING:
    from hotline.handling.imports.fields import Field
    from hotline.handling.imports.mapping import Matching

FEW = 40
"""So many words of ours are listed where theirs is none of them."""


def told(
    matching: "Matching", city: str, headings: Sequence[str], columns: list[str], words: list[str]
) -> "Matching":
    """The mapping with what was told. Raises Trouble for names that nobody knows."""
    from msgspec.structs import replace

    taken = dict(matching.columns)
    for one in columns:
        name, heading = _parted(one, "--column 登记时间=受理日期")
        field = _field(name)
        if heading not in ("-", *headings):
            listed = "、".join(headings)
            raise Trouble(f"表中没有“{heading}”列，有的是：{listed}。", f"No column {heading}.")
        taken = {known: held for known, held in taken.items() if held != heading}
        taken |= {field.name: heading} if heading != "-" else {}
        if heading == "-":
            taken.pop(field.name, None)
    meant = {name: dict(held) for name, held in matching.words.items()}
    for one in words:
        where, word = _parted(one, "--word 来源渠道:QQ=网站")
        name, _, theirs = where.partition(":")
        field = _field(name)
        meant.setdefault(field.name, {})[theirs] = _code(field, city, word)
    return replace(matching, columns=taken, words=meant)


def _parted(given: str, example: str) -> tuple[str, str]:
    left, sign, right = given.partition("=")
    if not sign:
        raise Trouble(f"“{given}”应写作 {example}。", f"Write it like {example}.")
    return left.strip(), right.strip()


def _field(name: str) -> "Field":
    from hotline.handling.imports.fields import FIELDS

    for field in FIELDS:
        if name in (field.name, field.zh):
            return field
    listed = "、".join(field.zh for field in FIELDS)
    raise Trouble(f"没有字段“{name}”，有的是：{listed}。", f"There is no field {name}.")


def _code(field: "Field", city: str, word: str) -> str:
    from hotline.handling.imports.mapping import LEAVE, choices
    from hotline.people.queries import world

    if word == LEAVE:
        return LEAVE
    known: Mapping[str, str] = choices(field, world(city)) if field.mapped else {}
    codes = [code for code, name in known.items() if word in (code, name)]
    if len(codes) != 1:
        what = "不止一个，请写代码" if codes else "不存在"
        few = f"，可以写：{'、'.join(map(str, known.values()))}" if len(known) < FEW else ""
        raise Trouble(f"{field.zh}“{word}”{what}{few}。", f"{field.name} {word}: not one of ours.")
    return codes[0]


def said(matching: "Matching", headings: Sequence[str]) -> list[str]:
    """What was found and what was not, a line each."""
    from hotline.handling.imports.fields import BY_NAME

    found = [f"{BY_NAME[name].zh}={heading}" for name, heading in matching.columns.items()]
    unused = [one for one in headings if one and one not in matching.columns.values()]
    lines = [f"列对应 / columns: {'，'.join(found)}"]
    return lines + ([f"没有用到的列 / not used: {'、'.join(unused)}"] if unused else [])


def complete(matching: "Matching", headings: Sequence[str]) -> None:
    """Refuses a mapping without a needed column: every row would only be refused for it."""
    lacking = [str(field.zh) for field in matching.lacking()]
    if lacking:
        first = lacking[0]
        raise Trouble(
            f"没有找到“{'”“'.join(lacking)}”在哪一列。请加 --column {first}=列名；"
            f"表中的列：{'、'.join(one for one in headings if one)}。",
            f"Which column is {', '.join(field.name for field in matching.lacking())}?"
            f" Add --column {first}=HEADING.",
        )

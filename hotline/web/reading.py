"""From what was typed or sent to a command, or to the refusal that says what is wrong and where.

    from_json(c.Reply, body)     the API's body
    from_data(c.Reply, {...})    a form's fields, as text

Both end in the same types and the same words, so page and API refuse alike. A refusal names the
field by its path (`matters[0].kind`), the offending value, and what is allowed instead. msgspec
tells the path and a sentence in English; the sentence is only used to tell the cases apart.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import inspect

from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import Said, joined, say
from hotline.rules.words import Term
from hotline.web.field_words import LABELS

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")

_LONGEST = 200
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_NAMED = re.compile(r"field `(.*?)`")
_BOUND = re.compile(r"length (<=|>=) (\d+)")
_TYPES = {
    "str": say("文字"),
    "bool": say("是或否（true/false）"),
    "int": say("整数"),
    "array": say("列表"),
    "object": say("对象"),
    "null": say("空"),
}

MALFORMED = Refusal(
    code=Code.MALFORMED,
    message=say("请求内容不是有效的 JSON。"),
    advice=say("请以 UTF-8 编码的 JSON 对象提交；没有保存任何内容。"),
)


def from_json(kind: type[S], body: bytes) -> S | Refusal:
    """The struct in a JSON body; an empty body is an empty object."""
    body = body or b"{}"
    try:
        found: S = _decoder(kind).decode(body)
        return found
    except msgspec.ValidationError as error:
        return refusal_of(error, kind, _plain(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return MALFORMED


def from_data(kind: type[S], data: Mapping[str, Any]) -> S | Refusal:
    """The struct from a form's fields; numbers and yes/no may be text."""
    try:
        return msgspec.convert(data, kind, strict=False)
    except msgspec.ValidationError as error:
        return refusal_of(error, kind, data)


def plainly(found: T | Refusal) -> T | Refusal:
    """A refusal without the field's path in its words: on a page it stands beside the field."""
    if not isinstance(found, Refusal):
        return found
    return msgspec.structs.replace(found, message=_without_path(found.message))


def _without_path(message: str) -> str:
    """The sentence with the field's word only, where `_label` put its path behind the word."""
    if not isinstance(message, Said) or not isinstance(message.values, Mapping):
        return message
    label = message.values.get("label")
    if not isinstance(label, Said) or not isinstance(label.values, Mapping):
        return message
    word = label.values.get("word", label)
    return say(message.template, **{**message.values, "label": word})


def refusal_of(error: msgspec.ValidationError, kind: type[msgspec.Struct], data: object) -> Refusal:
    """What msgspec found, as a refusal in words."""
    said, _, path = str(error).partition(" - at `")
    steps = [name or index for name, index in _STEP.findall(path.removesuffix("`")[1:])]
    if named := _NAMED.search(said):
        steps.append(named[1])
    field = _joined(steps)[:_LONGEST]  # a name that is not ours may be as long as the body
    label = _label(field)
    if "missing required" in said:
        return _missing(label, field)
    if "unknown field" in said:
        no_such = say("没有名为“{field}”的字段。", field=field)
        return _invalid(no_such, say("请删去该字段，或核对拼写。"), field)
    if bound := _BOUND.search(said):
        return _length(label, field, bound[1], int(bound[2]), _value(data, steps))
    value = _shown(_value(data, steps))
    if allowed := _allowed(kind, steps):
        return _not_of(label, value, allowed, field)
    if "datetime" in said:
        advice = say("请写成带时区的时间，如 2026-02-13T16:30:00+08:00。")
        return _invalid(
            say("{label}的值“{value}”不是有效的时间。", label=label, value=value), advice, field
        )
    if "regex" in said:
        return _invalid(
            say("{label}的值“{value}”格式不对。", label=label, value=value),
            say("请只填写号码：数字、+、-、空格。"),
            field,
        )
    if wanted := re.match(r"Expected `(\w+)", said):
        name = _TYPES.get(wanted[1], wanted[1])
        wrong = say("{label}的值“{value}”类型不对。", label=label, value=value)
        return _invalid(wrong, say("应为{name}。", name=name), field)
    return _invalid(
        say("{label}的值“{value}”无效。", label=label, value=value),
        say("请核对后重新提交。"),
        field,
    )


@cache
def _decoder(kind: type[S]) -> msgspec.json.Decoder[S]:
    return msgspec.json.Decoder(kind)


def _plain(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return None


def _invalid(message: str, advice: str, field: str) -> Refusal:
    return Refusal(code=Code.INVALID, message=message, advice=advice, field=field)


def _missing(label: str, field: str) -> Refusal:
    return Refusal(
        code=Code.MISSING,
        message=say("没有填写{label}。", label=label),
        advice=say("请填写后重新提交。"),
        field=field,
    )


def _not_of(label: str, value: str, allowed: str, field: str) -> Refusal:
    """Outside a closed vocabulary; a list left at its empty line is missing, not wrong."""
    advice = say("可用的值：{allowed}。", allowed=allowed)
    if value:
        return _invalid(say("{label}的值“{value}”无效。", label=label, value=value), advice, field)
    return Refusal(
        code=Code.MISSING, message=say("没有选择{label}。", label=label), advice=advice, field=field
    )


def _length(label: str, field: str, sign: str, bound: int, value: object) -> Refusal:
    """Too short means empty: no bound from below is anything but one."""
    if sign == ">=":
        return _missing(label, field)
    unit = say("个字") if isinstance(value, str) else say("项")
    size = len(value) if isinstance(value, (str, list, tuple)) else "?"
    return Refusal(
        code=Code.TOO_LONG,
        message=say(
            "{label}有 {size} {unit}，最多 {bound} {unit}。",
            label=label,
            size=size,
            unit=unit,
            bound=bound,
        ),
        advice=say("请缩短后重新提交；没有保存任何内容。"),
        field=field,
    )


def _joined(steps: list[str]) -> str:
    return "".join(
        f"[{step}]" if step.isdigit() or step == "..." else f".{step}" for step in steps
    ).removeprefix(".")


def _label(field: str) -> str:
    """诉求类型（matters[0].kind）; only the path where the word is not known, so never a blank."""
    last = re.sub(r"\[[^\]]*\]", "", field).rpartition(".")[2]
    word = LABELS.get(last, "")
    if not field:
        return say("内容")
    return say("{word}（{field}）", word=word, field=field) if word else field


def _value(data: object, steps: list[str]) -> object:
    for step in steps:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, (list, tuple)) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= 50 else text[:50] + "…"


def _allowed(kind: type[msgspec.Struct], steps: list[str]) -> str:
    """The values that a field of a closed vocabulary may take, with their words."""
    found: list[inspect.Type] = [inspect.type_info(kind)]
    for step in steps:
        if step == "type" and (tags := [str(t.tag) for t in _structs(found) if t.tag]):
            return joined("、", tags)
        found = [inner for outer in _flat(found) for inner in _into(outer, step)]
    values: list[str] = []
    for one in _flat(found):
        if isinstance(one, inspect.EnumType):
            values += [
                say("{word}（{field}）", word=term.value, field=term.zh)
                for term in one.cls
                if isinstance(term, Term)
            ]
    return joined("、", values)


def _flat(types: list[inspect.Type]) -> list[inspect.Type]:
    """Unions and annotations opened."""
    flat: list[inspect.Type] = []
    for one in types:
        match one:
            case inspect.UnionType():
                flat += _flat(list(one.types))
            case inspect.Metadata():
                flat += _flat([one.type])
            case _:
                flat.append(one)
    return flat


def _structs(types: list[inspect.Type]) -> list[inspect.StructType]:
    return [one for one in _flat(types) if isinstance(one, inspect.StructType)]


def _into(outer: inspect.Type, step: str) -> list[inspect.Type]:
    match outer:
        case inspect.StructType():
            return [field.type for field in outer.fields if field.encode_name == step]
        case inspect.VarTupleType() | inspect.ListType():
            return [outer.item_type]
        case _:
            return []


def is_id(text: str) -> bool:
    """Whether it can be an id; an integrator, or an address typed by hand, may bring any word."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True

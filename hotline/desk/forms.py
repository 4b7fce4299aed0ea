"""A form for every command, made from the command's own type: labels, bounds, choices.

    form(c.FileReturn, at)             an empty form
    form(c.FileReturn, at, typed)      with what was typed, when it comes back refused
    read(c.FileReturn, request.POST, desk)    the command, or the refusal

So a new command has a working form at once; where a form matters its words are set by hand in
form_words.py. Values are read by `hotline.web.reading`, as the API does: both refuse alike.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from hotline.desk import choices
from hotline.desk.choices import AREAS, TOPICS, UNITS
from hotline.desk.form_words import ASKED_ONLY, CHOICES_OF, HINTS, LABELS_OF, SUBMIT
from hotline.desk.gate import Desk
from hotline.desk.second_thoughts import LASTING
from hotline.rules.case.exclusion import reasons
from hotline.rules.case.fields import Command
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Term
from hotline.web.field_words import LABELS
from hotline.web.reading import from_data, plainly

COMBOS = {
    "unit": UNITS, "lead": UNITS, "believed_unit": UNITS, "reported_unit": UNITS,
    "topic": TOPICS, "area": AREAS,
}  # fmt: skip
NUMBERS = ("parent", "other")
TARGETS = ("leg", "request", "flag")
OF_THE_CITY: Mapping[tuple[str, str], Callable[[Desk], tuple[tuple[str, str], ...]]] = {
    ("FileExclusion", "reason"): lambda desk: tuple(
        (one.code, one.zh) for one in reasons(desk.who.world, desk.who.now)
    ),
}
"""Fields whose choices are data of the city."""
UNSEEN = ("suggested",)
"""What a page says of itself rather than a person: no control is made for it."""
SHORT = 4
Typed = Mapping[str, Any]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One control. `widget`: text tel area select radios check combo combos hidden; `spare`: empty
    inputs beside the first where several are asked for."""

    name: str
    id: str
    label: str
    widget: str
    value: str = ""
    values: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    listed: str = ""
    required: bool = False
    longest: int = 0
    hint: str = ""
    error: Refusal | None = None


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form for one command on one case. `about` names the leg or request it is aimed at."""

    id: str
    command: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    about: str = ""
    refusal: Refusal | None = None
    hint: str = ""

    @property
    def bare(self) -> bool:
        """Whether there is nothing to fill in, so that one button does."""
        return all(field.widget == "hidden" for field in self.fields)

    @property
    def lasting(self) -> str:
        """What happens for good, where nothing can take it back; asked once more before."""
        return LASTING.get(self.command, "")


class At(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is aimed at and begins with. `tags` of its one case; None: there is no one case,
    and every tag may be added and taken."""

    desk: Desk
    title: str
    leg: str = ""
    request: str = ""
    about: str = ""
    begin: Mapping[str, str] = {}
    officers: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    leave_out: tuple[str, ...] = ()
    prefix: str = ""
    hint: str = ""
    tags: tuple[str, ...] | None = None


def id_of(command: str, leg: str, request: str) -> str:
    """The form's id on its page: a leg can carry several requests, so a request comes first."""
    return "-".join(part for part in (command, request or leg) if part)


def form(
    command: type[Command], at: At, typed: Typed | None = None, refusal: Refusal | None = None
) -> Form:
    """The form of a command."""
    name = command.__name__
    own_id = id_of(name, at.leg, at.request)
    fields = fields_of(command, at, own_id, typed, refusal)
    return Form(
        id=own_id,
        command=name,
        title=at.title,
        submit=SUBMIT.get(name, at.title),
        fields=tuple(fields),
        about=at.about,
        refusal=refusal,
        hint=at.hint or HINTS.get((name, ""), ""),
    )


def fields_of(
    struct: type[msgspec.Struct],
    at: At,
    own_id: str,
    typed: Typed | None = None,
    refusal: Refusal | None = None,
) -> list[Field]:
    """The controls of a struct's fields, in order; `at.prefix` stands before each name."""
    found = []
    for one in _fields(struct):
        unseen = one.name in (*at.leave_out, *UNSEEN)
        if unseen or isinstance(_plain(one.type)[0], inspect.StructType):
            continue
        field = _field(struct.__name__, one, at, own_id)
        error = refusal if refusal and refusal.field == at.prefix + one.name else None
        if typed is not None:
            field = _with_typed(field, typed)
        if (struct.__name__, one.name) in ASKED_ONLY and not (error or field.value):
            continue
        found.append(msgspec.structs.replace(field, error=error))
    return found


@cache
def _fields(struct: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(struct)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{struct.__name__} is no struct")
    return info.fields


def _field(owner: str, one: inspect.Field, at: At, own_id: str) -> Field:
    kind, longest = _plain(one.type)
    name = one.name
    values: dict[str, Any] = {
        "name": at.prefix + name,
        "id": f"{own_id}-{name}",
        "label": LABELS_OF.get((owner, name)) or LABELS.get(name, name),
        "value": at.begin.get(name, ""),
        "required": one.required or _least(one.type) > 0,
        "longest": longest,
        "hint": HINTS.get((owner, name), ""),
    }
    if name in TARGETS:
        aimed = at.begin.get(name) or getattr(at, name, "")
        return Field(**values | {"widget": "hidden", "value": aimed})
    if name == "officer":
        return Field(**values, widget="select", choices=at.officers)
    if name == "source":
        return Field(**values, widget="select", choices=at.sources)
    if name in COMBOS:
        return Field(**values, widget="combo", listed=COMBOS[name])
    if name in NUMBERS:
        return Field(**values, widget="text")
    if (owner, name) in OF_THE_CITY:
        listed = OF_THE_CITY[owner, name](at.desk)
        return Field(**values, widget="select", choices=listed)
    control = _by_type(kind, longest, one.required)
    if (owner, name) in CHOICES_OF:
        control["choices"] = CHOICES_OF[owner, name]
    if name in ("add_tags", "take_tags") and at.tags is not None:
        there = name == "take_tags"
        control["choices"] = tuple(
            one for one in control["choices"] if (one[0] in at.tags) == there
        )
    return Field(**values, **control)


def _by_type(kind: inspect.Type, longest: int, required: bool) -> dict[str, Any]:
    match kind:
        case inspect.EnumType():
            terms = tuple((t.value, t.zh) for t in kind.cls if isinstance(t, Term))
            few = required and len(terms) <= SHORT
            return {"widget": "radios" if few else "select", "choices": terms}
        case inspect.BoolType() if required:
            return {"widget": "radios", "choices": (("true", say("是")), ("false", say("否")))}
        case inspect.BoolType():
            return {"widget": "check"}
        case inspect.VarTupleType():
            inner = _plain(kind.item_type)[0]
            if isinstance(inner, inspect.EnumType):
                terms = tuple((t.value, t.zh) for t in inner.cls if isinstance(t, Term))
                return {"widget": "checks", "choices": terms}
            return {"widget": "combos", "listed": UNITS, "spare": ("", "") if required else ()}
        case _ if longest and longest <= 32:
            return {"widget": "tel"}
        case _ if longest and longest <= 200:
            return {"widget": "text"}
        case _:
            return {"widget": "area"}


def _with_typed(field: Field, typed: Typed) -> Field:
    if field.widget in ("checks", "combos"):
        getlist = getattr(typed, "getlist", None)
        many = getlist(field.name) if getlist else typed.get(field.name, ())
        return msgspec.structs.replace(field, values=tuple(str(one) for one in many))
    if field.name not in typed and field.widget != "check":
        return field
    return msgspec.structs.replace(field, value=str(typed.get(field.name, "")))


def _plain(kind: inspect.Type) -> tuple[inspect.Type, int]:
    """The type without annotations and None, and its longest length (0 = unbounded)."""
    longest = 0
    while True:
        if isinstance(kind, inspect.Metadata):
            kind = kind.type
        elif isinstance(kind, inspect.UnionType):
            kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
        else:
            break
    if isinstance(kind, inspect.StrType):
        longest = kind.max_length or 0
    return kind, longest


def _least(kind: inspect.Type) -> int:
    plain = _plain(kind)[0]
    return (plain.min_length or 0) if isinstance(plain, inspect.StrType) else 0


# --- reading ----------------------------------------------------------------------------------


def read(command: type[Command], typed: Any, desk: Desk) -> Command | Refusal:
    """The command in a posted form, or the first thing that is wrong with it."""
    data = data_of(command, typed, desk)
    return data if isinstance(data, Refusal) else plainly(from_data(command, data))


def data_of(
    struct: type[msgspec.Struct], typed: Any, desk: Desk, prefix: str = ""
) -> dict[str, Any] | Refusal:
    """Plain values as the API would get them: codes and ids in place of what people typed."""
    data: dict[str, Any] = {}
    for one in _fields(struct):
        value = _value(one, typed, desk, prefix)
        if isinstance(value, Refusal):
            return value
        if value is not None:
            data[one.name] = value
    return data


def _value(one: inspect.Field, typed: Any, desk: Desk, prefix: str) -> Any:
    """None where nothing was given, so that the command's own default holds."""
    name, path = one.name, prefix + one.name
    kind = _plain(one.type)[0]
    world = desk.who.world
    if isinstance(kind, inspect.VarTupleType):
        return _many(kind, typed.getlist(path), desk, path)
    if isinstance(kind, inspect.StructType):
        return None
    text = typed.get(path)
    if text is None:
        return None
    text = str(text).strip()
    if name in COMBOS:
        return choices.resolve(world, COMBOS[name], text, path)
    if name in NUMBERS and text:
        return choices.case_id(desk.who, text, path)
    if isinstance(kind, inspect.BoolType):
        return text in ("true", "on", "1") if text else None
    if isinstance(kind, inspect.StrType):
        return text
    return text or None


def _many(
    kind: inspect.VarTupleType, typed: Sequence[str], desk: Desk, path: str
) -> list[str] | Refusal:
    given = [text.strip() for text in typed if text.strip()]
    if isinstance(_plain(kind.item_type)[0], inspect.EnumType):
        return given
    found = [choices.resolve(desk.who.world, UNITS, text, path) for text in given]
    wrong = [one for one in found if isinstance(one, Refusal)]
    return wrong[0] if wrong else [one for one in found if isinstance(one, str)]

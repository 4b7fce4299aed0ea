"""Which fields of an event are personal (个人信息), and how an event is divided and joined.

A personal field is annotated `Sealed[str]`. The ledger stores such fields apart from the facts,
as ciphertext, so that destroying a stream's key erases them and nothing else. `evolve` therefore
must not read them: whenever events are folded, each personal field holds `CLOSED`, and any use of
that value raises.

Assumes: events are frozen structs with keyword fields; only fields of the event itself are
sealed, never fields of a struct inside a clear field (refused when the type is first seen).
"""

from functools import cache
from typing import Annotated, Any, Final, NoReturn, TypeVar, get_args

import msgspec
from msgspec.structs import fields, replace

T = TypeVar("T")
E = TypeVar("E", bound=msgspec.Struct)


class SealedMark:
    """Type of the mark that `Sealed[...]` puts on a field."""


SEALED: Final = SealedMark()
Sealed = Annotated[T, SEALED]


class PersonalDataClosed(Exception):
    """A personal field was used where only facts may be read."""


class Closed:
    """Stands in a personal field that was not opened or was erased; using it raises."""

    def _refuse(self, *_: object) -> NoReturn:
        # not said: for the log, both languages side by side
        raise PersonalDataClosed("个人信息未解封或已删除 / this personal field is not open")

    __str__ = __bool__ = __len__ = __iter__ = __getitem__ = __contains__ = __format__ = _refuse

    def __repr__(self) -> str:
        return "CLOSED"

    def __eq__(self, other: object) -> bool:
        return True if other is self else self._refuse()

    def __hash__(self) -> int:
        return id(self)


CLOSED: Final = Closed()


class Layout(msgspec.Struct, frozen=True):
    """How one event type is divided."""

    clear: tuple[str, ...]
    sealed: tuple[str, ...]
    optional: dict[str, Any]
    """Empty defaults of personal fields: an event that holds only these has nothing to seal."""
    facts: msgspec.json.Decoder[Any]
    personal: msgspec.json.Decoder[Any]


def _is_sealed(annotation: object) -> bool:
    return SEALED in getattr(annotation, "__metadata__", ())


def _contains_sealed(annotation: object, seen: set[object]) -> bool:
    if annotation in seen:
        return False
    seen.add(annotation)
    if _is_sealed(annotation):
        return True
    parts: list[object] = list(get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        parts += [field.type for field in fields(annotation)]
    return any(_contains_sealed(part, seen) for part in parts if _hashable(part))


def _hashable(value: object) -> bool:
    return type(value).__hash__ is not None


def _twin(name: str, chosen: list[Any]) -> msgspec.json.Decoder[Any]:
    """Decoder of the chosen fields only; a field it does not know is refused, never dropped."""
    twin: Any = msgspec.defstruct(
        name,
        [
            (field.name, field.type, msgspec.field(**_default(field)))
            if _default(field)
            else (field.name, field.type)
            for field in chosen
        ],
        kw_only=True,
        forbid_unknown_fields=True,
    )
    return msgspec.json.Decoder(twin)


def _default(field: Any) -> dict[str, Any]:
    if field.default is not msgspec.NODEFAULT:
        return {"default": field.default}
    if field.default_factory is not msgspec.NODEFAULT:
        return {"default_factory": field.default_factory}
    return {}


@cache
def layout(event_type: type[msgspec.Struct]) -> Layout:
    """The division of an event type; a personal field deep inside a clear one is refused."""
    every = fields(event_type)
    sealed = [field for field in every if _is_sealed(field.type)]
    clear = [field for field in every if not _is_sealed(field.type)]
    for field in clear:
        if _contains_sealed(field.type, set()):
            raise TypeError(f"{event_type.__name__}.{field.name}: seal the whole field, not a part")
    empty = {
        f.name: _default(f)["default"] for f in sealed if _default(f).get("default", 1) in _NIL
    }
    name = event_type.__name__
    return Layout(
        clear=tuple(field.name for field in clear),
        sealed=tuple(field.name for field in sealed),
        optional=empty,
        facts=_twin(f"{name}Facts", clear),
        personal=_twin(f"{name}Personal", sealed),
    )


_NIL: Final = (None, "", ())


def split(event: msgspec.Struct) -> tuple[dict[str, Any], dict[str, Any]]:
    """(facts, personal part). The second is empty when the event has nothing personal in it."""
    parts = layout(type(event))
    facts = {name: getattr(event, name) for name in parts.clear}
    sealed = {name: getattr(event, name) for name in parts.sealed}
    if all(name in parts.optional and parts.optional[name] == sealed[name] for name in sealed):
        return facts, {}
    return facts, sealed


def join(event_type: type[E], facts: bytes, sealed: bytes | None, *, closed: bool = False) -> E:
    """The event again, from the JSON of its two parts.

    `sealed` None means that nothing personal was given, so fields take their empty defaults;
    with `closed` the personal part exists but is not open, so each personal field is `CLOSED`.
    """
    parts = layout(event_type)
    clear = parts.facts.decode(facts)
    values = {name: getattr(clear, name) for name in parts.clear}
    if closed:
        values |= dict.fromkeys(parts.sealed, CLOSED)
    elif sealed is not None:
        opened = parts.personal.decode(sealed)
        values |= {name: getattr(opened, name) for name in parts.sealed}
    return event_type(**values)


def without_sealed(event: E) -> E:
    """The event as `evolve` may see it: every personal field is `CLOSED`."""
    names = layout(type(event)).sealed
    return replace(event, **dict.fromkeys(names, CLOSED)) if names else event

"""Bodies for any struct: valid ones made from its type, and ones that are wrong in one place."""

from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

Strategy = st.SearchStrategy[Any]

WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
ODD: Strategy = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    WORDS,
    st.just(""),
    st.just("长" * 10_001),
    st.sampled_from(["L1", "R1", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"]),
    st.lists(WORDS, max_size=3),
    st.dictionaries(WORDS, WORDS, max_size=3),
    st.just([[[[]]]] * 30),
)


def valid(kind: type[msgspec.Struct]) -> Strategy:
    """JSON objects that the type accepts."""
    return _of(inspect.type_info(kind))


def wrong(kind: type[msgspec.Struct]) -> Strategy:
    """A valid object with one place replaced, dropped or added."""
    return st.builds(_spoil, valid(kind), st.randoms(use_true_random=False), ODD, WORDS)


def _spoil(body: dict[str, Any], luck: Any, odd: Any, name: str) -> dict[str, Any]:
    places = [body, *(m for m in body.get("matters", []) if isinstance(m, dict))]
    place = luck.choice(places)
    match luck.randrange(3):
        case 0 if place:
            place[luck.choice(sorted(place))] = odd
        case 1 if place:
            del place[luck.choice(sorted(place))]
        case _:
            place[name] = odd
    return body


def _of(kind: inspect.Type) -> Strategy:
    match kind:
        case inspect.Metadata():
            return _of(kind.type)
        case inspect.UnionType():
            return st.one_of([_of(one) for one in kind.types])
        case inspect.StructType():
            return _struct(kind)
        case inspect.EnumType():
            return st.sampled_from([term.value for term in kind.cls])
        case inspect.StrType():
            return _text(kind)
        case inspect.VarTupleType():
            return st.lists(_of(kind.item_type), min_size=kind.min_length or 0, max_size=3)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.DateTimeType():
            return st.datetimes().map(lambda at: at.isoformat() + "+08:00")
        case _:
            raise NotImplementedError(f"no strategy for {kind}: add one")


def _struct(kind: inspect.StructType) -> Strategy:
    needed = {f.encode_name: _of(f.type) for f in kind.fields if f.required}
    others = {f.encode_name: _of(f.type) for f in kind.fields if not f.required}
    tag = {"type": st.just(kind.tag)} if kind.tag else {}
    return st.fixed_dictionaries({**tag, **needed}, optional=others)


def _text(kind: inspect.StrType) -> Strategy:
    if kind.pattern:
        return st.from_regex(kind.pattern, fullmatch=True).map(lambda text: text[:20])
    found = st.one_of(st.sampled_from(["L1", "R1", "urban", "market", "cg/zd"]), WORDS)
    return found.filter(lambda text: len(text) >= (kind.min_length or 0))

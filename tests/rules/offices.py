"""Actors and contexts for tests of the reference deciders."""

from datetime import UTC, datetime
from typing import Any

from hotline.rules.actor import Actor
from hotline.rules.reference.office import Office
from hotline.rules.refusal import Code, Refusal
from hotline.rules.units import Unit, UnitKind, UnitTree
from hotline.rules.words import Role

NOW = datetime(2026, 2, 13, 8, 30, tzinfo=UTC)


def person(*roles: Role, id: str = "u1", unit: str = "centre") -> Actor:
    """Somebody with these roles."""
    return Actor(id=id, name="张三", city="bj", unit=unit, roles=frozenset(roles))


def unit(id: str, parent: str = "", *, active: bool = True, **values: Any) -> Unit:
    """A street of that id unless said otherwise."""
    known = {"name": id, "kind": UnitKind.STREET, **values}
    return Unit(id=id, parent=parent, active=active, **known)


def tree(*units: Unit) -> UnitTree:
    """A tree of these units."""
    return UnitTree(units={one.id: one for one in units})


def office(*roles: Role, id: str = "u1", units: UnitTree | None = None) -> Office:
    """A decision by somebody with these roles."""
    return Office(now=NOW, actor=person(*roles, id=id), units=units or UnitTree())


def refused(result: Any, code: Code, words: str = "") -> Refusal:
    """The refusal, checked for its code and for words it must hold."""
    assert isinstance(result, Refusal), result
    assert result.code is code, result
    assert words in result.message + result.advice, result
    assert result.message
    assert result.advice
    return result

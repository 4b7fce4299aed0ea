"""Which refusals a command may meet, read off the code that refuses.

Nobody keeps such a list by hand: it is what the guards and the handler of the command's line in
the tables can reach, function by function, in the rules. So it may name a code too many, never
one too few of those that the rules give by themselves (tests/api/test_reference.py).
"""

from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType

from hotline.rules.case import commands as c
from hotline.rules.case import many, merging
from hotline.rules.case.decide import HANDLERS
from hotline.rules.case.edges import Edge
from hotline.rules.directory import Directory
from hotline.rules.refusal import Code

RULES = "hotline.rules"
ALWAYS = frozenset(
    {
        Code.MALFORMED, Code.INVALID, Code.MISSING, Code.TOO_LONG,
        Code.SIGNED_OUT, Code.WRONG_ROLE, Code.TOO_MANY, Code.UNAVAILABLE,
        Code.IN_FLIGHT, Code.KEY_REUSED, Code.CONFLICT,
    }
)  # fmt: skip
"""What any command may meet, whatever it is."""
SEVERAL: dict[type, Callable[..., object]] = {
    c.RegisterContact: many.register,
    c.SplitMatter: many.split,
    c.Merge: merging.merge,
    c.UndoMerge: merging.undo_merge,
    c.Link: many.link,
}
"""Commands on more than one stream, which are decided there."""


@cache
def of(edge: Edge) -> frozenset[Code]:
    """Beyond ALWAYS: what this one may be refused for."""
    found: set[Code] = set() if edge.subject == "new" else {Code.NOT_FOUND, Code.WRONG_STATE}
    if not edge.outsourced:
        found.add(Code.OUTSOURCED)
    seen: set[FunctionType] = set()
    for start in (*edge.guards, HANDLERS.get(edge.command), SEVERAL.get(edge.command)):
        if isinstance(start, FunctionType):
            _follow(start, seen)
    for function in seen:
        found |= {Code[name] for name in _names(function.__code__) if name in Code.__members__}
    return frozenset(found) - ALWAYS


def _follow(function: FunctionType, seen: set[FunctionType]) -> None:
    """The function and every function of the rules that it names, in whatever module."""
    if function in seen:
        return
    seen.add(function)
    names = set(_names(function.__code__))
    found = [function.__globals__.get(name) for name in names]
    found += [vars(Directory).get(name) for name in names]  # called on what the context holds
    for module in [one for one in found if isinstance(one, ModuleType)]:
        found += [getattr(module, name, None) for name in names]
    for one in found:
        if isinstance(one, FunctionType) and one.__module__.startswith(RULES):
            _follow(one, seen)


def _names(code: CodeType) -> Iterator[str]:
    """Every name that the code uses, in lambdas and comprehensions too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)

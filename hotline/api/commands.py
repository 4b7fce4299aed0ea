"""Commands as addresses: one per line of the tables, made from them, so that a new line is in the
API by itself. What only the clock may do has no address."""

import re

from hotline.rules.case.edges import Edge
from hotline.rules.case.table import EDGES
from hotline.rules.words import Role

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def address(edge: Edge) -> str:
    """RecordFirstContact -> record-first-contact; what comes with bytes shares an address."""
    if edge.with_bytes:
        return "files"
    return _WORDS.sub("-", edge.name).lower()


_OPEN = [e for e in EDGES if e.subject != "new" and e.roles != frozenset({Role.CLOCK})]
BY_ADDRESS: dict[str, Edge] = {address(edge): edge for edge in _OPEN if not edge.with_bytes}
BY_COMMAND_NAME: dict[str, Edge] = {edge.name: edge for edge in _OPEN}

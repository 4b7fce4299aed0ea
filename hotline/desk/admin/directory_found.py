"""What is found about an edition, in groups for its page; and the tree of topics to narrow it."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import msgspec

from hotline.rules.context import World
from hotline.rules.directory import Directory, Entry, covers
from hotline.rules.directory_checks import CheckKind, Finding, doubts, problems

SHOWN = 30


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Findings of one kind: the first of them, how many there are, whether they block."""

    kind: CheckKind
    findings: tuple[Finding, ...]
    count: int
    blocks: bool

    @property
    def left(self) -> int:
        """How many are not shown."""
        return self.count - len(self.findings)


def groups(held: Directory, world: World, begins: date) -> list[Group]:
    """The findings by kind, what blocks first."""
    found = [
        *problems(held, world.units),
        *doubts(held, world.units, world.topics, world.areas, begins),
    ]
    return [
        Group(
            kind=kind,
            findings=tuple(of_kind[:SHOWN]),
            count=len(of_kind),
            blocks=of_kind[0].blocks,
        )
        for kind in CheckKind
        if (of_kind := [one for one in found if one.kind is kind])
    ]


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A topic with how many entries stand at it or below it."""

    code: str
    name: str
    depth: int
    count: int


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A topic at the top with all below it; open where the picked topic lies in it."""

    top: Node
    below: tuple[Node, ...]
    open: bool


def tree(held: Directory, topics: Mapping[str, str], picked: str) -> list[Branch]:
    """The topics with entries, and those without, so that an empty one is seen."""
    counts: Counter[str] = Counter()
    for entry in held.entries:
        parts = entry.topic.split("/")
        counts.update("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    nodes = [
        Node(code=code, name=name, depth=code.count("/"), count=counts[code])
        for code, name in sorted(topics.items())
    ]
    below: dict[str, list[Node]] = {}
    for node in nodes:
        if node.depth:
            below.setdefault(node.code.split("/")[0], []).append(node)
    return [
        Branch(
            top=node,
            below=tuple(below.get(node.code, ())),
            open=bool(picked) and covers(node.code, picked),
        )
        for node in nodes
        if not node.depth
    ]


def of_topic(entries: tuple[Entry, ...], picked: str) -> list[Entry]:
    """Entries at a topic or below it; all where none is picked."""
    return [entry for entry in entries if covers(picked, entry.topic)]

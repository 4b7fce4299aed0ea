"""Place names (地名): which area an address means, and "which one" where names are the same.

The area of a matter is that of the matter, not of the caller; same-named places are asked about,
never guessed [product.md §4, pre-review]. A gazetteer is a list of names with their areas; the
names of the areas themselves are known beside it. What is found is a proposal: nobody but the
agent puts it into the form.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from hotline.rules.words import Term

MOST = 6
"""So many areas are offered at most; more than that is no answer."""


class PlaceKind(Term):
    """What a name stands for; the more exact kinds come first where several are named."""

    COMPOUND = "compound", "小区楼宇"
    LANDMARK = "landmark", "地标"
    ROAD = "road", "道路"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One name in one area. A road through two streets is two places of one name."""

    name: str
    area: str
    kind: PlaceKind = PlaceKind.LANDMARK
    aliases: tuple[str, ...] = ()


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An area that the words may mean, and the names in them that say so."""

    area: str
    names: tuple[str, ...]


class _Hit(msgspec.Struct, frozen=True):
    at: int
    name: str
    rank: int
    areas: frozenset[str]


class PlacesDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A list that waits for a second person; `number` tells it from one submitted in its stead."""

    edition: str
    number: int
    author: str
    places: tuple[Place, ...]


class PlaceChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What one list changes against another; a place is its name in its area."""

    added: tuple[Place, ...] = ()
    gone: tuple[Place, ...] = ()
    changed: tuple[tuple[Place, Place], ...] = ()
    """(before, after) where kind or aliases differ."""


class Gazetteer(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """The places of a city as adopted under the name of an edition; `drafts` counts submissions."""

    edition: str = ""
    revision: int = 0
    places: tuple[Place, ...] = ()
    drafts: int = 0
    draft: PlacesDraft | None = None

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Place, ...]]:
        """Places by name and alias, as plain as `plain` makes them."""
        found: dict[str, list[Place]] = {}
        for place in self.places:
            for name in dict.fromkeys(map(plain, (place.name, *place.aliases))):
                found.setdefault(name, []).append(place)
        return {name: tuple(places) for name, places in found.items()}

    def locate(self, words: str, areas: Mapping[str, str]) -> tuple[Found, ...]:
        """The areas that the words may mean: none, one, or those to ask about, by code.

        Of names that overlap the longest counts (白塔新村 is not 白塔). Each further name narrows
        what the first left open where the two agree, and is passed over where they do not.
        """
        hits = sorted(_hits(plain(words), self.by_name, areas), key=lambda hit: (hit.rank, hit.at))
        if not hits:
            return ()
        left, names = hits[0].areas, {hits[0].name: None}
        for hit in hits[1:]:
            both = _meet(left, hit.areas)
            if both:
                left = both
                names[hit.name] = None
        if len(left) > MOST:
            return ()
        return tuple(Found(area=area, names=tuple(names)) for area in sorted(left))


def compare(held: Iterable[Place], wanted: Iterable[Place]) -> PlaceChanges:
    """What the wanted list changes against the one held, each in its own order."""
    before, after = (
        {(place.name, place.area): place for place in places} for places in (held, wanted)
    )
    return PlaceChanges(
        added=tuple(place for key, place in after.items() if key not in before),
        gone=tuple(place for key, place in before.items() if key not in after),
        changed=tuple(
            (before[key], place)
            for key, place in after.items()
            if key in before and before[key] != place
        ),
    )


def plain(words: str) -> str:
    """One form for what is typed in many: full and half width, blanks and case do not matter."""
    return "".join(unicodedata.normalize("NFKC", words).split()).lower()


def _hits(
    words: str, places: Mapping[str, tuple[Place, ...]], areas: Mapping[str, str]
) -> Iterator[_Hit]:
    """Every name in the words, longest first from each place on; names of one character never."""
    named: dict[str, set[str]] = {}
    for code, name in areas.items():
        named.setdefault(plain(name), set()).add(code)
    longest = max(map(len, (*places, *named)), default=0)
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + longest), at + 1, -1):
            name = words[at:end]
            if name in places or name in named:
                yield _hit(at, name, places.get(name, ()), frozenset(named.get(name, ())))
                at = end
                break
        else:
            at += 1


def _hit(at: int, name: str, places: tuple[Place, ...], areas: frozenset[str]) -> _Hit:
    kinds = list(PlaceKind)
    rank = min((kinds.index(place.kind) for place in places), default=len(kinds))
    return _Hit(at, name, rank, areas | {place.area for place in places})


def _meet(some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Areas of the one that lie in, or around, an area of the other: the inner of the two."""
    return frozenset(
        one if _within(one, other) else other
        for one in some
        for other in others
        if _within(one, other) or _within(other, one)
    )


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(outer + "/")

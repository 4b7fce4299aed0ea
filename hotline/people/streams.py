"""The streams of people, and the read-model rows that follow from their states.

Their ids follow from what names them within a city, so a user name or an edition cannot be taken
twice, however many ask at once.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

import msgspec

from hotline.ledger import Put, StreamRef, StreamType
from hotline.people.models import (
    CityRow,
    GazetteerRow,
    RulebookRow,
    TokenRow,
    UnitRow,
    UserRow,
)
from hotline.rules.gazetteer import Gazetteer
from hotline.rules.reference import (
    city,
    gazetteer,
    rulebook_edition,
    unit_tree,
    user,
    user_messages,
)
from hotline.rules.reference.rulebook_edition import RulebookEdition
from hotline.rules.units import UnitTree

_SPACE = UUID("6f2f1b0e-1234-4000-8000-000000012345")


def named(city_code: str, kind: str, name: str = "") -> StreamRef:
    """The stream of that kind and name in a city."""
    return StreamRef(city_code, kind, uuid5(_SPACE, f"{city_code}\n{kind}\n{name}"))


def city_ref(city_code: str) -> StreamRef:
    """The city itself."""
    return named(city_code, "city")


def units_ref(city_code: str) -> StreamRef:
    """The unit tree of a city."""
    return named(city_code, "unit_tree")


def user_ref(city_code: str, username: str) -> StreamRef:
    """The account of that user name."""
    return named(city_code, "user", username)


def user_id_ref(city_code: str, user_id: str) -> StreamRef:
    """The account of that id."""
    return StreamRef(city_code, "user", UUID(user_id))


def rulebook_ref(city_code: str, edition: int) -> StreamRef:
    """The rulebook edition of that number."""
    return named(city_code, "rulebook", str(edition))


def gazetteer_ref(city_code: str) -> StreamRef:
    """The place names of a city."""
    return named(city_code, "gazetteer")


def _city_rows(ref: StreamRef, state: city.City) -> Sequence[Put]:
    values: dict[str, Any] = {"city": ref.city, **msgspec.to_builtins(state)}
    values.pop("code")
    return [Put(CityRow, {**values, "calendar_draft": values["calendar_draft"] or {}})]


def _unit_rows(ref: StreamRef, state: UnitTree) -> Sequence[Put]:
    return [
        Put(UnitRow, {"city": ref.city, **msgspec.to_builtins(unit)})
        for unit in state.units.values()
    ]


def _user_rows(ref: StreamRef, state: user.User) -> Sequence[Put]:
    values: dict[str, Any] = {"city": ref.city, **msgspec.structs.asdict(state)}
    tokens: Sequence[user.Token] = values.pop("tokens")
    grants = [msgspec.to_builtins(grant) for grant in state.grants]
    return [
        Put(UserRow, {**values, "id": str(ref.id), "grants": grants}),
        *(
            Put(
                TokenRow,
                {"city": ref.city, "user_id": str(ref.id), **msgspec.structs.asdict(token)},
            )
            for token in tokens
        ),
    ]


def _rulebook_rows(ref: StreamRef, state: RulebookEdition) -> Sequence[Put]:
    if state.book is None:
        return ()
    values = {
        "id": str(ref.id),
        "city": ref.city,
        "edition": state.book.edition,
        "standing": str(state.standing),
        "effective_from": state.book.effective_from.isoformat(),
        "author": state.author,
        "approved_by": state.approved_by,
        "note": state.note,
        "toml": state.toml,
        "book": msgspec.to_builtins(state.book),
    }
    return [Put(RulebookRow, values)]


def _gazetteer_rows(ref: StreamRef, state: Gazetteer) -> Sequence[Put]:
    values = msgspec.to_builtins(state)
    return [Put(GazetteerRow, {"city": ref.city, **values, "draft": values["draft"] or {}})]


def _types(union: Any) -> tuple[type[msgspec.Struct], ...]:
    return tuple(union.__args__)


CITY = StreamType(
    name="city",
    state_type=city.City,
    initial=city.City(),
    evolve=city.evolve,
    event_types=_types(city.CityEvent),
    rows=_city_rows,
    tables=(CityRow,),
    reference=True,
)
UNITS = StreamType(
    name="unit_tree",
    state_type=UnitTree,
    initial=UnitTree(),
    evolve=unit_tree.evolve,
    event_types=_types(unit_tree.UnitEvent),
    rows=_unit_rows,
    tables=(UnitRow,),
    reference=True,
)
USER = StreamType(
    name="user",
    state_type=user.User,
    initial=user.User(),
    evolve=user.evolve,
    event_types=_types(user_messages.UserEvent),
    rows=_user_rows,
    tables=(UserRow, TokenRow),
    reference=True,
)
RULEBOOK = StreamType(
    name="rulebook",
    state_type=RulebookEdition,
    initial=RulebookEdition(),
    evolve=rulebook_edition.evolve,
    event_types=_types(rulebook_edition.RulebookEvent),
    rows=_rulebook_rows,
    tables=(RulebookRow,),
    reference=True,
)
GAZETTEER = StreamType(
    name="gazetteer",
    state_type=Gazetteer,
    initial=Gazetteer(),
    evolve=gazetteer.evolve,
    event_types=_types(gazetteer.PlacesEvent),
    rows=_gazetteer_rows,
    tables=(GazetteerRow,),
    reference=True,
)
STREAMS = (CITY, UNITS, USER, RULEBOOK, GAZETTEER)

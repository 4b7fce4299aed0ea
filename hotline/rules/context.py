"""The looked-up facts a decision may rest on. Frozen; nothing here is read from clock or disk."""

from datetime import datetime

import msgspec

from hotline.rules.actor import Actor
from hotline.rules.calendar import Calendar
from hotline.rules.directory import Directory
from hotline.rules.reference.automatic import Automatic
from hotline.rules.replies.findings import Finding
from hotline.rules.rulebook import Editions
from hotline.rules.units import UnitTree
from hotline.rules.words import Face


class World(msgspec.Struct, frozen=True, kw_only=True):
    """The reference data of one city at one version of it (`reference`). `automatic`: what the
    machine may dispatch, where it may anything by the answers of `model`."""

    city: str
    city_name: str
    reference: int
    units: UnitTree
    directory: Directory
    editions: Editions
    calendar: Calendar
    topics: dict[str, str] = {}
    areas: dict[str, str] = {}
    automatic: Automatic = Automatic()
    model: str = ""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What `decide` may look at besides state and command.

    `now` is injected and never earlier than the last event of any stream touched.
    `serials` are numbers fresh from the database sequence, for the case numbers to be given.
    `found` is what texts and photos say against a reply that is being filed.
    `restricted_until` is the expiry of a ruling against the number that calls (限制来电).
    """

    now: datetime
    actor: Actor
    face: Face
    world: World
    serials: tuple[int, ...] = ()
    found: tuple[Finding, ...] = ()
    restricted_until: datetime | None = None

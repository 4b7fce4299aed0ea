"""Reading people: the city's world, who a session or token is, the access log.

`world()` and token look-ups are cached per process and keyed by the city's reference version, so a
warm request costs no statement here, and an API command costs its one read and one write only.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection
from django.db.models import Q, QuerySet

from hotline import ledger
from hotline.people.models import (
    AccessRow,
    CityRow,
    Credential,
    GazetteerRow,
    RulebookRow,
    SignInRow,
    TokenRow,
    TokenUse,
    UnitRow,
    UserRow,
)
from hotline.people.sight import Sight
from hotline.people.streams import units_ref
from hotline.rules.actor import Actor
from hotline.rules.calendar import Calendar, Period, YearNotice
from hotline.rules.context import World
from hotline.rules.directory import Directory
from hotline.rules.gazetteer import Gazetteer, PlacesDraft
from hotline.rules.official_calendar import official_calendar
from hotline.rules.reference.automatic import Automatic
from hotline.rules.reference.calendar_year import CalendarDraft
from hotline.rules.reference.edition import Standing
from hotline.rules.reference.office import Office, allowed
from hotline.rules.reference.unit_tree import UnitEvent
from hotline.rules.reference.user import Grant
from hotline.rules.refusal import Refusal
from hotline.rules.rulebook import Editions, Rulebook
from hotline.rules.units import Unit, UnitTree
from hotline.rules.words import Role

Timeline = Sequence[tuple[date, Directory]]
"""Approved directory editions with their first days, earliest first."""


class UnknownCity(LookupError):
    """The platform has no such city, or it has no rulebook in force yet."""


class _Facts(msgspec.Struct):
    """What was read of a city at one reference version; worlds made of it are kept with it."""

    reference: int
    row: CityRow | None
    units: UnitTree
    books: tuple[Rulebook, ...]
    directories: Timeline
    automatic: Automatic
    model: str
    worlds: dict[tuple[int, str], World]

    def calendar(self, hours: tuple[Period, ...]) -> Calendar:
        """The city's days at these hours of business."""
        if self.row is None:
            raise LookupError("no city, no calendar")
        years = msgspec.convert(self.row.calendar_years, tuple[YearNotice, ...])
        return _calendar(hours, self.row.zone, self.row.calendar_through, years)


_facts: dict[str, _Facts] = {}
_trees: dict[str, tuple[int, UnitTree]] = {}
_gazetteers: dict[str, tuple[int, Gazetteer]] = {}
_timelines: list[Callable[[str], Timeline]] = []
_automatics: list[Callable[[str], tuple[Automatic, str]]] = []


def join(
    timeline: Callable[[str], Timeline], automatic: Callable[[str], tuple[Automatic, str]]
) -> None:
    """Told by the house where directories, and what the machine may dispatch by which model, are
    kept: they belong to a floor above."""
    _timelines[:], _automatics[:] = [timeline], [automatic]


def reference(city: str) -> int:
    """The version of the city's reference data now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM ledger_reference WHERE city = %s", [city])
        found = cursor.fetchone()
    return found[0] if found else 0


def world(city: str, known: int | None = None) -> World:
    """The city's reference data as it governs today.

    `known` is a reference version that the caller has seen (from a session, a token or a read
    statement): a world at least as new is given, from memory where possible. Without it, one
    statement asks for the version. Raises UnknownCity.
    """
    facts = _read(city, known)
    if facts.row is None or not facts.books:
        raise UnknownCity(city)
    today = ledger.clock.now().astimezone(ZoneInfo(facts.row.zone)).date()
    editions = Editions(books=facts.books, zone=facts.row.zone)
    book = editions.in_force(today)
    directory = _in_force(facts.directories, today)
    key = (book.edition, directory.edition)
    if key not in facts.worlds:
        facts.worlds[key] = World(
            city=city,
            city_name=facts.row.name,
            reference=facts.reference,
            units=facts.units,
            directory=directory,
            editions=editions,
            calendar=facts.calendar(book.hours),
            topics=facts.row.topics,
            areas=facts.row.areas,
            automatic=facts.automatic,
            model=facts.model,
        )
    return facts.worlds[key]


def unit_tree(city: str, known: int | None = None) -> UnitTree:
    """The city's units; also while the city is being set up and has no world yet."""
    held = _trees.get(city)
    if held is None or known is None or held[0] < known:
        version = reference(city) if known is None else known
        if held is None or held[0] < version:
            rows = UnitRow.objects.filter(city=city)
            held = version, UnitTree(units={row.id: _unit(row) for row in rows})
            _trees[city] = held
    return held[1]


def gazetteer(city: str, known: int | None = None) -> Gazetteer:
    """The city's place names (地名), empty where no list was ever adopted.

    The list is long and changes seldom: it is read again only where its revision is another one,
    and any other change of reference data costs one statement that brings nothing.
    """
    held = _gazetteers.get(city)
    if held is not None and known is not None and held[0] >= known:
        return held[1]
    version = reference(city) if known is None else known
    found = held[1] if held else Gazetteer()
    rows = GazetteerRow.objects.filter(city=city).exclude(revision=found.revision)
    for row in rows.values("edition", "revision", "places"):
        found = msgspec.convert(row, Gazetteer)
    _gazetteers[city] = version, found
    return found


def places_draft(actor: Actor) -> PlacesDraft | None:
    """The list of place names that waits for a second person in the actor's city."""
    rows = GazetteerRow.objects.filter(city=actor.city).exclude(draft={})
    for draft in rows.values_list("draft", flat=True):
        return msgspec.convert(draft, PlacesDraft)
    return None


def _read(city: str, known: int | None) -> _Facts:
    """From memory, or read after the version was: rows may be newer than it, never older."""
    held = _facts.get(city)
    if held is not None and known is not None and held.reference >= known:
        return held
    version = reference(city) if known is None else known
    if held is not None and held.reference >= version:
        return held
    books = RulebookRow.objects.filter(city=city, standing=Standing.APPROVED)
    automatic, model = _automatics[0](city) if _automatics else (Automatic(), "")
    facts = _Facts(
        reference=version,
        row=city_row(city),
        units=unit_tree(city, version),
        books=tuple(msgspec.convert(row.book, Rulebook) for row in books),
        directories=_timelines[0](city) if _timelines else (),
        automatic=automatic,
        model=model,
        worlds={},
    )
    _facts[city] = facts
    return facts


def _unit(row: UnitRow) -> Unit:
    names = Unit.__struct_fields__
    return msgspec.convert({name: getattr(row, name) for name in names}, Unit)


def _in_force(directories: Timeline, today: date) -> Directory:
    begun = [directory for begins, directory in directories if begins <= today]
    return begun[-1] if begun else Directory()


@cache
def _calendar(
    hours: tuple[Period, ...], zone: str, through: int, years: tuple[YearNotice, ...]
) -> Calendar:
    return official_calendar(hours=hours, zone=zone, through=through or None, notices=years)


def calendar_draft(city: str) -> CalendarDraft | None:
    """The notice of a year that waits for a second person. One statement."""
    rows = CityRow.objects.filter(city=city).exclude(calendar_draft={})
    for draft in rows.values_list("calendar_draft", flat=True):
        return msgspec.convert(draft, CalendarDraft)
    return None


def drafted_calendar(known: World, draft: CalendarDraft) -> Calendar:
    """The city's calendar as it would be with the draft."""
    row = city_row(known.city)
    if row is None:
        raise UnknownCity(known.city)
    years = msgspec.convert(row.calendar_years, tuple[YearNotice, ...])
    others = tuple(one for one in years if one.year != draft.notice.year)
    used = known.calendar
    return _calendar(used.hours, used.zone, row.calendar_through, (*others, draft.notice))


def forget() -> None:
    """Drops what this process has cached; for tests that swap databases."""
    _facts.clear()
    _trees.clear()
    _gazetteers.clear()
    _calendar.cache_clear()


# --- units and users --------------------------------------------------------------------------


class UnitChange(msgspec.Struct, frozen=True, kw_only=True):
    """One step in a unit's history."""

    at: datetime
    by: str
    event: UnitEvent


def unit_history(city: str, unit_id: str) -> tuple[UnitChange, ...]:
    """What a unit was called and where it stood, oldest first; read from the journal."""
    return tuple(
        UnitChange(at=one.occurred_at, by=one.envelope.actor_name, event=one.event)
        for one in ledger.read(units_ref(city))
        if one.event.id == unit_id
    )


def users(actor: Actor, *, unit: str = "", role: Role | None = None) -> QuerySet[UserRow]:
    """Accounts of the actor's own city, by name."""
    rows = UserRow.objects.filter(city=actor.city).order_by("unit", "username")
    if unit:
        rows = rows.filter(unit=unit)
    return rows.filter(grants__contains=[{"role": role.value}]) if role else rows


def user(actor: Actor, user_id: UUID | str) -> UserRow | None:
    """One account of the actor's own city; None for what is no id."""
    try:
        wanted = UUID(str(user_id))
    except ValueError:
        return None
    return UserRow.objects.filter(city=actor.city, id=wanted).first()


def holder_of(city: str, user_id: str, *, by_token: bool = False) -> Actor | None:
    """Who has that account, with the roles of now; None for nobody, or for an account that is
    locked, disabled or owes a new password (which does not concern a department's system that
    asked `by_token`). For work done later in somebody's name."""
    row = UserRow.objects.filter(city=city, id=user_id).first()
    if row is None or row.locked or row.disabled or (row.must_change and not by_token):
        return None
    return actor_of(row)


def password_hash(user_id: str) -> str | None:
    """What is kept of a user's password; None before one was set."""
    return Credential.objects.filter(user_id=user_id).values_list("password", flat=True).first()


def tokens(actor: Actor, user_id: UUID | str) -> QuerySet[TokenRow]:
    """The tokens of a user: one's own, or anybody's for a system or security administrator."""
    rows = TokenRow.objects.filter(city=actor.city, user_id=user_id).order_by("expires_at")
    own = str(user_id) == actor.id or actor.is_a(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    return rows if own else rows.none()


def last_used(tokens: Iterable[TokenRow]) -> dict[str, datetime]:
    """When each of these tokens was last used, to the hour; absent when it never was."""
    found = TokenUse.objects.filter(token_id__in=[str(token.id) for token in tokens])
    return {use.token_id: use.used_at for use in found}


def rulebooks(actor: Actor) -> QuerySet[RulebookRow]:
    """All editions of the actor's city, the newest first."""
    return RulebookRow.objects.filter(city=actor.city).order_by("-edition")


def city_row(city: str) -> CityRow | None:
    """The city as it stands, None if the platform has no such city."""
    return CityRow.objects.filter(city=city).first()


def cities() -> dict[str, str]:
    """Codes and names of the platform's cities, by name: the sign-in page asks which one."""
    return dict(CityRow.objects.order_by("name", "city").values_list("city", "name"))


def actor_of(row: UserRow) -> Actor:
    """A user as the rules see them."""
    return make_actor(str(row.id), row.name, row.city, row.unit, row.outsourced, row.grants)


def make_actor(
    user_id: str, name: str, city: str, unit: str, outsourced: bool, grants: list[dict[str, Any]]
) -> Actor:
    """The actor with every role's scope resolved ("" = the own unit)."""
    held = msgspec.convert(grants, list[Grant])
    return Actor(
        id=user_id,
        name=name,
        city=city,
        unit=unit,
        roles=frozenset(grant.role for grant in held),
        outsourced=outsourced,
        scopes=tuple((grant.role, grant.scope or unit) for grant in held),
    )


# --- who has read what ------------------------------------------------------------------------


def access_log(
    actor: Actor, *, user_id: str = "", since: datetime | None = None, until: datetime | None = None
) -> QuerySet[AccessRow] | Refusal:
    """All readings of personal data in the city, newest first; for the audit administrator."""
    refusal = _auditor(actor)
    if refusal:
        return refusal
    rows = AccessRow.objects.filter(city=actor.city).order_by("-at", "-id")
    wanted = Q(user_id=user_id) if user_id else Q()
    wanted &= Q(at__gte=since) if since else Q()
    wanted &= Q(at__lt=until) if until else Q()
    return rows.filter(wanted)


def readers_of(sight: Sight, case: Any) -> QuerySet[AccessRow]:
    """Who has read the personal data of a case: for the audit administrator, the management body
    and supervisors who see the case; nobody else gets a row."""
    actor = sight.actor
    rows = AccessRow.objects.filter(city=actor.city, case_id=case.id).order_by("-at", "-id")
    may = actor.is_a(Role.AUDIT_ADMIN) or (
        actor.is_a(Role.MANAGEMENT, Role.SUPERVISOR) and sight.may_see(case)
    )
    return rows if may else rows.none()


def sign_in_log(actor: Actor) -> QuerySet[SignInRow] | Refusal:
    """All sign-ins of the city and how they ended, newest first; for the audit administrator."""
    rows = SignInRow.objects.filter(city=actor.city).order_by("-at", "-id")
    return _auditor(actor) or rows


def _auditor(actor: Actor) -> Refusal | None:
    return allowed(Office(now=ledger.clock.now(), actor=actor), Role.AUDIT_ADMIN)

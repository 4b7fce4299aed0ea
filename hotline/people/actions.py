"""What can be done to a city's reference data and accounts. Every action gives Outcome or Refusal.

Commands on one stream go through `change_city`, `change_units`, `change_user`; several commands
in one call are carried out together or not at all. The rest needs more than one stream or touches
what is not in the journal: passwords, token secrets, the access log.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from hotline import ledger
from hotline.ledger import Outcome
from hotline.people import passwords, queries
from hotline.people.authentication import TOKEN_PREFIX, digest
from hotline.people.by import By
from hotline.people.change import change
from hotline.people.streams import (
    CITY,
    GAZETTEER,
    RULEBOOK,
    UNITS,
    USER,
    city_ref,
    gazetteer_ref,
    rulebook_ref,
    units_ref,
    user_id_ref,
    user_ref,
)
from hotline.rules.actor import Actor
from hotline.rules.reference import city, gazetteer, rulebook_edition, unit_tree, user
from hotline.rules.reference.city import CityCommand
from hotline.rules.reference.gazetteer import PlacesCommand
from hotline.rules.reference.office import Office, decide_each, not_found
from hotline.rules.reference.rulebook_edition import (
    ApproveRulebook,
    ProposeRulebook,
    RejectRulebook,
)
from hotline.rules.reference.unit_tree import UnitCommand
from hotline.rules.reference.user_messages import (
    AddUser,
    ChangePassword,
    GiveRole,
    MakeToken,
    RevokeToken,
    UserCommand,
    UserEvent,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook import Rulebook
from hotline.rules.text import say


class NewUser(msgspec.Struct, frozen=True, kw_only=True):
    """An account to open; `grants` are (role, scope) with scope "" for the own unit."""

    username: str
    name: str
    unit: str
    outsourced: bool = False
    grants: tuple[user.Grant, ...] = ()


class Founding(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a city begins with, except what needs a second person."""

    city: tuple[CityCommand, ...]
    units: tuple[UnitCommand, ...] = ()
    users: tuple[NewUser, ...] = ()


def found_city(by: By, founding: Founding) -> Outcome | Refusal:
    """Begins a city with its units and users in one command."""
    refs = [user_ref(by.city, new.username) for new in founding.users]

    def decide(loaded: ledger.Loaded) -> ledger.Appends | Refusal:
        office = Office(now=loaded.now, actor=by.actor)
        return _found(loaded, founding, office)

    streams = [city_ref(by.city), units_ref(by.city), *refs]
    return ledger.execute(by.request(founding), streams, decide)


def _found(loaded: ledger.Loaded, founding: Founding, office: Office) -> ledger.Appends | Refusal:
    code = office.actor.city
    state = loaded.states[city_ref(code)] or CITY.initial
    events = decide_each(city.decide, city.evolve, state, founding.city, office)
    if isinstance(events, Refusal):
        return events
    appends: dict[ledger.StreamRef, Sequence[object]] = {city_ref(code): events}
    tree = loaded.states[units_ref(code)] or UNITS.initial
    changes = decide_each(unit_tree.decide, unit_tree.evolve, tree, founding.units, office)
    if isinstance(changes, Refusal):
        return changes
    for event in changes:
        tree = unit_tree.evolve(tree, event)
    appends[units_ref(code)] = changes
    office = msgspec.structs.replace(office, units=tree)
    for new in founding.users:
        ref = user_ref(code, new.username)
        opened = _open_account(loaded.states[ref] or USER.initial, new, ref, office)
        if isinstance(opened, Refusal):
            return opened
        appends[ref] = opened
    return appends


def _open_account(
    state: user.User, new: NewUser, ref: ledger.StreamRef, office: Office
) -> tuple[UserEvent, ...] | Refusal:
    add: UserCommand = AddUser(
        id=str(ref.id),
        username=new.username,
        name=new.name,
        unit=new.unit,
        outsourced=new.outsourced,
    )
    roles: list[UserCommand] = [
        GiveRole(role=grant.role, scope=grant.scope) for grant in new.grants
    ]
    return decide_each(user.decide, user.evolve, state, [add, *roles], office)


def add_users(by: By, new_users: Sequence[NewUser]) -> Outcome | Refusal:
    """Opens accounts, all or none. They cannot be signed in to before `reset_password`.

    Roles are given in the same command where the actor holds both powers, which is only so when
    a city is set up; later the security administrator gives them by `change_user`.
    """
    refs = {user_ref(by.city, new.username): new for new in new_users}

    def decide(loaded: ledger.Loaded) -> ledger.Appends | Refusal:
        units = queries.unit_tree(by.city, loaded.reference)
        office = Office(now=loaded.now, actor=by.actor, units=units)
        appends: dict[ledger.StreamRef, Sequence[object]] = {}
        for ref, new in refs.items():
            opened = _open_account(loaded.states[ref] or USER.initial, new, ref, office)
            if isinstance(opened, Refusal):
                return opened
            appends[ref] = opened
        return appends

    return ledger.execute(by.request(new_users), list(refs), decide)


def change_city(by: By, *commands: CityCommand) -> Outcome | Refusal:
    """Settings, calendar, topics, areas."""
    return change(by, city_ref(by.city), CITY, city.decide, commands)


def change_places(by: By, command: PlacesCommand) -> Outcome | Refusal:
    """A list of place names submitted, approved, rejected, withdrawn; at setup adopted at once.

    Areas are checked where it is read (`place_table.py`).
    """
    return change(by, gazetteer_ref(by.city), GAZETTEER, gazetteer.decide, [command])


def change_units(by: By, *commands: UnitCommand) -> Outcome | Refusal:
    """Adds, renames, moves, closes units; sets duty phones."""
    return change(by, units_ref(by.city), UNITS, unit_tree.decide, commands)


def change_user(by: By, user_id: str, *commands: UserCommand) -> Outcome | Refusal:
    """Corrects, locks, unlocks, disables an account; gives and takes roles."""
    if queries.user(by.actor, user_id) is None:
        return not_found(say("用户"), user_id)
    return change(by, user_id_ref(by.city, user_id), USER, user.decide, commands)


def propose_rulebook(by: By, toml: str, note: str = "") -> Outcome | Refusal:
    """Proposes an edition of the rulebook; its number is in the text."""
    book = rulebook_edition.read(toml)
    number = book.edition if isinstance(book, Rulebook) else 0
    command = ProposeRulebook(toml=toml, note=note)
    ref = rulebook_ref(by.city, number)
    return change(by, ref, RULEBOOK, rulebook_edition.decide, [command])


def approve_rulebook(by: By, edition: int) -> Outcome | Refusal:
    """The second person's yes."""
    ref = rulebook_ref(by.city, edition)
    return change(by, ref, RULEBOOK, rulebook_edition.decide, [ApproveRulebook()])


def reject_rulebook(by: By, edition: int, reason: str) -> Outcome | Refusal:
    """The second person's no."""
    ref = rulebook_ref(by.city, edition)
    return change(by, ref, RULEBOOK, rulebook_edition.decide, [RejectRulebook(reason=reason)])


# --- passwords and tokens: the journal knows that, never what -------------------------------------

_CREDENTIAL = """
WITH gone AS (DELETE FROM people_session WHERE user_id = %(user)s AND digest <> %(keep)s)
INSERT INTO people_credential (user_id, city, password, changed_at)
VALUES (%(user)s, %(city)s, %(password)s, %(now)s)
ON CONFLICT (user_id) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at
"""


def change_password(
    by: By, old: str, new: str, *, session: str = "", keep_tokens: bool = False
) -> Outcome | Refusal:
    """One's own password. All other sessions of the user end; `session` is the one to keep. The
    tokens end too, unless they are to be kept."""
    row = queries.user(by.actor, by.actor.id)
    if row is None or not passwords.matches(old, queries.password_hash(by.actor.id)):
        return Refusal(
            code=Code.INVALID,
            message=say("原密码不正确。"),
            advice=say("请重新输入原密码。"),
            field="old",
        )
    if old == new:
        return Refusal(
            code=Code.ALREADY,
            message=say("新密码与原密码相同。"),
            advice=say("请换一个密码。"),
            field="new",
        )
    command = ChangePassword(keep_tokens=keep_tokens)
    return _store_password(by, by.actor.id, row.username, new, command, session)


def reset_password(by: By, user_id: str, new: str) -> Outcome | Refusal:
    """The system administrator's reset: the user must change it at the next sign-in. Their tokens
    end."""
    row = queries.user(by.actor, user_id)
    if row is None:
        return not_found(say("用户"), user_id)
    return _store_password(by, user_id, row.username, new, ChangePassword())


def _store_password(
    by: By, user_id: str, username: str, new: str, command: ChangePassword, session: str = ""
) -> Outcome | Refusal:
    """The event first, which may be refused; if we die between the two the old password stands."""
    refusal = passwords.check(new, username)
    if refusal:
        return refusal
    ref = user_id_ref(by.city, user_id)
    outcome = change(by, ref, USER, user.decide, [command])
    if isinstance(outcome, Outcome):
        _run(
            _CREDENTIAL,
            {
                "user": user_id,
                "city": by.city,
                "password": passwords.make(new),
                "keep": digest(session) if session else "",
                "now": ledger.clock.wall(),
            },
        )
    return outcome


class NewToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token just made: `secret` is shown once and kept nowhere."""

    id: str
    secret: str
    outcome: Outcome


def make_token(
    by: By, user_id: str, name: str, *, lasts: timedelta = timedelta(days=365)
) -> NewToken | Refusal:
    """Makes a key to the API: one's own, or a department's system's by the administrator."""
    now = ledger.clock.wall()
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    command = MakeToken(
        id=str(ledger.uuid7(now)), name=name, digest=digest(secret), expires_at=now + lasts
    )
    outcome = change_user(by, user_id, command)
    if isinstance(outcome, Refusal):
        return outcome
    return NewToken(id=command.id, secret=secret, outcome=outcome)


def revoke_token(by: By, user_id: str, token_id: str) -> Outcome | Refusal:
    """Ends a key to the API at once: the reference version rises, so no process keeps it."""
    return change_user(by, user_id, RevokeToken(id=token_id))


# --- the access log -------------------------------------------------------------------------------

_NOTE = """
INSERT INTO people_access
    (city, at, user_id, user_name, unit, case_id, fields, page, purpose)
SELECT %(city)s, %(at)s, %(user)s, %(name)s, %(unit)s, c, %(fields)s, %(page)s, %(purpose)s
FROM unnest(%(cases)s::uuid[]) AS c
WHERE NOT EXISTS (
    SELECT 1 FROM people_access before
    WHERE before.city = %(city)s AND before.case_id = c AND before.user_id = %(user)s
      AND before.fields = %(fields)s AND before.page = %(page)s AND before.purpose = %(purpose)s
      AND before.at > %(at)s - %(shortly)s::interval AND before.at <= %(at)s
      AND %(shortly)s::interval > interval '0')
"""


def note_access(
    actor: Actor,
    cases: Sequence[UUID],
    fields: Sequence[str],
    *,
    page: str,
    purpose: str = "",
    now: datetime | None = None,
    unless_within: timedelta = timedelta(0),
) -> None:
    """Writes that the actor read these personal fields of these cases: one statement, none when
    nothing was read. Call it before the data leaves; if it fails, nothing may be shown.

    `unless_within`: none either where the same reading (actor, case, fields, page, purpose) was
    written so shortly before, for requests that go on with one reading."""
    if not cases or not fields:
        return
    _run(
        _NOTE,
        {
            "city": actor.city,
            "at": now or ledger.clock.wall(),
            "user": actor.id,
            "name": actor.name,
            "unit": actor.unit,
            "fields": list(fields),
            "page": page[:200],
            "purpose": purpose[:500],
            "cases": list(cases),
            "shortly": unless_within,
        },
    )


_NOTE_EACH = """
INSERT INTO people_access
    (city, at, user_id, user_name, unit, case_id, fields, page, purpose)
SELECT %(city)s, %(at)s, %(user)s, %(name)s, %(unit)s, c, string_to_array(f, ','), %(page)s,
       %(purpose)s
FROM unnest(%(cases)s::uuid[], %(fields)s::text[]) AS read(c, f)
"""


def note_readings(
    actor: Actor, read: Sequence[tuple[UUID, Sequence[str]]], *, page: str, purpose: str = ""
) -> None:
    """`note_access` where each case was read in other fields: still one statement for all."""
    if not read:
        return
    _run(
        _NOTE_EACH,
        {
            "city": actor.city,
            "at": ledger.clock.wall(),
            "user": actor.id,
            "name": actor.name,
            "unit": actor.unit,
            "cases": [case for case, _ in read],
            "fields": [",".join(fields) for _, fields in read],
            "page": page[:200],
            "purpose": purpose[:500],
        },
    )


def _run(statement: str, params: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)

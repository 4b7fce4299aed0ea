"""What may be asked of a user's account, and what happened to it."""

from datetime import datetime

from hotline.rules.reference.office import Command, Event
from hotline.rules.words import Role


class AddUser(Command, frozen=True, kw_only=True):
    """Opens an account. The password is set beside it; it must be changed at first sign-in."""

    id: str
    username: str
    name: str
    unit: str
    outsourced: bool = False


class CorrectUser(Command, frozen=True, kw_only=True):
    """Changes the name shown, the unit, or whether the person is outsourced."""

    name: str
    unit: str
    outsourced: bool = False


class GiveRole(Command, frozen=True, kw_only=True):
    """Gives a role for a scope."""

    role: Role
    scope: str = ""


class TakeRole(Command, frozen=True, kw_only=True):
    """Takes it back."""

    role: Role
    scope: str = ""


class ChangePassword(Command, frozen=True, kw_only=True):
    """By the user: done. By the system administrator: a reset that must be changed at sign-in.

    Tokens end with the old password, unless the user says that theirs are to be kept.
    """

    keep_tokens: bool = False


class LockUser(Command, frozen=True, kw_only=True):
    """Keeps the user out until unlocked, e.g. on suspicion; tokens end with it."""

    reason: str


class UnlockUser(Command, frozen=True, kw_only=True):
    """Lets the user in again."""


class DisableUser(Command, frozen=True, kw_only=True):
    """Ends the account for good, e.g. when the person leaves; tokens end with it."""

    reason: str


class MakeToken(Command, frozen=True, kw_only=True):
    """Gives the user a key to the API until `expires_at`."""

    id: str
    name: str
    digest: str
    expires_at: datetime


class RevokeToken(Command, frozen=True, kw_only=True):
    """Ends a key at once."""

    id: str


UserCommand = (
    AddUser
    | CorrectUser
    | GiveRole
    | TakeRole
    | ChangePassword
    | LockUser
    | UnlockUser
    | DisableUser
    | MakeToken
    | RevokeToken
)


class UserAdded(Event, frozen=True, kw_only=True):
    """An account was opened."""

    id: str
    username: str
    name: str
    unit: str
    outsourced: bool


class UserCorrected(Event, frozen=True, kw_only=True):
    """Name, unit or employment changed."""

    name: str
    unit: str
    outsourced: bool


class RoleGiven(Event, frozen=True, kw_only=True):
    """A role is held from now on."""

    role: Role
    scope: str


class RoleTaken(Event, frozen=True, kw_only=True):
    """A role is held no more."""

    role: Role
    scope: str


class PasswordChanged(Event, frozen=True, kw_only=True):
    """That it changed; never what it is."""

    by_self: bool


class UserLocked(Event, frozen=True, kw_only=True):
    """The user is kept out."""

    reason: str


class UserUnlocked(Event, frozen=True, kw_only=True):
    """The user may sign in again."""


class UserDisabled(Event, frozen=True, kw_only=True):
    """The account ended."""

    reason: str


class TokenMade(Event, frozen=True, kw_only=True):
    """A key to the API exists."""

    id: str
    name: str
    digest: str
    expires_at: datetime


class TokenRevoked(Event, frozen=True, kw_only=True):
    """A key to the API opens nothing any more."""

    id: str


UserEvent = (
    UserAdded
    | UserCorrected
    | RoleGiven
    | RoleTaken
    | PasswordChanged
    | UserLocked
    | UserUnlocked
    | UserDisabled
    | TokenMade
    | TokenRevoked
)

"""Who asks for a change, through which face, with which idempotency key."""

import hashlib

import msgspec

from hotline import ledger
from hotline.rules.actor import Actor
from hotline.rules.words import Face

_BETWEEN = "、"  # not said: goes into the journal


class Outdated(Exception):
    """Users, roles or tokens changed since the actor was looked up: ask again who it is."""


class By(msgspec.Struct, frozen=True, kw_only=True):
    """The asking side of an action. `key` "" = the request carries no idempotency key.

    `reference` is the version of the city's reference data at which the actor was looked up, when
    that came from memory; 0 when it was looked up in this very request.
    """

    actor: Actor
    face: Face = Face.DESK
    key: str = ""
    on_behalf_of: str = ""
    reference: int = 0

    @property
    def city(self) -> str:
        """The actor's city: nobody acts in another."""
        return self.actor.city

    def request(self, *asked: object) -> ledger.Request:
        """What goes into the envelope of each event: the actor as they are now.

        `asked` is all that this request asks for: the same key with anything else is refused, so
        that nothing is called done which was not.
        """
        return ledger.Request(
            city=self.actor.city,
            who=ledger.Who(
                user_id=self.actor.id,
                name=self.actor.name,
                role=_BETWEEN.join(sorted(self.actor.roles)),
                unit_id=self.actor.unit,
                face=self.face,
                on_behalf_of=self.on_behalf_of,
            ),
            key=self.key,
            digest=digest_of(asked),
        )


def digest_of(asked: object) -> bytes:
    """Tells two requests apart. Text that cannot be stored has none: it is refused anyway."""
    try:
        body = msgspec.json.encode(asked, order="deterministic")
    except UnicodeEncodeError:
        return b""
    return hashlib.sha256(body).digest()

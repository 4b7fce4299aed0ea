"""Whether PostgreSQL keeps what it has acknowledged: without that, no promise here holds."""

from typing import Final

from hotline.ledger import statements

SETTINGS: Final = ("fsync", "full_page_writes", "synchronous_commit")


class NotDurable(RuntimeError):
    """The database may lose acknowledged commands; the platform does not start on it."""


def check_durability(alias: str = "default") -> None:
    """Refuse a database with fsync, full_page_writes or synchronous_commit off, naming which."""
    for name in SETTINGS:
        if statements.run(f"SHOW {name}", alias=alias)[0][0] == "off":
            raise NotDurable(
                f"PostgreSQL 的 {name} 为 off，已受理的事项可能丢失；请改为 on 后再启动。"
                f" / {name} is off: set it to on in postgresql.conf (or for the role) and restart."
            )

"""Who a command acts as: an account of the city, named by its user name."""

from typing import TYPE_CHECKING

from hotline.cli.trouble import Trouble

if TYPE_CHECKING:
    from hotline.people.by import By


def by_name(city: str, username: str) -> "By":
    """The account that does it; whether it may is for the rules to say."""
    from hotline.people import queries
    from hotline.people.by import By
    from hotline.rules.actor import setup_actor
    from hotline.rules.words import Face

    for row in queries.users(setup_actor(city)).filter(username=username):
        return By(actor=queries.actor_of(row), face=Face.IMPORT)
    raise Trouble(
        f"没有用户名为 {username} 的账号，请核对 --as。",
        f"No account is called {username}: see --as.",
    )

"""A draft of the directory with what last month's cases say of it, for the pages that show it."""

from datetime import timedelta

from hotline import ledger
from hotline.desk.admin.replay_work import Replayer
from hotline.dispatching import actions, queries
from hotline.dispatching.replays import jobs
from hotline.rules.directory import Entry
from hotline.rules.reference.directory_edition import DraftDirectory
from hotline.rules.words import Role
from tests.fixtures.people import City, done


def replayed(city: City) -> None:
    """The draft 2027-1 sends one topic to another unit; it is replayed."""
    used = city.world().directory
    moved = Entry(id="x", topic="cg/zd", area="dong/heping", lead="water")
    begins = ledger.clock.now().date() + timedelta(days=30)
    draft = DraftDirectory(
        edition="2027-1", effective_from=begins, entries=(*used.entries, moved), duties=used.duties
    )
    done(actions.draft_directory(city.by(Role.DISPATCHER), draft))
    reader = city.actor(Role.DISPATCHER)
    held = queries.edition(reader, "2027-1")
    assert held is not None
    assert jobs.ask(reader, held, used.edition) is None
    work()


def work() -> None:
    """All that waits to be replayed, as the courier would."""
    replayer = Replayer()
    while replayer.step():
        pass

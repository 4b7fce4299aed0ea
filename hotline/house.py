"""The one place where rooms are joined: what each hands to those below it, by plain import.

Imported once per process by hotline/apps.py when Django has loaded every model.
"""

from datetime import timedelta

from hotline import ledger
from hotline.dispatching import queries as dispatching
from hotline.dispatching.automatic.queries import automatic
from hotline.dispatching.automatic.streams import AUTOMATIC
from hotline.dispatching.streams import DIRECTORY
from hotline.dispatching.topic_model import material
from hotline.dispatching.topic_model.streams import TOPIC_MODELS
from hotline.handling import streams as handling
from hotline.handling.duties import DUTIES
from hotline.handling.files import drafts
from hotline.handling.files import keeping as files
from hotline.handling.queues import queries as queues
from hotline.handling.reckoning import queries as reckoning
from hotline.handling.teaching import queries as teaching
from hotline.oversight import streams as oversight
from hotline.oversight.automatic.queries import fallen
from hotline.oversight.hot import queries as hot
from hotline.people import queries as people
from hotline.people import sign_in
from hotline.people import streams as people_streams

ANSWERS_KEPT = timedelta(days=90)
"""How long a repeated request is recognised by its idempotency key."""

people.join(dispatching.timeline, automatic)
material.join(teaching.taught)
queues.join("hot", hot.waiting)
queues.join("automatic_fallen", fallen)
queues.join("reckoning_stopped", reckoning.at_a_stand)
ledger.join(
    [
        *(*people_streams.STREAMS, DIRECTORY, TOPIC_MODELS, AUTOMATIC),
        *(*handling.STREAM_TYPES, *oversight.STREAM_TYPES),
    ],
    duties=DUTIES,
    personal_tables=(*handling.PERSONAL_TABLES, *oversight.PERSONAL_TABLES),
)


def daily() -> None:
    """What the clock process throws away once a day: old answers, ended sessions, old failures."""
    ledger.forget_answers(ledger.clock.wall() - ANSWERS_KEPT)
    sign_in.sweep()
    files.sweep()
    drafts.sweep()
    hot.sweep(ledger.clock.now())

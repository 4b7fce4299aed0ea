"""The one place where rooms are joined: what each hands to those below it, by plain import.

Imported once per process by hotline/apps.py when Django has loaded every model.
"""

from hotline import ledger
from hotline.dispatching import queries as dispatching
from hotline.dispatching.streams import DIRECTORY
from hotline.handling import streams as handling
from hotline.handling.duties import DUTIES, do_due
from hotline.people import queries as people
from hotline.people import streams as people_streams

__all__ = ["do_due"]

people.join(dispatching.timeline)
ledger.join(
    [*people_streams.STREAMS, DIRECTORY, *handling.STREAM_TYPES],
    duties=DUTIES,
    personal_tables=handling.PERSONAL_TABLES,
)

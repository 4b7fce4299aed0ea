"""The one place where rooms are joined: what each hands to those below it, by plain import.

Imported once per process by hotline/apps.py when Django has loaded every model.
"""

from hotline import ledger
from hotline.dispatching import queries as dispatching
from hotline.dispatching.streams import DIRECTORY
from hotline.people import queries as people
from hotline.people import streams as people_streams

people.join(dispatching.timeline)
ledger.join([*people_streams.STREAMS, DIRECTORY])

"""An import that is killed in the middle goes on where it stopped, and makes nothing twice."""

import signal
import subprocess
import sys

from hotline import ledger
from hotline.handling.imports import jobs, queries, working
from hotline.handling.imports.jobs import LEASE, State
from hotline.handling.imports.models import ImportPartRow
from hotline.handling.models import CaseRow
from hotline.ledger import clock
from tests import cluster
from tests.fixtures.people import City
from tests.handling.imports.files import as_csv, orders
from tests.handling.imports.test_imports import sent

_CHILD = """
import sys
from hotline.cli.setup import django_ready
django_ready()
from hotline.handling.imports import working
while working.step(sys.argv[1]):
    pass
"""


def _killed(import_id: object, point: str) -> None:
    found = subprocess.run(
        [sys.executable, "-c", _CHILD, str(import_id)],
        env=cluster.environment() | {"HOTLINE_TESTING": "1", "HOTLINE_FAIL_AT": point},
        check=False,
        timeout=60,
    )
    assert found.returncode == -signal.SIGKILL


def test_killed_before_the_commit_of_the_second_part(city: City) -> None:
    rows = orders(*({"工单编号": f"OLD-{n}"} for n in range(1200)))
    import_id, matching = sent(city, as_csv(rows))
    jobs.begin(city.code, import_id, matching, tried=False)
    _killed(import_id, "bulk-before-commit:2")
    assert CaseRow.objects.filter(city=city.code).count() == 500
    assert queries.counts(import_id).made == 500
    # Its part is held until the lease is over, then the next worker takes it.
    parts = ImportPartRow.objects.filter(import_id=import_id, phase=0)
    assert sorted(parts.values_list("lease_until", flat=True).order_by("n"), key=bool)[0] is None
    while working.step(import_id):
        pass
    assert queries.one(city.code, import_id).state == State.IMPORTING
    parts.update(lease_until=clock.wall() - LEASE)
    while working.step(import_id):
        pass
    assert queries.one(city.code, import_id).state == State.DONE
    counts = queries.counts(import_id)
    assert (counts.made, counts.there, counts.refused) == (1200, 0, 0)
    assert CaseRow.objects.filter(city=city.code).count() == 1200
    while ledger.sequence_once():
        pass
    assert not ledger.verify().faults

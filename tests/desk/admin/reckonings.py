"""A run with so many cases that it moved, put together without cases, for the page of it."""

from datetime import timedelta
from uuid import UUID, uuid4

from hotline import ledger
from hotline.handling.reckoning.models import ReckonedRow, ReckoningRow


def a_run(city: str, rows: int) -> UUID:
    """One that is done; its id."""
    now = ledger.clock.now()
    run = ReckoningRow.objects.create(
        id=uuid4(), city=city, kind="run", calendar="CN2026", rulebook=2, years={}, draft=0,
        since=now, state="done", total=rows, seen=rows, cases=rows, limits=rows, tries=0,
        began_at=now, finished_at=now,
    )  # fmt: skip
    moved = {"clock": "limit:L1", "unit": "urban", "was": now, "due": now + timedelta(days=1)}
    text = {name: str(value) if name in ("was", "due") else value for name, value in moved.items()}
    for n in range(rows):
        ReckonedRow.objects.create(
            reckoning_id=run.id, case_id=uuid4(), number=f"261228-{n:07}-1", moved=[text], done=True
        )
    return UUID(str(run.id))

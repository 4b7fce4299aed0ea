"""Works that share a process do not stop each other."""

import pytest
from django.db import OperationalError

from hotline.cli.apart import Apart


def test_a_fault_is_logged_and_rests_and_a_lost_database_is_told(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def broken() -> int:
        tried.append(1)
        raise ZeroDivisionError

    def gone() -> int:
        raise OperationalError("gone")

    work = Apart("Broken", broken)
    assert [work.step(), work.step(), Apart("Whole", lambda: 3).step()] == [0, 0, 3]
    assert len(tried) == 1 and "Broken: a step failed" in caplog.text
    with pytest.raises(OperationalError):
        Apart("Gone", gone).step()

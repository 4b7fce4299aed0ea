"""Points this run at a PostgreSQL of its own before Django's settings are read.

pytest loads this with `-p`, earlier than any conftest. Nothing is started here: the cluster
starts when the first test needs it (tests/cluster.py), so tests of rules/ wait for nothing.
"""

import os
import tempfile
from pathlib import Path

# Set by the xdist controller (or a lone run) and inherited by its workers.
if "HOTLINE_TEST_RUN" not in os.environ:
    room = Path("/dev/shm")
    in_memory = room.is_dir() and os.access(room, os.W_OK)
    if in_memory:
        free = os.statvfs(room)
        in_memory = free.f_bavail * free.f_frsize > 2**30
    folder = Path(tempfile.mkdtemp(prefix="hotline-test-", dir=room if in_memory else None))
    folder.chmod(0o755)
    os.environ["HOTLINE_TEST_RUN"] = str(folder)
    os.environ["HOTLINE_TEST_OWNER"] = str(os.getpid())
os.environ["HOTLINE_STATE"] = os.environ["HOTLINE_TEST_RUN"]
os.environ["HOTLINE_TESTING"] = "1"
os.environ["HOTLINE_SECRET_KEY"] = "only for tests, never a city's"
for variable in ("DATABASE_URL", "OWNER_DATABASE_URL", "HOTLINE_FAIL_AT"):
    os.environ.pop(variable, None)

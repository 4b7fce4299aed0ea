"""Points this run at a PostgreSQL of its own before Django's settings are read.

pytest loads this with `-p`, earlier than any conftest. Nothing is started here: the cluster
starts when the first test needs it (tests/cluster.py), so tests of rules/ wait for nothing.
"""

import os
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

from hotline.web.catalogues import compile_stale


def sweep(room: Path) -> None:
    """Stop and remove what runs that were killed have left behind."""
    for folder in room.glob("hotline-test-*"):
        with suppress(OSError, ValueError):
            owner = int((folder / "owner").read_text())
            if Path(f"/proc/{owner}").exists():
                continue
            for lock in folder.glob("**/postmaster.pid"):
                server = int(lock.read_text().split("\n")[0])
                if Path(f"/proc/{server}/cwd").readlink() == lock.parent:
                    os.kill(server, signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)


# Set by the xdist controller (or a lone run) and inherited by its workers.
if "HOTLINE_TEST_RUN" not in os.environ:
    room = Path("/dev/shm")
    in_memory = room.is_dir() and os.access(room, os.W_OK)
    if in_memory:
        free = os.statvfs(room)
        in_memory = free.f_bavail * free.f_frsize > 2**30
    room = room if in_memory else Path(tempfile.gettempdir())
    sweep(room)
    folder = Path(tempfile.mkdtemp(prefix="hotline-test-", dir=room))
    folder.chmod(0o755)
    (folder / "owner").write_text(str(os.getpid()))
    os.environ["HOTLINE_TEST_RUN"] = str(folder)
    os.environ["HOTLINE_TEST_OWNER"] = str(os.getpid())
    compile_stale()
os.environ["HOTLINE_STATE"] = os.environ["HOTLINE_TEST_RUN"]
os.environ["HOTLINE_TESTING"] = "1"
os.environ["HOTLINE_SECRET_KEY"] = "only for tests, never a city's"
for variable in ("DATABASE_URL", "OWNER_DATABASE_URL", "HOTLINE_FAIL_AT"):
    os.environ.pop(variable, None)

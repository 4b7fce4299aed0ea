"""A PostgreSQL of its own for a benchmark: durable, on disk, as `hotline up` runs it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotline import config


@contextmanager
def scratch() -> Iterator[dict[str, str]]:
    """The environment of a migrated, empty platform; stopped and removed afterwards."""
    from hotline.cli.postgres import Postgres

    folder = Path(tempfile.mkdtemp(prefix="hotline-bench-"))
    folder.chmod(0o755)
    os.environ["HOTLINE_STATE"] = str(folder)
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL"):
        os.environ.pop(name, None)
    server = Postgres(say=lambda _: None)
    try:
        server.start()
        own = config.cluster()
        assert own is not None
        environment = os.environ | {
            "DATABASE_URL": own.url(config.APP_ROLE),
            "OWNER_DATABASE_URL": own.url(config.OWNER_ROLE),
        }
        migrate = [sys.executable, "-m", "hotline.cli", "migrate"]
        subprocess.run(migrate, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield environment
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)

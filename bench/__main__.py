"""Every benchmark of this folder, one after the other, each on a database made for it.

python -m bench              all of them
python -m bench register     those named
"""

import subprocess
import sys
from pathlib import Path

from bench.scratch import scratch

HERE = Path(__file__).parent
ABOUT = frozenset(
    {"__init__", "__main__", "scratch", "load", "twin", "histories", "million", "pages", "visits"}
    | {"slow_line", "suggesting"}
)


def main() -> int:
    """0 when each ran to its end."""
    found = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ABOUT)
    failed = 0
    for name in sys.argv[1:] or found:
        print(f"== {name}", flush=True)
        with scratch() as environment:
            ran = subprocess.run([sys.executable, "-m", f"bench.{name}"], env=environment,
                                 check=False)  # fmt: skip
        failed += ran.returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Compiles the English catalogues: gettext reads the `django.mo` beside each `django.po`.

`.mo` files are made, not kept: scripts/set-up makes them, and `hotline up`, `hotline web` and the
tests make those again whose `.po` is younger. Where the package lies in a folder that may not be
written (a wheel installed by root), the `.mo` that came with it are used.

    python -m hotline.web.catalogues
"""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
ROOMS = ("web", "portal", "desk")
"""Rooms with a catalogue. That of `web` holds also what api and the floors below it say."""


def catalogue(room: str) -> Path:
    """The English catalogue of a room."""
    return PACKAGE / room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def compile_stale() -> list[Path]:
    """Compile what is missing or older than its source; gives what was written."""
    written = []
    for source in map(catalogue, ROOMS):
        target = source.with_suffix(".mo")
        if not source.exists() or _fresh(source, target):
            continue
        if not os.access(source.parent, os.W_OK):
            continue
        from babel.messages.mofile import write_mo  # a slow import that is rarely needed
        from babel.messages.pofile import read_po

        with source.open("rb") as file:
            read = read_po(file, locale="en")
        # Written aside and put in place at once: another process may be reading.
        aside = target.with_suffix(f".{os.getpid()}")
        with aside.open("wb") as file:
            write_mo(file, read)
        aside.replace(target)
        written.append(target)
    return written


def _fresh(source: Path, target: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


if __name__ == "__main__":
    compile_stale()

"""Where the files of a model lie, and that they are what was adopted.

`STATE/topic-models/<of the city>/<version>/`: `first/` and `cases/` (folders of
`classifier.model`), `mixed.json` (how the two are mixed), `held.json` (answers to cases kept back;
topics and figures only) and `card.json`. Files hold numbers and names of topics, no word of any
request; they are mapped into memory, so processes of one machine share them.
Several web nodes share the folder, or each lacks the model and says so.
"""

import hashlib
import shutil
from pathlib import Path

from django.conf import settings

from hotline.rules.text import say

DIGEST_CHUNK = 1 << 20


class Altered(Exception):
    """The files are not those that were recorded, or are not here; the words say what to do."""


def room() -> Path:
    """Where the models of all cities lie; made where it is not there."""
    place = Path(settings.STATE_DIR) / "topic-models"
    place.mkdir(parents=True, exist_ok=True)
    return place


def folder(city: str) -> Path:
    """Where the models of a city lie; its code may hold what a file's name may not."""
    return room() / hashlib.sha256(city.encode()).hexdigest()[:16]


def words_folder(city: str) -> Path:
    """Where a city's own `plain_words` lie, in files of the same form; made where not there."""
    place = folder(city) / "words"
    place.mkdir(parents=True, exist_ok=True)
    return place


def words(city: str) -> tuple[Path, ...]:
    """Those files."""
    return tuple(sorted(words_folder(city).glob("*.toml")))


def digest(place: Path) -> str:
    """SHA-256 over names and contents of all files of a model."""
    found = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(place).as_posix()}\n{path.stat().st_size}\n".encode())
            with path.open("rb") as file:
                while chunk := file.read(DIGEST_CHUNK):
                    found.update(chunk)
    return found.hexdigest()


def keep(city: str, version: str, made: Path) -> Path:
    """Moves a finished model to where it is looked for; a half-made one never lies there."""
    place = folder(city) / version
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    made.rename(place)
    return place


def checked(city: str, version: str, expected: str) -> Path:
    """The folder of a model whose files are those that were recorded. Raises Altered."""
    place = folder(city) / version
    if not place.is_dir():
        raise Altered(
            say("本机没有模型 {version} 的文件，请从备份恢复或重新训练。", version=version)
        )
    if digest(place) != expected:
        raise Altered(
            say("模型 {version} 的文件与登记时不同，已停用；请恢复或重新训练。", version=version)
        )
    return place


def sweep(city: str, kept: set[str]) -> None:
    """Removes the files of all models of a city but these."""
    for place in folder(city).iterdir():
        if place.is_dir() and place.name not in {*kept, "words"}:
            shutil.rmtree(place, ignore_errors=True)

"""A story, run from its first step to its last."""

from collections.abc import Iterator
from datetime import UTC

import msgspec

# For their sentences.
from tests.stories import (
    acting_above,
    acting_after,
    acting_claims,
    acting_outer,
    acting_outside,
    acting_procedure,
    acting_unclear,
    acting_units,
    callers,
    expecting_unclear,
    notices,
)
from tests.stories.acting import acts, does
from tests.stories.expecting import expects
from tests.stories.given import given
from tests.stories.language import Language, NotUnderstood, moment, sentence
from tests.stories.reading import Step, Told
from tests.stories.scene import Scene, Written, somebody_has_to_act

LANGUAGES: dict[str, Language] = {"假如": given, "当": does, "那么": expects}
SPOKEN = (
    callers,
    acting_above,
    acting_outer,
    acting_outside,
    acting_units,
    acting_after,
    acting_claims,
    acting_procedure,
    acting_unclear,
    expecting_unclear,
    notices,
)
UNTIL = sentence("到了{moment}", moment)


class Wrong(AssertionError):
    """A step that could not be taken, or what it expects and did not find."""


class Done(msgspec.Struct, frozen=True):
    """A step with what was written by it."""

    step: Step
    written: tuple[Written, ...]


def run(told: Told) -> tuple[Scene, list[Done]]:
    """The whole story. Wrong says at which line it went another way, and which."""
    scene = Scene()
    return scene, list(_steps(scene, told))


def _steps(scene: Scene, told: Told) -> Iterator[Done]:
    before = ""
    for step in told.steps:
        if step.part == "当" and before != "当":
            scene.since = len(scene.written)
        so_far = len(scene.written)
        try:
            _take(scene, step)
        except (AssertionError, ValueError, KeyError) as error:
            raise Wrong(f"{step.where} {step.beginning} {step.words}\n    {error}") from error
        before = step.part
        yield Done(step, tuple(scene.written[so_far:]))
        waits = list(somebody_has_to_act(scene))
        if waits:
            raise Wrong(f"{step.where} {step.words}\n    此后没有人能办，也没有时限：{waits}")


def _take(scene: Scene, step: Step) -> None:
    if step.part != "那么" and (said := UNTIL.fits(step.words)):
        scene.until(said["moment"].astimezone(UTC))
        return
    if step.part == "那么":
        meaning, gaps = expects.understand(step.words)
        meaning(scene, **gaps)
        return
    _given_or_done(scene, step)


def _given_or_done(scene: Scene, step: Step) -> None:
    """假如 and 当 know the same: what stands, and what people do."""
    try:
        meaning, gaps = given.understand(step.words)
    except NotUnderstood as unknown:
        try:
            actor, command = acts(scene, step.words)
        except NotUnderstood as error:
            raise NotUnderstood(f"{error}；{unknown}") from error
        scene.do(actor, command)
        return
    meaning(scene, **gaps)


def vocabulary() -> list[str]:
    """Every sentence, in the order in which they are tried."""
    return [f"{part} {one.words}" for part, said in LANGUAGES.items() for one in said.sentences]

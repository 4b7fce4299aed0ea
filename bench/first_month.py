"""How a city's model grows with its own cases: on real requests of seven topics, of which a fifth
(the publisher's last part, near-duplicates kept together) is asked and never learnt from.

`HOTLINE_MESSAGES` names the labelled requests (JSON lines, gzip); they are no part of the platform,
and without them nothing is measured. The first line is the model of names alone.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hotline.cli.setup import django_ready

MANY = (0, 100, 300, 1000, 3000)
ASKED = 4
FILE = Path(os.environ.get("HOTLINE_MESSAGES", "labelled.jsonl.gz"))


def main() -> None:
    """Prints the figures."""
    if not FILE.is_file():
        print(f"skipped: {FILE} is not here (HOTLINE_MESSAGES)")
        return
    django_ready()
    from hotline.dispatching.classifier.messages import Message, read
    from hotline.dispatching.topic_model import card, from_topics, making, material
    from hotline.rules.directory import Directory
    from hotline.rules.units import UnitTree

    messages = [one for one in read(FILE) if one.label]
    asked = [one for one in messages if one.fold == ASKED]
    learnt = [one for one in messages if one.fold != ASKED]
    topics = {label: label for label in sorted({one.label for one in messages})}
    said = from_topics.plain_words()
    first = from_topics.texts(topics, Directory(), UnitTree(), said)
    names: list[Message] = [*first]
    when = datetime.now(UTC)
    for many in MANY:
        picked = learnt[:: max(1, len(learnt) // many)][:many] if many else []
        cases = [
            material.Case(
                id=one.id, topic=one.label, at=when + timedelta(minutes=at), title=one.title,
                text=one.text,
            )
            for at, one in enumerate(picked)
        ]  # fmt: skip
        model = making.of(names, cases, when=when)
        found = card.measured(card.answers(model, asked))
        print(f"{many:>5} cases, weight {model.weight:.2f}: macro-F1 {found.macro_f1:.3f}, "
              f"accuracy {found.accuracy:.3f}, error {found.calibration_error:.3f}")  # fmt: skip


if __name__ == "__main__":
    main()

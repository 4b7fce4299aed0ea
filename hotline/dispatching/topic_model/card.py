"""What is said of a model beside its files (模型卡): from what, when, how good, beside which."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np

from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.topic_model.mixed import Mixed
from hotline.dispatching.topic_model.thresholds import Answer
from hotline.rules.reference.topic_model import Made, Measured

STEPS = 10
SHARES = (1.0, 0.8, 0.6)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Answers of about one probability: how many, what was said on average, how many were right."""

    cases: int
    said: float
    right: int


class ModelCard(msgspec.Struct, frozen=True, kw_only=True):
    """`since`, `until`: when the first and the last case it learnt from was registered. `counts`:
    cases of each topic. `left_out`: cases not learnt from, by why. `settings`: how it was made."""

    version: str
    made: Made
    made_at: datetime
    learnt: int
    since: datetime | None = None
    until: datetime | None = None
    kept_since: datetime | None = None
    counts: dict[str, int] = {}
    left_out: dict[str, int] = {}
    settings: dict[str, str] = {}
    topics: int = 0
    measured: Measured = Measured()
    against: str = ""
    before: Measured = Measured()


def answers(model: Mixed, asked: Sequence[Message]) -> list[Answer]:
    """The model's answers to these cases."""
    if not asked:
        return []
    chance = model.probabilities(asked)
    best = np.argsort(-chance, axis=1)[:, :5]
    labels = model.labels
    return [
        Answer(
            guess=labels[five[0]],
            truth=one.label,
            chance=round(float(row[five[0]]), 6),
            in_five=one.label in {labels[at] for at in five},
        )
        for one, row, five in zip(asked, chance, best, strict=True)
    ]


def measured(found: Sequence[Answer]) -> Measured:
    """The figures of these answers; macro-F1 is the mean over the topics that occur."""
    if not found:
        return Measured()
    return Measured(
        cases=len(found),
        macro_f1=round(macro_f1(found), 4),
        accuracy=round(sum(one.right for one in found) / len(found), 4),
        top_five=round(sum(one.in_five for one in found) / len(found), 4),
        calibration_error=round(
            sum(abs(one.said * one.cases - one.right) for one in steps(found)) / len(found), 4
        ),
    )


def macro_f1(found: Sequence[Answer]) -> float:
    """Mean over the topics that occur, each counting alike."""
    truth, guess = Counter(one.truth for one in found), Counter(one.guess for one in found)
    right = Counter(one.truth for one in found if one.right)
    return sum(2 * right[topic] / (truth[topic] + guess[topic]) for topic in truth) / len(truth)


def steps(found: Sequence[Answer]) -> list[Step]:
    """Answers by tenths of their probability; empty tenths are left out."""
    made = []
    for at in range(STEPS):
        inside = [one for one in found if min(int(one.chance * STEPS), STEPS - 1) == at]
        if inside:
            said = sum(one.chance for one in inside) / len(inside)
            made.append(Step(cases=len(inside), said=said, right=sum(o.right for o in inside)))
    return made


def at_shares(found: Sequence[Answer]) -> list[tuple[float, int, int]]:
    """(share, cases, right) where only that share of cases, the surest, is answered."""
    surest = sorted(found, key=lambda one: -one.chance)
    many = [(share, round(share * len(surest))) for share in SHARES]
    return [(share, n, sum(one.right for one in surest[:n])) for share, n in many if n]


def confusions(found: Sequence[Answer], most: int = 10) -> list[tuple[str, str, int]]:
    """(topic, taken for, how often), the commonest first."""
    wrong = Counter((one.truth, one.guess) for one in found if not one.right)
    return [(truth, guess, times) for (truth, guess), times in wrong.most_common(most)]


def write(folder: Path, card: ModelCard, found: Sequence[Answer]) -> None:
    """The card and the answers beside the model's files."""
    text = msgspec.json.format(msgspec.json.encode(card), indent=1)
    (folder / "card.json").write_bytes(text)
    (folder / "held.json").write_bytes(msgspec.json.encode(found))


def read(folder: Path) -> tuple[ModelCard, list[Answer]]:
    """Both. Raises OSError, msgspec.DecodeError."""
    card = msgspec.json.decode((folder / "card.json").read_bytes(), type=ModelCard)
    return card, msgspec.json.decode((folder / "held.json").read_bytes(), type=list[Answer])

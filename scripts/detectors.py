"""Teaches the detectors of danger, emergency and kind: writes their `weights.json`.

Taught with the sentences beside it (`sentences/*.txt`, own writing) and the sets that were held
back once (`bench/detectors*.tsv`, all but the newest). One logistic regression per alarm, one for
the kinds. Without arguments it writes; `--across` instead prints how each older set fares when
taught with everything but that set.
"""

import hashlib
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from hotline.rules.detectors.detect import TAGS
from hotline.rules.detectors.pieces import Stretch, pieces, signs_of, stretches
from hotline.rules.detectors.spoken import spoken
from hotline.rules.detectors.weights import Weights
from hotline.rules.words import EmergencyLine, Kind

ROOT = Path(__file__).parent.parent
ROOM = ROOT / "hotline/rules/detectors"
OLDER = ("detectors_first", "detectors_second", "detectors")
ALARMS = tuple(one.value for one in (*TAGS, *EmergencyLine))
KINDS = tuple(one.value for one in Kind)
STRENGTH = 10.0
"""C of the regressions; not searched for."""
FEWEST = 2
"""Sentences in which a piece must stand to be weighed."""
TELLS_NOTHING = 0.2
"""Weights smaller than this are left out."""
LONGER = 2.0
LEAST = {
    "danger": -0.9, "threat": -0.9, "minor": -0.6, "weather": -1.1, "group": -0.8,
    "110": -0.8, "119": -1.2, "120": -1.2, "122": -0.9,
}  # fmt: skip
"""From where an alarm sounds. Low, because nine of ten must be found in sentences not taught with
(five parts of the sentences); `LONGER` because letters would sound all the time otherwise: it was
set on letters that are not those the load is reported on."""


class Taught(msgspec.Struct, frozen=True):
    """A sentence, what is in it, and its kind; "-" where it has none of its own."""

    text: str
    heads: frozenset[str]
    kind: str
    source: str


def sentences() -> list[Taught]:
    """All own sentences."""
    taught: list[Taught] = []
    for file in sorted((ROOM / "sentences").glob("*.txt")):
        heads, kind = frozenset[str](), "-"
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("="):
                tags, lines, kind = (part.strip() for part in line[1:].split("|"))
                heads = _named(tags) | _named(lines)
            elif line and not line.startswith("#"):
                taught.append(Taught(line, heads, kind, file.stem))
    return taught


def older(name: str) -> list[Taught]:
    """A set that was held back once."""
    rows = (ROOT / f"bench/{name}.tsv").read_text("utf-8").splitlines()
    cells = (row.split("\t") for row in rows if row)
    return [Taught(c[0], _named(c[1]) | _named(c[2]), c[3], name) for c in cells]


def _named(cell: str) -> frozenset[str]:
    return frozenset(filter(None, cell.split(",")))


def digest() -> str:
    """Of all that the weights are made of: sentences, older sets, concepts, words, this."""
    made = hashlib.sha256()
    files = [*sorted((ROOM / "sentences").glob("*.txt")), ROOM / "concepts.txt"]
    files += [ROOM / f"{name}.py" for name in ("lexicon", "pieces", "signs", "spoken")]
    files += [*(ROOT / f"bench/{name}.tsv" for name in OLDER), Path(__file__)]
    for file in files:
        made.update(file.read_bytes())
    return made.hexdigest()[:16]


def taught_with(rows: list[Taught]) -> Weights:
    """The weights that these sentences teach."""
    # Libraries of learning take a second to import, and a test reads this module without them.
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    told = [_features(_whole(row.text)) for row in rows]
    held = Counter(piece for one in told for piece in one)
    names = sorted(piece for piece, times in held.items() if times >= FEWEST)
    matrix = _matrix(told, {name: at for at, name in enumerate(names)})
    coefficients, bias = [], []
    for head in ALARMS:
        fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear")
        fitted.fit(matrix, [head in row.heads for row in rows])
        coefficients.append(fitted.coef_[0])
        bias.append(float(fitted.intercept_[0]))
    of_kind = [at for at, row in enumerate(rows) if row.kind != "-"]
    fitted = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3)
    fitted.fit(matrix[of_kind], [KINDS.index(rows[at].kind) for at in of_kind])
    coefficients += list(fitted.coef_)
    bias += [float(one) for one in fitted.intercept_]
    return Weights(
        made_of=digest(),
        heads=(*ALARMS, *KINDS),
        bias=tuple(round(one, 3) for one in bias),
        least=LEAST,
        longer=LONGER,
        pieces=dict(_kept(names, np.array(coefficients).T)),
    )


def _features(stretch: Stretch) -> dict[str, float]:
    made = pieces(stretch, signs_of(stretch), spoken(stretch.text))
    return {piece: amount for family, amount in made.weighed() for piece in sorted(family)}


def _whole(text: str) -> Stretch:
    return Stretch(tuple(clause for one in stretches(text) for clause in one.clauses))


def _matrix(told: list[dict[str, float]], place: dict[str, int]) -> Any:
    import numpy as np
    import scipy.sparse as sp

    ends, columns, amounts = [0], list[int](), list[float]()
    for one in told:
        known = [(place[piece], amount) for piece, amount in one.items() if piece in place]
        columns += [at for at, _ in known]
        amounts += [amount for _, amount in known]
        ends.append(len(columns))
    parts = np.array(amounts), np.array(columns, np.int32), np.array(ends, np.int32)
    return sp.csr_matrix(parts, shape=(len(told), len(place)))


def _kept(names: list[str], weights: Any) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    kept = []
    for name, row in zip(names, weights, strict=True):
        heads = [at for at, weight in enumerate(row) if abs(weight) >= TELLS_NOTHING]
        if heads:
            kept.append((name, tuple((at, round(float(row[at]) * 100)) for at in heads)))
    return kept


def written(weights: Weights) -> bytes:
    """One piece a line, so that a change can be read."""
    data = msgspec.to_builtins(weights)
    rows = data.pop("pieces")
    head = msgspec.json.encode(data)[:-1].decode()
    lines = ",\n".join(
        f"{msgspec.json.encode(name).decode()}:{msgspec.json.encode(row).decode()}"
        for name, row in rows.items()
    )
    return f'{head},"pieces":{{\n{lines}\n}}}}\n'.encode()


def main() -> None:
    """Writes the weights, or measures across sets."""
    if "--across" in sys.argv:
        _across()
        return
    rows = [*sentences(), *(row for name in OLDER for row in older(name))]
    weights = taught_with(rows)
    (ROOM / "weights.json").write_bytes(written(weights))
    print(f"{len(rows)} sentences, {len(weights.pieces)} pieces, {weights.made_of}")


def _across() -> None:
    # bench/ reads messages and prints; teaching needs none of it.
    from bench.detectors import Row, measured, shown
    from hotline.rules.detectors.detect import detect_with

    own = sentences()
    for left in OLDER:
        rest = [row for name in OLDER if name != left for row in older(name)]
        weights = taught_with([*own, *rest])
        rows = [Row(row.text, row.heads, row.kind, "") for row in older(left)]
        print(f"\n{left}, taught with everything else")
        shown(measured(rows, lambda text, weights=weights: detect_with(weights, text)))


if __name__ == "__main__":
    main()

"""Texts of stories: `# theme`, `## the rule`, `依据：source`, and steps as a list.

A step begins with 假如, 当, 那么 or 并且, which goes on with the step before. Anything else in a
text is an error that names file and line, so that no line is passed over unread.
"""

from pathlib import Path

import msgspec

TEXTS = Path(__file__).parent / "texts"
BEGINNINGS = ("假如", "当", "那么", "并且")
SOURCE = "依据："


class Step(msgspec.Struct, frozen=True):
    """One line: 假如, 当 or 那么 (`part`, what 并且 goes on with), how it is written, its words."""

    part: str
    beginning: str
    words: str
    where: str


class Told(msgspec.Struct, frozen=True):
    """One story: the rule it shows, the source of that rule, its steps."""

    theme: str
    rule: str
    source: str
    steps: tuple[Step, ...]


def stories() -> list[Told]:
    """Every story of every text, in order."""
    return [told for path in sorted(TEXTS.glob("*.md")) for told in read(path)]


def read(path: Path) -> list[Told]:
    """The stories of one text; ValueError names the first line that is none of its parts."""
    theme, found = "", []
    rule, source, steps = "", "", list[Step]()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        where = f"{path.name}:{number}"
        match line.split(" ", 1):
            case ["#", words]:
                theme = words
            case ["##", words]:
                found += [_whole(theme, rule, source, steps)] if rule else []
                rule, source, steps = words, "", []
            case ["-", words]:
                steps.append(_step(words, steps, where))
            case [""]:
                continue
            case _ if line.startswith(SOURCE) and rule and not source:
                source = line.removeprefix(SOURCE)
            case _:
                raise ValueError(f"{where}: 看不懂这一行：{line}")
    return [*found, _whole(theme, rule, source, steps)]


def _step(words: str, before: list[Step], where: str) -> Step:
    beginning, _, said = words.partition(" ")
    if beginning not in BEGINNINGS or not said:
        raise ValueError(f"{where}: 每一步以{'、'.join(BEGINNINGS)}开头，后面空一格：{words}")
    if beginning != "并且":
        return Step(beginning, beginning, said, where)
    if not before:
        raise ValueError(f"{where}: 第一步不能是“并且”")
    return Step(before[-1].part, beginning, said, where)


def _whole(theme: str, rule: str, source: str, steps: list[Step]) -> Told:
    parts = {step.part for step in steps}
    if not (theme and source and {"假如", "那么"} <= parts):
        raise ValueError(f"“{rule}”要有主题、依据、假如和那么")
    return Told(theme, rule, source, tuple(steps))

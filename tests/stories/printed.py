"""docs/stories.md: every story with what was written down, when, and what is waited for at its end.

python -m tests.stories.printed > docs/stories.md     (a test compares the two)
python -m tests.stories.printed --words               (every sentence that a story may use)
"""

import os
import sys
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
if __name__ == "__main__":
    django.setup()

from hotline.rules.case.table import BY_COMMAND
from tests.stories.reading import Told, stories
from tests.stories.running import Done, run, vocabulary
from tests.stories.scene import Scene, title

HEAD = """\
# 工单办理规则故事集

由 `python -m tests.stories.printed` 印出，每一条都作为测试运行。
请勿手改，原文在 `tests/stories/texts/`。

每个故事讲一条规则：**假如**是前提，**当**是有人做了什么或时间到了，**那么**是必须有的结果。
箭头（→）后面是系统记下的流转记录和时刻；“此后等待”是故事讲完时系统还在计的时限。
城市是虚构的清河市；办理规则是随平台提供的全国、北京、四川、广东四种；
节假日按国务院办公厅公布的安排。时间都在2026年；没有写明现在的，从3月2日（周一）09:30开始。"""


def document() -> str:
    """The whole document, ending in a newline."""
    every = stories()
    parts, theme = [HEAD, f"共 {len(every)} 条规则。"], ""
    for told in every:
        parts += [f"## {told.theme}"] if told.theme != theme else []
        theme = told.theme
        parts.append("\n".join(_story(told)))
    return "\n\n".join(parts) + "\n"


def _story(told: Told) -> Iterator[str]:
    scene, done = run(told)
    yield f"### {told.rule}\n\n依据：{told.source}\n"
    for one in done:
        yield f"- **{one.step.beginning}** {one.step.words}"
        yield from _record(scene, one)
    waits = [f"{scene.at(at)} {BY_COMMAND[type(command)].zh}" for at, command in scene.waits()]
    yield f"\n此后等待：{'；'.join(waits) or '没有'}。"


def _record(scene: Scene, one: Done) -> Iterator[str]:
    """What a step wrote, each moment once, in the words of the desk's record."""
    moments: dict[str, list[str]] = {}
    for case, event in one.written:
        name = scene.called(case)
        said = f"{name}：{title(event)}" if name and len(scene.story.cases) > 1 else title(event)
        moments.setdefault(scene.at(event.at), []).append(said)
    for moment, names in moments.items():
        yield f"  → {moment}　{'，'.join(names)}"


def main() -> None:
    """Prints the document, or the sentences."""
    lines = "\n".join(vocabulary()) + "\n"
    sys.stdout.write(lines if "--words" in sys.argv else document())


if __name__ == "__main__":
    main()

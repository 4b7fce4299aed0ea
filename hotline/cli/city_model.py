"""The model of a city on the platform: made of its topics, made again from its cases, adopted.

Called by `hotline model`; the models themselves are `hotline/dispatching/topic_model`.
"""

import argparse
import fcntl
import os
import shutil
import sys
from typing import TYPE_CHECKING

from hotline.cli.setup import django_ready, explained
from hotline.cli.trouble import Trouble
from hotline.cli.which_city import only_city

if TYPE_CHECKING:
    from hotline.dispatching.topic_model.retraining import Result

LOW = 15
"""Niceness of a model made beside a running platform."""


def add_retrain(parser: argparse.ArgumentParser) -> None:
    """Arguments of `hotline model retrain`."""
    parser.add_argument("--city", default="", help="城市代码 / city (only one: may be left out)")
    parser.add_argument("--if-due", action="store_true", help="需要时才做 / only when due")
    parser.add_argument("--low", action="store_true", help="低优先级 / at low priority")


def add_adopt(parser: argparse.ArgumentParser) -> None:
    """Arguments of `hotline model adopt`."""
    parser.add_argument("version", help="模型版本 / which model")
    parser.add_argument("--city", default="", help="城市代码 / city (only one: may be left out)")
    parser.add_argument("--reason", default="", help="理由（退回旧模型时必填）/ why")


def from_topics(options: argparse.Namespace) -> int:
    """Looks at what there is to learn from; with --apply makes the first model and adopts it."""
    django_ready()
    from hotline.dispatching.topic_model import keeping, material

    with explained():
        city = only_city(options.city)
        if options.apply:
            for path in options.words:
                shutil.copy(path, keeping.words_folder(city) / path.name)
        found = material.gather(city, tuple(options.words))
        topics = {one.label for one in found.first}
        print(
            f"事项 {len(topics)} 个，样例说法 {len(found.first)} 条，可用工单 {len(found.cases)} 件"
        )
        print(f"topics {len(topics)}, ways of saying them {len(found.first)}, "
              f"cases {len(found.cases)}")  # fmt: skip
        bare = sorted(topics - {one.label for one in found.first if not one.title})
        print(f"只有名称、没有说法的事项 / topics with nothing but a name: {len(bare)}")
        if not options.apply:
            print("这是试运行；加 --apply 生成并启用。/ A dry run; --apply makes and adopts it.")
            return 0
        return _make(city, topics_only=True)


def retrain(options: argparse.Namespace) -> int:
    """Makes a model from topics and cases; one at a time on this machine."""
    if options.low:
        os.nice(LOW)
    django_ready()
    from hotline.dispatching.topic_model import keeping, making, material, retraining

    with explained():
        city = only_city(options.city)
        with (keeping.room() / "retraining.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("另一个训练正在进行。/ Another is being made.")
                return 0
            if options.if_due and not retraining.due(city):
                print("还不需要重新训练。/ Not due.")
                return 0
            begun = retraining.begin(city, words=keeping.words(city))
            if begun is not None:
                _tell(begun, city)
            if begun is None or len(material.gather(city).cases) >= making.FEWEST:
                _make(city)
            return 0


def _make(city: str, *, topics_only: bool = False) -> int:
    from hotline.dispatching.topic_model import keeping, retraining

    def told(said: str) -> None:
        print(f"… {said}", file=sys.stderr, flush=True)

    words = keeping.words(city)
    _tell(retraining.retrain(city, words=words, topics_only=topics_only, told=told), city)
    return 0


def _tell(result: "Result", city: str) -> None:
    card, measured = result.made.card, result.made.card.measured
    print(f"{card.version}  {card.made}：事项 {card.topics}，工单 {card.learnt}")
    if measured.cases:
        before = f"（原 {card.before.macro_f1:.3f}）" if card.against else ""
        print(f"留存 {measured.cases} 件：macro-F1 {measured.macro_f1:.3f}{before}")
        print(f"前五 {measured.top_five:.3f}，校准误差 {measured.calibration_error:.3f}")
    print(f"{result.made.folder}  sha256 {result.made.digest[:16]}…")
    why = f"{result.refused.message}{result.refused.advice}" if result.refused else ""
    if result.adopted:
        print("已启用。/ Adopted.")
        return
    print(f"未启用 / not adopted：{why}")
    print(f"启用它 / to adopt it: hotline model adopt {card.version} --city {city}")


def adopt(options: argparse.Namespace) -> int:
    """Adopts a model, or goes back to an earlier one."""
    django_ready()
    from hotline.dispatching.topic_model import actions
    from hotline.people.by import By
    from hotline.rules.actor import setup_actor
    from hotline.rules.refusal import Refusal
    from hotline.rules.words import Face

    with explained():
        city = only_city(options.city)
        by = By(actor=setup_actor(city), face=Face.API)
        outcome = actions.adopt(by, options.version, options.reason)
        if isinstance(outcome, Refusal):
            raise Trouble(f"{outcome.message}{outcome.advice}", f"Refused: {outcome.code}")
        print(f"{options.version} 已启用。/ adopted.")
        return 0


def listing(options: argparse.Namespace) -> int:
    """All models of a city, the newest first."""
    django_ready()
    from hotline.dispatching.topic_model import queries

    with explained():
        state = queries.models(only_city(options.city))
        for one in state.versions.values():
            mark = "*" if one.version == state.running else " "
            measured = one.measured
            f1 = f"macro-F1 {measured.macro_f1:.3f} / {measured.cases}" if measured.cases else ""
            print(f"{mark} {one.version}  {one.made:<7} {one.made_at:%Y-%m-%d %H:%M}  "
                  f"{one.learnt:>6}  {f1}")  # fmt: skip
    return 0

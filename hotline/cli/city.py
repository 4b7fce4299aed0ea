"""Begin a city of your own, and see what it still lacks (docs/new-city.md).

hotline city found 440600 --name 岭川市 --rulebook guangdong --dry-run
hotline city found 440600 --name 岭川市 --rulebook guangdong
hotline city status

A founded city has the official calendar, one unit (the hotline's own), a rulebook in force, and
four accounts, whose one-time passwords are printed once: three administrators with separate
powers, and the head of the management body, who approves. The rulebook is one that comes with the
platform (national, beijing, guangdong, sichuan) or a file of yours. Cut short, the same command
goes on.
"""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hotline.cli.setup import check_durable, django_ready, explained
from hotline.cli.trouble import Trouble
from hotline.cli.which_city import only_city

if TYPE_CHECKING:
    from hotline.people.founding import Plan
    from hotline.rules.rulebook import Rulebook

NAME = "city"
HELP = "建立城市、查看还差什么 / found a city, see what it lacks"
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The acts."""
    acts = parser.add_subparsers(title="动作 / acts", required=True, metavar="<act>", dest="act")
    found = acts.add_parser("found", help="建立城市 / found a city")
    found.add_argument("code", help="城市代码，如行政区划代码 / code, e.g. of the division")
    found.add_argument("--name", required=True, help="城市名称 / name")
    found.add_argument("--centre", default="", help="热线单位名称 / name of the hotline's own unit")
    found.add_argument("--zone", default="Asia/Shanghai", help="时区 / time zone")
    found.add_argument(
        "--rulebook",
        default="national",
        help="办理规则：national、beijing、guangdong、sichuan 或文件 / one of these, or a file",
    )
    found.add_argument("--dry-run", action="store_true", help="只检查 / only look")
    status = acts.add_parser("status", help="还差什么 / what is there, what comes next")
    status.add_argument("--city", default="", help="城市代码 / city (only one: may be left out)")


def run(options: argparse.Namespace) -> int:
    """0 when founded, or looked at without a fault."""
    django_ready()
    with explained():
        if options.act == "status":
            return _status(only_city(options.city))
        check_durable()
        return _found(options)


def _found(options: argparse.Namespace) -> int:
    from hotline.people import founding
    from hotline.rules.refusal import Refusal

    plan = _plan(options)
    book = _book(plan.toml)
    print(f"城市 / city        {plan.code} {plan.name}（{plan.zone}）")
    print(f"单位 / unit        {founding.CENTRE} {plan.centre_name}")
    print(f"日历 / calendar    国务院办公厅放假安排，至 {plan.through} 年 / through {plan.through}")
    print(f"办理规则 / rules   第{book.edition}版 {book.title}，{book.effective_from} 起")
    if options.dry_run:
        names = "、".join(f"{name} {role.zh}" for name, role in founding.FIRST)
        print(f"账号 / accounts    {names}")
        print("这是试运行，什么也没有建立。/ A dry run: nothing was made.")
        return 0
    given = founding.found(plan)
    if isinstance(given, Refusal):
        raise Trouble(f"{given.message}{given.advice}", f"Refused: {given.code}.")
    print("账号和一次性密码（只显示这一次，登录后须先改密码）/ one-time passwords, shown once:")
    roles = dict(founding.FIRST)
    for name, password in given.items():
        print(f"  {name:<11} {roles[name].zh}  {password}")
    print(f"已建立。下一步：hotline city status --city {plan.code} / Founded.")
    return 0


def _plan(options: argparse.Namespace) -> "Plan":
    from hotline.people.founding import Plan, as_first, supplied

    if not _CODE.fullmatch(options.code):
        raise Trouble(
            f"城市代码“{options.code}”是网址的一部分，只能用字母、数字、- 和 _，最多 40 个。",
            "The code is part of addresses: letters, digits, - and _ only, at most 40.",
        )
    if not options.name.strip() or len(options.name) > 30:
        raise Trouble("城市名称要有 1 至 30 个字。", "The name has 1 to 30 characters.")
    try:
        ZoneInfo(options.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Trouble(
            f"没有时区 {options.zone}，请写作 Asia/Shanghai。",
            f"There is no time zone {options.zone}: write it like Asia/Shanghai.",
        ) from error
    text = supplied(options.rulebook)
    return Plan(
        code=options.code,
        name=options.name.strip(),
        centre=options.centre.strip(),
        zone=options.zone,
        toml=_file(options.rulebook) if text is None else as_first(text, options.code),
    )


def _file(named: str) -> str:
    from hotline.rules.rulebook_reading import MODELS

    try:
        return Path(named).read_text(encoding="utf-8-sig")
    except OSError as error:
        listed = "、".join(MODELS)
        raise Trouble(
            f"读不了办理规则 {named}（{error.strerror}）。请写 {listed} 之一，或 TOML 文件的路径。",
            f"Cannot read {named}: {error.strerror}. Name one of {', '.join(MODELS)}, or a file.",
        ) from error
    except UnicodeDecodeError as error:
        raise Trouble(
            f"办理规则 {named} 不是 UTF-8 编码，请另存为 UTF-8。", f"{named} is not UTF-8."
        ) from error


def _book(toml: str) -> "Rulebook":
    from hotline.rules.reference.rulebook_edition import read
    from hotline.rules.rulebook import Rulebook

    book = read(toml)
    if isinstance(book, Rulebook):
        return book
    lines = "\n".join(problem.zh for problem in book[:20])
    raise Trouble(
        f"办理规则有 {len(book)} 处要改：\n{lines}",
        f"{len(book)} faults in the rulebook, see above (docs/rulebooks.md).",
    )


def _status(city: str) -> int:
    """What stands, and for what does not the command or page that brings it."""
    from hotline.cli.city_lacks import lines

    for line in lines(city):
        print(line)
    return 0

"""Take over a list of topics, areas, place names or units from CSV or Excel (first sheet).

hotline codes topics table.csv --dry-run
hotline codes topics table.csv --edition 2026 --as sysadmin

Topics and areas: one row for each code (代码,名称; levels parted by /), or one for each last code
with all above it, as standards print them (一级代码,一级名称,二级代码,… or level_1_code,…).
Each is taken over whole, under a new edition name. Units (代码,名称,类别,上级,区域,值班电话,简称)
are added and changed one by one instead, and those not in the file stay.
Places: 名称,类别,区域,别名. They are submitted, and in use once another person, of the management
body, has approved them: on the page, or here with the same file, --approve and --as.

A dry run tells what would be added, renamed and retired, and every fault with its row; nothing
changes. Faults that can be dealt with (a code printed twice, a name left blank) are told with what
would be done, and need --accept.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hotline.cli.setup import django_ready, explained
from hotline.cli.trouble import Trouble
from hotline.cli.which_city import only_city

if TYPE_CHECKING:
    from hotline.people.by import By
    from hotline.rules.gazetteer import Place
    from hotline.rules.reference.gazetteer import ApprovePlaces

NAME = "codes"
HELP = "导入事项、区域、地名、单位表 / take over topics, areas, place names or units"
SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which list, from which file, by whom."""
    parser.add_argument(
        "which", choices=("topics", "areas", "places", "units"), help="哪一种 / which list"
    )
    parser.add_argument("file", type=Path, help="CSV 或 Excel 文件 / CSV or .xlsx")
    parser.add_argument("--city", default="", help="城市代码 / city (only one: may be left out)")
    parser.add_argument("--edition", default="", help="新版本名 / name of the new edition")
    parser.add_argument("--as", dest="username", default="", help="用户名 / who does it")
    parser.add_argument(
        "--approve", action="store_true", help="批准已提交的同一地名表 / second person, places"
    )
    parser.add_argument("--dry-run", action="store_true", help="只检查 / only look")
    parser.add_argument("--accept", action="store_true", help="按提示处理问题 / consent to faults")


def run(options: argparse.Namespace) -> int:
    """0 when taken over, or looked at without a fault; 1 when faults keep it out."""
    from hotline.dispatching.table_file import text_of
    from hotline.rules.refusal import Refusal

    _check_asked(options)
    try:
        content = text_of(options.file.read_bytes())
    except OSError as error:
        raise Trouble(
            f"读不了文件 {options.file}（{error.strerror}）。",
            f"Cannot read {options.file}: {error}.",
        ) from error
    if isinstance(content, Refusal):
        raise _refused(content)
    django_ready()
    with explained():
        city = only_city(options.city)
        how = {"places": _places, "units": _units}.get(options.which, _codes)
        return how(options, city, content)


def _check_asked(options: argparse.Namespace) -> None:
    """Refuses a run without what it needs, all of it named at once, before anything is read."""
    edition = options.which != "units" and not options.approve
    needed = {"--as": options.username or options.dry_run}
    needed |= {"--edition": options.edition or options.dry_run} if edition else {}
    missing = [name for name, given in needed.items() if not given]
    if missing:
        raise Trouble(
            f"还要写 {' 和 '.join(missing)}（--as 是办理人的用户名，--edition 是新版本名）；"
            "只想检查的写 --dry-run。",
            f"Give {' and '.join(missing)} too, or --dry-run to look only.",
        )


def _codes(options: argparse.Namespace, city: str, content: str) -> int:
    from hotline.dispatching.code_tables import read_codes
    from hotline.people import actions, queries
    from hotline.rules.reference.city import AdoptAreas, AdoptTopics

    table = read_codes(content)
    changes = table.beside(getattr(queries.city_row(city), options.which))
    _tell([str(fault.said) for fault in table.faults])
    print(f"代码 {len(table.codes)} / codes")
    _list("新增 / added", changes.added)
    renamed = {code: f"{old} → {new}" for code, (old, new) in changes.renamed.items()}
    _list("改名 / renamed", renamed)
    _list("移出 / retired", changes.retired)
    if table.hopeless or (table.faults and not (options.accept or options.dry_run)):
        return _kept_out(len(table.faults), treatable=not table.hopeless)
    if not any((changes.added, changes.renamed, changes.retired)):
        print("与在用的没有差别，不需要导入。/ Nothing differs from the list in use.")
    elif options.dry_run:
        _only_looked(needs_accept=bool(table.faults))
    else:
        codes = dict(table.codes)
        _done(
            actions.change_city(
                _by(options, city),
                AdoptTopics(edition=options.edition, topics=codes)
                if options.which == "topics"
                else AdoptAreas(edition=options.edition, areas=codes),
            )
        )
    return 0


def _places(options: argparse.Namespace, city: str, content: str) -> int:
    from hotline.dispatching.place_table import read_places
    from hotline.people import actions, queries
    from hotline.rules.gazetteer import compare
    from hotline.rules.reference.gazetteer import DraftPlaces

    row = queries.city_row(city)
    table = read_places(content, row.areas if row else {})
    changes = compare(queries.gazetteer(city).places, table.places)
    _tell([str(fault.said) for fault in table.faults])
    print(f"地名 {len(table.places)} / places")
    _list("新增 / added", _places_said(changes.added))
    _list("改动 / changed", _places_said(one for _, one in changes.changed))
    _list("移出 / retired", _places_said(changes.gone))
    if table.faults:
        return _kept_out(len(table.faults))
    if options.dry_run:
        _only_looked()
    else:
        by = _by(options, city)
        command = _approved(by, table.places) if options.approve else None
        submitted = DraftPlaces(edition="" if command else options.edition, places=table.places)
        waits = "已提交，由热线管理机构的另一人批准后施行：管理 › 事项与区域 › 地名。/ Submitted;"
        said = "" if command else f"{waits} another person has to approve."
        _done(actions.change_places(by, command or submitted), said)
    return 0


def _units(options: argparse.Namespace, city: str, content: str) -> int:
    from hotline.dispatching.unit_table import read_units
    from hotline.people import actions, queries

    row = queries.city_row(city)
    table = read_units(content, row.areas if row else {}, queries.unit_tree(city))
    _tell([str(fault.said) for fault in table.faults])
    print(f"单位 {table.rows} / units")
    _list("新增 / added", table.added)
    _list("改动 / changed", table.changed)
    if table.faults:
        return _kept_out(len(table.faults))
    if not table.commands:
        print("与在用的没有差别，不需要导入。/ Nothing differs from the units in use.")
    elif options.dry_run:
        _only_looked()
    else:
        _done(actions.change_units(_by(options, city), *table.commands))
    return 0


def _approved(by: "By", places: "tuple[Place, ...]") -> "ApprovePlaces":
    """Approval of the draft that waits, if it is what the file says: nobody approves unseen."""
    from hotline.people import queries
    from hotline.rules.gazetteer import compare
    from hotline.rules.reference.gazetteer import ApprovePlaces

    draft = queries.places_draft(by.actor)
    if draft is None or compare(draft.places, places) != compare((), ()):
        raise Trouble(
            "待审批的地名表与此文件不同，或没有待审批的地名表。",
            "No draft of place names waits, or it is not what the file says.",
        )
    return ApprovePlaces(number=draft.number)


def _kept_out(faults: int, *, treatable: bool = False) -> int:
    """Says why nothing was taken over, and what to do."""
    what = "看过以后加 --accept，按上面写的办法导入" if treatable else "请改正文件后再试"
    print(f"有 {faults} 处问题，没有导入。{what}。/ {faults} faults; not taken over", end="")
    print(": --accept takes it over as told above." if treatable else ": mend the file.")
    return 1


def _only_looked(*, needs_accept: bool = False) -> None:
    accept = "、加上 --accept" if needs_accept else ""
    print(f"这是试运行，什么也没有改。去掉 --dry-run{accept} 再执行。/ A dry run: nothing changed.")


def _tell(faults: list[str]) -> None:
    for fault in faults:
        print(fault)


def _list(heading: str, lines: Mapping[str, str] | Sequence[str]) -> None:
    """How many, and the first of them; those of a mapping as code and words."""
    said = [f"{code} {words}" for code, words in lines.items()] if isinstance(
        lines, Mapping) else list(lines)  # fmt: skip
    print(f"{heading}: {len(said)}")
    for line in said[:SHOWN] + ["…"] * (len(said) > SHOWN):
        print(f"  {line}")


def _places_said(places: "Iterable[Place]") -> list[str]:
    """Each with its area: one name may stand for several places."""
    return [f"{one.name} {one.area}" for one in places]


def _by(options: argparse.Namespace, city: str) -> "By":
    """The account that does it; whether it may is for the rules to say."""
    from hotline.people import queries
    from hotline.people.by import By
    from hotline.rules.actor import setup_actor
    from hotline.rules.words import Face

    for row in queries.users(setup_actor(city)).filter(username=options.username):
        return By(actor=queries.actor_of(row), face=Face.IMPORT)
    raise Trouble(
        f"没有用户名为 {options.username} 的账号，请核对 --as。",
        f"No account is called {options.username}: see --as.",
    )


def _done(result: object, said: str = "") -> None:
    from hotline.rules.refusal import Refusal

    if isinstance(result, Refusal):
        raise _refused(result)
    print(said or "已导入。/ Taken over.")


def _refused(refusal: object) -> Trouble:
    from hotline.rules.refusal import Refusal

    words = f"{refusal.message}{refusal.advice}" if isinstance(refusal, Refusal) else ""
    code = refusal.code if isinstance(refusal, Refusal) else ""
    return Trouble(words, f"Refused: {code}.")

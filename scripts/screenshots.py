"""Takes the pictures of README and handbook from a demo city in a throw-away state directory.

    .venv/bin/python scripts/screenshots.py          # all of them, into docs/pictures/
    .venv/bin/python scripts/screenshots.py inbox    # only those named

Starts `hotline up` at a fixed virtual moment on a free port, signs in as the role whose page it is,
and shrinks each picture to at most 80 kB with a palette. Needs Chromium and a CJK font
(`apt-get install chromium fonts-noto-cjk`). Only invented people of the demo are in the pictures,
covered as the pages cover them. `tests/house/test_pictures.py` keeps papers and pictures together.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hotline.cli.binaries import free_port  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
MOMENT = "2026-03-12T10:20"  # a Thursday morning: every desk is at work
LARGEST = 80_000  # bytes of one picture
SEED_CALLER = "19900004321"  # of the block that belongs to nobody
WIDE = {"width": 1280, "height": 800}
WIDER = {"width": 1440, "height": 800}
PHONE = {"width": 390, "height": 780}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",  # what the browser itself draws: dates, the choice of files
]


class City(NamedTuple):
    """The running demo: its address, the password of its accounts, cases to look up."""

    base: str
    password: str
    samples: dict[str, tuple[str, str]]


class Picture(NamedTuple):
    """One picture: its name, who looks ("" for a citizen), and how to come to what it shows."""

    name: str
    who: str
    come: Callable[[Any, City], None]
    size: dict[str, int] = WIDE


def at(path: str) -> Callable[[Any, City], None]:
    """Simply a page."""
    return lambda page, city: page.goto(city.base + path)


def first(path: str, action: str, row: str = "tbody tr") -> Callable[[Any, City], None]:
    """What the action of the first fitting line of a list leads to."""

    def come(page: Any, city: City) -> None:
        page.goto(city.base + path)
        page.locator(f"{row} .acts a", has_text=action).first.click()
        page.wait_for_load_state()

    return come


def two_matters(page: Any, city: City) -> None:
    """A call with two matters, half typed; the caller has called before."""
    matters = (
        ("人民路夜市烧烤摊天天占人行道，油烟飘进家里。", "投诉", "夜市摊点", "南门街道"),
        ("另外护城河小区门口路灯坏了三盏，晚上看不见路。", "求助", "路灯照明", "南关社区"),
    )
    for again in (False, True):
        page.goto(f"{city.base}/desk/register")
        page.fill("#contact-caller_phone", SEED_CALLER)
        page.fill("[name=caller_name]", "周敏")
        for n, (text, kind, topic, area) in enumerate(matters):
            if n:
                page.keyboard.press("Alt+n")
            page.fill(f"#m{n}-text", text)
            page.select_option(f"#m{n}-kind", label=kind)
            page.fill(f"#m{n}-topic", topic)
            page.keyboard.press("Tab")
            page.wait_for_timeout(400)
            if again and n == 0:
                break
            page.fill(f"#m{n}-area", area)
            page.keyboard.press("Tab")
        if not again:
            page.keyboard.press("Control+Enter")
            page.wait_for_url("**/register/*-*")
    page.locator("#m0-place button").first.wait_for()
    page.locator("#caller li").first.wait_for()
    page.evaluate("window.scrollTo(0, 0)")


def case(page: Any, city: City) -> None:
    """A case in the unit's hands, first contact made."""
    page.goto(f"{city.base}/desk/inbox")
    page.locator("tr", has_text="白塔公园公厕").locator("a.title").first.click()
    page.wait_for_load_state()


def limits(page: Any, city: City) -> None:
    """A limit over a weekend, told day by day."""
    page.goto(f"{city.base}/desk/admin/limits")
    page.locator("main select").first.select_option(label="投诉")
    page.get_by_role("button", name="计算").click()
    page.wait_for_load_state()


def progress(page: Any, city: City) -> None:
    """A citizen's case, answered and waiting for the rating."""
    number, code = city.samples["待评价"]
    page.goto(f"{city.base}/progress/")
    page.fill("#number", number)
    page.fill("#code", code)
    page.locator("main button.primary").click()
    page.wait_for_load_state()


ALL = (
    Picture("register", "agent", two_matters),
    Picture("triage", "prereviewer", at("/desk/triage")),
    Picture("dispatch", "dispatcher", at("/desk/dispatch"), WIDER),
    Picture("inbox", "liaison", at("/desk/inbox")),
    Picture("case", "liaison", case),
    Picture("approval", "head", first("/desk/approvals", "审批")),
    Picture("follow-up", "caller", first("/desk/follow-up", "回访", "tbody tr:nth-child(3)")),
    Picture("ruling", "reviewer", first("/desk/rulings", "审核")),
    Picture("watch", "supervisor", at("/desk/watch"), WIDER),
    Picture("duty", "dutymanager", at("/desk/duty?tab=urgent_unsigned")),
    Picture("overview", "leader", at("/desk/overview")),
    Picture("reading", "inspector", at("/desk/reading")),
    Picture("limits", "management", limits),
    Picture("people", "secadmin", at("/desk/admin/people")),
    Picture("progress-phone", "", progress, PHONE),
    Picture("report-phone", "", at("/report/"), PHONE),
)


@contextmanager
def demo() -> Iterator[City]:
    """The demo city from nothing, stopped and forgotten after."""
    state = Path(tempfile.mkdtemp(prefix="hotline-pictures-"))
    state.chmod(0o755)  # as root, PostgreSQL runs as a system user who must get in
    port = free_port()
    command = [sys.executable, "-m", "hotline.cli", "up", "--port", str(port), "--at", MOMENT]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        | {"HOTLINE_STATE": str(state)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _ready(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.communicate(timeout=60)
        shutil.rmtree(state, ignore_errors=True)


def _ready(process: "subprocess.Popen[str]", base: str) -> City:
    """What `hotline up` prints, until it says that it is there."""
    said = ""
    for line in process.stdout or ():
        said += line
        if "Ctrl-C stops" in line:
            break
    found = re.search(r"password: (\S+)", said)
    if not found:
        raise SystemExit(f"hotline up did not come up:\n{said}")
    samples = re.findall(r"^\s*(\S+) (\d{6}-\d{7}-\d)\s+(\w{8})$", said, re.MULTILINE)
    return City(base, found[1], {stage: (number, code) for stage, number, code in samples})


def take(browser: Any, city: City, picture: Picture) -> bytes:
    """The picture as PNG, full colour."""
    context = browser.new_context(locale="zh-CN", viewport=picture.size)
    try:
        page = context.new_page()
        if picture.who:
            page.goto(f"{city.base}/desk/sign-in")
            page.fill("[name=username]", picture.who)
            page.fill("[name=password]", city.password)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "sign-in" not in url)
        picture.come(page, city)
        page.wait_for_timeout(600)  # what the page asks for by itself has come
        return bytes(page.screenshot())
    finally:
        context.close()


def shrunk(png: bytes) -> bytes:
    """The same with as many colours as fit into LARGEST; lights are small, but keep theirs."""
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (128, 64, 32, 24, 16):
        out = io.BytesIO()
        few = whole.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()


def main(names: list[str]) -> None:
    """Those named, or all; pictures that are no longer taken are removed with all."""
    unknown = set(names) - {one.name for one in ALL}
    if unknown:
        raise SystemExit(f"no such picture: {', '.join(sorted(unknown))}")
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser_path:
        raise SystemExit("no Chromium: apt-get install chromium fonts-noto-cjk")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as city, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for picture in ALL:
            if not names or picture.name in names:
                data = shrunk(take(browser, city, picture))
                (PICTURES / f"{picture.name}.png").write_bytes(data)
                print(f"{picture.name}.png {len(data) / 1000:.0f} kB", flush=True)
        browser.close()
    if not names:
        for stray in {p.stem for p in PICTURES.glob("*.png")} - {one.name for one in ALL}:
            (PICTURES / f"{stray}.png").unlink()


if __name__ == "__main__":
    main(sys.argv[1:])

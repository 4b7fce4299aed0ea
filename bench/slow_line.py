"""The portal on a slow line and a small phone: 400 kbit/s, 400 ms, 360 px, nothing cached.

    python -m bench.slow_line http://127.0.0.1:8000/        a running platform

Prints, at the median of three visits, milliseconds to the first words and to the end of loading,
and bytes over the line. Needs Chromium.
"""

import shutil
import statistics
import sys
from typing import Any

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update")  # fmt: skip
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""As Chromium counts: milliseconds, bytes a second."""
VISITS = 3
_READ = """() => {
  const words = performance.getEntriesByName("first-contentful-paint")[0];
  const page = performance.getEntriesByType("navigation")[0];
  const parts = performance.getEntriesByType("resource");
  return [words ? words.startTime : page.domContentLoadedEventEnd, page.loadEventEnd,
    parts.reduce((sum, one) => sum + one.transferSize, page.transferSize), parts.length + 1];
}"""


def main() -> None:
    """A line for each page."""
    from playwright.sync_api import sync_playwright

    base = sys.argv[1].rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        print("page        first words ms  loaded ms   bytes  requests")
        for path in ("/", "/report/", "/progress/"):
            seen = [_visit(browser, base + path) for _ in range(VISITS)]
            words, loaded, size, parts = map(statistics.median, zip(*seen, strict=True))
            print(f"{path:<12}{words:>14.0f}{loaded:>11.0f}{size:>8.0f}{parts:>10.0f}")
        browser.close()


def _visit(browser: Any, address: str) -> list[float]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 780})
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
        page.goto(address, wait_until="load")
        page.wait_for_timeout(200)
        return list(page.evaluate(_READ))
    finally:
        context.close()


if __name__ == "__main__":
    main()

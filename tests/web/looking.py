"""Looking at a page as WCAG 2.1 AA asks: clean under axe, no sideways scrolling when narrow or
enlarged to 200 %, every control reached by Tab in the order in which it is seen, focus visible."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

WIDE = {"width": 1440, "height": 900}
ENLARGED = {"width": 720, "height": 450}
"""1440 x 900 at 200 %: half as many CSS pixels each way."""
PHONE = {"width": 390, "height": 844}
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "resultTypes": ["violations"],
}


# Contrast costs axe more than its 68 other rules together. It follows from the colours, sizes and
# layers of an element and of all it stands in: what stood so on a page before is not computed
# again, unless something that is placed by itself lies over it or under it.
_NEW = """(known) => {
  const number = (text, from) => {
    for (const one of text) from = Math.imul(from ^ one.charCodeAt(0), 16777619) >>> 0;
    return from;
  };
  const told = new Map([[null, 2166136261]]), placed = [];
  const layer = (one) => {
    if (!told.has(one)) {
      const style = getComputedStyle(one);
      if (one !== document.documentElement && style.position !== "static") placed.push(one);
      told.set(one, number(["color", "backgroundColor", "backgroundImage", "opacity", "fontSize",
        "fontWeight", "textShadow", "filter", "mixBlendMode", "position", "transform"]
        .map((name) => style[name]).join(), layer(one.parentElement)));
    }
    return told.get(one);
  };
  const all = [...document.querySelectorAll("*")];
  all.forEach(layer);
  const boxes = placed.map((one) => [one, one.getBoundingClientRect()]);
  const meets = (one) => {
    const mine = one.getBoundingClientRect();
    return boxes.some(([other, box]) => !other.contains(one) && !one.contains(other)
      && box.left < mine.right && mine.left < box.right
      && box.top < mine.bottom && mine.top < box.bottom);
  };
  const before = new Set(known), found = new Set();
  for (const one of all) {
    if (before.has(layer(one)) && !meets(one)) continue;
    found.add(layer(one));
    one.dataset.unseen = "";
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-unseen]" }] });
  return [...found];
}"""
_seen: set[int] = set()
"""What this process has seen of colours and layers, as numbers."""


def unclean(page: Any) -> list[str]:
    """What axe finds on the page as it stands."""
    page.evaluate(Axe().axe_script)
    new = page.evaluate(_NEW, sorted(_seen))
    found = page.evaluate("(rules) => axe.run(rules).then((all) => all.violations)", _RULES)
    if not any(one["id"] == "color-contrast" for one in found):
        _seen.update(new)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def too_wide(page: Any, *sizes: dict[str, int]) -> list[str]:
    """The sizes at which the page scrolls sideways; it is wide again after."""
    found = []
    for size in sizes or (ENLARGED, PHONE):
        page.set_viewport_size(size)
        over = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found += [f"{over} px too wide at {size['width']} px"] if over > 0 else []
    page.set_viewport_size(WIDE)
    return found


def look(page: Any) -> list[str]:
    """Everything wrong with the page."""
    page.set_viewport_size(WIDE)
    return unclean(page) + too_wide(page)


# What Tab must reach: of a group of radio buttons the chosen one, or the first.
_BEGIN = """() => {
  window.scrollTo(0, 0);
  const folded = (one) => one.tagName === "SUMMARY"
    ? one.parentElement.parentElement.closest("details:not([open])")
    : one.closest("details:not([open])");
  const shown = (one) => !folded(one)
    && (one.offsetParent !== null || getComputedStyle(one).position === "fixed");
  const radio = (one) => {
    const group = [...document.getElementsByName(one.name)].filter((b) => b.form === one.form);
    return (group.find((b) => b.checked) || group[0]) === one;
  };
  const all = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")].filter((one) =>
      one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && shown(one)
      && !one.classList.contains("visually-hidden")
      && (one.type !== "radio" || radio(one)));
  const word = (one) => one.id || one.name || one.textContent.trim();
  const name = (one) => (one.tagName + " " + word(one)).slice(0, 60);
  window.walked = { names: all.map(name), reached: [], blind: [], jumps: [] };
  let last = null;
  document.addEventListener("focusin", (event) => {
    const one = event.target, at = all.indexOf(one), style = getComputedStyle(one);
    window.walked.reached.push(at);
    if (one.tabIndex < 0 || at < 0) return;
    const seen = style.outlineStyle === "auto"
      || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!seen) window.walked.blind.push(name(one));
    const box = one.getBoundingClientRect();
    const part = one.closest("fieldset, form, nav, header, section, aside, tr, main, body");
    if (last && last.part === part && box.bottom + scrollY <= last.top + 1)
      window.walked.jumps.push(last.name + " -> " + name(one));
    last = { part, top: box.top + scrollY, name: name(one) };
  });
  document.activeElement && document.activeElement.blur();
  return all.length;
}"""


def walk(page: Any) -> list[str]:
    """Presses Tab through the whole page and says what it did not do."""
    page.wait_for_load_state("networkidle")  # what comes after the page has its controls, too
    count = page.evaluate(_BEGIN)
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    for _ in range(count):
        page.keyboard.press("Tab")
    walked = page.evaluate("window.walked")
    reached = [at for at in walked["reached"] if at >= 0]
    missed = [name for at, name in enumerate(walked["names"]) if at not in reached]
    found = [f"not reached: {missed}"] if missed else []
    found += ["reached out of order"] if reached != sorted(reached) else []
    found += [f"focus not seen: {walked['blind']}"] if walked["blind"] else []
    return found + ([f"goes up again: {walked['jumps']}"] if walked["jumps"] else [])

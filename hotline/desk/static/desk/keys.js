/* Shortcuts, shown where they work as <kbd>.
   data-key="Alt+n"   clicks a button or link, ticks a box, or goes to a field; a bare letter not while typing
   data-row-key="s"   the same for the line that is marked; J and K move the mark, Enter opens it
   data-digits        1 2 3 choose in one question after the other */
"use strict";
(function () {
  function typing(target) {
    return target.matches && target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  }
  function name(event) {
    var key = event.code && /^(Key|Digit)/.test(event.code) && event.altKey ? event.code.replace(/Key|Digit/, "") : event.key;
    return ((event.ctrlKey ? "ctrl+" : "") + (event.altKey ? "alt+" : "") + key).toLowerCase();
  }
  function use(element) {
    if (element.matches("input:not([type=submit]):not([type=checkbox]):not([type=radio]), textarea, select")) {
      element.focus();
      if (element.select) element.select();
    } else {
      element.click();
    }
  }
  /* What lies in a folded part has a place on the page in newer browsers, but nobody sees it. */
  function folded(element) {
    var part = element.closest("details:not([open])");
    var head = element.closest("summary");
    if (part && head && head.parentElement === part) part = part.parentElement.closest("details:not([open])");
    return Boolean(part);
  }
  function visible(element) { return element.offsetParent !== null && !folded(element); }
  function byKey(wanted) {
    return Array.from(document.querySelectorAll("[data-key]")).find(function (element) {
      return element.dataset.key.toLowerCase() === wanted && visible(element);
    });
  }
  function rows() { return Array.from(document.querySelectorAll("[data-row]")); }
  function mark(step) {
    var all = rows();
    if (!all.length) return;
    var at = all.findIndex(function (row) { return row.classList.contains("here"); });
    if (at >= 0) all[at].classList.remove("here");
    var next = all[Math.max(0, Math.min(all.length - 1, at + step))];
    next.classList.add("here");
    next.scrollIntoView({ block: "nearest" });
    next.querySelector("a.title").focus({ preventScroll: true });
  }
  function onRow(key) {
    var row = document.querySelector("[data-row].here");
    var keyed = row ? Array.from(row.querySelectorAll('[data-row-key="' + key + '"]')) : [];
    var button = keyed.find(visible);
    if (button) button.click();
    return Boolean(button);
  }
  function digit(number) {
    var place = document.querySelector("[data-digits]");
    if (!place) return false;
    var questions = Array.from(place.querySelectorAll("fieldset"));
    var open = questions.find(function (one) { return !one.querySelector("input:checked"); });
    var choice = open && open.querySelectorAll("input")[number - 1];
    if (!choice) return false;
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    var after = questions[questions.indexOf(open) + 1];
    if (after) after.querySelector("input").focus();
    else place.querySelector("[data-submit]").focus();
    return true;
  }
  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.metaKey || document.querySelector("dialog[open]")) return;
    var wanted = name(event);
    if (wanted === "ctrl+enter") {
      var form = document.activeElement.closest("form") || document.querySelector("form#register");
      var button = form && form.querySelector("[data-submit]");
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (wanted === "escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target) && !event.altKey) return;
    if (event.ctrlKey) return;
    if (/^[1-9]$/.test(wanted) && digit(Number(wanted))) { event.preventDefault(); return; }
    if (wanted === "j" || wanted === "k") { mark(wanted === "j" ? 1 : -1); event.preventDefault(); return; }
    var found = byKey(wanted);
    if (found) { event.preventDefault(); use(found); return; }
    if (/^[a-z1-9]$/.test(wanted) && onRow(wanted)) event.preventDefault();
  });
  // What a line shows when it was loaded makes lines above it taller too: the marked one stays in sight.
  document.addEventListener("htmx:afterSettle", function (event) {
    var row = event.target.closest && event.target.closest("[data-row].here");
    if (row && row.contains(document.activeElement)) row.scrollIntoView({ block: "nearest" });
  });
  // On a phone the menu is one line that slides: the page one is on is in sight.
  var current = document.querySelector(".side [aria-current]"), menu = current && current.closest("ul");
  if (menu && menu.scrollWidth > menu.clientWidth) {
    menu.scrollLeft += current.getBoundingClientRect().left - menu.getBoundingClientRect().left - 24;
  }
})();

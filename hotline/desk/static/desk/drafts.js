/* Drafts: what is typed into a form with data-draft is kept in this browser until it was accepted.
   Kept per user, for a day; a page that says data-clear-draft was reached by acceptance.
   The idempotency key is kept too, so that a draft sent twice is still one effect. */
"use strict";
(function () {
  var user = document.body.dataset.user;
  if (!user) return;
  var DAY = 24 * 3600 * 1000;
  var PREFIX = "hotline-draft:";
  function keyOf(form) { return PREFIX + user + ":" + form.dataset.draft; }
  function store() { try { return window.localStorage; } catch (error) { return null; } }
  var drafts = store();
  if (!drafts) return;
  Object.keys(drafts).filter(function (key) { return key.indexOf(PREFIX) === 0; }).forEach(function (key) {
    var kept = read(key);
    if (!kept || Date.now() - kept.at > DAY) drafts.removeItem(key);
  });
  function read(key) { try { return JSON.parse(drafts.getItem(key)); } catch (error) { return null; } }
  function skipped(name) { return name === "csrfmiddlewaretoken" || name === "back" || name === "command"; }
  function values(form) {
    return Array.from(new FormData(form)).filter(function (pair) { return !skipped(pair[0]) && typeof pair[1] === "string"; });
  }
  function note(form, what) {
    var place = form.querySelector("[data-draft-note]");
    if (place) place.textContent = place.dataset[what];
  }
  var waiting = new Map();
  function drop(form) { clearTimeout(waiting.get(form)); waiting.delete(form); }
  /* a tab closed in the middle of a word loses no letter */
  function flush() { Array.from(waiting.keys()).forEach(save); }
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  /* state secrets are not written down: what was typed goes, the draft with it */
  function secret(form) {
    var nature = form.elements.namedItem("nature");
    return nature && nature.value === "secret";
  }
  function forget(form) {
    form.querySelectorAll("textarea, fieldset input[type=text]").forEach(function (one) { one.value = ""; });
    drafts.removeItem(keyOf(form));
  }
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-draft]");
    if (form && event.target.name === "nature" && secret(form)) { drop(form); forget(form); }
  });
  function save(form) {
    drop(form);
    if (secret(form)) { drafts.removeItem(keyOf(form)); return; }
    drafts.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values: values(form) }));
    note(form, "saved");
  }
  document.addEventListener("input", function (event) {
    var form = event.target.closest("form[data-draft]");
    if (!form) return;
    drop(form);
    waiting.set(form, setTimeout(save, 300, form));
  });
  document.addEventListener("submit", function (event) {
    if (event.target.matches("form[data-draft]")) save(event.target);
  });
  function fill(form, pairs) {
    var seen = {};
    form.querySelectorAll("input[type=checkbox], input[type=radio]").forEach(function (box) {
      box.checked = pairs.some(function (pair) { return pair[0] === box.name && pair[1] === box.value; });
    });
    pairs.forEach(function (pair) {
      var all = Array.from(form.elements).filter(function (one) {
        return one.name === pair[0] && !/checkbox|radio|submit|button|file/.test(one.type);
      });
      var at = seen[pair[0]] || 0;
      seen[pair[0]] = at + 1;
      if (all[at] && pair[0] !== "matter") all[at].value = pair[1];
    });
  }
  function restore(form) {
    if (form.hasAttribute("data-kept") || form.querySelector("[data-refused]")) return;
    var kept = read(keyOf(form));
    if (!kept) return;
    var wanted = kept.values.filter(function (pair) { return pair[0] === "matter"; }).map(function (pair) { return pair[1]; });
    if (wanted.length) document.dispatchEvent(new CustomEvent("desk:matters", { detail: wanted }));
    fill(form, kept.values);
    form.dispatchEvent(new CustomEvent("desk:restored", { bubbles: true }));
    var closed = form.closest("details");
    if (closed) closed.open = true;
    note(form, "restored");
  }
  function clear() {
    document.querySelectorAll("[data-clear-draft]").forEach(function (place) {
      drafts.removeItem(PREFIX + user + ":" + place.dataset.clearDraft);
    });
  }
  document.addEventListener("desk:accepted", function (event) {
    drop(event.target);
    if (event.target.dataset.draft) drafts.removeItem(keyOf(event.target));
  });
  clear();
  window.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-draft]").forEach(restore);
  });
})();

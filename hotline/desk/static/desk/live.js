/* Every 4.5 s, so that a change shows within five, from the visible tab only: counts beside the navigation and on tabs, and the lines of
   the list that one looks at. Nothing jumps: a line that is marked, ticked or being used stays as it
   is and a notice says that it has changed; what one reads stays where it is on the screen.

   #queue[data-queue]   the list; data-tabs the counts of its tabs; data-turns seconds to the next
                        light that turns
   [data-case]          a case's page: only a notice, by that case's own steps */
"use strict";
(function () {
  var EVERY = 4500;
  var LONG = 600000;
  var mark = document.body.dataset.mark;
  var url = document.body.dataset.live;
  if (!url) return;
  var open = document.querySelector("[data-case]");
  var refreshing = false;
  var signedOut = false;
  var turning = 0;

  function queue() { return document.querySelector("#queue[data-queue]"); }
  function notice(yes) {
    var line = document.querySelector("[data-stale]");
    if (line) line.hidden = !yes;
  }
  function counts(found) {
    document.querySelectorAll("[data-count]").forEach(function (place) {
      if (!(place.dataset.count in found)) return;
      var text = found[place.dataset.count];
      place.textContent = text;
      place.hidden = !text;
    });
  }

  /* --- the list in place ------------------------------------------------------------------ */
  function used(row) {
    var choice = window.getSelection();
    return row.contains(document.activeElement) || row.classList.contains("here") ||
      Boolean(row.querySelector("input:checked, [aria-busy=true], details[open]")) ||
      Boolean(choice && !choice.isCollapsed && row.contains(choice.anchorNode));
  }
  function says(row) { return row.textContent.replace(/\s+/g, " ") + row.querySelectorAll(".light.red, .light.yellow").length; }
  function byName(list) {
    var found = {};
    list.querySelectorAll("[data-row]").forEach(function (row) { found[row.dataset.row] = row; });
    return found;
  }
  /* The line by which one sees that nothing moved: the first on the screen that stays. */
  function anchor(old, fresh) {
    return Object.keys(old).map(function (name) { return old[name]; }).find(function (row) {
      return fresh[row.dataset.row] && row.getBoundingClientRect().bottom > 0;
    });
  }
  function lines(here, there) {
    var body = here.querySelector("tbody");
    var old = byName(here);
    var fresh = byName(there);
    var held = anchor(old, fresh);
    var before = held ? held.getBoundingClientRect().top : 0;
    var kept = false;
    Object.keys(old).forEach(function (name) {
      if (fresh[name]) return;
      if (used(old[name])) kept = true;
      else old[name].remove();
    });
    var place = null;
    there.querySelectorAll("[data-row]").forEach(function (row) {
      var mine = old[row.dataset.row];
      if (mine && used(mine)) {
        if (says(mine) !== says(row)) kept = true;
      } else if (!mine || says(mine) !== says(row)) {
        var next = document.adoptNode(row);
        if (mine) mine.replaceWith(next);
        mine = next;
        if (window.htmx) window.htmx.process(mine);
      }
      var right = place ? place.nextElementSibling : body.firstElementChild;
      if (right !== mine) {
        /* moving a line that is being used would take its focus away */
        if (mine.isConnected && used(mine)) kept = true;
        else body.insertBefore(mine, right);
      }
      place = mine;
    });
    if (held && held.isConnected) window.scrollBy(0, held.getBoundingClientRect().top - before);
    ["nav.paging"].forEach(function (part) {
      var one = here.querySelector(part);
      var other = there.querySelector(part);
      if (one && other && one.textContent !== other.textContent && !one.contains(document.activeElement)) one.replaceWith(document.adoptNode(other));
    });
    return kept;
  }
  function put(text) {
    var here = queue();
    var there = new DOMParser().parseFromString(text, "text/html").querySelector("#queue[data-queue]");
    if (!here || !there || here.dataset.queue !== there.dataset.queue) return notice(true);
    var kept = false;
    if (here.querySelector("tbody") && there.querySelector("tbody")) {
      kept = lines(here, there);
    } else if (here.contains(document.activeElement) || here.querySelector("input:checked")) {
      kept = true;
    } else if (says(here) !== says(there)) {
      here.innerHTML = "";
      Array.from(there.childNodes).forEach(function (node) { here.append(document.adoptNode(node)); });
      if (window.htmx) window.htmx.process(here);
    }
    here.dataset.turns = there.dataset.turns || "";
    notice(kept);
    document.dispatchEvent(new CustomEvent("desk:lines"));
    turn();
  }
  function refresh() {
    if (refreshing || document.hidden) return;
    refreshing = true;
    fetch(window.location.href, { credentials: "same-origin", headers: { "X-Live": "1" } })
      .then(function (response) { return response.ok && !response.redirected ? response.text() : null; })
      .then(function (text) { if (text) put(text); else notice(true); })
      .catch(function () { notice(true); })
      .then(function () { refreshing = false; });
  }
  /* A light turns without anybody doing anything: the page knows when, and looks then. */
  function turn() {
    clearTimeout(turning);
    var here = queue();
    var seconds = here ? Number(here.dataset.turns) : 0;
    if (seconds) turning = setTimeout(refresh, seconds * 1000 + Math.random() * 1000);
  }

  /* --- asking ----------------------------------------------------------------------------- */
  function ofList(known) { return known.split(".")[1]; }
  function show(found) {
    var moved = ofList(found.mark) !== ofList(mark);
    mark = found.mark;
    counts(found.counts);
    if (open) {
      if (found.case !== open.dataset.caseMark) notice(true);
    } else if (queue() && moved) {
      refresh();
    }
  }
  function answered(response) {
    if (response.status === 401 && !signedOut) document.dispatchEvent(new CustomEvent("desk:signed-out"));
    signedOut = response.status === 401;
    return response.status === 200 ? response.json() : null;
  }
  function address() {
    var list = queue();
    var query = "?since=" + encodeURIComponent(mark);
    if (open) return url + query + "&list=none&case=" + open.dataset.case;
    if (!list) return url + query + "&list=none";
    return url + query + "&list=" + list.dataset.queue + "&tabs=" + list.dataset.tabs;
  }
  function ask() {
    if (document.hidden) return;
    fetch(address(), { credentials: "same-origin" })
      .then(answered)
      .then(function (found) { if (found) show(found); })
      .catch(function () { /* the next round asks again */ });
  }
  setInterval(ask, EVERY);
  turn();
  /* A tab that was hidden long may have missed what a mark no longer tells. */
  var hiddenAt = 0;
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) { hiddenAt = Date.now(); return; }
    var long = hiddenAt && Date.now() - hiddenAt > LONG;
    hiddenAt = 0;
    ask();
    if (long && queue()) refresh();
  });
  document.addEventListener("htmx:afterSettle", function () {
    var here = queue();
    if (here && here.dataset.queueMark) { mark = here.dataset.queueMark; notice(false); turn(); }
  });
  document.addEventListener("keydown", function (event) {
    var line = document.querySelector("[data-stale]");
    var typing = event.target.matches("input, textarea, select");
    if (event.key.toLowerCase() === "r" && !typing && !event.ctrlKey && !event.altKey && !event.metaKey && line && !line.hidden) {
      window.location.reload();
    }
  });
})();

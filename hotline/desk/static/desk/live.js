/* Every 5 s, from the visible tab only: counts beside the navigation, and a line that says that the
   list has changed. Nothing jumps: one asks for the new list by R when one is ready. */
"use strict";
(function () {
  var EVERY = 5000;
  var mark = document.body.dataset.mark;
  var url = document.body.dataset.live;
  if (!url) return;
  var open = document.querySelector("[data-case]");
  function stale(found) {
    var line = document.querySelector("[data-stale]");
    if (open && found.case === open.dataset.caseMark) return;
    if (line && (open || document.querySelector("[data-list], .empty"))) line.hidden = false;
  }
  function show(found) {
    mark = found.mark;
    document.querySelectorAll("[data-count]").forEach(function (place) {
      var text = found.counts[place.dataset.count] || "";
      place.textContent = text;
      place.hidden = !text;
    });
    stale(found);
  }
  var signedOut = false;
  function answered(response) {
    if (response.status === 401 && !signedOut) document.dispatchEvent(new CustomEvent("desk:signed-out"));
    signedOut = response.status === 401;
    return response.status === 200 ? response.json() : null;
  }
  function ask() {
    if (document.hidden) return;
    fetch(url + "?since=" + encodeURIComponent(mark) + (open ? "&case=" + open.dataset.case : ""), { credentials: "same-origin" })
      .then(answered)
      .then(function (found) { if (found) show(found); })
      .catch(function () { /* the next round asks again */ });
  }
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  document.addEventListener("keydown", function (event) {
    var line = document.querySelector("[data-stale]");
    var typing = event.target.matches("input, textarea, select");
    if (event.key.toLowerCase() === "r" && !typing && !event.ctrlKey && !event.altKey && !event.metaKey && line && !line.hidden) {
      window.location.reload();
    }
  });
})();

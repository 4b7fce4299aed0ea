// The wall: asks every 4.5 s whether anything moved, and puts in what has; once a minute in any
// case, because time runs out without anybody doing anything.
"use strict";
(function () {
  var EVERY = 4500;
  var MINUTE = 60000;
  var fresh = Date.now();
  var asking = false;

  function part(name, where) { return where.querySelector("[data-part=" + name + "]"); }
  function say(what) {
    document.querySelector("[data-stopped]").hidden = what !== "stopped";
    document.querySelector("[data-lost]").hidden = what !== "lost";
  }
  function put(text) {
    var there = new DOMParser().parseFromString(text, "text/html");
    ["moment", "all"].forEach(function (name) {
      var other = part(name, there);
      if (other) part(name, document).replaceWith(document.adoptNode(other));
    });
    fresh = Date.now();
  }
  function answered(response) {
    if (response.status === 401 || response.status === 403) { say("stopped"); return null; }
    if (response.status === 304) { say(""); return null; }
    if (!response.ok || response.redirected) { say("lost"); return null; }
    say("");
    return response.text();
  }
  function ask() {
    if (asking || document.hidden) return;
    asking = true;
    var due = Date.now() - fresh > MINUTE;
    var since = due ? "" : encodeURIComponent(part("all", document).dataset.mark);
    fetch(window.location.pathname + "?since=" + since, { credentials: "same-origin", cache: "no-store", headers: { "X-Live": "1" } })
      .then(answered)
      .then(function (text) { if (text) put(text); })
      .catch(function () { say("lost"); })
      .then(function () { asking = false; });
  }
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();

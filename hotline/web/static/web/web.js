/* What components do; every page works without this file.
   data-confirm="…"        a form that asks once more: data-confirm-title, data-confirm-yes
   data-toast              what was just done; also by the event web:toast with {detail: {value: "…"}}
   data-skeleton-of="id"   shown when that element waits over 300 ms for htmx
   data-progress="url"     asked every second until the work is done */
"use strict";
(function () {
  var SLOW = 300;
  var STAYS = 10000;
  var EVERY = 1000;

  /* confirmation: native <dialog>, so Escape closes it and the page behind cannot be reached */
  var dialog = document.getElementById("confirm");
  function asks(form) { return dialog && dialog.showModal && form.hasAttribute("data-confirm"); }
  function put(place, text) { if (text) dialog.querySelector(place).textContent = text; }
  function ask(form, button) {
    var back = document.activeElement;
    put("[data-title]", form.dataset.confirmTitle);
    put("[data-words]", form.dataset.confirm);
    put("[data-yes]", form.dataset.confirmYes);
    dialog.returnValue = "no";
    dialog.onclose = function () {
      if (back && back.focus) back.focus();
      if (dialog.returnValue !== "yes" || !form.isConnected) return;
      form.setAttribute("data-confirmed", "");
      if (button) form.requestSubmit(button); else form.requestSubmit();
      form.removeAttribute("data-confirmed");
    };
    dialog.showModal();
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!asks(form) || form.hasAttribute("data-confirmed")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, event.submitter && event.submitter.form === form ? event.submitter : null);
  }, true);

  /* toasts: told to a screen reader because they are put in after the page has loaded */
  var toasts = document.querySelector("[data-toasts]");
  function close(toast) {
    var inside = toast.contains(document.activeElement);
    toast.remove();
    var main = document.getElementById("main");
    if (inside && main) main.focus();
  }
  function show(toast) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = toasts.dataset.close;
    button.addEventListener("click", function () { close(toast); });
    toast.append(button);
    toasts.append(toast);
    if (toast.querySelector("a")) return;
    setTimeout(function leave() {
      if (toast.matches(":hover") || toast.contains(document.activeElement)) setTimeout(leave, EVERY);
      else toast.remove();
    }, STAYS);
  }
  function say(text) {
    if (!toasts || !text) return;
    var toast = document.createElement("div");
    toast.className = "toast";
    toast.append(document.createElement("span"));
    toast.firstChild.textContent = text;
    show(toast);
  }
  document.addEventListener("web:toast", function (event) { say(event.detail.value); });
  if (toasts) {
    Array.from(toasts.querySelectorAll("[data-toast]")).forEach(function (toast) {
      toast.remove();
      setTimeout(show, 50, toast);
    });
  }
  /* told once: a reload or a link kept does not tell it again */
  var here = new URL(window.location.href);
  if (here.searchParams.has("done") || here.searchParams.has("did")) {
    ["done", "did", "number", "case", "to"].forEach(function (name) { here.searchParams.delete(name); });
    window.history.replaceState(window.history.state, "", here);
  }

  /* skeletons */
  var waits = new Map();
  function settle(target) {
    clearTimeout(waits.get(target));
    waits.delete(target);
    target.removeAttribute("aria-busy");
    target.classList.remove("behind");
    var skeleton = document.querySelector('[data-skeleton-of="' + target.id + '"]');
    if (skeleton) skeleton.hidden = true;
  }
  document.addEventListener("htmx:beforeRequest", function (event) {
    var target = event.detail.target;
    var skeleton = target && target.id && document.querySelector('[data-skeleton-of="' + target.id + '"]');
    if (!skeleton) return;
    target.setAttribute("aria-busy", "true");
    clearTimeout(waits.get(target));
    waits.set(target, setTimeout(function () {
      skeleton.hidden = false;
      target.classList.add("behind");
    }, SLOW));
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.target && waits.has(event.detail.target)) settle(event.detail.target);
  });

  /* progress */
  function tick(place) {
    if (!place.isConnected) return;
    fetch(place.dataset.progress, { credentials: "same-origin" })
      .then(function (response) { return response.ok ? response.json() : null; })
      .then(function (found) {
        if (!found) { setTimeout(tick, EVERY * 5, place); return; }
        place.querySelector("progress").max = found.total || 1;
        place.querySelector("progress").value = found.done;
        place.querySelector("[data-count]").textContent = found.done.toLocaleString("en") + " / " + found.total.toLocaleString("en");
        var words = place.querySelector("[data-words]");
        if (words.textContent !== found.words) words.textContent = found.words;
        place.classList.toggle("failed", found.state === "failed");
        if (found.state === "running") setTimeout(tick, EVERY, place);
        else if (found.url) window.location.assign(found.url);
        place.dispatchEvent(new CustomEvent("web:progress", { bubbles: true, detail: found }));
      })
      .catch(function () { setTimeout(tick, EVERY * 5, place); });
  }
  Array.from(document.querySelectorAll("[data-progress]")).forEach(tick);
})();

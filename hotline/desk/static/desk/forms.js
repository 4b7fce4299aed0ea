/* Forms that lose nothing. A form with data-form is sent in the background: a refusal comes back
   into the page, a lost connection or a resting server says so and is tried again. The form's
   idempotency key makes a repeated request one effect. Without scripts forms are sent as ever. */
"use strict";
(function () {
  var RETRY = 5;
  var trouble = document.querySelector("[data-trouble]");
  var words = trouble ? trouble.dataset : {};
  function say(text, link) {
    if (!trouble) return;
    trouble.textContent = text;
    if (link) {
      var a = document.createElement("a");
      a.href = link.url;
      a.target = "_blank";
      a.rel = "noopener";
      a.textContent = link.text;
      trouble.append(" ", a);
    }
    trouble.hidden = !text;
  }
  function body(form, button) {
    var data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    /* what has files goes as it is; a form without any in the short way */
    var files = Array.from(form.querySelectorAll("input[type=file]"));
    if (files.some(function (one) { return one.files.length; })) return data;
    files.forEach(function (one) { data.delete(one.name); });
    return new URLSearchParams(data);
  }
  /* What is on its way is what is on the screen: nothing can be changed until it has arrived. */
  function busy(form, yes) {
    form.setAttribute("aria-busy", yes ? "true" : "false");
    form.querySelectorAll("button").forEach(function (button) { button.disabled = yes; });
    form.querySelectorAll("input, textarea").forEach(function (one) { one.readOnly = yes; });
  }
  function later(form, send, why) {
    var left = RETRY;
    (function tick() {
      say(words.again.replace("{why}", why).replace("{left}", left));
      if (left === 0) { send(); return; }
      left -= 1;
      setTimeout(tick, 1000);
    })();
  }
  function replace(text, url) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var fresh = page.querySelector("main#main");
    var old = document.querySelector("main#main");
    if (!fresh || !old) return false;
    /* a refused form comes back with the files that were chosen */
    old.querySelectorAll("input[type=file][data-keep]").forEach(function (one) {
      var again = one.files.length && fresh.querySelector("#" + CSS.escape(one.id));
      if (again) { one.disabled = false; again.replaceWith(one); }
    });
    old.replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    if (window.htmx) window.htmx.process(document.querySelector("main#main"));
    document.dispatchEvent(new CustomEvent("desk:replaced"));
    var summary = document.querySelector("[data-refused]");
    if (summary) summary.focus();
    return true;
  }
  function answered(form, send, response, text) {
    var where = response.headers.get("HX-Redirect");
    if (where) {
      form.dispatchEvent(new CustomEvent("desk:accepted", { bubbles: true }));
      window.location.assign(where);
      return;
    }
    busy(form, false);
    if (response.status === 401) {
      say(words.signedOutUnsent, { url: "/desk/sign-in", text: words.signInBack });
    } else if (response.status === 503 || response.status === 502) {
      busy(form, true);
      later(form, send, words.resting);
    } else if (!replace(text)) {
      var page = new DOMParser().parseFromString(text, "text/html");
      var title = page.querySelector("h1");
      say(words.copy.replace("{what}", title ? title.textContent : words.failed));
    }
  }
  function post(form, button) {
    var data = body(form, button);
    function send() {
      say("");
      busy(form, true);
      fetch(form.action, {
        method: "POST", body: data, credentials: "same-origin",
        headers: { "HX-Request": "true" }, /* the browser names the kind of body itself */
      }).then(function (response) {
        return response.text().then(function (text) { answered(form, send, response, text); });
      }).catch(function () { later(form, send, words.lost); });
    }
    send();
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter || document.activeElement;
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    if (!form.hasAttribute("data-form")) { form.setAttribute("aria-busy", "true"); return; }
    event.preventDefault();
    post(form, button && button.form === form ? button : null);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[aria-busy=true]").forEach(function (form) { busy(form, false); });
  });
  document.addEventListener("desk:signed-out", function () {
    say(words.signedOutKept, { url: "/desk/sign-in", text: words.signIn });
  });
  document.addEventListener("htmx:sendError", function () { say(words.lostKept); });
  document.addEventListener("htmx:beforeSwap", function (event) {
    /* short answers of a refused small form are shown where the form stood; whole pages are not */
    var text = event.detail.xhr.responseText;
    if (event.detail.xhr.status >= 400) event.detail.shouldSwap = text.indexOf("<html") < 0 && text !== "";
    if (event.detail.xhr.status === 401) say(words.signedOut, { url: "/desk/sign-in", text: words.signIn });
  });
})();

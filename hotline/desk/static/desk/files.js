/* Files of a case: dropped, pasted or chosen, sent with progress. Without scripts the form is an
   ordinary one. The form's key makes a repeated sending one effect, so trying again is safe. */
"use strict";
(function () {
  function form() { return document.querySelector("form[data-upload]"); }
  function say(text) {
    var line = document.querySelector("[data-upload-progress]");
    if (line) line.textContent = text;
  }
  function words(name) {
    var line = document.querySelector("[data-upload-progress]");
    return line ? line.dataset[name] : "";
  }
  function busy(at, yes) {
    at.setAttribute("aria-busy", yes ? "true" : "false");
    at.querySelectorAll("button, select").forEach(function (one) { one.disabled = yes; });
  }
  function refused(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var said = page.querySelector("[data-upload-refused]") || page.querySelector("h1");
    var old = document.querySelector("form[data-upload] [data-upload-refused]");
    if (old) old.remove();
    var box = document.createElement("div");
    box.className = "notice refused";
    box.setAttribute("role", "alert");
    box.setAttribute("data-upload-refused", "");
    box.textContent = said ? said.textContent : text.slice(0, 200);
    form().prepend(box);
  }
  function send(at) {
    var data = new FormData(at); /* before anything is disabled: disabled fields are not sent */
    var request = new XMLHttpRequest();
    request.open("POST", at.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", function (event) {
      if (event.lengthComputable) say(words("sending") + " " + Math.round(100 * event.loaded / event.total) + "%");
    });
    request.addEventListener("load", function () {
      var where = request.getResponseHeader("HX-Redirect");
      if (where) { window.location.assign(where); return; }
      busy(at, false);
      say("");
      refused(request.responseText);
    });
    request.addEventListener("error", function () { busy(at, false); say(words("broken")); });
    busy(at, true);
    say(words("sending"));
    request.send(data);
  }
  function take(files) {
    var at = form();
    if (!at || !files.length || at.getAttribute("aria-busy") === "true") return;
    var kept = new DataTransfer();
    Array.prototype.forEach.call(files, function (one) { kept.items.add(one); });
    at.querySelector("input[type=file]").files = kept.files;
    send(at);
  }
  document.querySelectorAll("[data-upload-more]").forEach(function (one) { one.hidden = false; });
  document.addEventListener("submit", function (event) {
    if (!event.target.hasAttribute("data-upload")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.target.getAttribute("aria-busy") !== "true") send(event.target);
  }, true);
  document.addEventListener("paste", function (event) {
    var files = event.clipboardData ? event.clipboardData.files : [];
    if (!files.length || !form()) return;
    event.preventDefault();
    take(files);
  });
  function over(event, yes) {
    var card = event.target.closest ? event.target.closest(".files") : null;
    if (!card || !form()) return null;
    event.preventDefault();
    card.classList.toggle("over", yes);
    return card;
  }
  document.addEventListener("dragover", function (event) { over(event, true); });
  document.addEventListener("dragleave", function (event) { over(event, false); });
  document.addEventListener("drop", function (event) {
    if (over(event, false)) take(event.dataTransfer.files);
  });
})();

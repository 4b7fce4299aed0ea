/* The registration form: matters are added and removed in place, and each decision shows only what
   it needs. Without scripts the same buttons bring the page back with one matter more or less. */
"use strict";
(function () {
  var template = document.getElementById("matter-template");
  function form() { return document.querySelector("[data-matters]"); }
  function place() { return document.querySelector("[data-list-of-matters]"); }
  function matters() { return Array.from(place().querySelectorAll("[data-matter]")); }
  function ways(matter) {
    var way = matter.querySelector('select[name$="-way"]').value;
    matter.querySelectorAll("[data-ways]").forEach(function (extra) {
      extra.hidden = extra.dataset.ways.split(" ").indexOf(way) < 0;
    });
    matter.querySelector(".suggested").hidden = way !== "send" && way !== "accept";
  }
  function nature() {
    var chosen = form().querySelector('select[name="nature"]').value;
    var none = chosen !== "matter";
    place().hidden = none;
    place().querySelectorAll("[required]").forEach(function (one) { one.disabled = none; });
    document.querySelector("[data-note]").hidden = !none;
  }
  function count() {
    var all = matters();
    all.forEach(function (matter, at) {
      matter.querySelectorAll("[data-at]").forEach(function (place) { place.textContent = at + 1; });
      matter.querySelector("[data-remove]").hidden = all.length === 1;
      ways(matter);
    });
  }
  function add(n) {
    var holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replace(/__n__/g, n);
    var fresh = holder.firstElementChild;
    place().append(fresh);
    if (window.htmx) window.htmx.process(fresh);
    count();
    return fresh;
  }
  function next() {
    return 1 + Math.max.apply(null, [-1].concat(matters().map(function (one) { return Number(one.dataset.matter); })));
  }
  function take(button) {
    var field = document.getElementById(button.dataset.take), offered = button.closest(".placed");
    var had = offered.contains(document.activeElement);
    (offered.matches(".hints") ? button : offered).remove(); // other hints still stand
    fill(field, button.dataset.value);
    if (button.dataset.also) fill(document.getElementById(button.dataset.also), button.dataset.alsoValue);
    if (had) field.focus();
  }
  function fill(field, value) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("click", function (event) {
    var offer = event.target.closest("[data-take]");
    if (offer) { take(offer); return; }
    var button = event.target.closest("[data-add], [data-remove]");
    if (!button) return;
    event.preventDefault();
    if (button.hasAttribute("data-add")) {
      if (matters().length < 20) add(next()).querySelector("textarea").focus();
    } else {
      button.closest("[data-matter]").remove();
      count();
      matters()[0].querySelector("textarea").focus();
    }
    form().dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches('select[name$="-way"]')) ways(event.target.closest("[data-matter]"));
    if (event.target.matches('select[name="nature"]')) nature();
  });
  document.addEventListener("keydown", function (event) {
    var digit = event.altKey && /^Digit([1-9])$/.exec(event.code);
    var matter = digit && matters()[Number(digit[1]) - 1];
    if (matter) { event.preventDefault(); matter.querySelector("textarea").focus(); }
  });
  /* An answer of nothing but white space takes no room. */
  document.addEventListener("htmx:afterSwap", function (event) {
    var into = event.detail.target;
    if (place().contains(into) && !into.innerHTML.trim()) into.innerHTML = "";
  });
  document.addEventListener("desk:matters", function (event) {
    var wanted = event.detail.filter(function (n) { return /^[0-9]+$/.test(n); });
    matters().forEach(function (one) { if (wanted.indexOf(one.dataset.matter) < 0) one.remove(); });
    wanted.forEach(function (n) {
      if (!place().querySelector('[data-matter="' + n + '"]')) add(n);
    });
    count();
  });
  function begin() { count(); nature(); }
  /* The server added a matter beside another: hands go on in the new one. */
  function resume() {
    var all = matters();
    if (all.length > 1 && document.activeElement === document.body && !form().querySelector(".wrong")) {
      all[all.length - 1].querySelector("textarea").focus();
    }
  }
  document.addEventListener("desk:restored", function () {
    begin();
    if (!window.htmx) return;
    window.htmx.trigger(form().querySelector("[name=caller_phone]"), "load");
    matters().forEach(function (one) { window.htmx.trigger(one.querySelector('[name$="-topic"]'), "change"); });
  });
  document.addEventListener("desk:replaced", function () { begin(); resume(); });
  begin();
  resume();
})();

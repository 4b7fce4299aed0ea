// What is pleasanter with JavaScript; every page works without this file.
// A form is sent once; a half-written report survives a reload in this tab; pages can be printed.
"use strict";

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("[data-busy]");
    // After this turn, so that the button's own form data is not lost.
    setTimeout(() => {
      button.disabled = true;
      button.textContent = button.dataset.busy;
    }, 0);
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const draft = (form) => `draft:${location.pathname}:${form.dataset.draft}`;
const kept = (form) => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "file");

for (const form of document.querySelectorAll("form[data-draft]")) {
  const empty = kept(form).every((one) => one.checked !== true && (one.type === "radio" || one.type === "checkbox" || one.value === ""));
  const saved = JSON.parse(sessionStorage.getItem(draft(form)) || "null");
  if (empty && saved) {
    for (const one of kept(form)) {
      if (one.type === "radio" || one.type === "checkbox") one.checked = saved.some(([name, value]) => name === one.name && value === one.value);
      else one.value = (saved.find(([name]) => name === one.name) || ["", ""])[1];
    }
  }
  form.addEventListener("input", () => {
    sessionStorage.setItem(draft(form), JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["key", "csrfmiddlewaretoken"].includes(name))));
  });
}
if (document.querySelector("[data-sent]")) {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith("draft:")) sessionStorage.removeItem(name);
}

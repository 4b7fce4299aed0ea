/* Beside the form of an answer: the template that was picked goes in at the cursor, and the first
   blank that only a person can fill is marked, so that typing replaces it. */
"use strict";
(function () {
  function insert(place) {
    var select = place.querySelector("[data-template]"), text = select.value;
    var area = place.closest("form").querySelector('textarea[name="public_answer"]');
    if (!text) { select.focus(); return; }
    var from = area.selectionStart, before = area.value.slice(0, from);
    area.value = before + text + area.value.slice(area.selectionEnd);
    var blank = /[{｛][^{}｛｝\n]+[}｝]/.exec(area.value.slice(from));
    area.focus();
    if (blank) area.setSelectionRange(from + blank.index, from + blank.index + blank[0].length);
    else area.setSelectionRange(from + text.length, from + text.length);
    select.value = "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-insert]");
    if (button) insert(button.closest(".aids"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.ctrlKey || !event.target.matches("[data-template]")) return;
    event.preventDefault();
    insert(event.target.closest(".aids"));
  });
})();

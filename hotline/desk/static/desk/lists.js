/* Lists: a choice in the filter is taken at once, all lines can be ticked by one box, and what was
   refused of a filter is shown where the lines would be. Without scripts the button does it. */
"use strict";
(function () {
  document.addEventListener("change", function (event) {
    var target = event.target;
    if (!target.matches) return;
    var form = target.closest("form[data-narrow]");
    if (form && target.matches("select, input[list]") && form.requestSubmit) form.requestSubmit();
    if (target.matches("[data-all]")) {
      document.querySelectorAll('#queue input[name="pick"]').forEach(function (box) { box.checked = target.checked; });
    }
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    var answer = event.detail;
    if (answer.target && answer.target.id === "queue" && answer.xhr.status === 422) {
      answer.shouldSwap = true;
      answer.isError = false;
    }
  });
  function offer() {
    document.querySelectorAll("[data-all-offer]").forEach(function (one) { one.hidden = false; });
  }
  document.addEventListener("htmx:afterSettle", offer);
  document.addEventListener("desk:lines", offer);
  offer();
})();

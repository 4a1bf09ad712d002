// The little that HTML cannot do by itself: after a swap the focus goes to what changed, and a sent form is not sent twice.
(function () {
  document.addEventListener("htmx:afterSettle", function (event) {
    var part = event.detail.elt;
    var target = part.querySelector("[data-focus]") || (part.matches("[data-focus]") ? part : null);
    if (target) target.focus({ preventScroll: false });
  });
  var summary = document.querySelector("main .errs[data-focus]");
  if (summary) summary.focus();
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
})();

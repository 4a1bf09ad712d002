// The little that HTML cannot do by itself: after a swap the focus goes to what changed, and a sent form is not sent twice.
(function () {
  document.addEventListener("htmx:afterSettle", function (event) {
    var part = event.detail.elt;
    var target = part.querySelector("[data-focus]") || (part.matches("[data-focus]") ? part : null);
    if (!target) return;
    target.focus({ preventScroll: false });
    if (!target.matches("textarea")) return;
    target.setSelectionRange(target.value.length, target.value.length); // below what is quoted
    target.scrollTop = target.scrollHeight;
  });
  // Too many attempts: the offer to compute for some seconds, in the page's form or for the form that htmx had refused.
  // What was pressed is pressed again: a preview stays a preview.
  var refused = null, pressed = null;
  function offerProof(within) {
    var box = within.querySelector("[data-proof]");
    var form = box && (box.closest("form") || refused && refused.closest("form"));
    if (!form) return;
    var elt = refused, submitter = pressed;
    var again = function () {
      if (elt && elt !== form) elt.click();
      else form.requestSubmit(submitter && form.contains(submitter) ? submitter : undefined);
    };
    var ready = function () { window.vecheProof(box, form, again); };
    if (window.vecheProof) return ready();
    var script = document.createElement("script");
    script.src = box.dataset.solver;
    script.addEventListener("load", ready);
    document.head.append(script);
  }
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status !== 429) return;
    var asked = event.detail.requestConfig, cause = asked.triggeringEvent;
    refused = asked.elt;
    pressed = cause && cause.submitter || cause && cause.detail && cause.detail.submitter || null;
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.xhr && event.detail.xhr.status === 429) offerProof(document);
  });
  offerProof(document);
  // A password can be looked at while it is typed; it is sent as a password, so that the browser does not list it later.
  function reveal(box) {
    var field = document.getElementById(box.dataset.reveals);
    if (field) field.type = box.checked ? "text" : "password";
  }
  function offerReveal() {
    document.querySelectorAll(".reveal[hidden]").forEach(function (line) { line.hidden = false; });
  }
  offerReveal();
  document.addEventListener("htmx:afterSettle", offerReveal);
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-reveals]")) reveal(event.target);
  });
  document.addEventListener("submit", function (event) {
    event.target.querySelectorAll("[data-reveals]:checked").forEach(function (box) { box.checked = false; reveal(box); });
  }, true);
  // The picture on a desk's slip leads here with its code behind the "#", which no server is told: out of the address with
  // it, into the form. Whoever signs in first finds it there afterwards, in this tab alone.
  (function () {
    var scanned = /^#code=([A-Za-z0-9-]{1,40})$/.exec(location.hash);
    var form = document.querySelector("form[data-slip]");
    if (scanned) history.replaceState(history.state, "", location.pathname + location.search);
    try {
      var code = scanned ? scanned[1] : sessionStorage.getItem("slip");
      if (form) sessionStorage.removeItem("slip");
      else if (scanned) sessionStorage.setItem("slip", code);
    } catch (refused) { code = scanned && scanned[1]; } // a browser that keeps nothing
    if (form && code && !form.elements.code.value) form.elements.code.value = code;
  })();
  var summary = document.querySelector("main .errs[data-focus]");
  if (summary) summary.focus();
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  // What is on its way is not kept beside it: kept a moment after it was published, it would come back as unfinished.
  document.addEventListener("htmx:beforeRequest", function (event) {
    var button = event.detail.elt;
    if (button.closest(".saving") && button.form && button.form.dataset.sent) event.preventDefault();
  });
  // Words selected in a proposal's text: the way to other words for their paragraph appears below it.
  var amend = document.querySelector("[data-amend]");
  var amended = amend && amend.parentElement.previousElementSibling;
  if (amended) document.addEventListener("selectionchange", function () {
    var selected = getSelection();
    var words = selected.toString().trim();
    var block = selected.rangeCount && selected.getRangeAt(0).startContainer;
    if (words.length < 3 || block === amended || !amended.contains(block)) return;
    while (block.parentNode !== amended) block = block.parentNode;
    var link = amend.querySelector("a");
    link.search = "?near=" + encodeURIComponent(words.slice(0, 200));
    amend.hidden = false;
    if (block.nextSibling !== amend) block.after(amend);
  });
  // A reply that is being typed stays when the form changes to answer or quote another message.
  var typed = "", kept = "";
  document.addEventListener("htmx:beforeSwap", function (event) {
    var form = event.detail.target.id === "reply" && event.detail.requestConfig.verb === "get" && event.detail.target;
    typed = form && form.elements ? form.elements.text.value.trim() : "";
    kept = typed && form.elements.kept ? form.elements.kept.value : "";
  });
  document.addEventListener("htmx:afterSwap", function () {
    var form = typed && document.querySelector("form#reply");
    if (!form) return;
    form.elements.text.value = typed + "\n\n" + form.elements.text.value;
    if (kept && form.elements.kept) form.elements.kept.value = kept;
    typed = "";
  });
  // Chosen words of a message can be quoted: the offer stands right after its text, for the Tab key as for a finger.
  function chosen() {
    var selection = getSelection();
    var words = selection.isCollapsed ? "" : selection.toString().trim();
    if (!words) return null;
    var range = selection.getRangeAt(0);
    var node = range.startContainer;
    var prose = (node.nodeType === 1 ? node : node.parentElement).closest(".say > .prose");
    var link = prose && prose.parentElement.querySelector("a[data-quote]");
    return link ? { words: words, range: range, prose: prose, link: link } : null;
  }
  function place(offer) {
    if (document.activeElement === offer) return;
    var found = chosen();
    offer.hidden = !found;
    if (!found) return;
    offer.href = found.link.getAttribute("href") + "&passage=" + encodeURIComponent(found.words.slice(0, 700));
    if (found.prose.nextElementSibling !== offer) found.prose.after(offer);
    var home = found.prose.parentElement.getBoundingClientRect();
    var text = found.prose.getBoundingClientRect();
    var lines = found.range.getClientRects();
    var end = lines[lines.length - 1] || text;
    offer.style.top = Math.min(end.bottom, text.bottom) - home.top + 6 + "px";
    offer.style.left = Math.max(0, Math.min(end.right - home.left - 24, home.width - offer.offsetWidth)) + "px";
  }
  var offer = document.getElementById("quote-it");
  if (offer) {
    var pause;
    document.addEventListener("selectionchange", function () {
      clearTimeout(pause);
      pause = setTimeout(place, 200, offer);
    });
    offer.addEventListener("mousedown", function (event) { event.preventDefault(); }); // the choice stays
    offer.addEventListener("click", function (event) {
      event.preventDefault();
      htmx.ajax("GET", offer.getAttribute("href"), { source: offer, target: "#reply", swap: "outerHTML" });
      offer.hidden = true;
    });
  }
})();

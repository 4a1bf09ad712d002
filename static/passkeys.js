// A passkey is asked for inside the form that carries its answer: the options come from the server, the device answers, the form is sent.
(function () {
  var able = Boolean(window.PublicKeyCredential && navigator.credentials && window.fetch);

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); }).buffer;
  }

  function text(buffer) {
    var plain = "";
    new Uint8Array(buffer).forEach(function (byte) { plain += String.fromCharCode(byte); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function unpack(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    ["excludeCredentials", "allowCredentials"].forEach(function (name) {
      (options[name] || []).forEach(function (one) { one.id = bytes(one.id); });
    });
    return options;
  }

  function pack(credential) {
    var given = credential.response, response = { clientDataJSON: text(given.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (given[name]) response[name] = text(given[name]);
    });
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: response });
  }

  async function ask(form, box) {
    var token = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    var answer = await fetch(box.dataset.options, { method: "POST", body: token });
    // Who has to show once more who they are meets the page that asks for it.
    if (!answer.ok || !/json/.test(answer.headers.get("Content-Type"))) return form.submit();
    var options = { publicKey: unpack((await answer.json()).publicKey) };
    box.querySelector("[data-answer]").value = pack(await navigator.credentials[box.dataset.passkey](options));
    form.submit();
  }

  document.querySelectorAll("[data-passkey]").forEach(function (box) {
    var form = box.closest("form"), failed = box.querySelector("[data-failed]");
    if (box.dataset.ready) return;
    box.dataset.ready = "1";
    box.querySelector("[data-without]").hidden = able;
    box.querySelector("[data-with]").hidden = !able;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      event.stopPropagation();
      if (!form.reportValidity()) return;
      failed.hidden = true;
      ask(form, box).catch(function () { failed.hidden = false; });
    });
  });
})();

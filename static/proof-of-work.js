// Finds the number whose SHA-256 with the salt is the one told (ALTCHA), in short turns so that the page stays alive.
// Plain arithmetic and not crypto.subtle: that one is there only over HTTPS, and slower for so many short texts.
(function () {
  var K = [], H = [];
  (function () {
    function fraction(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    for (var n = 2; K.length < 64; n++) {
      for (var d = 2; d * d <= n && n % d; d++);
      if (d * d <= n) continue;
      if (H.length < 8) H.push(fraction(Math.sqrt(n)));
      K.push(fraction(Math.cbrt(n)));
    }
  })();
  var W = new Int32Array(64);
  function sha256(text) {
    var length = text.length, blocks = ((length + 8) >> 6) + 1, words = new Int32Array(blocks * 16), i;
    for (i = 0; i < length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    words[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
    words[words.length - 1] = length * 8;
    var h = H.slice();
    for (var b = 0; b < words.length; b += 16) {
      var s = h.slice();
      for (i = 0; i < 64; i++) {
        if (i < 16) W[i] = words[b + i];
        else {
          var x = W[i - 15], y = W[i - 2];
          W[i] = (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) + W[i - 7] +
            (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)) + W[i - 16] | 0;
        }
        var e = s[4], a = s[0];
        var t = (s[7] + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
          ((e & s[5]) ^ (~e & s[6])) + K[i] + W[i]) | 0;
        var u = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
          ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]))) | 0;
        s = [(t + u) | 0, a, s[1], s[2], (s[3] + t) | 0, e, s[5], s[6]];
      }
      for (i = 0; i < 8; i++) h[i] = (h[i] + s[i]) | 0;
    }
    return h.map(function (word) { return ("0000000" + (word >>> 0).toString(16)).slice(-8); }).join("");
  }
  function solve(challenge, found) {
    var number = 0;
    (function turn() {
      for (var end = Date.now() + 40; Date.now() < end;) {
        for (var k = 0; k < 50; k++, number++) {
          if (number > challenge.maxnumber) return found(null);
          if (sha256(challenge.salt + number) === challenge.challenge) return found(number);
        }
      }
      setTimeout(turn, 0);
    })();
  }
  function payload(challenge, number) {
    return btoa(JSON.stringify({
      algorithm: challenge.algorithm, challenge: challenge.challenge, number: number,
      salt: challenge.salt, signature: challenge.signature
    }));
  }
  // The form is the one around the offer, or with htmx the one that was refused; `again` sends it once more.
  window.vecheProof = function (box, form, again) {
    var button = box.querySelector("button"), status = box.querySelector("[role=status]");
    box.hidden = false;
    button.addEventListener("click", function () {
      var challenge = JSON.parse(box.dataset.proof);
      button.disabled = true;
      status.textContent = box.dataset.working;
      solve(challenge, function (number) {
        if (number === null) { status.textContent = box.dataset.failed; return; }
        var field = form.querySelector("input[name=altcha]") || document.createElement("input");
        field.type = "hidden";
        field.name = "altcha";
        field.value = payload(challenge, number);
        form.append(field);
        delete form.dataset.sent;
        if (form.reportValidity()) again();
        button.disabled = false;
        status.textContent = "";
      });
    });
  };
})();

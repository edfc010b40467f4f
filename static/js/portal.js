// Progressive enhancement only: every page works with this file missing.
(function () {
  "use strict";

  // A form is sent once: a second press on a slow line must not claim twice.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // Open pop-ups close on a press elsewhere or on Escape; so does the phone's menu.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.person[open]").forEach(function (box) {
      if (!box.contains(event.target)) box.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.person[open]").forEach(function (box) { box.open = false; });
    var menu = document.getElementById("nav-switch");
    if (menu) menu.checked = false;
  });

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-print], [data-dismiss]");
    if (!target) return;
    if (target.hasAttribute("data-print")) window.print();
    if (target.hasAttribute("data-dismiss")) target.closest("li, .note").remove();
  });

  // Upload: drop a file on the box, see its name and size before sending.
  function sizeOf(bytes) {
    return bytes > 1048576 ? (bytes / 1048576).toFixed(1) + " MB" : Math.max(1, Math.round(bytes / 1024)) + " KB";
  }
  document.querySelectorAll(".upload").forEach(function (box) {
    var input = box.querySelector("input[type=file]");
    var picked = box.querySelector(".picked");
    if (!input) return;
    function show() {
      if (picked) picked.textContent = input.files.length ? input.files[0].name + "（" + sizeOf(input.files[0].size) + "）" : "";
    }
    input.addEventListener("change", show);
    ["dragenter", "dragover"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.remove("over"); });
    });
    box.addEventListener("drop", function (event) {
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
    });
  });

  // The first wrong field takes the focus, so that a keyboard user lands on the error list.
  var errors = document.querySelector(".errors[tabindex]");
  if (errors) errors.focus();
}());

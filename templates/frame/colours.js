(function () {
  "use strict";
  var scheme = null;
  try { scheme = localStorage.getItem("approval-guides/colours"); } catch (_) { /* refused: as the device asks */ }
  if (scheme !== "default" && scheme !== "slate") scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default";
  new MutationObserver(function (_, waiting) {
    if (!document.body) return;
    waiting.disconnect();
    document.body.setAttribute("data-md-color-scheme", scheme);
  }).observe(document.documentElement, {childList: true});
}());

// What a guide page does beyond being read: opens the item that a link leads to, and keeps ticks.
(function () {
  "use strict";

  function openTarget() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    var details = target && target.closest("details");
    if (details) {
      details.open = true;
      target.scrollIntoView();
    }
  }

  function keepTicks() {
    document.querySelectorAll("input[data-tick]").forEach(function (box) {
      var key = "approval-guides/" + box.dataset.tick;
      try {
        box.checked = localStorage.getItem(key) === "1";
        box.addEventListener("change", function () {
          if (box.checked) localStorage.setItem(key, "1");
          else localStorage.removeItem(key);
        });
      } catch (_) {
        // A browser that keeps nothing still lets people tick.
      }
    });
  }

  addEventListener("hashchange", openTarget);
  keepTicks();
  openTarget();
})();

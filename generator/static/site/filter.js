/* Narrows the guides of a page at once where all of them are on it; elsewhere, and without this
   script, the same links lead to a page for each chain, kind and stage. */
(function () {
  "use strict";

  var bar = document.querySelector("[data-narrow]");
  if (!bar) return;
  var links = Array.from(bar.querySelectorAll("a[data-facet]"));
  var rows = Array.from(document.querySelectorAll("li[data-facets]"));
  var groups = Array.from(document.querySelectorAll("[data-group]"));
  var told = document.querySelector("[data-narrowed]");
  var all = document.createElement("button");

  function chosen() {
    return links.filter(function (link) { return link.getAttribute("aria-pressed") === "true"; });
  }

  function hasAll(row, ids) {
    var own = row.dataset.facets.split(" ");
    return ids.every(function (id) { return own.indexOf(id) >= 0; });
  }

  function narrow() {
    var ids = chosen().map(function (link) { return link.dataset.facet; });
    rows.forEach(function (row) { row.hidden = !hasAll(row, ids); });
    groups.forEach(function (group) { group.hidden = !group.querySelector("li[data-facets]:not([hidden])"); });
    var left = rows.filter(function (row) { return !row.hidden; }).length;
    told.textContent = ids.length ? bar.dataset.narrow.replace("{count}", left) : "";
    all.hidden = !ids.length;
  }

  function press(link, pressed) {
    link.setAttribute("aria-pressed", String(pressed));
  }

  function choose(link) {
    var before = link.getAttribute("aria-pressed") === "true";
    link.closest("ul").querySelectorAll("a[data-facet]").forEach(function (other) { press(other, false); });
    press(link, !before);
    narrow();
  }

  links.forEach(function (link) {
    link.setAttribute("role", "button");
    press(link, link.getAttribute("aria-current") === "page");
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.getAttribute("aria-current") === "page") return;
      event.preventDefault();
      choose(link);
    });
    link.addEventListener("keydown", function (event) {
      if (event.key !== " ") return;
      event.preventDefault();
      link.click();
    });
  });
  all.type = "button";
  all.className = "ag-chip ag-chip-all";
  all.textContent = bar.dataset.all;
  all.hidden = true;
  all.addEventListener("click", function () {
    links.forEach(function (link) { press(link, link.getAttribute("aria-current") === "page"); });
    narrow();
    links[0].focus();
  });
  told.after(all);
})();

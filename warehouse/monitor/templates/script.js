// Filters without a server: every state is in the page, and the address says which one is shown.
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  var menu = document.getElementById("menu");
  if (window.matchMedia("(max-width: 999px)").matches) menu.open = false;

  function asked(name) {
    var found = location.hash.slice(1).split("&").filter(function (one) { return one.split("=")[0] === name; })[0];
    return found ? decodeURIComponent(found.split("=")[1] || "") : "";
  }

  function show(filter, wanted, isChosen) {
    var list = filter.querySelector("select");
    var states = filter.querySelectorAll(".state");
    var known = Array.prototype.some.call(states, function (one) { return one.dataset.state === wanted; });
    var chosen = known ? wanted : states[0].dataset.state;
    states.forEach(function (one) { one.hidden = one.dataset.state !== chosen; });
    list.value = chosen;
    if (!isChosen) return;
    filter.querySelector("[role=status]").textContent = "U ziet nu: " + filter.querySelector(".state:not([hidden]) > .state-name").textContent;
    history.replaceState(null, "", "#" + filter.dataset.name + "=" + encodeURIComponent(chosen));
  }

  var filters = document.querySelectorAll(".filter");
  filters.forEach(function (filter) {
    show(filter, asked(filter.dataset.name), false);
    filter.querySelector("select").addEventListener("change", function (event) {
      show(filter, event.target.value, true);
    });
  });
  window.addEventListener("hashchange", function () {
    filters.forEach(function (filter) { show(filter, asked(filter.dataset.name), false); });
  });

  // From a figure to where it comes from: its columns in the list below its part of the page.
  document.addEventListener("click", function (event) {
    var figure = event.target.closest("[data-c]");
    if (!figure || event.target.closest("a, .source") || String(getSelection())) return;
    var source = figure.closest("section, .part").querySelector(".source");
    var columns = figure.dataset.c.match(/[a-z_][a-z0-9_]*/g).map(function (column) {
      return figure.closest("[data-m]").dataset.m + "." + column;
    });
    source.open = true;
    var named = Array.prototype.filter.call(source.querySelectorAll("[data-of]"), function (one) {
      return one.classList.toggle("named", columns.indexOf(one.dataset.of) >= 0);
    });
    named[0].focus({ preventScroll: true });
    named[0].scrollIntoView({ block: "nearest" });
  });
})();

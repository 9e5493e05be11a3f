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
    filter.querySelector("[role=status]").textContent = "U ziet nu: " + list.options[list.selectedIndex].text;
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

  // From a figure to where it comes from: its definition in the list below its section.
  document.addEventListener("click", function (event) {
    var cell = event.target.closest("[data-c]");
    if (!cell || event.target.closest("a")) return;
    var source = (cell.closest("section") || document).querySelector(".source");
    var mart = cell.closest("[data-m]").dataset.m;
    if (!source) return;
    source.open = true;
    source.querySelectorAll("[data-of]").forEach(function (one) {
      one.classList.toggle("named", cell.dataset.c.split(" ").indexOf(one.dataset.of.split(".")[1]) >= 0
        && one.dataset.of.split(".")[0] === mart);
    });
    source.scrollIntoView({ block: "nearest" });
  });
})();

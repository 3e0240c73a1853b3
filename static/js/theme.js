/* Sets the theme before the first paint: as chosen, or as the device has it. */
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    var chosen = root.dataset.theme || "auto";
    root.dataset.bsTheme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  }
  root.classList.add("has-script");
  apply();
  dark.addEventListener("change", apply);
})();

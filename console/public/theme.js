(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("trunkline.theme");
  } catch {
    /* storage may be forbidden: then the system's scheme decides */
  }
  if (chosen !== "light" && chosen !== "dark") {
    chosen = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.dataset.theme = chosen;
})();

// Joins the parts: every change of the filters or the choice runs through here.

function refresh() {
  const view = visible();
  if (state.chosen && !isIn(view, state.chosen)) state.chosen = null;
  draw(view);
  tabulate(view.links);
  showScope();
  showPanel(false);
  const totals = scopeTotals();
  document.getElementById("status").textContent = view.links.length
    ? `${view.things.length.toLocaleString("en")} of ${counted(totals.things.length, "thing")} and ` +
      `${view.links.length.toLocaleString("en")} of ${counted(totals.links.length, "relation")} shown`
    : things.length ? "Nothing passes the filters: tick more boxes or reset them" : "There are no claims to show";
}

function isIn(view, { kind, id }) {
  return (kind === "thing" ? view.things : view.links).some((item) => item.id === id);
}

function choose(chosen, move) {
  state.chosen = chosen;
  draw(seen);
  markRow();
  showPanel(move);
}

function showScope() {
  const note = document.getElementById("scope");
  note.hidden = !hasCore;
  const core = things.filter((thing) => thing.core).length;
  note.querySelector("span").textContent = state.core
    ? `You see the ${core} best supported of ${things.length.toLocaleString("en")} things.`
    : `You see all ${things.length.toLocaleString("en")} things.`;
  note.querySelector("button").textContent = state.core ? "Show all" : `Show the ${core} best supported`;
}

document.querySelector("#scope button").addEventListener("click", () => {
  state.core = !state.core;
  state.chosen = null;
  showLegend();
  refresh();
  showWhole();
});
document.getElementById("closer").addEventListener("click", () => zoomBy(1.35));
document.getElementById("farther").addEventListener("click", () => zoomBy(1 / 1.35));
document.getElementById("whole").addEventListener("click", showWhole);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.chosen) close();
});
if (window.matchMedia("(max-width: 899px)").matches) document.getElementById("legend").open = false;

showLegend();
refresh();
showWhole();

// Joins the parts: every change of the filters or the choice runs through here.

function refresh(whole = false) {
  const view = visible();
  if (state.chosen && !isIn(view, state.chosen)) state.chosen = null;
  showScope(); // before the drawing: it takes of its room
  const look = whole ? fitted(view) : null;
  draw(view);
  if (look) network.moveTo(look);
  tabulate(view.links);
  showPanel(false);
  document.getElementById("status").textContent = statusOf(view);
  keepInAddress();
}

function statusOf(view) {
  if (!things.length) return "There are no claims to show";
  if (!view.links.length) return "Nothing passes the filters: tick more boxes or reset them";
  const totals = scoped();
  return `${view.things.length.toLocaleString("en")} of ${counted(totals.things.length, "thing")} and ` +
    `${view.links.length.toLocaleString("en")} of ${counted(totals.links.length, "relation")} shown`;
}

function isIn(view, { kind, id }) {
  return (kind === "thing" ? view.things : view.links).some((item) => item.id === id);
}

function choose(chosen, move) {
  state.chosen = chosen;
  draw(seen);
  markRow();
  showPanel(move);
  keepInAddress();
}

function showScope() {
  const note = document.getElementById("scope");
  note.hidden = views.length < 2;
  note.querySelector("span").textContent = scopeText(views[state.view]);
  note.querySelector("div").replaceChildren(...views.map((view, place) => place === state.view ? null : el("button",
    { type: "button", onclick: () => setView(place) }, buttonText(view, place))).filter(Boolean));
}

function scopeText({ kind, alpha, things: shown, links: lines }) {
  if (kind === "all") return `You see all ${counted(shown, "thing")} and ${counted(lines, "relation")}.`;
  const part = `You see the ${shown.toLocaleString("en")} ${kind === "best" ? "best supported that hang together" : "in the backbone"}, of ` +
    `${counted(things.length, "thing")}, and ${counted(lines, "relation")} between them.`;
  const filter = `Drawn are relations of the backbone: they weigh most for a thing at one of their ends ` +
    `(disparity filter, Serrano et al. 2009, level ${alpha}).`;
  return alpha ? `${part} ${filter}` : part;
}

function buttonText(view, place) {
  if (view.kind === "all") return "Show all";
  const size = view.things.toLocaleString("en");
  if (view.kind === "best") return `Show the ${size} best supported`;
  return `Show ${place > state.view ? "more" : "less"}: the backbone of ${size}`;
}

function setView(place) {
  state.view = place;
  state.chosen = null;
  nameGroups();
  showLegend();
  refresh(true);
  const first = document.querySelector("#scope button");
  if (first) first.focus();
}

document.getElementById("closer").addEventListener("click", () => zoomBy(1.35));
document.getElementById("farther").addEventListener("click", () => zoomBy(1 / 1.35));
document.getElementById("whole").addEventListener("click", showWhole);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.chosen) close();
});
if (window.matchMedia("(max-width: 899px)").matches) document.getElementById("legend").open = false;

window.addEventListener("hashchange", open);

function open() {
  fromHash();
  showLegend();
  refresh(true);
}

open();

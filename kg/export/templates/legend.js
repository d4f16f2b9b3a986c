// The legend, whose boxes are the filters.

const GREY = "#3b4856";
const DASHES = { recommended: "6 4", hypothetical: "2 4" };
const POLARITY_WORDS = { positive: "stated", negative: "denied (“not”)" };
const boxes = document.getElementById("boxes");

function count(items, key) {
  const counts = new Map();
  for (const item of items) counts.set(item[key], (counts.get(item[key]) || 0) + 1);
  return counts;
}

function showLegend() {
  const totals = scopeTotals();
  const perLink = (facet) => count(totals.links, facet);
  boxes.replaceChildren(
    facet("type", "Things", choices.type.map((name) => {
      const style = typeStyle.get(name);
      return box("type", name, shapeIcon(style.shape, style.colour), count(totals.things, "type").get(name));
    })),
    facet("relation", "Relations", relationBoxes(perLink("relation"))),
    facet("modality", "How it is said", choices.modality.map((name) =>
      box("modality", name, lineIcon(GREY, DASHES[name] || "none", false), perLink("modality").get(name)))),
    facet("polarity", "Stated or denied", choices.polarity.map((name) =>
      box("polarity", name, lineIcon(GREY, "none", name === "negative"), perLink("polarity").get(name), POLARITY_WORDS[name]))),
    el("button", { type: "button", class: "reset", onclick: reset }, "Reset filters"));
}

function relationBoxes(counts) {
  const items = [];
  let family = "";
  for (const relation of content.relations) {
    if (relation.family !== family) items.push(el("p", { class: "family" }, (family = relation.family)));
    items.push(box("relation", relation.name, lineIcon(relation.colour, "none", false), counts.get(relation.name)));
  }
  return items;
}

function facet(name, title, items) {
  const both = choices[name].length > 3 ? el("span", { class: "both" },
    el("button", { type: "button", "aria-label": `${title}: all`, onclick: () => setAll(name, true) }, "all"),
    el("button", { type: "button", "aria-label": `${title}: none`, onclick: () => setAll(name, false) }, "none")) : "";
  const id = `facet-${name}`;
  return el("div", { class: "facet", role: "group", "aria-labelledby": id },
    el("p", { class: "title" }, el("span", { id }, title), both), items);
}

function box(facetName, name, icon, total, text) {
  const input = el("input", { type: "checkbox", "data-facet": facetName, value: name, onchange: toggle });
  input.checked = state.allowed[facetName].has(name);
  return el("label", {}, input, icon, el("span", { dir: "auto" }, text || words(name)),
    el("span", { class: "count" }, (total || 0).toLocaleString("en")));
}

function toggle(event) {
  const { dataset, value, checked } = event.currentTarget;
  state.allowed[dataset.facet][checked ? "add" : "delete"](value);
  refresh();
}

function setAll(name, on) {
  state.allowed[name] = new Set(on ? choices[name] : []);
  for (const input of boxes.querySelectorAll(`[data-facet="${name}"]`)) input.checked = on;
  refresh();
}

function reset() {
  allowEverything();
  for (const input of boxes.querySelectorAll("input")) input.checked = true;
  refresh();
}

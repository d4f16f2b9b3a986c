// The legend, whose boxes are the filters.

const GREY = "#3b4856";
const DASHES = { recommended: "6 4", hypothetical: "2 4" };
const POLARITY_WORDS = { positive: "stated", negative: "denied (“not”)" };
const boxes = document.getElementById("boxes");

function count(items, value) {
  const counts = new Map();
  for (const item of items) counts.set(value(item), (counts.get(value(item)) || 0) + 1);
  return counts;
}

function showLegend() {
  const totals = scoped();
  const perLink = (facet) => count(totals.links, (link) => link[facet]);
  boxes.replaceChildren(
    colouring(),
    state.colouring === "group" ? groupFacet(totals) : "",
    facet("type", "Things", choices.type.map((name) => {
      const { shape, colour } = typeStyle.get(name);
      const icon = shapeIcon(shape, state.colouring === "group" ? GREY : colour);
      return box("type", name, icon, count(totals.things, (thing) => thing.type).get(name));
    })),
    facet("relation", "Relations", relationBoxes(perLink("relation"))),
    facet("modality", "How it is said", choices.modality.map((name) =>
      box("modality", name, lineIcon({ colour: GREY, dashes: DASHES[name] }), perLink("modality").get(name)))),
    facet("polarity", "Stated or denied", choices.polarity.map((name) =>
      box("polarity", name, lineIcon({ colour: GREY, denied: name === "negative" }), perLink("polarity").get(name),
        POLARITY_WORDS[name]))),
    el("div", { class: "facet" }, el("p", { class: "title" }, "Support, period, place"), numberFilters()),
    el("button", { type: "button", class: "reset", onclick: reset }, "Reset filters"));
}

function colouring() {
  const choice = (value, text) => {
    const input = el("input", { type: "radio", name: "colouring", value, onchange: () => recolour(value) });
    input.checked = state.colouring === value;
    return el("label", {}, input, text);
  };
  return el("div", { class: "facet colouring", role: "radiogroup", "aria-labelledby": "colouring-title" },
    el("p", { class: "title" }, el("span", { id: "colouring-title" }, "Colour and place things by")),
    el("div", {}, choice("type", "type"), choice("group", "group")));
}

function recolour(value) {
  state.colouring = value;
  showLegend();
  refresh(true);
  boxes.querySelector(`[name="colouring"][value="${value}"]`).focus();
}

// Groups are computed (Louvain), not read: things more tied to each other than to the rest.
function groupFacet(totals) {
  const counts = count(totals.things, groupOf);
  return facet("group", "Groups of things tied to each other", choices.group.map((key) => {
    const icon = el("span", { class: "letter", style: `background: ${groupColour(key)}`, "aria-hidden": "true" }, groupLetter(key));
    return box("group", key, icon, counts.get(key), groupName(key));
  }));
}

function relationBoxes(counts) {
  const items = [];
  let family = "";
  for (const relation of content.relations) {
    if (relation.family !== family) items.push(el("p", { class: "family" }, (family = relation.family)));
    const icon = lineIcon({ colour: relation.colour, end: relation.end, both: relation.symmetric });
    items.push(box("relation", relation.name, icon, counts.get(relation.name)));
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
  showLegend();
  refresh();
  boxes.querySelector(".reset").focus();
}

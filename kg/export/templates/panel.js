// The side panel: how to read the page, a thing with its claims, or a relation with its sentences.

const panel = document.getElementById("panel");
let opener = null;

function showPanel(move) {
  const chosen = state.chosen;
  const parts = !chosen ? welcome() : chosen.kind === "thing" ? thingPanel(things[chosen.id]) : linkPanel(links[chosen.id]);
  panel.replaceChildren(...parts);
  panel.classList.toggle("showing", Boolean(chosen));
  panel.scrollTop = 0;
  if (move && chosen) panel.focus({ preventScroll: true });
}

function closeButton() {
  return el("button", { type: "button", class: "close", "aria-label": "Close", title: "Close (Esc)", onclick: close }, "×");
}

function close() {
  const back = opener;
  choose(null);
  if (back && back.isConnected) back.focus();
}

function thingButton(thing) {
  const style = typeStyle.get(thing.type);
  return el("button", { type: "button", class: "thing", dir: "auto", onclick: (event) => pick(event, "thing", thing.id) },
    shapeIcon(style.shape, style.colour), el("span", {}, thing.label));
}

function pick(event, kind, id) {
  if (!panel.contains(event.currentTarget)) opener = event.currentTarget;
  choose({ kind, id }, true);
}

function chips(link) {
  return [
    link.denied ? el("span", { class: "chip denied" }, "not") : null,
    link.modality === "asserted" ? null : el("span", { class: "chip" }, words(link.modality)),
  ].filter(Boolean);
}

function welcome() {
  const best = [...seen.links].sort((a, b) => b.support - a.support || b.shown.length - a.shown.length || a.id - b.id);
  return [
    el("h2", {}, "How to read this"),
    el("p", {}, "A shape is a thing the works speak of, the larger the more works speak of it. " +
      "A line is a relation that at least one sentence states; the wider, the more works state it."),
    el("p", {}, "Click a shape for its neighbours and claims, a line for its sentences. Drag to move, scroll or pinch " +
      "to zoom; by keyboard, arrow keys, + and − do so, and the table opens everything that can be clicked."),
    best.length ? el("h3", {}, "Stated by most works") : null,
    el("ul", { class: "claims" }, best.slice(0, 6).map((link) => el("li", {}, linkButton(link, sentenceOf(link))))),
  ].filter(Boolean);
}

function linkButton(link, text) {
  return el("button", { type: "button", class: "claim", dir: "auto", onclick: (event) => pick(event, "link", link.id) },
    lineOf(link),
    el("span", {}, text, " ", el("small", {}, counted(link.support, "work"))));
}

// --- a thing --------------------------------------------------------------------------------------

function thingPanel(thing) {
  const style = typeStyle.get(thing.type);
  const passing = thing.links.filter(linkAllowed);
  const hidden = thing.links.length - passing.length;
  return [
    closeButton(),
    el("p", { class: "kind" }, shapeIcon(style.shape, style.colour), words(thing.type)),
    el("h2", { dir: "auto" }, thing.label),
    el("p", { class: "facts" },
      `Spoken of in ${counted(thing.works, "work")}; ${counted(passing.length, "relation")} shown` +
      (hidden ? `, ${hidden.toLocaleString("en")} not in this view.` : ".")),
    thing.aliases.length ? el("p", { class: "facts", dir: "auto" }, `Also written: ${thing.aliases.join("; ")}`) : null,
    el("p", { class: "facts" }, `Group: ${content.groups[thing.group].name}`),
    ...bundlesOf(thing, passing).map((bundle) => bundleSection(thing, bundle)),
  ].filter(Boolean);
}

// The links of a thing by relation and direction, in the order of the legend.
function bundlesOf(thing, passing) {
  const bundles = new Map();
  for (const link of passing) {
    const away = !link.directed || link.from === thing.id;
    const key = choices.relation.indexOf(link.relation) * 2 + (away ? 0 : 1);
    if (!bundles.has(key)) bundles.set(key, { order: key, away, relation: link.relation, directed: link.directed, links: [] });
    bundles.get(key).links.push(link);
  }
  return [...bundles.values()].sort((a, b) => a.order - b.order);
}

function bundleSection(thing, bundle) {
  const arrow = bundle.directed ? (bundle.away ? "→" : "←") : "↔";
  const sorted = bundle.links.sort((a, b) => b.support - a.support || a.id - b.id);
  return el("section", { class: "group" },
    el("h3", {}, bundle.away ? `${words(bundle.relation)} ${arrow}` : `${arrow} ${words(bundle.relation)}`,
      el("span", { class: "count" }, String(sorted.length))),
    el("ul", { class: "claims" }, sorted.map((link) => claimItem(thing, link))));
}

function claimItem(thing, link) {
  const other = things[link.from === thing.id ? link.to : link.from];
  const style = typeStyle.get(other.type);
  return el("li", {},
    el("button", { type: "button", class: "claim", onclick: (event) => pick(event, "link", link.id) },
      shapeIcon(style.shape, style.colour),
      el("span", {}, el("span", { dir: "auto" }, other.label), " ", chips(link), " ",
        el("small", {}, counted(link.support, "work")),
        el("span", { class: "snippet", dir: "auto" }, content.sentences[link.shown[0].sentence]))));
}

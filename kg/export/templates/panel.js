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
  const best = [...visible().links].sort((a, b) => b.works - a.works || b.claims.length - a.claims.length || a.id - b.id);
  return [
    el("h2", {}, "How to read this"),
    el("p", {}, "A shape is a thing the works speak of, the larger the more works speak of it. " +
      "A line is a relation that at least one sentence states; the wider, the more works state it."),
    el("p", {}, "Click a shape for all its claims, a line for its sentences. Drag to move, scroll or pinch to zoom."),
    best.length ? el("h3", {}, "Stated by most works") : null,
    el("ul", { class: "claims" }, best.slice(0, 6).map((link) => el("li", {}, linkButton(link, sentenceOf(link))))),
  ].filter(Boolean);
}

function linkButton(link, text) {
  return el("button", { type: "button", class: "claim", dir: "auto", onclick: (event) => pick(event, "link", link.id) },
    lineOf(link),
    el("span", {}, text, " ", el("small", {}, counted(link.works, "work"))));
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
    ...groupsOf(thing, passing).map((group) => groupSection(thing, group)),
  ];
}

// The links of a thing by relation and direction, in the order of the legend.
function groupsOf(thing, passing) {
  const groups = new Map();
  for (const link of passing) {
    const away = !link.directed || link.from === thing.id;
    const key = choices.relation.indexOf(link.relation) * 2 + (away ? 0 : 1);
    if (!groups.has(key)) groups.set(key, { order: key, away, relation: link.relation, directed: link.directed, links: [] });
    groups.get(key).links.push(link);
  }
  return [...groups.values()].sort((a, b) => a.order - b.order);
}

function groupSection(thing, group) {
  const arrow = group.directed ? (group.away ? "→" : "←") : "↔";
  const sorted = group.links.sort((a, b) => b.works - a.works || a.id - b.id);
  return el("section", { class: "group" },
    el("h3", {}, group.away ? `${words(group.relation)} ${arrow}` : `${arrow} ${words(group.relation)}`,
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
        el("small", {}, counted(link.works, "work")),
        el("span", { class: "snippet", dir: "auto" }, link.claims[0].quote.map(([text]) => text).join("")))));
}

// --- a relation -----------------------------------------------------------------------------------

function linkPanel(link) {
  return [
    closeButton(),
    el("h2", { class: "unseen" }, sentenceOf(link)),
    el("div", { class: "triple" },
      thingButton(things[link.from]),
      el("p", { class: "relation" },
        lineOf(link, false),
        chips(link), el("strong", {}, words(link.relation)), link.directed ? "↓" : "↕"),
      thingButton(things[link.to])),
    el("p", { class: "facts" }, `${counted(link.claims.length, "claim")} in ${counted(link.works, "work")}:`),
    ...link.claims.map((claim) => evidence(link, claim)),
  ];
}

function evidence(link, claim) {
  const work = content.works[claim.work];
  const marked = claim.quote.map(([text, role]) => (role ? el("mark", { class: role }, text) : text));
  return el("article", {}, el("blockquote", { dir: "auto" }, marked), reference(work), facts(link, claim));
}

function reference(work) {
  const title = work.title && !work.citation.includes(work.title) ? work.title : "";
  const year = work.year && !work.citation.includes(work.year) ? ` (${work.year})` : "";
  return el("p", { class: "reference", dir: "auto" },
    el("strong", {}, work.citation || "Unnamed work"), year, title ? ". " : "", title ? el("cite", {}, title) : "",
    work.doi ? [". ", doi(work)] : "");
}

// What does not look like a DOI is shown, but leads nowhere.
function doi(work) {
  const text = `doi:${work.doi}`;
  return work.link ? el("a", { href: work.link, target: "_blank", rel: "noopener noreferrer" }, text) : text;
}

function facts(link, claim) {
  const rows = [
    ["Polarity", words(link.polarity)],
    ["Modality", words(link.modality)],
    ["Said by", claim.by === "THIS_WORK" ? "the work itself" : claim.by],
    ["Time", claim.time],
    ["Place", claim.place],
    ["Confidence", claim.confidence],
    ["Rule", claim.rule],
  ];
  return el("dl", {}, rows.filter(([, value]) => value).map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", { dir: "auto" }, value))));
}

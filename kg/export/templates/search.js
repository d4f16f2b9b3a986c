// Find a thing by the words of one of its names; accents, hyphens and case do not matter.

const search = document.getElementById("search");
const found = document.getElementById("found");
const folded = things.map((thing) => [thing.label, ...thing.aliases].map(fold));
let hits = [];
let active = -1;

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[\p{Pd}\s]+/gu, " ").toLowerCase();
}

function match(query) {
  const parts = fold(query).split(/\s+/).filter(Boolean);
  if (!parts.length) return [];
  const fits = things.filter((thing) => nameIn(thing, parts) >= 0);
  return fits.sort((a, b) => starts(b, parts) - starts(a, parts) || b.works - a.works || a.id - b.id).slice(0, 8);
}

// Which name of a thing has all the words: 0 is the one it is shown with, -1 none.
function nameIn(thing, parts) {
  return folded[thing.id].findIndex((name) => parts.every((part) => name.includes(part)));
}

function starts(thing, parts) {
  return folded[thing.id][nameIn(thing, parts)].startsWith(parts[0]) ? 1 : 0;
}

function aliasHit(thing) {
  const name = nameIn(thing, fold(search.value).split(/\s+/).filter(Boolean));
  return name > 0 ? el("small", { dir: "auto" }, `also “${thing.aliases[name - 1]}”`) : "";
}

function suggest() {
  hits = match(search.value);
  active = hits.length ? 0 : -1;
  const nothing = el("li", { class: "nothing", role: "option", "aria-disabled": "true" }, "Nothing has this name");
  found.replaceChildren(...(hits.length ? hits.map(option) : [nothing]));
  found.hidden = !search.value.trim();
  if (!found.hidden) announce(hits.length ? `${counted(hits.length, "thing")} found` : "Nothing has this name");
  mark();
}

function option(thing, index) {
  const style = typeStyle.get(thing.type);
  const outside = seen.things.includes(thing) ? "" : el("small", {}, "not in view");
  return el("li", { role: "option", id: `hit-${index}`, onpointerdown: (event) => { event.preventDefault(); take(index); } },
    shapeIcon(style.shape, style.colour), el("span", { dir: "auto" }, thing.label, " ", aliasHit(thing)), outside);
}

function mark() {
  [...found.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
  search.setAttribute("aria-expanded", String(!found.hidden));
  if (active >= 0 && !found.hidden) search.setAttribute("aria-activedescendant", `hit-${active}`);
  else search.removeAttribute("aria-activedescendant");
}

function take(index) {
  const thing = hits[index];
  if (!thing) return;
  found.hidden = true;
  mark();
  opener = search;
  if (!seen.things.includes(thing)) bringIn(thing);
  choose({ kind: "thing", id: thing.id }, true);
  centreOn(thing.id);
}

// A thing outside the view: lift the filters, and show as much more as it takes.
function bringIn(thing) {
  if (!inScope(thing)) state.view = thing.level;
  nameGroups();
  allowEverything();
  showLegend();
  refresh();
}

search.addEventListener("input", suggest);
search.addEventListener("focus", suggest);
search.addEventListener("blur", () => { found.hidden = true; mark(); });
search.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && hits.length) active = (active + step + hits.length) % hits.length;
  else if (event.key === "Enter") take(active);
  else if (event.key === "Escape" && !found.hidden) { found.hidden = true; event.stopPropagation(); }
  else return;
  event.preventDefault();
  mark();
});

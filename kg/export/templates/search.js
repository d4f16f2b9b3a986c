// Find a thing by the words of its name; accents and case do not matter.

const search = document.getElementById("search");
const found = document.getElementById("found");
const folded = things.map((thing) => fold(thing.label));
let hits = [];
let active = -1;

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function match(query) {
  const parts = fold(query).split(/\s+/).filter(Boolean);
  if (!parts.length) return [];
  const fits = things.filter((thing) => parts.every((part) => folded[thing.id].includes(part)));
  return fits.sort((a, b) => starts(b, parts) - starts(a, parts) || b.works - a.works || a.id - b.id).slice(0, 8);
}

function starts(thing, parts) {
  return folded[thing.id].startsWith(parts[0]) ? 1 : 0;
}

function suggest() {
  hits = match(search.value);
  active = hits.length ? 0 : -1;
  const nothing = el("li", { class: "nothing", role: "option", "aria-disabled": "true" }, "Nothing has this name");
  found.replaceChildren(...(hits.length ? hits.map(option) : [nothing]));
  found.hidden = !search.value.trim();
  mark();
}

function option(thing, index) {
  const style = typeStyle.get(thing.type);
  const outside = seen.things.includes(thing) ? "" : el("small", {}, "not in view");
  return el("li", { role: "option", id: `hit-${index}`, onpointerdown: (event) => { event.preventDefault(); take(index); } },
    shapeIcon(style.shape, style.colour), el("span", { dir: "auto" }, thing.label), outside);
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

// A thing outside the view: lift the filters, and the limit to the best supported if it stands beyond.
function bringIn(thing) {
  if (!thing.core) state.core = false;
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

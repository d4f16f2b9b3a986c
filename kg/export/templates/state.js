// What the page knows, what is filtered, and what is therefore to be seen.

const drawn = { nodes: unpack(read("nodes")), edges: unpack(read("edges")) };
const content = read("content");
const works = unpack(content.works);
for (const work of works) work.time = Number((/\d{4}/.exec(work.year) || [""])[0]) || null;
const claims = unpack(content.claims);
const things = unpack(content.things).map((thing, id) => ({ ...thing, id, label: drawn.nodes[id].label, links: [] }));
const links = [];
for (const [id, link] of unpack(content.links).entries()) {
  const first = id ? links[id - 1].first + links[id - 1].count : 0;
  const { from, to, bend } = drawn.edges[id];
  links.push({ ...link, id, from, to, bend, first, count: link.claims, claims: claims.slice(first, first + link.claims) });
  things[from].links.push(links[id]);
  if (to !== from) things[to].links.push(links[id]);
}
const views = content.views;
const typeStyle = new Map(content.types.map((type) => [type.name, type]));
const relationStyle = new Map(content.relations.map((relation) => [relation.name, relation]));

const MODALITIES = ["asserted", "recommended", "hypothetical"];
const POLARITIES = ["positive", "negative"];
const GROUPS = 12; // groups with a colour and a letter of their own

function values(known, found) {
  const present = new Set(found);
  return [...known.filter((name) => present.has(name)), ...[...present].filter((name) => !known.includes(name)).sort()];
}

const choices = {
  type: content.types.map((type) => type.name),
  relation: content.relations.map((relation) => relation.name),
  modality: values(MODALITIES, links.map((link) => link.modality)),
  polarity: values(POLARITIES, links.map((link) => link.polarity)),
  group: [],
};
const known = { belief: links.some((link) => link.belief !== null), years: works.map((work) => work.time).filter(Boolean) };
const years = known.years.length ? [Math.min(...known.years), Math.max(...known.years)] : null;
const FREE = { belief: 0, works: 1, from: null, to: null, place: "" };

const state = { view: 0, colouring: "type", chosen: null, allowed: {}, ...FREE };

// The largest groups of the view have a letter; the rest share one box in the legend.
function nameGroups() {
  const sizes = new Map();
  for (const thing of things) if (inScope(thing)) sizes.set(thing.group, (sizes.get(thing.group) || 0) + 1);
  const ranked = [...sizes.keys()].sort((a, b) => sizes.get(b) - sizes.get(a) || a - b).filter((group) => sizes.get(group) > 1);
  choices.group = [...ranked.slice(0, GROUPS).map(String), ...(sizes.size > Math.min(ranked.length, GROUPS) ? ["rest"] : [])];
  state.allowed.group = new Set(choices.group);
}

function groupOf(thing) {
  const key = String(thing.group);
  return choices.group.includes(key) ? key : "rest";
}

function allowEverything() {
  for (const [facet, names] of Object.entries(choices)) state.allowed[facet] = new Set(names);
  Object.assign(state, FREE);
}

function inScope(thing) {
  return thing.level <= state.view;
}

function thingAllowed(thing) {
  return inScope(thing) && state.allowed.type.has(thing.type) && state.allowed.group.has(groupOf(thing));
}

function linkAllowed(link) {
  const { relation, modality, polarity } = state.allowed;
  return link.level <= state.view && relation.has(link.relation) && modality.has(link.modality) &&
    polarity.has(link.polarity) && (!state.belief || (link.belief !== null && link.belief >= state.belief)) &&
    link.shown.length > 0 && link.support >= state.works &&
    thingAllowed(things[link.from]) && thingAllowed(things[link.to]);
}

// Period and place are of claims: a line keeps the claims that lie within, and their works.
function claimAllowed(claim) {
  const { time } = works[claim.work];
  return (state.from === null || (time && time >= state.from)) && (state.to === null || (time && time <= state.to)) &&
    (!state.place || claim.place === state.place);
}

function sift() {
  const some = state.from !== null || state.to !== null || state.place;
  for (const link of links) {
    link.shown = some ? link.claims.filter(claimAllowed) : link.claims;
    link.support = some ? new Set(link.shown.map((claim) => claim.work)).size : link.works;
  }
}

// The links that pass, and the things they tie; a thing that never had a link passes by itself.
function visible() {
  sift();
  const passing = links.filter(linkAllowed);
  const tied = new Set(passing.flatMap((link) => [link.from, link.to]));
  const alone = (thing) => !thing.links.length && thingAllowed(thing);
  return { links: passing, things: things.filter((thing) => tied.has(thing.id) || alone(thing)) };
}

function scoped() {
  return { things: things.filter(inScope), links: links.filter((link) => link.level <= state.view) };
}

function dashesOf(link) {
  const { dashes } = drawn.edges[link.id];
  return dashes ? dashes.join(" ") : "none";
}

function lineOf(link, denied = link.denied) {
  const { colour, end, symmetric } = relationStyle.get(link.relation);
  return lineIcon({ colour, end, both: symmetric, dashes: dashesOf(link), denied });
}

// A link in words.
function sentenceOf(link) {
  const said = [link.denied ? "denied" : "", link.modality === "asserted" ? "" : words(link.modality)].filter(Boolean);
  const text = `${things[link.from].label} – ${words(link.relation)} – ${things[link.to].label}`;
  return said.length ? `${text} (${said.join(", ")})` : text;
}

nameGroups();
allowEverything();
sift();

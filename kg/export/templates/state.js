// What the page knows, what is filtered, and what is therefore to be seen.

const drawn = { nodes: read("nodes"), edges: read("edges") };
const content = read("content");
const things = content.things.map((thing, id) => ({ ...thing, id, links: [] }));
const links = content.links.map((link, id) => ({ ...link, id }));
for (const link of links) {
  things[link.from].links.push(link);
  if (link.to !== link.from) things[link.to].links.push(link);
}
const typeStyle = new Map(content.types.map((type) => [type.name, type]));
const hasCore = things.some((thing) => thing.core);

const MODALITIES = ["asserted", "recommended", "hypothetical"];
const POLARITIES = ["positive", "negative"];

function values(known, found) {
  const present = new Set(found);
  return [...known.filter((name) => present.has(name)), ...[...present].filter((name) => !known.includes(name)).sort()];
}

const choices = {
  type: content.types.map((type) => type.name),
  relation: content.relations.map((relation) => relation.name),
  modality: values(MODALITIES, links.map((link) => link.modality)),
  polarity: values(POLARITIES, links.map((link) => link.polarity)),
};

const state = { core: hasCore, chosen: null, allowed: {} };

function allowEverything() {
  for (const [facet, names] of Object.entries(choices)) state.allowed[facet] = new Set(names);
}
allowEverything();

function inScope(thing) {
  return !state.core || Boolean(thing.core);
}

function thingAllowed(thing) {
  return inScope(thing) && state.allowed.type.has(thing.type);
}

function linkAllowed(link) {
  const { relation, modality, polarity } = state.allowed;
  return relation.has(link.relation) && modality.has(link.modality) && polarity.has(link.polarity) &&
    thingAllowed(things[link.from]) && thingAllowed(things[link.to]);
}

// The links that pass, and the things they tie; a thing that never had a link passes by itself.
function visible() {
  const passing = links.filter(linkAllowed);
  const tied = new Set(passing.flatMap((link) => [link.from, link.to]));
  const alone = (thing) => !thing.links.length && thingAllowed(thing);
  return { links: passing, things: things.filter((thing) => tied.has(thing.id) || alone(thing)) };
}

function scopeTotals() {
  const scoped = links.filter((link) => inScope(things[link.from]) && inScope(things[link.to]));
  return { things: things.filter(inScope), links: scoped };
}

function lineOf(link, denied = link.denied) {
  return lineIcon(link.colour, link.dashes ? link.dashes.join(" ") : "none", denied);
}

// A link in words.
function sentenceOf(link) {
  const held = [link.denied ? "denied" : "", link.modality === "asserted" ? "" : words(link.modality)].filter(Boolean);
  const text = `${things[link.from].label} – ${words(link.relation)} – ${things[link.to].label}`;
  return held.length ? `${text} (${held.join(", ")})` : text;
}

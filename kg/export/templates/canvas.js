// The drawing: vis-network with given places, no physics.

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

const MANY = 3000; // lines above which they are hidden while the drawing moves
const STATUS = 36; // pixels at the foot of the frame that the counts take

const nodeSet = new vis.DataSet();
const edgeSet = new vis.DataSet();
const frame = document.getElementById("graph");
const network = new vis.Network(frame, { nodes: nodeSet, edges: edgeSet }, {
  physics: { enabled: false },
  layout: { improvedLayout: false },
  interaction: { hover: true, tooltipDelay: 250, selectConnectedEdges: false, hoverConnectedEdges: false },
  nodes: { borderWidth: 1.5, borderWidthSelected: 3 },
  edges: { selectionWidth: 1.5, hoverWidth: 1 },
});
frame.querySelector(".vis-network").removeAttribute("tabindex");

let seen = { things: [], links: [] };
let ranked = [];
let stretch = 1; // height of the drawing against the given places
let crowded = false;
let swell = 1; // size of shapes and lines against the given sizes
const moved = new Map(); // where things were dragged

function motion() {
  return calm.matches || crowded ? false : { duration: 350, easingFunction: "easeInOutQuad" };
}

// The things that stay bright while something is chosen; null: all.
function lit() {
  const chosen = state.chosen;
  if (!chosen) return null;
  if (chosen.kind === "link") return new Set([links[chosen.id].from, links[chosen.id].to]);
  return new Set([chosen.id, ...things[chosen.id].links.filter(linkAllowed).flatMap((link) => [link.from, link.to])]);
}

function linkLit(link) {
  const chosen = state.chosen;
  if (!chosen) return true;
  return chosen.kind === "link" ? chosen.id === link.id : chosen.id === link.from || chosen.id === link.to;
}

function placeOf(thing) {
  const { free, boxed } = content.places[state.view];
  const [x, y] = (isBoxed() ? boxed : free)[thing.id];
  return { x, y };
}

// The extent of places along an axis, with room for names around it.
function extent(places, axis) {
  const low = places.reduce((least, place) => Math.min(least, place[axis]), Infinity);
  const high = places.reduce((most, place) => Math.max(most, place[axis]), -Infinity);
  return places.length ? { middle: (low + high) / 2, size: high - low + 150 } : { middle: 0, size: 150 };
}

// Fit the drawing to its frame: a telephone stands, a screen lies. Returns where to look, and from how far.
function fitted(view) {
  moved.clear();
  const places = view.things.map(placeOf);
  const [x, y] = [extent(places, "x"), extent(places, "y")];
  const height = frame.clientHeight - STATUS;
  const wanted = height / frame.clientWidth / (y.size / x.size);
  stretch = Math.min(Math.max(wanted, 0.85), 2.5);
  const scale = Math.min(frame.clientWidth / x.size, height / (y.size * stretch), 1.4);
  swell = Math.min(Math.max(Math.sqrt(0.9 / scale), 1), 2.2);
  return { position: { x: x.middle, y: y.middle * stretch + STATUS / 2 / scale }, scale };
}

function nodeStyle(thing, bright) {
  const node = drawn.nodes[thing.id];
  const given = placeOf(thing);
  const place = moved.get(thing.id) || { x: given.x, y: given.y * stretch };
  const chosen = state.chosen && state.chosen.kind === "thing" && state.chosen.id === thing.id;
  const background = state.colouring === "group" ? groupColour(groupOf(thing)) : node.color;
  // A light rim would cover a small shape, and the points of a star.
  const small = crowded || swell > 2 || node.shape === "star";
  const border = chosen ? "#111111" : small ? background : "#ffffff";
  const colour = { background, border };
  return {
    id: thing.id, ...place, shape: node.shape, size: node.size * swell, borderWidth: (chosen ? 3 : 1.5) * swell,
    color: { ...colour, highlight: colour, hover: { background, border: "#111111" } },
    opacity: !bright || bright.has(thing.id) ? 1 : 0.16,
  };
}

function edgeStyle(link) {
  const edge = drawn.edges[link.id];
  const bend = link.bend;
  const bent = { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) };
  const across = isBoxed() && groupOf(things[link.from]) !== groupOf(things[link.to]);
  const opacity = linkLit(link) ? (state.chosen ? 1 : across ? 0.3 : seen.links.length > MANY ? 0.35 : 0.7) : 0.1;
  return {
    id: link.id, from: link.from, to: link.to, arrows: crowded ? "" : edge.arrows, dashes: edge.dashes, width: edge.width * swell,
    color: { color: edge.color, highlight: edge.color, hover: edge.color, opacity, inherit: false },
    smooth: bend && !crowded ? bent : false, title: `${sentenceOf(link)}\n${counted(link.support, "work")}`,
  };
}

function draw(view) {
  const many = view.links.length > MANY;
  if (many !== crowded) network.setOptions({ interaction: { hideEdgesOnDrag: many, hideEdgesOnZoom: many, hover: !many } });
  crowded = many;
  const bright = lit();
  seen = { things: [], links: view.links };
  ranked = [];
  replace(nodeSet, view.things.map((thing) => nodeStyle(thing, bright)));
  replace(edgeSet, view.links.map(edgeStyle));
  seen = view;
  ranked = [...view.things].sort((a, b) => b.works - a.works || b.links.length - a.links.length || a.id - b.id);
  if (bright) ranked = [...ranked.filter((t) => bright.has(t.id)), ...ranked.filter((t) => !bright.has(t.id))];
  if (!many) network.redraw();
}

// Give vis-network only what changed: it takes long over what it is given.
const given = new Map([[nodeSet, new Map()], [edgeSet, new Map()]]);

function replace(set, items) {
  const before = given.get(set);
  const now = new Map(items.map((item) => [item.id, JSON.stringify(item)]));
  set.remove([...before.keys()].filter((id) => !now.has(id)));
  set.update(items.filter((item) => before.get(item.id) !== now.get(item.id)));
  given.set(set, now);
}

function showWhole() {
  const look = fitted(seen);
  draw(seen);
  network.moveTo(look);
}

function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: motion() });
}

function centreOn(id) {
  network.focus(id, { scale: Math.max(network.getScale(), 0.9), animation: motion() });
}

network.on("beforeDrawing", drawBoxes);
network.on("afterDrawing", drawLabels);
network.on("hoverNode", () => { frame.style.cursor = "pointer"; });
network.on("hoverEdge", () => { frame.style.cursor = "pointer"; });
network.on("blurNode", () => { frame.style.cursor = ""; });
network.on("blurEdge", () => { frame.style.cursor = ""; });
network.on("dragEnd", ({ nodes }) => {
  for (const [id, place] of Object.entries(network.getPositions(nodes))) {
    moved.set(Number(id), place);
    given.get(nodeSet).delete(Number(id)); // vis-network no longer has it where it was given
  }
  network.unselectAll();
});
network.on("click", ({ nodes, edges, pointer }) => {
  const label = nodes.length ? null : labelAt(pointer.DOM);
  network.unselectAll();
  if (nodes.length || label !== null) choose({ kind: "thing", id: nodes.length ? nodes[0] : label });
  else choose(edges.length ? { kind: "link", id: edges[0] } : null);
});

const STEPS = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
frame.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (STEPS[event.key]) panBy(...STEPS[event.key]);
  else if ("+=".includes(event.key)) zoomBy(1.35);
  else if (event.key === "-") zoomBy(1 / 1.35);
  else if (event.key === "0") showWhole();
  else return;
  event.preventDefault();
});

function panBy(right, down) {
  const { x, y } = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: { x: x + right / scale, y: y + down / scale } });
}

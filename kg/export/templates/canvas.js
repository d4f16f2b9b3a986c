// The drawing: vis-network with given places, no physics.

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

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
frame.querySelector(".vis-network").tabIndex = -1;

let seen = { things: [], links: [] };
let ranked = [];
let stretch = 1; // height of the drawing against the given places
let swell = 1; // size of shapes and lines against the given sizes
const moved = new Map(); // where things were dragged

function motion() {
  return calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" };
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
  const { x, y } = drawn.nodes[thing.id];
  return state.core ? { x: thing.core[0], y: thing.core[1] } : { x, y };
}

// How much taller the drawing must be to have the form of its frame: a telephone stands, a screen lies.
function stretchOf(shown) {
  const places = shown.map(placeOf);
  const extent = (axis) => {
    const found = places.map((place) => place[axis]);
    return Math.max(...found) - Math.min(...found) + 100;
  };
  const wanted = frame.clientHeight / frame.clientWidth / (extent("y") / extent("x"));
  return Math.min(Math.max(wanted, 0.85), 2.5);
}

function nodeStyle(thing, bright) {
  const node = drawn.nodes[thing.id];
  const given = placeOf(thing);
  const place = moved.get(thing.id) || { x: given.x, y: given.y * stretch };
  const chosen = state.chosen && state.chosen.kind === "thing" && state.chosen.id === thing.id;
  const border = chosen ? "#111111" : "#ffffff";
  const colour = { background: node.color, border };
  return {
    id: thing.id, ...place, shape: node.shape, size: node.size * swell, borderWidth: (chosen ? 3 : 1.5) * swell,
    color: { ...colour, highlight: colour, hover: { background: node.color, border: "#111111" } },
    opacity: !bright || bright.has(thing.id) ? 1 : 0.16,
  };
}

function edgeStyle(link) {
  const edge = drawn.edges[link.id];
  const bend = link.bend;
  const bent = { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) };
  const opacity = linkLit(link) ? (state.chosen ? 1 : 0.72) : 0.1;
  return {
    id: link.id, from: link.from, to: link.to, arrows: edge.arrows, dashes: edge.dashes, width: edge.width * swell,
    color: { color: edge.color, highlight: edge.color, hover: edge.color, opacity, inherit: false },
    smooth: bend ? bent : false, title: `${sentenceOf(link)}\n${counted(link.works, "work")}`,
  };
}

function draw(view) {
  const bright = lit();
  seen = { things: [], links: [] };
  ranked = [];
  replace(nodeSet, view.things.map((thing) => nodeStyle(thing, bright)));
  replace(edgeSet, view.links.map(edgeStyle));
  seen = view;
  ranked = [...view.things].sort((a, b) => b.works - a.works || b.links.length - a.links.length || a.id - b.id);
  if (bright) ranked = [...ranked.filter((t) => bright.has(t.id)), ...ranked.filter((t) => !bright.has(t.id))];
  network.redraw();
}

function replace(set, items) {
  const wanted = new Set(items.map((item) => item.id));
  set.remove(set.getIds().filter((id) => !wanted.has(id)));
  set.update(items);
}

function showWhole() {
  moved.clear();
  stretch = stretchOf(seen.things);
  swell = 1;
  draw(seen);
  network.fit({ maxZoomLevel: 1.4 });
  const scale = network.getScale() * 0.93;
  network.moveTo({ scale });
  swell = Math.min(Math.max(Math.sqrt(0.9 / scale), 1), 2.2);
  draw(seen);
}

function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: motion() });
}

function centreOn(id) {
  network.focus(id, { scale: Math.max(network.getScale(), 0.9), animation: motion() });
}

network.on("afterDrawing", drawLabels);
network.on("hoverNode", () => { frame.style.cursor = "pointer"; });
network.on("hoverEdge", () => { frame.style.cursor = "pointer"; });
network.on("blurNode", () => { frame.style.cursor = ""; });
network.on("blurEdge", () => { frame.style.cursor = ""; });
network.on("dragEnd", ({ nodes }) => {
  for (const [id, place] of Object.entries(network.getPositions(nodes))) moved.set(Number(id), place);
  network.unselectAll();
});
network.on("click", ({ nodes, edges, pointer }) => {
  const label = nodes.length ? null : labelAt(pointer.DOM);
  network.unselectAll();
  if (nodes.length || label !== null) choose({ kind: "thing", id: nodes.length ? nodes[0] : label });
  else choose(edges.length ? { kind: "link", id: edges[0] } : null);
});

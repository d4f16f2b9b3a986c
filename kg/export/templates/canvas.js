// The drawing: vis-network with given places, no physics, and labels of constant size that never overlap.

const FONT = "13px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', sans-serif";
const LINE = 15;
const PROMINENT = 15; // things whose labels may cover the shapes of lesser ones
const NEAR = 6; // pixels around a shape in which the label of another would seem to be its own
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
  return state.core ? { x: thing.core[0], y: thing.core[1] } : { x: drawn.nodes[thing.id].x, y: drawn.nodes[thing.id].y };
}

// How much taller the drawing must be to have the form of its frame: a telephone stands, a screen lies.
function stretchOf(shown) {
  const places = shown.map(placeOf);
  const extent = (axis) => Math.max(...places.map((place) => place[axis])) - Math.min(...places.map((place) => place[axis])) + 100;
  const wanted = frame.clientHeight / frame.clientWidth / (extent("y") / extent("x"));
  return Math.min(Math.max(wanted, 0.85), 2.5);
}

function nodeStyle(thing, bright) {
  const node = drawn.nodes[thing.id];
  const place = placeOf(thing);
  const chosen = state.chosen && state.chosen.kind === "thing" && state.chosen.id === thing.id;
  const border = chosen ? "#111111" : "#ffffff";
  const colour = { background: node.color, border };
  return {
    id: thing.id, x: place.x, y: place.y * stretch, shape: node.shape, size: node.size * swell, borderWidth: (chosen ? 3 : 1.5) * swell,
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

// --- labels ---------------------------------------------------------------------------------------

// Boxes already taken on the screen, in cells of 64 pixels so that a look-up stays cheap.
class Taken {
  constructor() {
    this.cells = new Map();
  }
  *keys(box) {
    for (let x = Math.floor(box.x / 64); x <= Math.floor((box.x + box.w) / 64); x += 1)
      for (let y = Math.floor(box.y / 64); y <= Math.floor((box.y + box.h) / 64); y += 1) yield `${x},${y}`;
  }
  add(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }
  hit(box, own = null) {
    for (const key of this.keys(box))
      for (const other of this.cells.get(key) || [])
        if (other.own !== own && box.x < other.x + other.w && other.x < box.x + box.w &&
            box.y < other.y + other.h && other.y < box.y + box.h) return true;
    return false;
  }
}

const wrapped = new Map();

function linesOf(context, thing) {
  if (!wrapped.has(thing.id)) wrapped.set(thing.id, wrap(context, thing.label));
  return wrapped.get(thing.id);
}

function wrap(context, label) {
  const lines = [];
  for (const word of label.split(/\s+/)) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + word.length < 20) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, 3).map((line) => (line.length > 26 ? `${line.slice(0, 25)}…` : line));
  if (lines.length > 3) kept[2] += " …";
  return { lines: kept, width: Math.max(...kept.map((line) => context.measureText(line).width)) };
}

function* placesFor(point, text) {
  const radius = point.r;
  const w = text.width + 6;
  const h = text.lines.length * LINE + 2;
  yield { x: point.x - w / 2, y: point.y + radius + 2, w, h };
  yield { x: point.x - w / 2, y: point.y - radius - h - 2, w, h };
  yield { x: point.x + radius + 2, y: point.y - h / 2, w, h };
  yield { x: point.x - radius - w - 2, y: point.y - h / 2, w, h };
  for (const x of [point.x + radius * 0.7, point.x - radius * 0.7 - w])
    for (const y of [point.y + radius * 0.7, point.y - radius * 0.7 - h]) yield { x, y, w, h, askew: true };
}

function boxOf(element) {
  return { x: element.offsetLeft, y: element.offsetTop, w: element.offsetWidth, h: element.offsetHeight };
}

function within(box, canvas) {
  return box.x >= 0 && box.y >= 0 && box.x + box.w <= canvas.clientWidth && box.y + box.h <= canvas.clientHeight;
}

let labelBoxes = [];

function drawLabels(context) {
  const scale = network.getScale();
  const ratio = context.canvas.width / context.canvas.clientWidth;
  const bright = lit();
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = FONT;
  const points = onScreen(scale, context.canvas);
  const taken = new Taken();
  const shapes = new Taken();
  const great = new Taken();
  for (const [id, { x, y, r }] of points) shapes.add({ x: x - r - NEAR, y: y - r - NEAR, w: 2 * (r + NEAR), h: 2 * (r + NEAR), own: id });
  for (const { id } of ranked.slice(0, PROMINENT)) {
    const point = points.get(id);
    if (point) great.add({ x: point.x - point.r, y: point.y - point.r, w: 2 * point.r, h: 2 * point.r, own: id });
  }
  for (const element of document.querySelectorAll("#status, .zoom")) taken.add(boxOf(element));
  drawDenials(context, taken, points);
  labelBoxes = [];
  for (const thing of ranked) {
    const point = points.get(thing.id);
    if (!point || (bright && !bright.has(thing.id))) continue;
    const text = linesOf(context, thing);
    const free = [...placesFor(point, text)].filter((box) => !taken.hit(box, thing.id) && within(box, context.canvas));
    const prominent = labelBoxes.length < PROMINENT;
    const box = free.find((each) => !shapes.hit(each, thing.id)) || (prominent && nextBest(free, great, thing.id));
    if (!box) continue;
    taken.add(box);
    labelBoxes.push({ ...box, id: thing.id });
    drawText(context, text.lines, box);
  }
  context.restore();
}

function onScreen(scale, canvas) {
  const places = network.getPositions(ranked.map((thing) => thing.id));
  const points = new Map();
  for (const thing of ranked) {
    const { x, y } = network.canvasToDOM(places[thing.id]);
    if (x > -60 && y > -30 && x < canvas.clientWidth + 60 && y < canvas.clientHeight + 30)
      points.set(thing.id, { x, y, r: drawn.nodes[thing.id].size * swell * scale });
  }
  return points;
}

function drawText(context, lines, box) {
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = "rgba(255, 255, 255, 0.92)";
  context.fillStyle = "#1c2733";
  lines.forEach((line, index) => {
    const y = box.y + 2 + index * LINE;
    context.strokeText(line, box.x + box.w / 2, y);
    context.fillText(line, box.x + box.w / 2, y);
  });
}

// A "not" on every denied line. The middle of a line is known to vis-network only (9.1.2, pinned with pyvis).
function drawDenials(context, taken, points) {
  const size = network.getScale() < 0.6 ? 0.75 : 1;
  for (const link of seen.links.filter((each) => each.denied && linkLit(each) && isLong(each, points))) {
    const middle = network.canvasToDOM(network.body.edges[link.id].edgeType.getPoint(0.5));
    const box = { x: middle.x - 15 * size, y: middle.y - 9 * size, w: 30 * size, h: 18 * size };
    taken.add(box);
    context.fillStyle = "#ffffff";
    context.strokeStyle = link.colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.roundRect(box.x, box.y, box.w, box.h, box.h / 2);
    context.fill();
    context.stroke();
    context.fillStyle = "#1c2733";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = FONT.replace("13px", `${13 * size}px`);
    context.fillText("not", middle.x, middle.y);
  }
  context.font = FONT;
}

function nextBest(free, great, id) {
  const straight = free.filter((box) => !box.askew);
  return straight.find((box) => !great.hit(box, id)) || straight[0];
}

// Whether there is room for a word on a line; what is chosen always has it.
function isLong(link, points) {
  const [from, to] = [points.get(link.from), points.get(link.to)];
  return Boolean(state.chosen) || (network.getScale() > 0.25 && from && to && (from === to || Math.hypot(from.x - to.x, from.y - to.y) > 44));
}

function labelAt({ x, y }) {
  const box = labelBoxes.find((each) => x >= each.x && x <= each.x + each.w && y >= each.y && y <= each.y + each.h);
  return box ? box.id : null;
}

network.on("afterDrawing", drawLabels);
network.on("hoverNode", () => { frame.style.cursor = "pointer"; });
network.on("hoverEdge", () => { frame.style.cursor = "pointer"; });
network.on("blurNode", () => { frame.style.cursor = ""; });
network.on("blurEdge", () => { frame.style.cursor = ""; });
network.on("click", ({ nodes, edges, pointer }) => {
  const label = nodes.length ? null : labelAt(pointer.DOM);
  network.unselectAll();
  if (nodes.length || label !== null) choose({ kind: "thing", id: nodes.length ? nodes[0] : label });
  else choose(edges.length ? { kind: "link", id: edges[0] } : null);
});

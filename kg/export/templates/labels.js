// Labels of constant size that never cover each other: those of the most supported things come first.

const FONT = "13px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', sans-serif";
const LINE = 15;
const PROMINENT = 15; // things whose labels may cover the shapes of lesser ones
const MOST = 250; // labels at once
const TRIED = 1500; // things whose label is tried
const NEAR = 6; // pixels around a shape in which the label of another would seem to be its own

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
let titleBoxes = [];
let wordBoxes = [];

function drawLabels(context) {
  const ratio = context.canvas.width / context.canvas.clientWidth;
  const bright = lit();
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = FONT;
  const points = onScreen(context.canvas);
  const taken = new Taken();
  for (const element of document.querySelectorAll("#status, .zoom, .save")) taken.add(boxOf(element));
  titleBoxes = [];
  drawTitles(context, taken);
  const shapes = around(points, ranked, NEAR);
  drawWords(context, taken, points, around(points, ranked.filter((thing) => !bright || bright.has(thing.id)), 0));
  drawLetters(context, points);
  const great = around(points, ranked.slice(0, PROMINENT), 0);
  labelBoxes = [];
  const frameSize = { clientWidth: context.canvas.clientWidth, clientHeight: context.canvas.clientHeight };
  const named = ranked.filter(({ id }) => points.has(id) && (!bright || bright.has(id)));
  for (const thing of named.slice(0, TRIED)) {
    const text = linesOf(context, thing);
    const places = [...placesFor(points.get(thing.id), text)];
    const free = places.filter((box) => !taken.hit(box) && within(box, frameSize));
    const prominent = labelBoxes.length < PROMINENT;
    const box = free.find((each) => !shapes.hit(each, thing.id)) || (prominent && nextBest(free, great, thing.id));
    if (!box) continue;
    taken.add(box);
    labelBoxes.push({ ...box, id: thing.id, lines: text.lines });
    if (labelBoxes.length >= MOST) break;
  }
  for (const box of labelBoxes) drawText(context, box.lines, box);
  for (const box of titleBoxes) drawText(context, [box.text], box, box.colour);
  context.restore();
}

// The boxes of shapes, with a margin.
function around(points, shown, margin) {
  const boxes = new Taken();
  for (const { id } of shown.filter((thing) => points.has(thing.id))) {
    const { x, y, r } = points.get(id);
    boxes.add({ x: x - r - margin, y: y - r - margin, w: 2 * (r + margin), h: 2 * (r + margin), own: id });
  }
  return boxes;
}

function onScreen(canvas) {
  const scale = network.getScale();
  const places = network.getPositions(ranked.map((thing) => thing.id));
  const points = new Map();
  for (const thing of ranked) {
    const { x, y } = network.canvasToDOM(places[thing.id]);
    if (x > -60 && y > -30 && x < canvas.clientWidth + 60 && y < canvas.clientHeight + 30)
      points.set(thing.id, { x, y, r: drawn.nodes[thing.id].size * swell * scale });
  }
  return points;
}

function drawText(context, lines, box, colour = "#1c2733") {
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = "rgba(255, 255, 255, 0.92)";
  context.fillStyle = colour;
  lines.forEach((line, index) => {
    const y = box.y + 2 + index * LINE;
    context.strokeText(line, box.x + box.w / 2, y);
    context.fillText(line, box.x + box.w / 2, y);
  });
}

// A "not" on every denied line, off the middle where another one stands there, and the relation on the lines of
// what is chosen. The places along a line are known to vis-network only (9.1.2, pinned with pyvis).
function drawWords(context, taken, points, shapes) {
  wordBoxes = [];
  const few = state.chosen && seen.links.filter(linkLit).length <= 40;
  const there = seen.links.filter((each) => network.body.edges[each.id] && linkLit(each));
  for (const link of there.filter((each) => (few || (each.denied && isLong(each, points))))) {
    const text = few ? `${link.denied ? "not: " : ""}${words(link.relation)}` : "not";
    const w = context.measureText(text).width + 12;
    const places = (few ? [0.5] : [0.5, 0.36, 0.64, 0.24, 0.76]).map((part) => pillAt(link, part, w));
    const box = places.find((each) => !taken.hit(each)) || places[0];
    if (few && state.chosen.kind === "thing" && (taken.hit(box) || shapes.hit(box))) continue;
    taken.add(box);
    wordBoxes.push({ ...box, text, colour: drawn.edges[link.id].color });
  }
  for (const box of wordBoxes) drawPill(context, box);
}

function pillAt(link, part, w) {
  const { x, y } = network.canvasToDOM(network.body.edges[link.id].edgeType.getPoint(part));
  return { x: x - w / 2, y: y - 9, w, h: 18 };
}

function drawPill(context, box) {
  context.fillStyle = "#ffffff";
  context.strokeStyle = box.colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(box.x, box.y, box.w, box.h, box.h / 2);
  context.fill();
  context.stroke();
  context.fillStyle = "#1c2733";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(box.text, box.x + box.w / 2, box.y + box.h / 2 + 0.5);
}

function nextBest(free, great, id) {
  const straight = free.filter((box) => !box.askew);
  return straight.find((box) => !great.hit(box, id)) || straight[0];
}

// Whether there is room for a word on a line; what is chosen always has it.
function isLong(link, points) {
  const [from, to] = [points.get(link.from), points.get(link.to)];
  return network.getScale() > 0.25 && from && to && (from === to || Math.hypot(from.x - to.x, from.y - to.y) > 44);
}

function labelAt({ x, y }) {
  const box = labelBoxes.find((each) => x >= each.x && x <= each.x + each.w && y >= each.y && y <= each.y + each.h);
  return box ? box.id : null;
}

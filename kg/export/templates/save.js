// What is seen, to take away: the drawing as PNG and SVG, its claims as CSV.

function save(name, blob) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  announce(`Saved ${name}`);
}

function savePng() {
  const shown = frame.querySelector("canvas");
  const copied = el("canvas", { width: shown.width, height: shown.height });
  const context = copied.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, copied.width, copied.height);
  context.drawImage(shown, 0, 0);
  copied.toBlob((blob) => save("graph.png", blob), "image/png");
}

function saveSvg() {
  const text = new XMLSerializer().serializeToString(pictureOf());
  save("graph.svg", new Blob([text], { type: "image/svg+xml" }));
}

// The drawing as it stands on the screen, of the same shapes, lines and words.
function pictureOf() {
  const [width, height] = [frame.clientWidth, frame.clientHeight];
  const bright = lit();
  const points = onScreen({ clientWidth: width, clientHeight: height });
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "font-family": "sans-serif", "font-size": 13 },
    svg("title", {}, document.title), svg("rect", { width, height, fill: "#ffffff" }));
  if (isBoxed()) for (const [key, box] of groupBoxes()) picture.append(boxPicture(key, box));
  for (const link of seen.links) if (points.has(link.from) || points.has(link.to)) picture.append(linePicture(link));
  for (const thing of seen.things.filter(({ id }) => points.has(id)))
    picture.append(thingPicture(thing, points.get(thing.id), !bright || bright.has(thing.id)));
  for (const box of wordBoxes) picture.append(pillPicture(box));
  for (const box of labelBoxes) picture.append(textPicture(box.lines, box, "#1c2733"));
  for (const box of titleBoxes) picture.append(textPicture([box.text], box, box.colour));
  return picture;
}

function boxPicture(key, box) {
  const { x, y } = network.canvasToDOM({ x: box.left - 55, y: box.top - 40 });
  const end = network.canvasToDOM({ x: box.right + 55, y: box.bottom + 40 });
  const colour = groupColour(key);
  return svg("rect", { x, y, width: end.x - x, height: end.y - y, rx: 8, fill: colour, "fill-opacity": 0.05, stroke: colour });
}

function linePicture(link) {
  const edge = drawn.edges[link.id];
  const type = network.body.edges[link.id].edgeType;
  const at = (share) => network.canvasToDOM(type.getPoint(share));
  const places = (link.bend || link.from === link.to ? [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] : [0, 1]).map(at);
  const scale = network.getScale() * swell;
  const path = places.map(({ x, y }, n) => `${n ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const line = svg("g", { opacity: linkLit(link) ? 0.8 : 0.1 }, svg("title", {}, sentenceOf(link)),
    svg("path", { d: path, fill: "none", stroke: edge.color, "stroke-width": edge.width * scale, "stroke-dasharray": dashesOf(link) }));
  const { end, symmetric } = relationStyle.get(link.relation);
  const size = Math.min(Math.max(scale, 0.5), 1.4);
  for (const [thing, near, tip] of [[link.to, 0.94, true], [link.from, 0.06, symmetric]])
    if (tip && link.from !== link.to) line.append(tipPicture(places, thing === link.to, drawn.nodes[thing].size * scale, ENDS[end], edge.color, size));
  return line;
}

// The end of a line, set back from the middle of its thing to the rim.
function tipPicture(places, last, radius, shape, colour, size) {
  const [tip, before] = last ? [places.at(-1), places.at(-2)] : [places[0], places[1]];
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const [x, y] = [tip.x - Math.cos(angle) * radius, tip.y - Math.sin(angle) * radius];
  const turn = `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${((angle * 180) / Math.PI).toFixed(1)}) scale(${size.toFixed(2)})`;
  return svg("path", { d: `M0 0${shape}`, fill: colour, transform: turn });
}

function thingPicture(thing, { x, y, r }, bright) {
  const { shape, color } = drawn.nodes[thing.id];
  const grouped = state.colouring === "group";
  const move = `translate(${(x - r).toFixed(1)} ${(y - r).toFixed(1)}) scale(${(r / 8).toFixed(3)})`;
  const outline = svg("path", { d: OUTLINES[shape] || OUTLINES.dot, transform: move,
    fill: grouped ? groupColour(groupOf(thing)) : color, stroke: "#ffffff", "stroke-width": 1 });
  const picture = svg("g", { opacity: bright ? 1 : 0.16 }, svg("title", {}, thing.label), outline);
  const letter = { x, y, fill: "#ffffff", "font-weight": "bold", "text-anchor": "middle", "dominant-baseline": "central" };
  if (grouped && r >= 5) picture.append(svg("text", letter, groupLetter(groupOf(thing))));
  return picture;
}

function pillPicture({ x, y, w, h, text, colour }) {
  return svg("g", {}, svg("rect", { x, y, width: w, height: h, rx: h / 2, fill: "#ffffff", stroke: colour }),
    svg("text", { x: x + w / 2, y: y + h / 2, "text-anchor": "middle", "dominant-baseline": "central", fill: "#1c2733" }, text));
}

function textPicture(lines, { x, y, w }, fill) {
  const look = { fill, stroke: "#ffffff", "stroke-width": 3, "paint-order": "stroke", "text-anchor": "middle" };
  return svg("text", look, ...lines.map((line, n) => svg("tspan", { x: x + w / 2, y: y + 13 + n * LINE }, line)));
}

const CELLS = ["head", "head type", "relation", "tail", "tail type", "polarity", "modality", "belief", "said by", "time", "place",
  "confidence", "rule", "curators", "sentence", "citation", "year", "doi"];

function csvOf(view) {
  const rows = view.links.flatMap((link) => link.shown.map((claim) => cellsOf(link, claim)));
  return `\ufeff${[CELLS, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cellsOf(link, claim) {
  const [head, tail, work] = [things[link.from], things[link.to], works[claim.work]];
  return [head.label, head.type, link.relation, tail.label, tail.type, link.polarity, link.modality, claim.belief,
    claim.by === "THIS_WORK" ? "the work itself" : claim.by, claim.time, claim.place, claim.confidence, claim.rule, claim.status,
    content.sentences[claim.sentence], work.citation, work.year, work.doi];
}

// No spreadsheet may take a text for a formula; the wide signs count as such in some languages.
function cell(text) {
  const safe = /^'*[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function saveCsv() {
  save("claims.csv", new Blob([csvOf(seen)], { type: "text/csv" }));
}

for (const [id, action] of [["png", savePng], ["svg", saveSvg], ["csv", saveCsv]])
  document.getElementById(`save-${id}`).addEventListener("click", action);

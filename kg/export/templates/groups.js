// The groups: a colour and a letter for each of the largest, and a box around its things.

const PALETTE = ["#1f4e79", "#c4450c", "#00795f", "#8e3b8a", "#946600", "#2e75b6",
  "#b0507f", "#667a00", "#8a5a44", "#5566b0", "#00798c", "#3b4856"];
const REST = "#737d87";

function groupColour(key) {
  return key === "rest" ? REST : PALETTE[choices.group.indexOf(key) % PALETTE.length];
}

function groupLetter(key) {
  return key === "rest" ? "" : String.fromCharCode(65 + choices.group.indexOf(key));
}

function groupName(key) {
  return key === "rest" ? "smaller groups" : content.groups[Number(key)].name;
}

function isBoxed() {
  return state.colouring === "group" && Boolean(content.places[state.view].boxed);
}

// The boxes of the groups in view, in the places of the drawing.
function groupBoxes() {
  const boxes = new Map();
  for (const thing of seen.things) {
    const key = groupOf(thing);
    if (key === "rest") continue;
    const { x, y } = network.getPosition(thing.id);
    const box = boxes.get(key) || { left: x, right: x, top: y, bottom: y };
    boxes.set(key, { left: Math.min(box.left, x), right: Math.max(box.right, x), top: Math.min(box.top, y), bottom: Math.max(box.bottom, y) });
  }
  return boxes;
}

function drawBoxes(context) {
  if (!isBoxed()) return;
  context.save();
  context.lineWidth = 1.5 / network.getScale();
  for (const [key, box] of groupBoxes()) {
    context.beginPath();
    context.roundRect(box.left - 55, box.top - 40, box.right - box.left + 110, box.bottom - box.top + 80, 14);
    context.fillStyle = context.strokeStyle = groupColour(key);
    context.globalAlpha = 0.05;
    context.fill();
    context.globalAlpha = 0.6;
    context.stroke();
  }
  context.restore();
}

// Titles of the boxes, on the screen: they keep their size, and names give way to them.
function drawTitles(context, taken) {
  if (!isBoxed()) return;
  for (const [key, box] of groupBoxes()) {
    const corner = network.canvasToDOM({ x: box.left - 55, y: box.top - 40 });
    const width = (box.right - box.left + 110) * network.getScale();
    const text = shortened(context, `${groupLetter(key)}  ${groupName(key)}`, Math.max(width, 70));
    const place = { x: corner.x + 4, y: corner.y - LINE - 3, w: context.measureText(text).width + 4, h: LINE + 2 };
    taken.add(place);
    titleBoxes.push({ ...place, text, colour: groupColour(key) });
  }
}

function shortened(context, text, width) {
  let short = text;
  while (short.length > 4 && context.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return short === text ? text : `${short}…`;
}

function drawLetters(context, points) {
  if (state.colouring !== "group") return;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = "#ffffff";
  for (const thing of seen.things) {
    const point = points.get(thing.id);
    if (!point || point.r < 5) continue;
    context.font = FONT.replace("13px", `bold ${Math.min(Math.round(point.r * 1.3), 18)}px`);
    context.fillText(groupLetter(groupOf(thing)), point.x, point.y + 0.5);
  }
  context.font = FONT;
}

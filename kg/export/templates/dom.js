// Building blocks: elements, words, symbols. Data enters the page only as text nodes and attributes.

const SVG = "http://www.w3.org/2000/svg";

function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

// Records from their columns; a column may stand as a table of values and places in it.
function unpack({ count, columns }) {
  const records = Array.from({ length: count }, () => ({}));
  for (const [key, column] of Object.entries(columns)) {
    const value = Array.isArray(column) ? (n) => column[n] : (n) => column.table[column.at[n]];
    for (let n = 0; n < count; n += 1) records[n][key] = value(n);
  }
  return records;
}

// el("a", {href: "#", onclick: f}, "text", child): strings become text nodes.
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== ""));
  return element;
}

function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// A name of the data as words: "cooperatesWith" as "cooperates with".
function words(name) {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase() || "not stated";
}

function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

const OUTLINES = {
  square: "M2 2H14V14H2Z",
  diamond: "M8 .5L15.5 8L8 15.5L.5 8Z",
  hexagon: "M4.2 1.5H11.8L15.6 8L11.8 14.5H4.2L.4 8Z",
  triangle: "M8 1L15.5 14.5H.5Z",
  triangleDown: "M8 15L.5 1.5H15.5Z",
  star: "M8 .6L10.2 5.6L15.6 6.1L11.5 9.7L12.7 15L8 12.2L3.3 15L4.5 9.7L.4 6.1L5.8 5.6Z",
  dot: "M8 1.2A6.8 6.8 0 1 1 8 14.8A6.8 6.8 0 1 1 8 1.2Z",
};

function shapeIcon(shape, colour) {
  const path = svg("path", { d: OUTLINES[shape] || OUTLINES.dot, fill: colour });
  return svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, path);
}

// What a line ends with, drawn leftwards from a point: a second sign of the family besides its colour.
const ENDS = {
  arrow: "L-7 -4.5L-7 4.5Z",
  bar: "M0 -6L2.5 -6L2.5 6L0 6Z",
  diamond: "L-5 -4.5L-10 0L-5 4.5Z",
  vee: "L-8 -5.5L-5 0L-8 5.5Z",
};

function lineIcon({ colour, dashes = "none", denied = false, end = "", both = false }) {
  const line = svg("line", { x1: 2, y1: 8, x2: 29, y2: 8, stroke: colour, "stroke-width": 2.6, "stroke-dasharray": dashes });
  const icon = svg("svg", { viewBox: "0 0 34 16", class: "icon wide", "aria-hidden": "true" }, line);
  const tip = (move) => svg("path", { d: `M0 0${ENDS[end]}`, fill: colour, transform: move });
  if (end) icon.append(tip("translate(31 8)"));
  if (end && both) icon.append(tip("translate(3 8) scale(-1 1)"));
  if (denied) icon.append(svg("line", { x1: 15, y1: 2, x2: 15, y2: 14, stroke: colour, "stroke-width": 2.6 }));
  return icon;
}

// A belief that is short of certain is never shown as certain.
function beliefOf(link) {
  if (link.belief === null) return "–";
  return link.belief > 0.99 && link.belief < 1 ? "> 0.99" : link.belief.toFixed(2);
}

function announce(text) {
  document.getElementById("said").textContent = text;
}

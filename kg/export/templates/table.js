// The same relations as a table: sorted by any column, opened by keyboard.

const STEP = 100;
const sorting = { column: "works", down: true };
let limit = STEP;
let listed = [];
const order = new Intl.Collator("en");

const COLUMNS = [
  { key: "from", name: "Head", value: (link) => things[link.from].label.toLowerCase() },
  { key: "relation", name: "Relation", value: (link) => words(link.relation) },
  { key: "to", name: "Tail", value: (link) => things[link.to].label.toLowerCase() },
  { key: "held", name: "How it is said", value: (link) => held(link) },
  { key: "belief", name: "Belief", value: (link) => link.belief ?? -1, number: true },
  { key: "works", name: "Works", value: (link) => link.support, number: true },
  { key: "claims", name: "Claims", value: (link) => link.shown.length, number: true },
];

function held(link) {
  return `${link.denied ? "not: denied, " : ""}${words(link.modality)}`;
}

function tabulate(shown) {
  listed = shown;
  limit = STEP;
  showTable();
}

function showTable() {
  const column = COLUMNS.find((each) => each.key === sorting.column);
  const value = new Map(listed.map((link) => [link, column.value(link)]));
  const sign = sorting.down ? -1 : 1;
  const sorted = [...listed].sort((a, b) => {
    const [left, right] = [value.get(a), value.get(b)];
    return sign * (column.number ? left - right : order.compare(left, right)) || a.id - b.id;
  });
  const rest = Math.max(sorted.length - limit, 0);
  document.getElementById("table").replaceChildren(
    sortChoice(),
    el("table", {},
      el("caption", {}, `${counted(listed.length, "relation")}, with the filters above`),
      el("thead", {}, el("tr", {}, COLUMNS.map(heading))),
      el("tbody", {}, sorted.slice(0, limit).map(tableRow))),
    rest ? el("button", { type: "button", class: "more", onclick: more }, moreText(rest)) : "");
  markRow();
}

// A telephone shows no headings; there a list sorts.
function sortChoice() {
  const list = el("select", { id: "sort", onchange: (event) => sortTo(event.target.value) },
    COLUMNS.map((column) => el("option", { value: column.key }, column.name)));
  list.value = sorting.column;
  return el("p", { class: "sortby" }, el("label", { for: "sort" }, "Sort by "), list);
}

function sortTo(key) {
  Object.assign(sorting, { column: key, down: Boolean(COLUMNS.find((column) => column.key === key).number) });
  showTable();
  keepInAddress();
  document.getElementById("sort").focus();
}

function moreText(rest) {
  return `Show ${Math.min(rest, STEP)} more of ${rest.toLocaleString("en")}`;
}

function more() {
  const first = limit;
  limit += STEP;
  showTable();
  document.querySelectorAll("#table tbody tr")[first].querySelector("button").focus();
}

function heading(column) {
  const active = sorting.column === column.key;
  const direction = active ? (sorting.down ? "descending" : "ascending") : "none";
  const arrow = active ? (sorting.down ? " ▼" : " ▲") : "";
  const sort = el("button", { type: "button", onclick: () => sortBy(column) }, column.name,
    el("span", { "aria-hidden": "true" }, arrow));
  return el("th", { scope: "col", "aria-sort": direction, class: column.number ? "number" : null }, sort);
}

function sortBy(column) {
  sorting.down = sorting.column === column.key ? !sorting.down : Boolean(column.number);
  sorting.column = column.key;
  showTable();
  keepInAddress();
  document.querySelectorAll("#table th button")[COLUMNS.indexOf(column)].focus();
}

function markRow() {
  const chosen = state.chosen && state.chosen.kind === "link" ? String(state.chosen.id) : "";
  for (const row of document.querySelectorAll("#table tr")) row.classList.toggle("chosen", row.dataset.link === chosen);
}

function tableRow(link) {
  const open = el("button", { type: "button", class: "open", "aria-label": `${sentenceOf(link)}: read the sentences`,
    onclick: (event) => pick(event, "link", link.id) },
    lineOf(link), words(link.relation));
  return el("tr", { "data-link": link.id },
    el("td", {}, thingButton(things[link.from])),
    el("td", {}, open),
    el("td", {}, thingButton(things[link.to])),
    el("td", {}, link.denied ? [el("span", { class: "chip denied" }, "not"), " "] : "", words(link.modality)),
    el("td", { class: "number", "data-label": "Belief" }, beliefOf(link)),
    el("td", { class: "number", "data-label": "Works" }, String(link.support)),
    el("td", { class: "number", "data-label": "Claims" }, String(link.shown.length)));
}

// The filters that are numbers or words rather than boxes: belief, works, period, place.

function numberFilters() {
  const parts = [];
  if (known.belief) parts.push(slider());
  const most = links.reduce((top, link) => Math.max(top, link.works), 1);
  if (most > 1) parts.push(number("works", "Works that state a relation, at least", { min: 1, max: most }));
  if (years) parts.push(period());
  const places = placesOf();
  if (places.length) parts.push(placeFilter(places));
  return parts;
}

function slider() {
  const said = el("output", { for: "belief" }, state.belief.toFixed(2));
  const input = el("input", { type: "range", id: "belief", min: 0, max: 1, step: 0.05, "data-filter": "belief",
    oninput: (event) => { said.textContent = Number(event.target.value).toFixed(2); },
    onchange: (event) => { state.belief = Number(event.target.value); refresh(); } });
  input.value = state.belief;
  return field("belief", ["Belief, at least ", said], input);
}

function number(name, text, limits) {
  const input = el("input", { type: "number", id: name, inputmode: "numeric", step: 1, "data-filter": name, ...limits,
    onchange: (event) => { setNumber(name, event.target); } });
  input.value = state[name] === null ? "" : state[name];
  return field(name, text, input);
}

function setNumber(name, input) {
  const value = input.value === "" ? NaN : Math.round(Number(input.value));
  state[name] = Number.isFinite(value) ? value : FREE[name];
  refresh();
}

function period() {
  const limits = { min: years[0], max: years[1] };
  return el("div", { class: "period", role: "group", "aria-label": "Years of the works" },
    number("from", "Works from", { ...limits, placeholder: years[0] }), number("to", "to", { ...limits, placeholder: years[1] }));
}

// Places by how many lines speak of them.
function placesOf() {
  const counts = new Map();
  for (const link of links)
    for (const place of new Set(link.claims.map((claim) => claim.place).filter(Boolean)))
      counts.set(place, (counts.get(place) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], "en"));
}

function placeFilter(places) {
  const list = el("select", { id: "place", "data-filter": "place",
    onchange: (event) => { state.place = event.target.value; refresh(); } },
    el("option", { value: "" }, "any place"),
    places.map(([place, total]) => el("option", { value: place }, `${place} (${total})`)));
  list.value = state.place;
  return field("place", "Place that the claim names", list);
}

function field(name, text, input) {
  return el("div", { class: "field" }, el("label", { for: name }, text), input);
}

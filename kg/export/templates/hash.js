// The state in the address, so that a view can be kept as a bookmark, sent and come back to.

function keyOf({ kind, id }) {
  if (kind === "thing") return [things[id].type, things[id].label];
  const link = links[id];
  return [things[link.from].label, link.relation, things[link.to].label, link.polarity, link.modality];
}

function toHash() {
  const fields = new URLSearchParams();
  if (state.view) fields.set("show", views[state.view].kind);
  if (state.colouring !== "type") fields.set("colour", state.colouring);
  for (const [facet, names] of Object.entries(choices)) {
    const off = names.filter((name) => !state.allowed[facet].has(name));
    if (off.length) fields.set(`without-${facet}`, JSON.stringify(off));
  }
  for (const [name, free] of Object.entries(FREE)) if (state[name] !== free) fields.set(name, state[name]);
  if (sorting.column !== "works" || !sorting.down) fields.set("sort", `${sorting.column} ${sorting.down ? "down" : "up"}`);
  if (state.chosen) fields.set(state.chosen.kind, JSON.stringify(keyOf(state.chosen)));
  return fields.toString();
}

function keepInAddress() {
  if (location.protocol === "about:") return; // in a frame of a notebook, which has no address of its own
  if (toHash() === location.hash.slice(1)) return;
  history.replaceState(null, "", `${location.pathname}${location.search}#${toHash()}`);
}

function fromHash() {
  const fields = new URLSearchParams(location.hash.slice(1));
  state.view = Math.max(views.findIndex((view) => view.kind === fields.get("show")), 0);
  state.colouring = fields.get("colour") === "group" ? "group" : "type";
  nameGroups();
  allowEverything();
  for (const [facet, names] of Object.entries(choices)) {
    const off = new Set(listIn(fields, `without-${facet}`));
    state.allowed[facet] = new Set(names.filter((name) => !off.has(name)));
  }
  for (const name of ["belief", "works", "from", "to"]) {
    const number = Number(fields.get(name));
    if (fields.get(name) && Number.isFinite(number)) state[name] = number;
  }
  state.place = fields.get("place") || "";
  const [column, direction] = (fields.get("sort") || "works down").split(" ");
  if (COLUMNS.some((each) => each.key === column)) Object.assign(sorting, { column, down: direction === "down" });
  state.chosen = chosenIn(fields);
}

function listIn(fields, name) {
  try {
    const list = JSON.parse(fields.get(name) || "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function chosenIn(fields) {
  for (const [kind, among] of [["thing", things], ["link", links]]) {
    const wanted = JSON.stringify(listIn(fields, kind));
    const found = wanted === "[]" ? undefined : among.find(({ id }) => JSON.stringify(keyOf({ kind, id })) === wanted);
    if (found) return { kind, id: found.id };
  }
  return null;
}

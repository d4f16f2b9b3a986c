// The panel of a relation: its sentences with what was read in them, their works, and the citation to copy.

const ROLES = [[1, "head"], [2, "trigger"], [4, "tail"]];

function linkPanel(link) {
  const left = link.claims.length - link.shown.length;
  return [
    closeButton(),
    el("h2", { class: "unseen" }, sentenceOf(link)),
    el("div", { class: "triple" },
      thingButton(things[link.from]),
      el("p", { class: "relation" },
        lineOf(link, false),
        chips(link), el("strong", {}, words(link.relation)), link.directed ? "↓" : "↕"),
      thingButton(things[link.to])),
    el("p", { class: "facts" }, `${counted(link.shown.length, "claim")} in ${counted(link.support, "work")}` +
      (link.belief === null ? "" : `, belief ${beliefOf(link)}`) +
      (left ? `; ${counted(left, "claim")} outside the period or place.` : ".")),
    keyOfMarks(link),
    ...link.shown.map((claim) => evidence(link, claim)),
  ];
}

const ROLE_WORDS = { head: "head", trigger: "relation words", tail: "tail" };

function keyOfMarks(link) {
  const roles = link.shown.flatMap((claim) => claim.marks.filter((_, n) => n % 3 === 2));
  const found = ROLES.filter(([bit]) => roles.some((role) => role & bit));
  return el("p", { class: "key" }, found.length ? "Marked: " : "",
    found.flatMap(([, name]) => [el("mark", { class: name }, ROLE_WORDS[name]), " "]));
}

function evidence(link, claim) {
  const work = works[claim.work];
  return el("article", {}, el("blockquote", { dir: "auto" }, marked(claim)), reference(work), facts(link, claim),
    el("button", { type: "button", class: "copy", onclick: () => copy(citation(claim)) }, "Copy citation"));
}

// The sentence in pieces; a piece can be several things at once.
function marked(claim) {
  const text = content.sentences[claim.sentence];
  const parts = [];
  let last = 0;
  for (let n = 0; n < claim.marks.length; n += 3) {
    const [start, end, role] = claim.marks.slice(n, n + 3);
    const names = ROLES.filter(([bit]) => role & bit).map(([, name]) => name).join(" ");
    parts.push(text.slice(last, start), el("mark", { class: names }, text.slice(start, end)));
    last = end;
  }
  return [...parts, text.slice(last)];
}

function reference(work) {
  const title = work.title && !work.citation.includes(work.title) ? work.title : "";
  const year = work.year && !work.citation.includes(work.year) ? ` (${work.year})` : "";
  return el("p", { class: "reference", dir: "auto" },
    el("strong", {}, (work.citation || "Unnamed work").replace(/\.$/, "")), year, title ? ". " : "", title ? el("cite", {}, title) : "",
    work.doi ? [". ", doi(work)] : "");
}

// What does not look like a DOI is shown, but leads nowhere.
function doi(work) {
  const text = `doi:${work.doi}`;
  return work.link ? el("a", { href: work.link, target: "_blank", rel: "noopener noreferrer" }, text) : text;
}

function facts(link, claim) {
  const rows = [
    ["Polarity", words(link.polarity)],
    ["Modality", words(link.modality)],
    ["Said by", claim.by === "THIS_WORK" ? "the work itself" : claim.by],
    ["Time", claim.time],
    ["Place", claim.place],
    ["Confidence", claim.confidence],
    ["Belief", claim.belief],
    ["Rule", claim.rule],
    ["Curators", claim.status || "not looked at yet"],
  ];
  return el("dl", {}, rows.filter(([, value]) => value).map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", { dir: "auto" }, value))));
}

function citation(claim) {
  const work = works[claim.work];
  const parts = [work.citation || "Unnamed work"];
  if (work.year && !work.citation.includes(work.year)) parts[0] += ` (${work.year})`;
  if (work.title && !work.citation.includes(work.title)) parts.push(work.title);
  if (work.link || work.doi) parts.push(work.link || work.doi);
  return `“${content.sentences[claim.sentence]}” ${parts.map((part) => part.replace(/\.$/, "")).join(". ")}.`;
}

// The clipboard asks for a page from a host that is trusted; elsewhere the old command serves.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = el("textarea", { class: "unseen", "aria-hidden": "true" });
    field.value = text;
    const back = document.activeElement;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    back.focus();
  }
  announce("Citation copied");
}

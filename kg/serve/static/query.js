"use strict";
/* The editor of the query page. The page works without it: what it does not replace is a plain form and plain links. */
(() => {
  const plain = document.getElementById("plain");
  const place = document.getElementById("editor");
  const text = document.getElementById("text");
  const said = document.getElementById("said");
  const ready = document.getElementById("ready");
  const elsewhere = document.getElementById("elsewhere");
  if (!window.Yasgui || !place) return;

  const BASE = place.dataset.base;
  const KINDS = new Set(place.dataset.kinds.split(" "));
  const PREFIXES = JSON.parse(place.dataset.prefixes);
  const MOST = 100; // completions that are offered at once

  /* What can be completed: the prefixes and the terms of the ontology, from this server alone. */

  const known = fetch("/query/terms.json").then((answer) => answer.json()).catch(() => []);
  const labels = new Map();
  known.then((terms) => terms.forEach((term) => labels.set(term.iri, `${term.label} (${term.kind})`)));

  const local = (iri) => iri.slice(Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1);

  const matching = (kinds) => async (yasqe, token) => {
    const space = token.tokenPrefixUri || "";
    const wanted = (space ? token.autocompletionString.slice(space.length) : token.autocompletionString).toLowerCase();
    const rank = (term) => {
      const name = local(term.iri).toLowerCase();
      if (term.iri.toLowerCase().startsWith(wanted) || name.startsWith(wanted)) return 0;
      return name.includes(wanted) || term.label.toLowerCase().includes(wanted) ? 1 : 2;
    };
    return (await known)
      .filter((term) => kinds.includes(term.kind) && term.iri.startsWith(space) && rank(term) < 2)
      .sort((one, other) => rank(one) - rank(other))
      .slice(0, MOST)
      .map((term) => term.iri);
  };

  const shortened = (yasqe, token, iri) => {
    const spaces = Object.entries(yasqe.getPrefixesFromQuery());
    const [prefix, space] = spaces.find(([, found]) => iri.startsWith(found)) || [];
    return space ? `${prefix}:${iri.slice(space.length)}` : `<${iri}>`;
  };

  const labelled = (yasqe, hints) => {
    const spaces = yasqe.getPrefixesFromQuery();
    const full = (short) => short.replace(/^<(.*)>$|^([^:]*):/, (_, iri, prefix) => iri ?? spaces[prefix]);
    hints.forEach((hint) => {
      const label = labels.get(full(hint.text));
      if (label) hint.displayText = `${hint.text} · ${label}`;
    });
    return hints;
  };

  const isValue = (yasqe) => {
    const token = yasqe.getCompleteToken();
    const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
    const elsewhere = ["classes", "properties"].some((name) => Yasqe.Autocompleters[name].isValidCompletionPosition(yasqe));
    return !elsewhere && /^[^?$"'<]*:/.test(token.string) && before.string.toUpperCase() !== "PREFIX";
  };

  const Yasqe = window.Yasgui.Yasqe;
  const completer = (from, name, kinds, more) =>
    Yasqe.forkAutocompleter(
      from,
      { name, get: matching(kinds), postProcessSuggestion: shortened, postprocessHints: labelled, ...more },
      false,
    );
  completer("class", "classes", ["class"]);
  completer("property", "properties", ["property"]);
  completer("class", "values", ["class", "property", "value"], { isValidCompletionPosition: isValue });
  Yasqe.forkAutocompleter(
    "prefixes",
    {
      name: "known-prefixes",
      persistenceId: null,
      get: () => Object.entries(PREFIXES).map(([prefix, iri]) => `${prefix}: <${iri}>`),
    },
    false,
  );
  Yasqe.defaults.autocompleters = ["variables", "known-prefixes", "classes", "properties", "values"];

  /* Tables show values without their datatypes at first. Errors are what the server says, as text. */

  window.Yasgui.Yasr.defaults.plugins.table.dynamicConfig = { compact: true };
  window.Yasgui.Yasr.defaults.errorRenderers = [
    async (error) => {
      const line = document.createElement("pre");
      line.setAttribute("role", "alert");
      line.textContent = error.text || "The server does not answer.";
      return line;
    },
  ];

  /* The editor. */

  const here = `${location.origin}${location.pathname}`;
  const permalink = (query) => `${here}#query=${encodeURIComponent(query)}`;
  const requests = {
    endpoint: `${location.origin}/sparql`,
    method: "POST",
    acceptHeaderSelect: "application/sparql-results+json",
    acceptHeaderGraph: "text/turtle",
    headers: {},
    args: [],
    namedGraphs: [],
    defaultGraphs: [],
  };
  const asked = new URLSearchParams(location.hash.slice(1)).get("query");
  if (asked !== null || text.hasAttribute("data-asked")) history.replaceState(null, "", here);

  place.hidden = false;
  plain.hidden = true;
  const yasgui = new window.Yasgui(place, {
    autofocus: false,
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [] },
    persistenceId: "reading-room",
    populateFromUrl: false, // a link may bring a query, and nothing else
    requestConfig: requests,
    yasr: { prefixes: PREFIXES },
    yasqe: {
      value: place.dataset.start,
      collapsePrefixesOnLoad: true,
      extraKeys: { Tab: false, "Shift-Tab": false },
    },
  });
  Object.values(yasgui._tabs).forEach((tab) => tab.setRequestConfig(requests));

  const current = () => yasgui.getTab()?.getYasqe();

  /* A query that is open already is shown, not opened again. */
  const open = (name, query) => {
    const same = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value === query);
    if (same) yasgui.selectTabId(same.getId());
    else yasgui.addTab(true, { yasqe: { value: query }, ...(name ? { name } : {}) });
    const top = place.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2) place.scrollIntoView();
  };

  const keep = () =>
    Object.values(yasgui._tabs).forEach((tab) => tab.getYasqe() && tab.handleYasqeBlur(tab.getYasqe()));
  window.addEventListener("pagehide", keep);

  const report = (line) => {
    said.textContent = line;
  };

  ready.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-question]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const name = link.dataset.question;
    const answer = await fetch(`/query/questions/${encodeURIComponent(name)}.rq`).catch(() => null);
    if (!answer?.ok) return report(answer ? (await answer.text()).trim() : "The server does not answer.");
    open(name, await answer.text());
    report(`Opened: ${link.textContent}`);
    yasgui.getTab().query().catch(() => {});
  });

  if (text.hasAttribute("data-asked")) open(text.dataset.name, text.value);
  if (asked !== null) open("", asked);
  window.addEventListener("hashchange", () => {
    const query = new URLSearchParams(location.hash.slice(1)).get("query");
    if (query === null) return;
    history.replaceState(null, "", here);
    open("", query);
  });

  /* The same query elsewhere. */

  const show = (kind, content) => {
    document.querySelector(`#${kind} code`).textContent = content;
  };
  let waiting = 0;
  let shown = null;
  const refresh = async () => {
    const query = current()?.getValue();
    if (!elsewhere.open || query === undefined || query === shown) return;
    shown = query;
    show("link", permalink(query));
    const answer = await fetch("/query/snippets", { method: "POST", body: new URLSearchParams({ query }) }).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (query !== shown) return;
    ["curl", "python", "r"].forEach((kind) => show(kind, found ? found[kind] : "The server does not answer."));
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 300);
  };
  ["tabSelect", "tabChange", "tabAdd", "query"].forEach((event) => yasgui.on(event, soon));
  elsewhere.addEventListener("toggle", refresh);
  document.querySelectorAll("#link, [data-copy]").forEach((each) => {
    each.hidden = false;
  });

  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code); // a page over plain HTTP from elsewhere has no clipboard
      if (!document.execCommand("copy")) return report("Selected; copy it with Ctrl C.");
    }
    report("Copied.");
  };
  elsewhere.addEventListener("click", async (event) => {
    const kind = event.target.dataset.copy;
    if (!kind) return;
    await refresh();
    await copy(document.querySelector(`#${kind} code`));
  });

  /* What the widgets lack: names for screen readers, and links to the pages of this server. */

  const pathOf = (iri) => {
    const rest = iri.slice(BASE.length);
    return iri.startsWith(BASE) && KINDS.has(rest.split(/[/#]/)[0]) ? `/${rest}` : "";
  };
  const NAMES = {
    ".CodeMirror textarea": "Query",
    ".tableSizer": "Rows on a page",
    ".tabsList": "Queries",
  };
  const mend = () => {
    place.querySelectorAll("a.iri:not([data-seen])").forEach((link) => {
      link.dataset.seen = "";
      const path = pathOf(link.getAttribute("href") || "");
      if (path) link.setAttribute("href", path);
      else link.rel = "noopener noreferrer";
    });
    Object.entries(NAMES).forEach(([selector, name]) =>
      place.querySelectorAll(`${selector}:not([aria-label])`).forEach((each) => each.setAttribute("aria-label", name)),
    );
  };
  new MutationObserver(mend).observe(place, { childList: true, subtree: true });
  mend();

  ready.open = matchMedia("(min-width: 64rem)").matches;
})();

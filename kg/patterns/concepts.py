"""Which concepts are spoken of together, in groups, and which actors use the same tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import networkx as nx

from kg.measures.communities import Communities, communities
from kg.networks import fold
from kg.patterns.actors import GENERIC
from kg.patterns.records import Finding, Kind, Numbers, Section, Test
from kg.patterns.study import LEAST, Study
from kg.patterns.tables import LEVEL, Table, associated
from kg.patterns.words import chance, chances, counted, listed, named, share, works

ABOUT = (
    "Concepts tied where at least three works speak of both, twice as many as their frequency explains (association "
    "strength: van Eck & Waltman, 2009), and grouped by many runs (Blondel et al., 2008; Lancichinetti & Fortunato, "
    "2012). Read a group as a theme of the literature (after Callon, 1991), named by its two most spoken-of members."
)
TOOLS = (
    "Governments, bodies and regions with the mechanisms, agreements and bodies that works assert they set up or take "
    "part in; pairs are held against chance and actors grouped by the tools they share (Breiger, 1974; Neal, "
    "Domagalski & Sagan, 2021). Read a pair as a tool that the literature ties to an actor beyond the attention that "
    "both get."
)
REWIRED = "every node keeps its number of ties, the rest is wired at random, weights are dealt anew"
_TIMES = 2
_RUNS = 20
_SLOW_DRAWS = 50
_LEAST_GROUP = 3
_MOST = 10
_NAMED = 8


def section(study: Study) -> Section:
    """Themes: groups of concepts."""
    net = study.network("works-concepts", asserted=False)
    concepts = [node for node in net if net.nodes[node]["side"] != 0]
    kept = {node for node in concepts if net.nodes[node]["works"] >= LEAST}
    folded = fold(net.subgraph([node for node in net if node in kept or net.nodes[node]["side"] == 0]), 1)
    ties = _strong(folded, len(net) - len(concepts))
    notes = [f"{len(concepts) - len(kept):,} concepts of fewer than {LEAST} works are left out."]
    title = "Themes: concepts spoken of together"
    return Section.made("themes", title, ABOUT, _groups(study, ties, "concept", "shared works"), notes)


def toolkits(study: Study) -> Section:
    """Toolkits: actors and mechanisms."""
    labels = study.source.things.labels
    bare = {iri for iri, label in labels.items() if label.casefold() in GENERIC}
    pairs = [p for p in study.pairs("actors-mechanisms", asserted=True) if bare.isdisjoint((p.row, p.column))]
    table = Table(pairs, "an actor and a mechanism", lambda a, m: f"{a} is said to set up or take part in {m}")
    cells, notes = associated(study, table)
    net = study.network("actors-mechanisms")
    shared = fold(net.subgraph([node for node in net if node not in bare]), 0)
    loose = [(a, b) for a, b, data in shared.edges(data=True) if data["weight"] < 2]
    shared.remove_edges_from(loose)
    findings = [*_by_tool(study, cells), *_groups(study, shared, "actor", "shared mechanisms")]
    notes.append(
        f"{counted(len(loose), 'pair')} of actors that share one mechanism only are not tied." if loose else ""
    )
    return Section.made("toolkits", "Toolkits: actors and the mechanisms they use", TOOLS, findings, notes)


def _by_tool(study: Study, cells: Sequence[Finding]) -> list[Finding]:
    """Cells beyond chance, those of one mechanism in one sentence; what is no such cell stays as it is."""
    by_tool: defaultdict[str, list[Finding]] = defaultdict(list)
    for cell in cells:
        by_tool[str(cell.numbers.get("column")) if cell.kind is Kind.FINDING else ""].append(cell)
    return [joined for tool, mine in by_tool.items() for joined in (_joined(study, tool, mine) if tool else mine)]


def _joined(study: Study, tool: str, cells: Sequence[Finding]) -> list[Finding]:
    if len(cells) == 1:
        return list(cells)
    weakest = max(cells, key=lambda cell: (cell.test.q or 0, cell.sentence))
    names = listed(f"{named(str(cell.numbers['row']))} ({cell.works})" for cell in cells)
    claims = tuple(sorted({claim for cell in cells for claim in cell.claims}))
    sentence = (
        f"{named(tool)} is what {names} are said to set up or take part in, by the works in brackets and each beyond "
        f"chance ({chance('q', weakest.test.q)} or less)."
    )
    lifts = [float(cell.numbers["lift"] or 0) for cell in cells]
    numbers: Numbers = {
        "column": tool,
        "row": "; ".join(str(c.numbers["row"]) for c in cells),
        "least_lift": min(lifts),
    }
    return [Finding(sentence, weakest.test, Kind.FINDING, numbers, claims, study.works(claims))]


def _strong(folded: nx.Graph[str], works: int) -> nx.Graph[str]:
    """The ties of enough works that are twice as many as the works of both ends give by chance.

    A backbone by the disparity filter keeps next to nothing here: with 3 to 8 works a tie, none outweighs the rest.
    """
    size = folded.nodes
    kept = [
        (a, b)
        for a, b, data in folded.edges(data=True)
        if data["weight"] >= LEAST and data["weight"] * works >= _TIMES * size[a]["works"] * size[b]["works"]
    ]
    return nx.Graph(folded.edge_subgraph(kept))


def _groups(study: Study, net: nx.Graph[str], noun: str, tied_by: str) -> list[Finding]:
    net = nx.Graph(net.edge_subgraph(list(net.edges)))  # without those that nothing ties
    if len(net) < 5:
        sentence = f"Too few for groups: {tied_by} tie {counted(len(net), noun)}."
        return [Finding(sentence, Test.none("fewer than 5 are tied"), Kind.SMALL, {"tied": len(net)})]
    found = communities(net, runs=_RUNS, draws=min(study.draws, _SLOW_DRAWS), seed=study.seed)
    test = Test.of(found.chance, "modularity", REWIRED, study.seed)
    shown = [group for group in found.groups if len(group) >= _LEAST_GROUP]
    groups = [_group(study, net, group, noun, tied_by, found) for group in shown]
    kept = [group for group in groups if group.works >= LEAST]
    kept.sort(key=lambda group: -group.works)
    return [_partition(study, net, found, noun, tied_by, test), *kept[:_MOST]]


def _partition(study: Study, net: nx.Graph[str], found: Communities, noun: str, tied_by: str, test: Test) -> Finding:
    more = found.chance.p is not None and found.chance.p < LEVEL
    said = "parts clearer than" if more else "parts no clearer than"
    variation = found.variation or 0.0
    sentence = (
        f"{counted(len(net), noun)} tied by {tied_by} fall into {counted(len(found.groups), 'group')}, {said} a random "
        f"network of the same ties has: modularity {found.chance.observed or 0:.2f}, {found.chance.expected or 0:.2f} "
        f"by chance ({chances(found.chance.p)}). Two runs differ by {share(variation)} of the most they could."
    )
    numbers: Numbers = {
        "members": len(net),
        "groups": len(found.groups),
        "modularity": found.modularity,
        "expected": found.chance.expected,
        "variation": variation,
    }
    claims = tuple(sorted({claim for _, _, data in net.edges(data=True) for claim in data["claims"]}))
    return Finding(sentence, test, Kind.FINDING if more else Kind.NULL, numbers, claims, study.works(claims))


def _group(
    study: Study, net: nx.Graph[str], group: Sequence[str], noun: str, tied_by: str, found: Communities
) -> Finding:
    ranked = sorted(group, key=lambda node: (-net.nodes[node]["works"], study.label(node), node))
    inside = net.subgraph(group)
    claims = tuple(sorted({claim for _, _, data in inside.edges(data=True) for claim in data["claims"]}))
    names = [named(study.label(node)) for node in ranked]
    label = " · ".join(study.label(node) for node in ranked[:2])
    strongest = min(inside.edges(data=True), key=lambda edge: (-edge[2]["weight"], sorted(edge[:2])))
    both = listed(named(study.label(node)) for node in sorted(strongest[:2], key=ranked.index))
    sentence = (
        f"{named(label)} is a group of {counted(len(group), noun)} tied by {tied_by} ({works(study.works(claims))}): "
        f"{listed(names, _NAMED)}. The strongest tie is that of {both}, with {strongest[2]['weight']} {tied_by}."
    )
    numbers: Numbers = {
        "group": label,
        "members": len(group),
        "works": study.works(claims),
        "ties": inside.number_of_edges(),
    }
    test = Test.none("the groups are tested together, above")
    return Finding(sentence, test, numbers=numbers, claims=claims, works=study.works(claims))

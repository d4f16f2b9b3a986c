"""Which concepts are spoken of together, in groups, and which actors use the same tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import networkx as nx
import numpy as np

from kg.measures.communities import Communities, communities
from kg.measures.graphs import Ties
from kg.networks import fold
from kg.patterns.records import Finding, Kind, Numbers, Section, Test
from kg.patterns.refold import Deck
from kg.patterns.roles import known
from kg.patterns.study import LEAST, Study, fewer
from kg.patterns.tables import LEVEL, Table, associated
from kg.patterns.words import chance, counted, floor, listed, named, share, works

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
DEALT = "{what} are dealt anew, both sides keep their number of ties, and the network is folded anew"
_TIMES = 2
_RUNS = 20
_SLOW_DRAWS = 50
_MANY_TIES = 50_000
"""Ties above which a network is grouped by fewer runs."""
_FEWER_RUNS = 5
_MOST_WIRED = 100_000
"""Ties of the folded network in all draws together."""
_MOST_DEALT = 400_000
"""Ties of the two-mode network in all draws together."""
_LEAST_GROUP = 3
_MOST = 10
_NAMED = 8


@dataclass(frozen=True, slots=True)
class _Folding:
    """A two-mode network, how it is folded, and how to speak of it.

    Ties of the side that share fewer than ``least`` things fall away, and, where ``works`` is not 0, those that are
    not twice as many as so many works give by chance. ``ties`` counts those of every shuffled network.
    """

    two_mode: nx.Graph[str]
    side: int
    least: int
    works: int
    what: str
    noun: str
    tied_by: str
    ties: list[int] = field(default_factory=list)

    def net(self) -> nx.Graph[str]:
        """The folded network without those that nothing ties."""
        folded = fold(self.two_mode, self.side, least=self.least)
        return _tied(_strong(folded, self.works) if self.works else folded)

    def redraw(self) -> Callable[[np.random.Generator], Ties]:
        """What folds the network with its ties dealt anew."""
        deck = Deck.of(self.two_mode)

        def drawn(rng: np.random.Generator) -> Ties:
            made = self._drawn(deck.dealt(rng))
            self.ties.append(len(made.ends))
            return made

        return drawn

    def _drawn(self, deck: Deck) -> Ties:
        pairs, weights = deck.folded(self.side, self.least)
        if self.works:
            ends = deck.works[pairs]
            strong = weights * self.works >= _TIMES * ends[:, 0] * ends[:, 1]
            pairs, weights = pairs[strong], weights[strong]
        nodes, ends = np.unique(pairs, return_inverse=True)
        names = tuple(deck.names[at] for at in nodes.tolist())
        return Ties(names, ends.reshape(-1, 2), weights.astype(np.float64))

    def expected(self) -> float:
        """The ties that the shuffled networks have on the mean."""
        return sum(self.ties) / max(1, len(self.ties))

    def chance(self, size: int) -> float:
        """The chance of so many ties or more (Phipson & Smyth, 2010)."""
        return (1 + sum(ties >= size for ties in self.ties)) / (1 + len(self.ties))


def _tied(net: nx.Graph[str]) -> nx.Graph[str]:
    return nx.Graph(net.edge_subgraph(list(net.edges)))


def section(study: Study) -> Section:
    """Themes: groups of concepts."""
    net = study.network("works-concepts", asserted=False)
    concepts = [node for node in net if net.nodes[node]["side"] != 0]
    kept = {node for node in concepts if net.nodes[node]["works"] >= LEAST}
    two_mode = net.subgraph([node for node in net if node in kept or net.nodes[node]["side"] == 0])
    size = len(net) - len(concepts)
    folding = _Folding(
        two_mode,
        1,
        LEAST,
        size,
        "the ties of works and concepts",
        "concept",
        "shared works",
    )
    notes = [f"{len(concepts) - len(kept):,} concepts of fewer than {LEAST} works are left out."]
    title = "Themes: concepts spoken of together"
    return Section.made("themes", title, ABOUT, _groups(study, folding), notes)


def toolkits(study: Study) -> Section:
    """Toolkits: actors and mechanisms."""
    found = known(study, "actors-mechanisms")
    table = Table(found.pairs, "an actor and a mechanism", lambda a, m: f"{a} is said to set up or take part in {m}")
    cells, notes = associated(study, table)
    loose = fold(found.net, 0, least=2).graph["loose"]
    folding = _Folding(
        found.net,
        0,
        2,
        0,
        "the ties of actors and mechanisms",
        "actor",
        "shared mechanisms",
    )
    findings = [*_by_tool(study, cells), *_groups(study, folding)]
    notes.append(found.note)
    notes.append(f"{counted(loose, 'pair')} of actors that share one mechanism only are not tied." if loose else "")
    return Section.made("toolkits", "Who sets up or takes part in what", TOOLS, findings, notes)


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
    """The ties that are twice as many as the works of both ends give by chance.

    A backbone by the disparity filter keeps next to nothing here: with 3 to 8 works a tie, none outweighs the rest.
    """
    size = folded.nodes
    kept = [
        (a, b)
        for a, b, data in folded.edges(data=True)
        if data["weight"] * works >= _TIMES * size[a]["works"] * size[b]["works"]
    ]
    return nx.Graph(folded.edge_subgraph(kept))


def _groups(study: Study, folding: _Folding) -> list[Finding]:
    net, noun, tied_by = folding.net(), folding.noun, folding.tied_by
    if len(net) < 5:
        sentence = f"Too few for groups: {tied_by} tie {counted(len(net), noun)}."
        return [Finding(sentence, Test.none("fewer than 5 are tied"), Kind.SMALL, {"tied": len(net)})]
    runs = _FEWER_RUNS if net.number_of_edges() > _MANY_TIES else _RUNS
    draws = fewer(min(study.draws, _SLOW_DRAWS), net.number_of_edges(), _MOST_WIRED)
    draws = fewer(draws, folding.two_mode.number_of_edges(), _MOST_DEALT)
    found = communities(net, runs=runs, draws=draws, seed=study.seed, redraw=folding.redraw())
    shown = [group for group in found.groups if len(group) >= _LEAST_GROUP]
    groups = [_group(study, net, group, noun, tied_by) for group in shown]
    kept = [group for group in groups if group.works >= LEAST]
    kept.sort(key=lambda group: -group.works)
    return [_partition(study, net, found, folding), *kept[:_MOST]]


def _partition(study: Study, net: nx.Graph[str], found: Communities, folding: _Folding) -> Finding:
    more = found.chance.p is not None and found.chance.p < LEVEL
    said = "clearer than" if more else "no clearer than"
    variation, size = found.variation or 0.0, net.number_of_edges()
    large = f" The network is large, so it was grouped by {found.runs} runs, not {_RUNS}." if found.runs < _RUNS else ""
    sentence = (
        f"{counted(len(net), folding.noun)} are tied by {folding.tied_by}, with {counted(size, 'tie')} that are strong "
        f"enough, {folding.expected():,.0f} by chance where {folding.what} are shuffled "
        f"({floor(folding.chance(size), len(folding.ties))}). They fall into {counted(len(found.groups), 'group')}, "
        f"{said} those of the shuffled ties: modularity {found.chance.observed or 0:.2f}, "
        f"{found.chance.expected or 0:.2f} by chance ({floor(found.chance.p, found.chance.draws)}"
        f"{_strict(size, folding)}). Two runs differ by {share(variation)} of the most they could.{large}"
    )
    numbers: Numbers = {
        "members": len(net),
        "groups": len(found.groups),
        "modularity": found.modularity,
        "expected": found.chance.expected,
        "ties": size,
        "expected_ties": folding.expected(),
        "variation": variation,
    }
    claims = tuple(sorted({claim for _, _, data in net.edges(data=True) for claim in data["claims"]}))
    test = Test.of(found.chance, "modularity", DEALT.format(what=folding.what), study.seed)
    return Finding(sentence, test, Kind.FINDING if more else Kind.NULL, numbers, claims, study.works(claims))


def _strict(size: int, folding: _Folding) -> str:
    return "; a strict test, for fewer ties make for a higher modularity" if folding.expected() < size else ""


def _group(study: Study, net: nx.Graph[str], group: Sequence[str], noun: str, tied_by: str) -> Finding:
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

"""Who stands between other actors, in which role, and whether there is a core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np

from kg.measures.brokerage import ROLES, Role, brokerage
from kg.measures.core import Core, core_periphery
from kg.measures.engines import EXACT, betweenness, planned
from kg.measures.graphs import ties
from kg.measures.null import generator
from kg.measures.structure import Position, positions
from kg.patterns.records import Finding, Kind, Numbers, Section, Test
from kg.patterns.roles import known
from kg.patterns.study import LEAST, Study, fewer
from kg.patterns.tables import LEVEL
from kg.patterns.words import chances, counted, floor, listed, named, share, works

ABOUT = (
    "Governments, bodies and regions tied by what works assert of cooperation, direction and membership: betweenness "
    "(Freeman, 1977; ranges over works redrawn: Efron, 1979), constraint (Burt, 1992), roles of brokers between levels "
    "of government (Gould & Fernandez, 1989) and a core (Borgatti & Everett, 2000). Read a broker as who links others "
    "in the literature; a core of one country is a warning of bias."
)
SHUFFLED = "levels of government are shuffled over the actors; ties stay"
REWIRED = "every actor keeps its number of ties, the rest is wired at random"
MEANING: Mapping[Role, str] = {
    Role.COORDINATOR: "within one level",
    Role.CONSULTANT: "between two of one level, itself of another",
    Role.GATEKEEPER: "from another level into its own",
    Role.REPRESENTATIVE: "from its own level to another",
    Role.LIAISON: "between two levels, itself of a third",
}
_MOST = 10
_SLOW_DRAWS = 100
_MOST_WIRED = 100_000
"""Ties of the network in all draws together."""
_MOST_REDRAWN = 60_000
"""Actors of the network in all redraws together: 100 redraws up to 600 actors."""
_LEAST_WORKS = 5
_LEAST_TIES = 5
"""Works and neighbours of an actor below which its place is chance."""
_FAINT = 0.3
"""A fit below this is no core worth the name, however small its p."""
_FEW = 10
"""Actors below which nothing is said of their network."""


def section(study: Study) -> Section:
    """Bridging actors."""
    found = known(study, "actors-tied")
    net = found.net
    title = "Actors that link others"
    if len(net) < _FEW:
        sentence = f"Too few actors for a network: claims tie {counted(len(net), 'actor')}."
        small = Finding(sentence, Test.none(f"fewer than {_FEW} actors"), Kind.SMALL, {"actors": len(net)})
        return Section.made("actors", title, ABOUT, [small])
    for _, _, data in net.edges(data=True):
        data["weight"] = data["works"]
    unseen = sum(data["works"] < LEAST for _, data in net.nodes(data=True))
    notes = [
        found.note,
        f"{counted(unseen, 'actor')} that fewer than {LEAST} works tie take part and are not named." if unseen else "",
        _computed(net.subgraph(_largest(net))),
    ]
    findings = [*_brokers(study, net, found.levels), *_levels(study, net, found.levels), _core(study, net)]
    return Section.made("actors", title, ABOUT, findings, notes)


def _seen(net: nx.Graph[str], node: str) -> bool:
    return bool(net.nodes[node]["works"] >= LEAST)


def _computed(part: nx.Graph[str]) -> str:
    """How betweenness is worked out; empty where it is exact in all places, by NetworkX."""
    size = len(part), part.number_of_edges()
    shown, redrawn = planned(*size), planned(*size, redraw=True)
    if shown == redrawn == EXACT:
        return ""
    return f"Betweenness is {shown}; its 90% ranges are from figures that are {redrawn}, or exact up to 500 actors."


def _claims(net: nx.Graph[str], nodes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({claim for _, _, data in net.edges(list(nodes), data=True) for claim in data["claims"]}))


def _brokers(study: Study, net: nx.Graph[str], levels: Mapping[str, str]) -> list[Finding]:
    """Who lies between others in the largest part that is tied together, in most of the works redrawn as well."""
    part = net.subgraph(_largest(net))
    draws = fewer(min(study.draws, _SLOW_DRAWS), len(part), _MOST_REDRAWN)
    stand = [p for p in positions(part, seed=study.seed) if p.degree >= _LEAST_TIES and p.betweenness > 0]
    stand = [p for p in stand if net.nodes[p.node]["works"] >= _LEAST_WORKS]
    stand.sort(key=lambda p: (-p.betweenness, p.node))
    ranges = _ranges(study, part, [p.node for p in stand], draws) if stand else {}
    sure = [place for place in stand if ranges[place.node][0] > 0]
    if sure:
        return [_broker(study, net, p, ranges[p.node], len(part), draws, levels) for p in sure[:_MOST]]
    size, bounds = counted(len(part), "actor"), f"{_LEAST_WORKS} works and {_LEAST_TIES} neighbours"
    why = (
        f"{len(stand)} have {bounds} or more and lie on a shortest path, and for each of them the 90% range over "
        f"{draws} redraws of the works reaches 0"
        if stand
        else f"none has {bounds} and lies on a shortest path"
    )
    sentence = f"No actor lies between the others beyond doubt: of the {size} that are connected, {why}."
    test = Test.none("a range over redrawn works, not a test")
    claims = _claims(net, part)
    numbers: Numbers = {"actors": len(part), "candidates": len(stand)}
    return [Finding(sentence, test, Kind.NULL, numbers, claims, study.works(claims))]


def _largest(net: nx.Graph[str]) -> set[str]:
    return max(nx.connected_components(net), key=lambda part: (len(part), min(part)))


def _ranges(study: Study, part: nx.Graph[str], nodes: Sequence[str], draws: int) -> dict[str, tuple[float, float]]:
    """The 90% range of the betweenness of some actors over works drawn with replacement; 0 where they fall out."""
    behind = {
        (a, b): sorted({study.claims[c].work for c in data["claims"]})
        for a, b, data in sorted(part.edges(data=True), key=lambda edge: sorted(edge[:2]))
    }
    works = sorted({work for mine in behind.values() for work in mine})
    rng = generator(study.seed)
    found: dict[str, list[float]] = {node: [] for node in nodes}
    for _ in range(draws):
        held = {works[at] for at in rng.integers(len(works), size=len(works)).tolist()}
        drawn: nx.Graph[str] = nx.Graph(tie for tie, mine in behind.items() if not held.isdisjoint(mine))
        largest = _largest(drawn)
        tied = nx.Graph(edge for edge in drawn.edges if edge[0] in largest and edge[1] in largest)
        between = _between(tied, study.seed)
        for node in nodes:
            found[node].append(between.get(node, 0.0))
    ends = {node: np.quantile(values, (0.05, 0.95)).tolist() for node, values in found.items()}
    return {node: (low, high) for node, (low, high) in ends.items()}


def _between(tied: nx.Graph[str], seed: int) -> dict[str, float]:
    if planned(len(tied), tied.number_of_edges(), redraw=True) == EXACT:
        return nx.betweenness_centrality(tied)
    flat = ties(tied)
    return dict(zip(flat.names, betweenness(flat, seed=seed, redraw=True).tolist(), strict=True))


def _broker(
    study: Study,
    net: nx.Graph[str],
    place: Position,
    ends: tuple[float, float],
    size: int,
    draws: int,
    levels: Mapping[str, str],
) -> Finding:
    count = net.nodes[place.node]["works"]
    constraint = f", with a constraint of {place.constraint:.2f}" if place.constraint is not None else ""
    sentence = (
        f"{named(study.label(place.node))} lies on {share(place.betweenness)} of the shortest paths among the {size:,} "
        f"actors that are connected (90% range {share(ends[0])} to {share(ends[1])}, {draws} redraws of the works); "
        f"{works(count)} tie it to {counted(place.degree, 'actor')}{constraint}."
    )
    numbers: Numbers = {
        "actor": study.label(place.node),
        "works": count,
        "ties": place.degree,
        "betweenness": place.betweenness,
        "low": ends[0],
        "high": ends[1],
        "redraws": draws,
        "constraint": place.constraint,
        "effective_size": place.effective_size,
        "level": levels.get(place.node, ""),
    }
    test = Test.none("a description of the network; roles and core are tested below")
    return Finding(sentence, test, numbers=numbers, claims=_claims(net, [place.node]), works=count)


def _levels(study: Study, net: nx.Graph[str], known_levels: Mapping[str, str]) -> list[Finding]:
    """Brokers between levels, or that chance explains them."""
    levels = {node: known_levels[node] for node in net if node in known_levels}
    if len(set(levels.values())) < 2:
        sentence = "Roles between levels of government cannot be tested: the actors have fewer than two levels."
        return [Finding(sentence, Test.none("fewer than two levels"), Kind.SMALL, {"levels": len(levels)})]
    found = brokerage(net, levels, draws=study.draws, seed=study.seed)
    bare = f"{len(levels)} of {counted(len(net), 'actor')} have a known level of government"
    reason = next((found.totals[role].reason for role in ROLES if found.totals[role].reason), "")
    if reason or not found.brokers:
        why = reason or "nobody stands between two others"
        sentence = f"Roles between levels of government cannot be tested: {why} ({bare})."
        return [Finding(sentence, Test.none(why), Kind.SMALL, {"levels": len(levels)})]
    sure = [b for b in found.brokers if b.q is not None and b.q < LEVEL and _seen(net, b.node)]
    sure.sort(key=lambda b: (b.q, -(b.count.observed or 0), b.node))
    made = []
    for broker in sure[:_MOST]:
        seen, level = broker.count.observed or 0, levels[broker.node]
        sentence = (
            f"{named(study.label(broker.node))} ({level}) is a {broker.role} more often than chance would make it: it "
            f"stands {MEANING[broker.role]} {counted(int(seen), 'time')}, {broker.count.expected:.1f} by chance "
            f"({chances(broker.count.p, broker.q)})."
        )
        numbers: Numbers = {"actor": study.label(broker.node), "role": broker.role.value, "level": level, "times": seen}
        test = Test.of(broker.count, f"open paths brokered as {broker.role}", SHUFFLED, study.seed, broker.q)
        claims = _claims(net, [broker.node])
        made.append(Finding(sentence, test, Kind.FINDING, numbers, claims, study.works(claims)))
    if made:
        return made
    best = min(ROLES, key=lambda role: (found.totals[role].p is None, found.totals[role].p))
    total = found.totals[best]
    sentence = (
        f"No actor holds a role between levels of government more often than chance would make it at q < .05 ({bare}). "
        f"The role most beyond chance over all of them is that of the {best} ({MEANING[best]}): "
        f"{int(total.observed or 0)} times, {total.expected or 0:.0f} by chance ({chances(total.p)})."
    )
    claims = _claims(net, levels)
    test = Test.of(total, f"open paths brokered as {best}", SHUFFLED, study.seed)
    return [
        Finding(sentence, test, Kind.NULL, {"role": best.value, "levels": len(levels)}, claims, study.works(claims))
    ]


def _core(study: Study, net: nx.Graph[str]) -> Finding:
    largest = _largest(net)
    tied = net.subgraph(largest)
    draws = fewer(min(study.draws, _SLOW_DRAWS), tied.number_of_edges(), _MOST_WIRED)
    found = core_periphery(tied, draws=draws, seed=study.seed)
    test = Test.of(found.fit, "correlation with an ideal core", REWIRED, study.seed)
    if found.fit.p is None:
        sentence = f"A core of the actors cannot be tested: {found.fit.reason}."
        return Finding(sentence, test, Kind.SMALL, {"actors": len(largest)})
    shown = sorted((n for n in found.nodes if _seen(net, n)), key=lambda n: (-net.nodes[n]["works"], n))
    is_core = found.fit.p < LEVEL and (found.fit.observed or 0) >= _FAINT
    size = counted(len(found.nodes), "actor")
    tested = floor(found.fit.p, found.fit.draws)
    lead = (
        f"{size} of the {len(largest)} that are tied together form a core"
        if is_core
        else f"No clear core: hubs go far to explain {size} of {len(largest)} tied together"
    )
    sentence = f"{lead}: {_fit(found)} ({tested}). In it: {listed((named(study.label(n)) for n in shown), 8)}."
    numbers: Numbers = {
        "core": len(found.nodes),
        "actors": len(largest),
        "fit": found.fit.observed,
        "expected": found.fit.expected,
    }
    claims = _claims(net.subgraph(found.nodes), found.nodes)
    return Finding(sentence, test, Kind.FINDING if is_core else Kind.NULL, numbers, claims, study.works(claims))


def _fit(found: Core) -> str:
    return f"the fit to an ideal core is {found.fit.observed or 0:.2f} of 1, {found.fit.expected or 0:.2f} by chance"

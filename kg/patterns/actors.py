"""Who stands between other actors, in which role, and whether there is a core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

from kg.measures.brokerage import ROLES, Role, brokerage
from kg.measures.core import Core, core_periphery
from kg.measures.structure import Position, positions
from kg.patterns.records import Finding, Kind, Numbers, Section, Test
from kg.patterns.study import LEAST, Study
from kg.patterns.tables import LEVEL
from kg.patterns.words import chances, counted, listed, named, share, works

ABOUT = (
    "Governments, bodies and regions tied by what works assert of cooperation, direction and membership: betweenness "
    "(Freeman, 1977), constraint (Burt, 1992), roles of brokers between levels of government (Gould & Fernandez, 1989) "
    "and a core (Borgatti & Everett, 2000). Read a broker as who links others in the literature; a core of one country "
    "is a warning of bias."
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
GENERIC = frozenset(
    "agency association authority board body center centre cities city commission committee communities community "
    "congress council counties country countries county court department districts federation forum government "
    "governments group member members ministry municipalities municipality nations office organization parliament "
    "parties party province provinces region regions secretariat state states summit town towns union "
    "village villages".split()
)
"""Nouns that texts use for whatever actor they speak of."""
_FAINT = 0.3
"""A fit below this is no core worth the name, however small its p."""
_FEW = 10
"""Actors below which nothing is said of their network."""


def section(study: Study) -> Section:
    """Bridging actors."""
    net, generic = _specific(study, study.network("actors-tied"))
    title = "Actors that link others"
    if len(net) < _FEW:
        sentence = f"Too few actors for a network: claims tie {counted(len(net), 'actor')}."
        small = Finding(sentence, Test.none(f"fewer than {_FEW} actors"), Kind.SMALL, {"actors": len(net)})
        return Section.made("actors", title, ABOUT, [small])
    for _, _, data in net.edges(data=True):
        data["weight"] = data["works"]
    unseen = sum(data["works"] < LEAST for _, data in net.nodes(data=True))
    notes = [
        generic,
        f"{counted(unseen, 'actor')} that fewer than {LEAST} works tie take part and are not named." if unseen else "",
    ]
    findings = [*_brokers(study, net), *_levels(study, net), _core(study, net)]
    return Section.made("actors", title, ABOUT, findings, notes)


def _specific(study: Study, net: nx.Graph[str]) -> tuple[nx.Graph[str], str]:
    """A network without the actors that bear a mere noun, and what to say of it; works mean different ones by it."""
    left = [n for n in net if study.label(n).casefold() in GENERIC]
    names = listed((named(study.label(node)) for node in left), 5)
    note = f"Left out, since works mean different actors by the word: {names}." if left else ""
    return nx.Graph(net.subgraph(set(net) - set(left))), note


def _seen(net: nx.Graph[str], node: str) -> bool:
    return bool(net.nodes[node]["works"] >= LEAST)


def _claims(net: nx.Graph[str], nodes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({claim for _, _, data in net.edges(list(nodes), data=True) for claim in data["claims"]}))


def _brokers(study: Study, net: nx.Graph[str]) -> list[Finding]:
    stand = [p for p in positions(net, seed=study.seed) if _seen(net, p.node) and p.betweenness > 0]
    stand.sort(key=lambda p: (-p.betweenness, p.node))
    return [_broker(study, net, place) for place in stand[:_MOST]]


def _broker(study: Study, net: nx.Graph[str], place: Position) -> Finding:
    count = net.nodes[place.node]["works"]
    constraint = f", with a constraint of {place.constraint:.2f}" if place.constraint is not None else ""
    sentence = (
        f"{named(study.label(place.node))} stands on {share(place.betweenness)} of the shortest paths between other "
        f"actors; {works(count)} tie it to {counted(place.degree, 'actor')}{constraint}."
    )
    numbers: Numbers = {
        "actor": study.label(place.node),
        "works": count,
        "ties": place.degree,
        "betweenness": place.betweenness,
        "constraint": place.constraint,
        "effective_size": place.effective_size,
        "level": study.source.things.levels.get(place.node, ""),
    }
    test = Test.none("a description of the network; roles and core are tested below")
    return Finding(sentence, test, numbers=numbers, claims=_claims(net, [place.node]), works=count)


def _levels(study: Study, net: nx.Graph[str]) -> list[Finding]:
    """Brokers between levels, or that chance explains them."""
    levels = {node: study.source.things.levels[node] for node in net if node in study.source.things.levels}
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
    largest = max(nx.connected_components(net), key=lambda part: (len(part), min(part)))
    found = core_periphery(net.subgraph(largest), draws=min(study.draws, _SLOW_DRAWS), seed=study.seed)
    test = Test.of(found.fit, "correlation with an ideal core", REWIRED, study.seed)
    if found.fit.p is None:
        sentence = f"A core of the actors cannot be tested: {found.fit.reason}."
        return Finding(sentence, test, Kind.SMALL, {"actors": len(largest)})
    shown = sorted((n for n in found.nodes if _seen(net, n)), key=lambda n: (-net.nodes[n]["works"], n))
    is_core = found.fit.p < LEVEL and (found.fit.observed or 0) >= _FAINT
    size = counted(len(found.nodes), "actor")
    lead = (
        f"{size} of the {len(largest)} that are tied together form a core"
        if is_core
        else f"No clear core: hubs go far to explain {size} of {len(largest)} tied together"
    )
    sentence = (
        f"{lead}: {_fit(found)} ({chances(found.fit.p)}). In it: {listed((named(study.label(n)) for n in shown), 8)}."
    )
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

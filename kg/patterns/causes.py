"""The map of what is said to bring about what: far-reaching causes, effects of many causes, feedback loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import networkx as nx

from kg.measures.signed import Kind as LoopKind
from kg.measures.signed import Loop, Standing, feedback, standing
from kg.model import Relation
from kg.patterns.records import Finding, Kind, Numbers, Section, Test
from kg.patterns.study import LEAST, Study, denying
from kg.patterns.tables import LEVEL
from kg.patterns.words import chances, counted, listed, named, works

ABOUT = (
    "Things with signed arrows for what works assert that they cause, promote, require, hinder or address, as a "
    "cognitive map (Axelrod, 1976; Eden, Ackermann & Cropper, 1992). Read an arrow as an argument of the literature "
    "and a chain or a loop as what its arguments come to when they are put together; no single work need hold it, and "
    "none is an effect that was measured. An arrow that a work denies is contested."
)
SHUFFLED = "signs are shuffled over the arrows; the arrows stay"
_MOST = 5
_MOST_LOOPS = 10
_FEW = 10
_LEAST_ARROW = 2
"""Works that each arrow of a loop must have for the loop to be shown."""
_NEEDED = "is held to be needed for"
_OUT = ("brought about or furthered", "held to need it", "lessened", "contested")
_IN = ("bringing it about or furthering it", "held to be needed for it", "lessening it", "contested")
"""How what a thing acts on, and what acts on it, is told: by furthering, need and lessening, or contested."""


def section(study: Study) -> Section:
    """Causes, effects and loops."""
    whole = study.network("causal-map")
    net = causal_map(study, whole)
    title = "Causal map: arguments, chains and loops"
    if len(net) < _FEW:
        sentence = f"Too few things for a causal map: {counted(len(net), 'thing')} of {LEAST} works or more."
        small = Finding(sentence, Test.none(f"fewer than {_FEW} things"), Kind.SMALL, {"things": len(net)})
        return Section.made("causes", title, ABOUT, [small])
    findings = [*_ends(study, net), *_loops(study, net)]
    size = (
        f"{counted(len(net), 'thing')} that at least {LEAST} works tie, with {counted(net.number_of_edges(), 'arrow')}"
    )
    notes = [f"The map has the {size}; {len(whole) - len(net):,} others are left out.", study.held_back]
    return Section.made("causes", title, ABOUT, findings, notes)


def causal_map(study: Study, whole: nx.Graph[str]) -> nx.DiGraph[str]:
    """The part of a causal map among things that enough works tie; arrows that claims deny have these and no sign."""
    kept = [node for node in whole if whole.nodes[node]["works"] >= LEAST]
    net: nx.DiGraph[str] = nx.DiGraph(whole.subgraph(kept))
    for _, _, data in net.edges(data=True):
        said = (study.claims[claim] for claim in data["claims"])
        denials = tuple(sorted({denial for claim in said for denial in study.denials(claim)}))
        data.update(denials=denials, sign=0 if denials else data["sign"])
    return net


def _claims(net: nx.DiGraph[str], arrows: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted({claim for arrow in arrows for claim in net.edges[arrow]["claims"]}))


def _ends(study: Study, net: nx.DiGraph[str]) -> list[Finding]:
    causes = _best(study, net, {node: list(net.out_edges(node)) for node in net})
    effects = _best(study, net, {node: list(net.in_edges(node)) for node in net})
    stands = {place.node: place for place in standing(net, {*causes, *effects})}
    return [
        *(_cause(study, net, stands[node]) for node in causes),
        *(_effect(study, net, stands[node]) for node in effects),
    ]


def _best(study: Study, net: nx.DiGraph[str], arrows: dict[str, list[tuple[str, str]]]) -> list[str]:
    """The things that most works speak of in some arrows."""
    count = {node: study.works(_claims(net, mine)) for node, mine in arrows.items()}
    return sorted((n for n in count if count[n] >= LEAST), key=lambda n: (-count[n], n))[:_MOST]


def _cause(study: Study, net: nx.DiGraph[str], place: Standing) -> Finding:
    arrows = list(net.out_edges(place.node))
    claims = _claims(net, arrows)
    sentence = (
        f"{named(study.label(place.node))} is said to act on {counted(place.affects, 'thing')} in "
        f"{works(study.works(claims))}{_signs(study, net, arrows, _OUT)}{_often(study, net, arrows, 1)}."
    )
    numbers: Numbers = {
        "cause": study.label(place.node),
        "works": study.works(claims),
        "affects": place.affects,
        **_next(net, place.node),
    }
    return Finding(sentence, _UNTESTED, numbers=numbers, claims=claims, works=study.works(claims))


def _next(net: nx.DiGraph[str], node: str) -> dict[str, int]:
    """How many things a cause acts on by each sign."""
    signs = [data["sign"] for _, _, data in net.out_edges(node, data=True)]
    return {f"{name}_next": signs.count(sign) for name, sign in (("furthered", 1), ("lessened", -1), ("contested", 0))}


_UNTESTED = Test.none("a description of the map; the signs of its loops are tested")


def _effect(study: Study, net: nx.DiGraph[str], place: Standing) -> Finding:
    arrows = list(net.in_edges(place.node))
    claims = _claims(net, arrows)
    sentence = (
        f"{named(study.label(place.node))} is said to depend on {counted(place.affected_by, 'thing')} in "
        f"{works(study.works(claims))}{_signs(study, net, arrows, _IN)}{_often(study, net, arrows, 0)}."
    )
    numbers: Numbers = {
        "effect": study.label(place.node),
        "works": study.works(claims),
        "affected_by": place.affected_by,
    }
    return Finding(sentence, _UNTESTED, numbers=numbers, claims=claims, works=study.works(claims))


def _often(study: Study, net: nx.DiGraph[str], arrows: Sequence[tuple[str, str]], end: int) -> str:
    """``, most often “trade” (4 works; 1 work denies it)``: what stands at an end of the arrows of most works."""
    strongest = sorted((a for a in arrows if net.edges[a]["works"] >= LEAST), key=lambda a: (-net.edges[a]["works"], a))
    often = [f"{named(study.label(arrow[end]))} ({_support(study, net, arrow)})" for arrow in strongest]
    return f", most often {listed(often, 3)}" if often else ""


def _support(study: Study, net: nx.DiGraph[str], arrow: tuple[str, str]) -> str:
    """``4 works; 1 work denies it``."""
    data = net.edges[arrow]
    return f"{works(data['works'])}{denying(study, data['denials'])}"


def _verb(study: Study, net: nx.DiGraph[str], arrow: tuple[str, str]) -> str:
    """What an arrow that is not contested says; to be needed is not to further."""
    data = net.edges[arrow]
    if data["sign"] < 0:
        return "lessens"
    needed = {study.claims[claim].relation == Relation.REQUIRES for claim in data["claims"]}
    if needed == {True}:
        return _NEEDED
    return f"brings about or furthers, and {_NEEDED}," if True in needed else "brings about or furthers"


def _signs(study: Study, net: nx.DiGraph[str], arrows: Sequence[tuple[str, str]], words: Sequence[str]) -> str:
    """`` (12 brought about or furthered, 2 held to need it, 3 lessened, 1 contested)``."""
    verbs = Counter(_verb(study, net, arrow) for arrow in arrows if net.edges[arrow]["sign"])
    needs, lessened = verbs.pop(_NEEDED, 0), verbs.pop("lessens", 0)
    contested = sum(net.edges[arrow]["sign"] == 0 for arrow in arrows)
    counts = zip((verbs.total(), needs, lessened, contested), words, strict=True)
    return f" ({', '.join(f'{count} {word}' for count, word in counts if count)})"


def _loops(study: Study, net: nx.DiGraph[str]) -> list[Finding]:
    found = feedback(net, draws=study.draws, seed=study.seed)
    kinds = {kind: sum(loop.kind is kind for loop in found.loops) for kind in LoopKind}
    test = Test.of(found.reinforcing, "loops that reinforce", SHUFFLED, study.seed)
    if not found.loops:
        return [Finding("The map has no feedback loop of 2 to 5 arrows.", Test.none("no loops"), Kind.NULL)]
    more = found.reinforcing.p is not None and found.reinforcing.p < LEVEL
    kind = Kind.FINDING if more else Kind.SMALL if found.reinforcing.p is None else Kind.NULL
    chance = (
        f"; chance would make {found.reinforcing.expected or 0:,.0f} of them reinforce ({chances(found.reinforcing.p)})"
        if found.reinforcing.p is not None
        else f"; not tested: {found.reinforcing.reason}"
    )
    many = "" if found.complete else "more than "
    sentence = (
        f"The map has {many}{counted(len(found.loops), 'feedback loop')} of 2 to 5 arrows: "
        f"{kinds[LoopKind.REINFORCING]:,} reinforce a change, {kinds[LoopKind.BALANCING]:,} check it and "
        f"{kinds[LoopKind.CONTESTED]:,} have a contested arrow{chance}."
    )
    arrows = {arrow for loop in found.loops for arrow in _arrows(loop)}
    claims = _claims(net, arrows)
    numbers: Numbers = {kind.value: count for kind, count in kinds.items()}
    total = Finding(sentence, test, kind, numbers, claims, study.works(claims))
    return [total, *_shown(study, net, found.loops)]


def _arrows(loop: Loop) -> list[tuple[str, str]]:
    return list(pairwise((*loop.nodes, loop.nodes[0])))


def _shown(study: Study, net: nx.DiGraph[str], loops: Sequence[Loop]) -> list[Finding]:
    """The loops that rest on most works, by those of their weakest arrow, then by all; or that none may be shown."""
    ranked = []
    for loop in loops:
        count = study.works(_claims(net, _arrows(loop)))
        weakest = min(net.edges[arrow]["works"] for arrow in _arrows(loop))
        if loop.kind is not LoopKind.CONTESTED and weakest >= _LEAST_ARROW and count >= LEAST:
            ranked.append((-weakest, len(loop.nodes), -count, loop.nodes, loop))
    if not ranked:
        sentence = f"No feedback loop without a contested arrow rests on {_LEAST_ARROW} works or more for each arrow."
        return [Finding(sentence, Test.none("every loop is hidden"), Kind.HIDDEN)]
    return [_loop(study, net, loop) for *_, loop in sorted(ranked, key=lambda r: r[:4])[:_MOST_LOOPS]]


def _loop(study: Study, net: nx.DiGraph[str], loop: Loop) -> Finding:
    steps = [
        f"{_verb(study, net, arrow)} {named(study.label(arrow[1]))} ({_support(study, net, arrow)})"
        for arrow in _arrows(loop)
    ]
    claims = _claims(net, _arrows(loop))
    sentence = (
        f"{named(study.label(loop.nodes[0]))} {', which '.join(steps)}: a {loop.kind} loop put together from "
        f"{works(study.works(claims))}."
    )
    numbers: Numbers = {
        "loop": " > ".join(study.label(n) for n in loop.nodes),
        "kind": loop.kind.value,
        "works": study.works(claims),
    }
    return Finding(sentence, _UNTESTED, numbers=numbers, claims=claims, works=study.works(claims))

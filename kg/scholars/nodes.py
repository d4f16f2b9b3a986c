"""Whom forms stand for, and the claims beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kg.model import digest
from kg.scholars.holders import Kind
from kg.scholars.persons import Name
from kg.terms import BASE, slugify

WITH_OTHERS = "named together, with others"


@dataclass(frozen=True, slots=True)
class Node:
    """Whom a form stands for. ``members`` are the people of a team, or the authors of a work."""

    iri: str
    label: str
    kind: Kind
    reason: str
    score: float
    members: tuple[Node, ...] = ()


def flat(node: Node) -> Iterator[Node]:
    """A node and all its members, the node first."""
    yield node
    for member in node.members:
        yield from flat(member)


def scoped(doc: str, text: str, kind: Kind, reason: str, score: float) -> Node:
    """The node of a name that holds within its work alone."""
    # A full stop never stands in a slug, so that no name shared by works can have this IRI.
    return Node(f"{BASE}scholar/{slugify(text)}.{digest(doc)[:8]}", text, kind, reason, score)


def unknown(doc: str, name: Name) -> Node:
    """The node of a person of whom nothing but the name is known."""
    return scoped(doc, str(name), Kind.PERSON, "nothing tells who it is; of this work only", 0.7)


def team(members: tuple[Node, ...], doc: str) -> Node:
    """The node of those named together; ``doc`` where others are with them."""
    iri = f"{BASE}scholar/team.{digest(*sorted(m.iri for m in members), doc)[:12]}"
    reason = WITH_OTHERS if doc else "named together"
    return Node(iri, team_label(members, bool(doc)), Kind.TEAM, reason, min(m.score for m in members), members)


def team_label(members: tuple[Node, ...], others: bool) -> str:
    """The names of a team in a sentence, sorted."""
    *first, last = [*sorted(m.label for m in members), *(["others"] if others else [])]
    return f"{', '.join(first)} and {last}"


def labels(nodes: Iterable[Node]) -> dict[str, str]:
    """The label of each IRI among some nodes and their members; joined with those of others, always the same."""
    found: dict[str, str] = {}
    for node in (member for one in nodes for member in flat(one)):
        found[node.iri] = min(node.label, found.get(node.iri, node.label), key=plainness)
    return found


def spelt(node: Node, labels: Mapping[str, str]) -> Node:
    """A node with one label for an IRI, whichever form led to it."""
    members = tuple(spelt(m, labels) for m in node.members)
    if node.kind is Kind.TEAM:
        return replace(node, label=team_label(members, node.reason == WITH_OTHERS), members=members)
    return replace(node, label=labels.get(node.iri, node.label), members=members)


def plainness(label: str) -> tuple[int, str]:
    """What puts the label with the most accents first."""
    return -sum(not c.isascii() for c in label), label

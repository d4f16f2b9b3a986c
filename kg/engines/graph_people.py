"""Whom documents name, on a cluster: each part asks for the surnames it has, and is told what all works know of them.

A surname belongs to one part, which gathers who bears it; so does the IRI of a person, for its label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg import naming, scholars
from kg.engines.exchange import Message, Sent, received
from kg.engines.graph_documents import Known, Read, concepts

Nodes = dict[str, dict[str, scholars.Node]]
"""Documents to the forms they have for scholars, and whom these stand for."""


def tell_people(part: int, docs: Iterable[Read]) -> Iterator[Message]:
    """What a part knows of people, and what it asks of them, by surname and team."""
    people = [scholars.People(doc.people) for doc in docs]
    yield from scholars.Census.of(people).parts().items()
    yield from ((key, part) for key in sorted(scholars.asked(people)))


def answer_people(sent: Sent) -> Iterator[Message]:
    """What is known of people, to each part that asks for them."""
    known: dict[str, scholars.Part] = {}
    asking: dict[str, list[int]] = {}
    for key, said in received(sent):
        if isinstance(said, int):
            asking.setdefault(key, []).append(said)
        else:
            known.setdefault(key, scholars.Part()).join(said)
    yield from ((part, found) for key, found in known.items() for part in asking.get(key, ()))


def nodes(docs: Iterable[Read], sent: Sent) -> Nodes:
    """Whom the forms of each document stand for, not yet with one label for an IRI."""
    census = scholars.Census()
    for _, part in received(sent):
        census.join(part)
    return scholars.Scholars(concepts(), [doc.people for doc in docs], census).nodes()


def tell_labels(part: int, found: Nodes) -> Iterator[Message]:
    """The labels that a part has for people."""
    yield from ((iri, (part, label)) for iri, label in _labels(found).items())


def answer_labels(sent: Sent) -> Iterator[Message]:
    """The label that counts, to each part that has another."""
    labels: dict[str, list[tuple[int, str]]] = {}
    for iri, said in received(sent):
        labels.setdefault(iri, []).append(said)
    for iri, said in labels.items():
        best = min((label for _, label in said), key=scholars.plainness)
        yield from ((part, (iri, best)) for part, label in said if label != best)


def known(docs: Iterable[Read], found: Nodes, sent: Sent) -> tuple[Known, ...]:
    """The documents of a part, whose claims speak of these people."""
    labels = _labels(found) | dict(said for _, said in received(sent))
    return tuple(_known(doc, {form: scholars.spelt(n, labels) for form, n in found[doc.id].items()}) for doc in docs)


def _known(doc: Read, nodes: Mapping[str, scholars.Node]) -> Known:
    claims = tuple(naming.named(c, nodes.__getitem__) for c in doc.claims)
    return Known(doc.id, claims, doc.people.reference, nodes)


def _labels(found: Nodes) -> dict[str, str]:
    return scholars.labels(node for forms in found.values() for node in forms.values())

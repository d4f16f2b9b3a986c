"""Copies of a graph and what can go wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.store import Store

BASE = "https://w3id.org/igr/"
IGR = BASE + "ontology#"
OA = "http://www.w3.org/ns/oa#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {"igr": IGR, "oa": OA, "skos": SKOS, "concept": BASE + "concept/", "entity": BASE + "entity/"}
CONCEPT, WIDER = "concept:local-protectionism", "concept:local-interest-obstacle"
LINE = re.compile(r"(?P<subject><[^>]*>) (?P<predicate><[^>]*>) (?P<value>.*) (?P<graph><[^>]*>) \.")


def iri(name: str) -> str:
    """The N-Quads term of a short name such as ``igr:states``."""
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


@dataclass
class Copy:
    """The lines of a graph that a test corrupts."""

    lines: list[str]
    turn: int = 0

    def pick(self, predicate: str, value: str = "") -> re.Match[str]:
        """One of the lines that :meth:`find` finds, another one at each turn."""
        found = self.find(predicate, value)
        return found[self.turn % len(found)]

    def find(self, predicate: str, value: str = "") -> list[re.Match[str]]:
        """The lines of a property, in the order of their subjects; of one value if it is given."""
        wanted = f" {iri(predicate)} {value}"
        return [m for line in self.lines if wanted in line and (m := LINE.fullmatch(line))]

    def value(self, subject: str, predicate: str) -> str:
        """The only value of a property of a subject."""
        [found] = [m["value"] for m in self.find(predicate) if m["subject"] == subject]
        return found

    def drop(self, subject: str, predicate: str) -> None:
        """Take out all values of a property of a subject."""
        self.lines = [line for line in self.lines if not line.startswith(f"{subject} {iri(predicate)} ")]

    def add(self, subject: str, predicate: str, value: str) -> None:
        """Add a value, in a graph where the subject stands."""
        graph = next(m["graph"] for line in self.lines if (m := LINE.fullmatch(line)) and m["subject"] == subject)
        self.lines.append(f"{subject} {iri(predicate)} {value} {graph} .")

    def put(self, subject: str, predicate: str, value: str) -> None:
        """Give a property one value in the place of those it has."""
        graph = next(m["graph"] for m in self.find(predicate) if m["subject"] == subject)
        self.drop(subject, predicate)
        self.lines.append(f"{subject} {iri(predicate)} {value} {graph} .")

    def claim(self, relation: str) -> str:
        """A claim of a relation."""
        return self.find("igr:states", self.pick("igr:relation", iri(relation))["subject"])[0]["subject"]


Corruption = Callable[[Copy], str]
"""Breaks a copy and says which node is at fault."""


def dropped(predicate: str, subject: str = "") -> Corruption:
    """A subject of a property, or the one given, loses it."""

    def corrupt(copy: Copy) -> str:
        node = iri(subject) if subject else copy.pick(predicate)["subject"]
        copy.drop(node, predicate)
        return node

    return corrupt


def added(predicate: str, value: str, subject: str = "") -> Corruption:
    """A subject of a property, or the one given, gets one more value."""

    def corrupt(copy: Copy) -> str:
        node = iri(subject) if subject else copy.pick(predicate)["subject"]
        copy.add(node, predicate, value)
        return node

    return corrupt


def changed(predicate: str, value: str) -> Corruption:
    """A subject of a property gets another value for its own."""

    def corrupt(copy: Copy) -> str:
        node = copy.pick(predicate)["subject"]
        copy.put(node, predicate, value)
        return node

    return corrupt


def two_propositions(copy: Copy) -> str:
    first, others = copy.pick("igr:states"), copy.find("igr:states")
    relation = copy.value(first["value"], "igr:relation")
    more = (m["value"] for m in others if m["value"] != first["value"])
    copy.add(first["subject"], "igr:states", next(p for p in more if copy.value(p, "igr:relation") == relation))
    return first["subject"]


def two_modalities(copy: Copy) -> str:
    claim = copy.pick("igr:modality", iri("igr:asserted"))["subject"]
    copy.add(claim, "igr:modality", iri("igr:recommended"))
    return claim


def wrong_head_type(copy: Copy) -> str:
    claim = copy.claim("igr:addresses")
    copy.put(claim, "igr:headType", iri("igr:Method"))
    return claim


def wrong_tail_type(copy: Copy) -> str:
    claim = copy.claim("igr:hinders")
    copy.put(claim, "igr:tailType", iri("igr:Scholar"))
    return claim


def other_evidence(change: Callable[[str], str], *predicates: str) -> Corruption:
    """A piece of evidence gets another text, as its quote, as its selector's, or as both."""

    def corrupt(copy: Copy) -> str:
        found = copy.pick("igr:quote")
        node, text = found["subject"], change(found["value"][1:-1])
        for predicate in predicates:
            copy.put(node if predicate == "igr:quote" else f"{node[:-1]}#quote>", predicate, f'"{text}"')
        return node

    return corrupt


def other_work(copy: Copy) -> str:
    found = copy.pick("igr:evidence")
    mine = copy.value(found["value"], "oa:hasSource")
    copy.put(
        found["subject"], "igr:evidence", next(m for m in copy.find("oa:hasSource") if m["value"] != mine)["subject"]
    )
    return found["subject"]


def unstated(copy: Copy) -> str:
    found = copy.pick("igr:states")["value"]
    copy.lines = [line for line in copy.lines if f" {iri('igr:states')} {found} " not in line]
    return found


def two_names(copy: Copy) -> str:
    found = copy.pick("igr:local")["subject"]
    copy.add(found, "skos:prefLabel", '"another name"@en')
    return found


def foreign_label(copy: Copy) -> str:
    copy.drop(iri(CONCEPT), "skos:prefLabel")
    copy.add(iri(CONCEPT), "skos:prefLabel", '"protectionnisme"@fr')
    return iri(CONCEPT)


CORRUPTIONS: dict[str, tuple[Corruption, str]] = {
    "two propositions": (two_propositions, "claim-states"),
    "no work": (dropped("igr:inWork"), "claim-in-work"),
    "no polarity": (dropped("igr:polarity"), "claim-polarity"),
    "two modalities": (two_modalities, "claim-modality"),
    "no attribution": (dropped("igr:attributedTo"), "claim-attributed-to"),
    "no evidence": (dropped("igr:evidence"), "claim-evidence"),
    "another text in the slice": (other_evidence(lambda t: "?" + t[1:], "igr:quote", "oa:exact"), "evidence-text"),
    "a text longer than the slice": (other_evidence(lambda t: t + "!", "igr:quote", "oa:exact"), "evidence-length"),
    "a head type that the relation does not take": (wrong_head_type, "claim-head-admitted"),
    "a tail type that the relation does not take": (wrong_tail_type, "claim-tail-admitted"),
    "a proposition without a tail": (dropped("igr:tail"), "proposition-tail"),
    "a concept without a label": (dropped("skos:prefLabel", CONCEPT), "concept-label"),
    "a concept without a definition": (dropped("skos:definition", CONCEPT), "concept-definition"),
    "a concept without a scheme": (dropped("skos:inScheme", CONCEPT), "concept-scheme"),
}
"""What can go wrong with a graph, and the shape that forbids it."""

MORE: dict[str, tuple[Corruption, str]] = {
    "no proposition": (dropped("igr:states"), "claim-states"),
    "a work that was not read": (changed("igr:inWork", iri("entity:china")), "claim-document"),
    "an unknown polarity": (changed("igr:polarity", iri("igr:asserted")), "claim-polarity"),
    "a holder who is nobody": (changed("igr:attributedTo", iri("entity:nobody")), "claim-holder"),
    "a confidence above 1": (changed("igr:confidence", f'"1.5"^^<{XSD}decimal>'), "claim-confidence"),
    "a confidence that is no number": (changed("igr:confidence", f'"high"^^<{XSD}decimal>'), "claim-confidence"),
    "a head that ends before it starts": (changed("igr:headEnd", f'"0"^^<{XSD}integer>'), "claim-head-span"),
    "evidence of another work": (other_work, "claim-evidence-in-work"),
    "a quote that is not the selector's": (other_evidence(lambda t: "?" + t[1:], "igr:quote"), "evidence-same"),
    "a blank quotation": (changed("oa:exact", '" "'), "quotation-exact"),
    "a passage that starts before the text": (changed("oa:start", f'"-1"^^<{XSD}integer>'), "position-start"),
    "no selectors": (dropped("oa:hasSelector"), "evidence-exact"),
    "an unknown relation": (changed("igr:relation", iri("igr:resembles")), "proposition-relation"),
    "a proposition that nobody states": (unstated, "proposition-claims"),
    "a work without a number of sentences": (dropped("igr:sentences"), "document-sentences"),
    "a thing with two names": (two_names, "local-label"),
    "two English labels": (added("skos:prefLabel", '"protection of the local"@en', CONCEPT), "concept-label"),
    "no English label": (foreign_label, "concept-english-label"),
    "a wider concept that is none": (added("skos:broader", iri("concept:nothing"), CONCEPT), "concept-broader"),
}
"""Other things that can go wrong."""


def small(lines: list[str]) -> list[str]:
    """A graph without the concepts of the vocabulary but three, so that slow engines can check it."""
    kept = {iri(name) for name in (CONCEPT, WIDER, "concept:obstacle")}
    terms = (f"<{IGR}", f"<{BASE}scheme/")
    vocabulary = f"<{BASE}graph/vocabulary> ."
    return [x for x in lines if not x.endswith(vocabulary) or x.startswith(terms) or x.split()[0] in kept]


def in_memory(lines: list[str]) -> Store:
    """A store that is on no disk."""
    inner = ox.Store()
    inner.bulk_load(input="\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    return Store(inner)

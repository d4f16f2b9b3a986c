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
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "igr": IGR,
    "oa": OA,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "concept": BASE + "concept/",
    "entity": BASE + "entity/",
}
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


def evidence_with(predicate: str, *values: str) -> Corruption:
    """A piece of evidence gets values of a property that is not there in every graph."""

    def corrupt(copy: Copy) -> str:
        node = copy.pick("igr:quote")["subject"]
        copy.drop(node, predicate)
        for value in values:
            copy.add(node, predicate, value)
        return node

    return corrupt


def merged_number(copy: Copy) -> str:
    work = copy.pick("igr:documentId")["subject"]
    copy.add(work, "igr:mergedDocument", f'"1"^^<{XSD}integer>')
    return work


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
    "a section that is none": (evidence_with("igr:section", '"chapter seven"'), "evidence-section"),
    "two sections": (evidence_with("igr:section", '"method"', '"results"'), "evidence-section"),
    "two pages": (evidence_with("igr:page", '"1"', '"2"'), "evidence-page"),
    "a merged document that is no text": (merged_number, "document-merged"),
    "two English labels": (added("skos:prefLabel", '"protection of the local"@en', CONCEPT), "concept-label"),
    "no English label": (foreign_label, "concept-english-label"),
    "a wider concept that is none": (added("skos:broader", iri("concept:nothing"), CONCEPT), "concept-broader"),
}
"""Other things that can go wrong."""


Change = Callable[[Copy, str], None]
"""Breaks one node of a copy."""


def at(predicate: str, *changes: Change, value: str = "") -> Corruption:
    """A subject of a property is changed; one with this value, the name of a term, if it is given."""

    def corrupt(copy: Copy) -> str:
        node = copy.pick(predicate, iri(value) if value else "")["subject"]
        for change in changes:
            change(copy, node)
        return node

    return corrupt


def loses(*predicates: str) -> Change:
    """It loses all values of some properties."""

    def change(copy: Copy, node: str) -> None:
        for predicate in predicates:
            copy.drop(node, predicate)

    return change


def gains(predicate: str, value: str | Callable[[Copy, str], str]) -> Change:
    """It gets one more value, given or found in the copy."""

    def change(copy: Copy, node: str) -> None:
        copy.add(node, predicate, value if isinstance(value, str) else value(copy, node))

    return change


def swaps(predicate: str, value: str | Callable[[Copy, str], str]) -> Change:
    """It gets one value in the place of those it has."""

    def change(copy: Copy, node: str) -> None:
        found = value if isinstance(value, str) else value(copy, node)
        copy.drop(node, predicate)
        copy.add(node, predicate, found)

    return change


def itself(_: Copy, node: str) -> str:
    return node


def any_claim(copy: Copy, _: str) -> str:
    return copy.pick("igr:states")["subject"]


def rejected(copy: Copy, _: str) -> str:
    return copy.pick("igr:readHead")["subject"]


def other_proposition(copy: Copy, node: str) -> str:
    mine = {m["value"] for m in copy.find("igr:propositionFor") + copy.find("igr:affirms") if m["subject"] == node}
    return next(m["subject"] for m in copy.find("igr:belief") if m["subject"] not in {*mine, node})


def of_another_relation(copy: Copy, node: str) -> str:
    mine = {m["value"] for m in copy.find("igr:relation") if m["subject"] == node}
    ranked = {m["subject"] for m in copy.find("igr:belief")}
    return next(m["subject"] for m in copy.find("igr:relation") if m["value"] not in mine and m["subject"] in ranked)


def of_another_claim(copy: Copy, node: str) -> str:
    mine = {m["value"] for m in copy.find("prov:used") if m["subject"] == node}
    return next(m["subject"] for m in copy.find("prov:used") if m["value"] not in mine)


def against(copy: Copy, node: str) -> str:
    return next(m["value"] for m in copy.find("igr:claimAgainst") if m["subject"] == node)


def affirmed(copy: Copy, node: str) -> str:
    return next(m["value"] for m in copy.find("igr:affirms") if m["subject"] == node)


def a_work(copy: Copy, _: str) -> str:
    return copy.pick("igr:documentId")["subject"]


def undecided(copy: Copy) -> str:
    decided = {m["value"] for m in copy.find("prov:used")}
    node = next(m["subject"] for m in copy.find("igr:states") if m["subject"] not in decided)
    copy.add(node, "igr:status", iri("igr:statusAccepted"))
    return node


def nameless_holder(copy: Copy) -> str:
    node = copy.pick("igr:states")["subject"]
    swaps("igr:attributedTo", iri("entity:no-name"))(copy, node)
    copy.lines.append(f"{iri('entity:no-name')} {iri('rdf:type')} {iri('igr:Scholar')} <{BASE}graph/assembled> .")
    return node


def _number(value: str, kind: str = "decimal") -> str:
    return f'"{value}"^^<{XSD}{kind}>'


NEW = ("igr:newHead", "igr:newRelation", "igr:newTail", "igr:newPolarity", "igr:newModality")
ONE = f'"1"^^<{XSD}integer>'


def supported(*changes: Change) -> Corruption:
    """A proposition that one work supports is changed."""

    def corrupt(copy: Copy) -> str:
        node = copy.pick("igr:supportingWorks", ONE)["subject"]
        for change in changes:
            change(copy, node)
        return node

    return corrupt


REJECTS: dict[str, tuple[Corruption, str]] = {
    "a rejected claim that states something": (
        at("igr:readHead", gains("igr:states", lambda c, _: c.pick("igr:states")["value"])),
        "rejected-states",
    ),
    "a rejected claim without evidence": (at("igr:readHead", loses("igr:evidence")), "claim-evidence"),
    "a rejected claim without a holder": (at("igr:readHead", loses("igr:attributedTo")), "claim-attributed-to"),
    "a rejected claim without a status": (at("igr:readHead", loses("igr:status")), "rejected-status"),
    "no read head": (dropped("igr:readHead"), "rejected-head"),
    "an unknown read relation": (changed("igr:readRelation", iri("igr:resembles")), "rejected-relation"),
    "a read tail that is a text": (changed("igr:readTail", '"office"'), "rejected-tail"),
    "a claim that stands for one that counts": (
        at("prov:wasRevisionOf", swaps("prov:wasRevisionOf", any_claim)),
        "revision-of",
    ),
}

DECISIONS: dict[str, tuple[Corruption, str]] = {
    "a decision on nothing": (dropped("prov:used"), "decision-claim"),
    "a decision on what is no claim": (changed("prov:used", iri("entity:nobody")), "decision-claim"),
    "a decision of nobody": (dropped("prov:wasAssociatedWith"), "decision-curator"),
    "a curator without a name": (changed("prov:wasAssociatedWith", iri("entity:nobody")), "decision-curator-name"),
    "a decision at no time": (dropped("prov:endedAtTime"), "decision-time"),
    "a time that is none": (changed("prov:endedAtTime", f'"today"^^<{XSD}dateTime>'), "decision-time"),
    "no verdict": (dropped("igr:verdict"), "decision-verdict"),
    "an unknown verdict": (changed("igr:verdict", iri("igr:reasonVague")), "decision-verdict"),
    "an unknown reason": (changed("igr:reason", iri("igr:verdictAccept")), "decision-reason"),
    "two notes": (
        at("igr:verdict", gains("rdfs:comment", '"a"'), gains("rdfs:comment", '"b"')),
        "decision-note",
    ),
    "a rejection without a reason": (
        at("igr:verdict", loses("igr:reason"), value="igr:verdictReject"),
        "decision-reason-missing",
    ),
    "a reason to accept": (
        at("igr:verdict", gains("igr:reason", iri("igr:reasonVague")), value="igr:verdictAccept"),
        "decision-reason-without-fault",
    ),
    "an edit of nothing": (at("igr:verdict", loses(*NEW), value="igr:verdictEdit"), "decision-edit-missing"),
    "a new value without an edit": (
        at("igr:verdict", gains("igr:newHead", '"a"'), value="igr:verdictReject"),
        "decision-edit-unmeant",
    ),
    "a blank new head": (changed("igr:newHead", '" "'), "decision-new-head"),
    "two new tails": (added("igr:newTail", '"another"'), "decision-new-tail"),
    "an unknown new relation": (
        at("igr:verdict", gains("igr:newRelation", iri("igr:resembles")), value="igr:verdictEdit"),
        "decision-new-relation",
    ),
    "an unknown new polarity": (changed("igr:newPolarity", iri("igr:asserted")), "decision-new-polarity"),
    "an unknown new modality": (changed("igr:newModality", iri("igr:positive")), "decision-new-modality"),
    "a decision that supersedes nothing": (changed("igr:supersedes", iri("entity:nobody")), "decision-supersedes"),
    "a decision that supersedes another's": (
        at("igr:supersedes", swaps("igr:supersedes", of_another_claim)),
        "decision-supersedes-other",
    ),
    "a decision before the one it supersedes": (
        at("igr:supersedes", swaps("prov:endedAtTime", f'"2026-01-01T00:00:00Z"^^<{XSD}dateTime>')),
        "decision-supersedes-later",
    ),
    "a decision that supersedes itself": (
        at("igr:supersedes", swaps("igr:supersedes", itself)),
        "decision-supersedes-cycle",
    ),
    "an unknown status": (changed("igr:status", iri("igr:verdictAccept")), "status-value"),
    "a status of what is no claim": (
        at("igr:belief", gains("igr:status", iri("igr:statusAccepted"))),
        "status-reading",
    ),
    "a status that nobody gave": (undecided, "status-decided"),
    "a status against the verdict": (
        at("igr:status", swaps("igr:status", iri("igr:statusEdited")), value="igr:statusRejected"),
        "status-verdict",
    ),
    "a claim that counts and is rejected": (
        at("igr:status", swaps("igr:status", iri("igr:statusRejected")), value="igr:statusAccepted"),
        "claim-status",
    ),
}

SUPPORT: dict[str, tuple[Corruption, str]] = {
    "no lower end of belief": (dropped("igr:beliefLow"), "proposition-belief-low"),
    "a lower end above belief": (supported(swaps("igr:beliefLow", _number("1"))), "proposition-belief-low"),
    "a lower end below 0": (supported(swaps("igr:beliefLow", _number("-0.5"))), "proposition-belief-low"),
    "an upper end below belief": (supported(swaps("igr:beliefHigh", _number("0"))), "proposition-belief"),
    "an upper end above 1": (changed("igr:beliefHigh", _number("1.5")), "proposition-belief-high"),
    "more sources than works": (changed("igr:sources", _number("99", "integer")), "proposition-sources"),
    "no number of sources": (dropped("igr:sources"), "proposition-sources"),
    "no number of works": (dropped("igr:supportingWorks"), "proposition-supporting-works"),
    "a proposition that refines nothing": (
        at("igr:belief", gains("igr:refines", iri("entity:nobody"))),
        "proposition-refines",
    ),
    "a proposition that refines itself": (at("igr:belief", gains("igr:refines", itself)), "proposition-refines-cycle"),
    "a proposition that refines one of another relation": (
        at("igr:belief", gains("igr:refines", of_another_relation)),
        "proposition-refines-relation",
    ),
    "an interval without a belief in the denial": (dropped("igr:denialBelief"), "denial-belief"),
    "a lower end above belief in the denial": (changed("igr:denialBeliefLow", _number("1")), "denial-belief-low"),
    "an upper end below belief in the denial": (changed("igr:denialBeliefHigh", _number("0")), "denial-belief"),
    "an upper end of belief in the denial above 1": (
        changed("igr:denialBeliefHigh", _number("2")),
        "denial-belief-high",
    ),
    "an unknown kind of disagreement": (changed("igr:disputeKind", iri("igr:verdictAccept")), "disagreement-kind"),
    "a disagreement for no reason": (at("igr:disputeKind", loses("rdfs:comment")), "disagreement-reason"),
    "a disagreement on nothing": (dropped("igr:propositionFor"), "disagreement-proposition-for"),
    "a disagreement with nothing": (
        changed("igr:propositionAgainst", iri("entity:nobody")),
        "disagreement-proposition-against",
    ),
    "a side that is rejected": (at("igr:claimFor", swaps("igr:claimFor", rejected)), "disagreement-claim-for"),
    "nobody who denies": (dropped("igr:claimAgainst"), "disagreement-claim-against"),
    "a conflict with one side": (
        at("igr:claimFor", loses("igr:claimFor"), swaps("igr:disputeKind", iri("igr:disputeConflict"))),
        "disagreement-one-side",
    ),
    "a claim on both sides": (at("igr:claimFor", swaps("igr:claimFor", against)), "disagreement-same-side"),
    "a side that states something else": (
        at("igr:claimFor", swaps("igr:propositionFor", other_proposition)),
        "disagreement-for",
    ),
    "a side against that states something else": (
        at("igr:claimAgainst", swaps("igr:propositionAgainst", other_proposition)),
        "disagreement-against",
    ),
    "a holder without a name": (nameless_holder, "claim-holder-name"),
    "a member who is nobody": (
        at("igr:hasMember", swaps("igr:hasMember", iri("entity:nobody"))),
        "team-member",
    ),
    "a member without a name": (
        at("igr:hasMember", swaps("igr:hasMember", iri("entity:nobody"))),
        "team-member-name",
    ),
    "a team without a name": (at("igr:hasMember", loses("rdfs:label")), "team-name"),
    "a team in itself": (at("igr:hasMember", swaps("igr:hasMember", itself)), "team-cycle"),
}

FACTS: dict[str, tuple[Corruption, str]] = {
    "a fact that says nothing": (dropped("igr:denies"), "fact-proposition"),
    "a fact that says two things": (
        at("igr:affirms", gains("igr:denies", other_proposition)),
        "fact-proposition",
    ),
    "a fact that affirms and denies": (at("igr:affirms", gains("igr:denies", affirmed)), "fact-both"),
    "a fact on nothing": (changed("igr:affirms", iri("entity:nobody")), "fact-ends"),
    "a fact without a source": (at("igr:affirms", loses("dcterms:source")), "fact-source"),
    "a fact without words": (at("igr:affirms", swaps("skos:note", '" "')), "fact-note"),
    "a fact of two times": (at("igr:affirms", gains("dcterms:temporal", '"1987"')), "fact-time"),
    "a fact in a work": (at("igr:affirms", gains("igr:inWork", a_work)), "fact-in-work"),
    "a fact that states something": (at("igr:affirms", gains("igr:states", affirmed)), "fact-states"),
}

JUDGED = REJECTS | DECISIONS | SUPPORT | FACTS
"""What can go wrong with a graph of which people have judged claims, and that has curated facts."""


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

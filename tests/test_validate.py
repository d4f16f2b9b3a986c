"""A store keeps its promises, and a copy that breaks one is told so: by file, node and cure."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fixtures_store import Run, nquads

from kg import reports, shards, vocab
from kg.model import Extraction
from kg.store import Shards, Store, writer

pytest_plugins = ["fixtures_store"]

BASE = "https://w3id.org/igr/"
IGR = BASE + "ontology#"
OA = "http://www.w3.org/ns/oa#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {"igr": IGR, "oa": OA, "skos": SKOS, "concept": BASE + "concept/", "entity": BASE + "entity/"}
LINE = re.compile(r"(?P<subject><[^>]*>) (?P<predicate><[^>]*>) (?P<value>.*) (?P<graph><[^>]*>) \.")


def iri(name: str) -> str:
    """The N-Quads term of a short name such as ``igr:states``."""
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


@dataclass
class Copy:
    """The lines of a graph that a test corrupts."""

    lines: list[str]

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
        """The first claim of a relation."""
        for found in self.find("igr:relation", iri(relation)):
            return self.find("igr:states", found["subject"])[0]["subject"]
        raise AssertionError(f"the corpus has no {relation}")


Corruption = Callable[[Copy], str]
"""Breaks a copy and says which node is at fault."""


def dropped(predicate: str, subject: str = "") -> Corruption:
    """The first subject of a property, or the one given, loses it."""

    def corrupt(copy: Copy) -> str:
        node = iri(subject) if subject else copy.find(predicate)[0]["subject"]
        copy.drop(node, predicate)
        return node

    return corrupt


def added(predicate: str, value: str, subject: str = "") -> Corruption:
    """The first subject of a property, or the one given, gets one more value."""

    def corrupt(copy: Copy) -> str:
        node = iri(subject) if subject else copy.find(predicate)[0]["subject"]
        copy.add(node, predicate, value)
        return node

    return corrupt


def changed(predicate: str, value: str) -> Corruption:
    """The first subject of a property gets another value for its own."""

    def corrupt(copy: Copy) -> str:
        node = copy.find(predicate)[0]["subject"]
        copy.put(node, predicate, value)
        return node

    return corrupt


def two_propositions(copy: Copy) -> str:
    first, *others = copy.find("igr:states")
    relation = copy.value(first["value"], "igr:relation")
    more = (m["value"] for m in others if m["value"] != first["value"])
    copy.add(first["subject"], "igr:states", next(p for p in more if copy.value(p, "igr:relation") == relation))
    return first["subject"]


def two_modalities(copy: Copy) -> str:
    claim = copy.find("igr:modality", iri("igr:asserted"))[0]["subject"]
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
    """The first evidence gets another text, as its quote, as its selector's, or as both."""

    def corrupt(copy: Copy) -> str:
        found = copy.find("igr:quote")[0]
        node, text = found["subject"], change(found["value"][1:-1])
        for predicate in predicates:
            copy.put(node if predicate == "igr:quote" else f"{node[:-1]}#quote>", predicate, f'"{text}"')
        return node

    return corrupt


CONCEPT, WIDER = "concept:local-protectionism", "concept:local-interest-obstacle"
OBSTACLES = str(vocab.ontology_files()[0].parent / "vocab" / "obstacles.ttl")
CORRUPTIONS: dict[str, tuple[Corruption, str]] = {
    "two propositions": (two_propositions, "claim-states"),
    "no proposition": (dropped("igr:states"), "claim-states"),
    "no work": (dropped("igr:inWork"), "claim-in-work"),
    "a work that was not read": (changed("igr:inWork", iri("entity:china")), "claim-document"),
    "no polarity": (dropped("igr:polarity"), "claim-polarity"),
    "an unknown polarity": (changed("igr:polarity", iri("igr:asserted")), "claim-polarity"),
    "two modalities": (two_modalities, "claim-modality"),
    "no attribution": (dropped("igr:attributedTo"), "claim-attributed-to"),
    "a holder who is nobody": (changed("igr:attributedTo", iri("entity:nobody")), "claim-holder"),
    "no evidence": (dropped("igr:evidence"), "claim-evidence"),
    "a confidence above 1": (changed("igr:confidence", f'"1.5"^^<{XSD}decimal>'), "claim-confidence"),
    "a confidence that is no number": (changed("igr:confidence", f'"high"^^<{XSD}decimal>'), "claim-confidence"),
    "a head type that the relation does not take": (wrong_head_type, "claim-head-admitted"),
    "a tail type that the relation does not take": (wrong_tail_type, "claim-tail-admitted"),
    "a head that ends before it starts": (changed("igr:headEnd", f'"0"^^<{XSD}integer>'), "claim-head-span"),
    "another text in the slice": (other_evidence(str.swapcase, "igr:quote", "oa:exact"), "evidence-text"),
    "a text longer than the slice": (other_evidence(lambda t: t + "!", "igr:quote", "oa:exact"), "evidence-length"),
    "a quote that is not the selector's": (other_evidence(str.upper, "igr:quote"), "evidence-same"),
    "no selector for the text": (dropped("oa:hasSelector"), "evidence-exact"),
    "an unknown relation": (changed("igr:relation", iri("igr:resembles")), "proposition-relation"),
    "a proposition without a tail": (dropped("igr:tail"), "proposition-tail"),
    "a work without a number of sentences": (dropped("igr:sentences"), "document-sentences"),
    "a concept without a definition": (dropped("skos:definition", CONCEPT), "concept-definition"),
    "a concept without a scheme": (dropped("skos:inScheme", CONCEPT), "concept-scheme"),
    "a concept without a label": (dropped("skos:prefLabel", CONCEPT), "concept-label"),
    "two English labels": (added("skos:prefLabel", '"protection of the local"@en', CONCEPT), "concept-label"),
    "a wider concept that is none": (added("skos:broader", iri("concept:nothing"), CONCEPT), "concept-broader"),
}
"""What can go wrong with a graph, and the shape that forbids it."""


@pytest.fixture(scope="module")
def graph(corpus_store: Path) -> list[str]:
    """The lines of the graph of the bundled corpus."""
    return nquads(corpus_store).decode().splitlines()


@pytest.fixture
def copy(corpus_store: Path, tmp_path: Path) -> Path:
    """A copy of the store of the bundled corpus, its graph still to be published."""
    return Path(shutil.copytree(corpus_store, tmp_path / "kg", ignore=shutil.ignore_patterns("graphs", "CURRENT")))


def publish(path: Path, lines: Iterable[str]) -> None:
    with writer(path) as target:
        target.publish(lines, [])


def accused(answer: str, shape: str) -> set[str]:
    """The nodes that break a shape, by the JSON of ``kg validate``."""
    return {v["node"] for v in json.loads(answer) if v["shape"] == f"{BASE}shape/{shape}"}


def homes(copy: Copy, node: str) -> set[str]:
    """The ids of the documents in whose graphs a node is described."""
    documents = {m["graph"]: m["value"][1:-1] for m in copy.find("igr:documentId")}
    found = {m["graph"] for line in copy.lines if line.startswith(node) and (m := LINE.fullmatch(line))}
    return {documents[graph] for graph in found & documents.keys()}


def every_document(copy: Copy) -> set[str]:
    """The ids of all documents."""
    return {m["value"][1:-1] for m in copy.find("igr:documentId")}


def test_the_demo_is_valid(corpus_store: Path, kg: Run) -> None:
    assert kg("validate", "--store", corpus_store) == (0, "", f"{corpus_store}: valid\n")
    assert kg("validate", "--store", corpus_store, "--json").out == "[]\n"


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_copy_is_told(name: str, graph: list[str], copy: Path, kg: Run) -> None:
    corrupt, shape = CORRUPTIONS[name]
    corrupted = Copy(graph.copy())
    node = corrupt(corrupted)
    publish(copy, corrupted.lines)
    code, out, _ = kg("validate", "--store", copy, "--json")
    assert code == 4
    assert accused(out, shape) == {node.strip("<>")}
    for violation in json.loads(out):
        assert violation["message"]
        assert violation["cure"]
        if violation["node"] == node.strip("<>"):
            declared = node == iri(CONCEPT)
            assert violation["file"] in (
                {OBSTACLES} if declared else homes(corrupted, node) or every_document(corrupted)
            )


def test_a_breach_is_one_line(graph: list[str], copy: Path, kg: Run) -> None:
    corrupted = Copy(graph.copy())
    node = dropped("igr:polarity")(corrupted)
    publish(copy, corrupted.lines)
    code, out, err = kg("validate", "--store", copy)
    assert (code, out) == (4, "")
    [document] = homes(corrupted, node)
    assert " ".join(err.split()) == (
        f"{document}: {node.strip('<>')}: does not have exactly one igr:polarity, positive or negative; "
        "take its document out with `kg remove` and build it again; report it if it comes back"
    )


def test_every_concept_of_a_circle_is_told(graph: list[str], copy: Path, kg: Run) -> None:
    corrupted = Copy(graph.copy())
    corrupted.add(iri(WIDER), "skos:broader", iri(CONCEPT))
    publish(copy, corrupted.lines)
    _, out, _ = kg("validate", "--store", copy, "--json")
    assert accused(out, "concept-cycle") == {iri(CONCEPT)[1:-1], iri(WIDER)[1:-1]}


def test_a_thing_of_no_document_is_traced_to_the_first_that_speaks_of_it(graph: list[str], copy: Path, kg: Run) -> None:
    corrupted = Copy(graph.copy())
    things = {m["subject"] for m in corrupted.find("igr:local")}
    end = next(m for m in corrupted.find("igr:head") if m["value"] in things)
    corrupted.drop(end["value"], "skos:prefLabel")
    publish(copy, corrupted.lines)
    [violation] = json.loads(kg("validate", "--store", copy, "--json").out)
    stating = {m["subject"] for side in ("igr:head", "igr:tail") for m in corrupted.find(side, end["value"])}
    claims = [m["subject"] for m in corrupted.find("igr:states") if m["value"] in stating]
    assert violation["node"] == end["value"].strip("<>")
    assert violation["file"] == min(document for claim in claims for document in homes(corrupted, claim))


# --- the texts ------------------------------------------------------------------------------------


def first_shard(path: Path) -> tuple[str, Extraction]:
    """The first shard of a store that has claims, and its name."""
    read = ((name, shards.load(Shards(path).read_shard(name))) for name in Shards(path).shards())
    return next((name, extraction) for name, extraction in read if extraction.claims)


def other_text(extraction: Extraction) -> Extraction:
    document = extraction.document
    return replace(extraction, document=replace(document, text=document.text.swapcase()))


def cut_text(extraction: Extraction) -> Extraction:
    last = max(claim.evidence.end for claim in extraction.claims)
    document = extraction.document
    return replace(extraction, document=replace(document, text=document.text[: last - 1]))


def other_claim(extraction: Extraction) -> Extraction:
    first, *others = extraction.claims
    evidence = replace(first.evidence, text=first.evidence.text + " ")
    return replace(extraction, claims=(replace(first, evidence=evidence), *others))


@pytest.mark.parametrize("change", [other_text, cut_text, other_claim], ids=lambda f: f.__name__)
def test_a_shard_that_is_not_what_was_read_is_told(
    change: Callable[[Extraction], Extraction], corpus_store: Path, tmp_path: Path, kg: Run
) -> None:
    path = Path(shutil.copytree(corpus_store, tmp_path / "kg"))
    name, extraction = first_shard(path)
    Shards(path).write_shard(name, shards.dump(change(extraction), "made-up"))
    code, out, _ = kg("validate", "--store", path, "--json")
    assert code == 4
    told = accused(out, "evidence-text")
    spans = {(c.evidence.start, c.evidence.end) for c in extraction.claims}
    known = {f"{BASE}evidence/{extraction.document.id}-{start}-{end}" for start, end in spans}
    assert told
    assert told <= known
    assert {v["file"] for v in json.loads(out)} == {extraction.document.id}
    assert (told == known) == (change is other_text or len(known) == 1)


def test_a_shard_that_cannot_be_read_is_told(corpus_store: Path, tmp_path: Path, kg: Run) -> None:
    path = Path(shutil.copytree(corpus_store, tmp_path / "kg"))
    name, extraction = first_shard(path)
    (path / "documents" / name).write_bytes(b"{")
    code, out, _ = kg("validate", "--store", path, "--json")
    assert code == 4
    place = f"documents/{name}"
    assert {(v["node"], v["file"]) for v in json.loads(out)} == {
        (place, place),
        (f"{BASE}work/{extraction.document.id}", extraction.document.id),
    }
    assert len(accused(out, "document-text")) == 2


def test_a_work_without_a_text_is_told(corpus_store: Path, tmp_path: Path, kg: Run) -> None:
    path = Path(shutil.copytree(corpus_store, tmp_path / "kg"))
    name, extraction = first_shard(path)
    Shards(path).delete_shard(name)
    code, out, _ = kg("validate", "--store", path, "--json")
    assert code == 4
    assert accused(out, "document-text") == {f"{BASE}work/{extraction.document.id}"}


def test_a_document_that_waits_to_be_published_is_no_breach(corpus_store: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(corpus_store, tmp_path / "kg"))
    _, extraction = first_shard(path)
    waiting = replace(extraction, document=replace(extraction.document, id="waiting"))
    Shards(path).write_shard("waiting", shards.dump(waiting, "made-up"))
    with Store.open(path) as store:
        assert reports.validate(store, path) == []

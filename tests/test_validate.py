"""A store keeps its promises, and a copy that breaks one is told so: by file, node and cure."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from corruptions import BASE, CONCEPT, CORRUPTIONS, JUDGED, LINE, MORE, WIDER, Copy, dropped, in_memory, iri, small
from fixtures_store import Run, nquads
from judged_graph import judged_copy, judged_lines

from kg import reports, shapes, shards, vocab
from kg.holdings import Shards
from kg.model import Extraction
from kg.store import Store, writer
from kg.validate import shape_violations

pytest_plugins = ["fixtures_store"]

OBSTACLES = str(vocab.ontology_files()[0].parent / "vocab" / "obstacles.ttl")


@pytest.fixture(scope="module")
def graph(corpus_store: Path) -> list[str]:
    """The lines of the graph of the bundled corpus."""
    return nquads(corpus_store).decode().splitlines()


@pytest.fixture(scope="module")
def judged(corpus_store: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The lines of the same graph with decisions and facts, and without most of the vocabulary."""
    return small(judged_lines(corpus_store, tmp_path_factory.mktemp("judged") / "kg"))


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


def test_a_store_of_which_claims_were_judged_is_valid(store: Path, tmp_path: Path, kg: Run) -> None:
    path = judged_copy(store, tmp_path / "kg")
    assert kg("validate", "--store", path) == (0, "", f"{path}: valid\n")


def test_a_graph_with_facts_is_valid(judged: list[str]) -> None:
    assert list(shape_violations(in_memory(judged), shapes.load(shapes.shapes_file()))) == []


@pytest.mark.parametrize("name", JUDGED)
def test_a_corrupted_judgement_is_told(name: str, judged: list[str]) -> None:
    corrupt, shape = JUDGED[name]
    corrupted = Copy(judged.copy())
    node = corrupt(corrupted)
    checks = [check for check in shapes.load(shapes.shapes_file()) if check.shape == f"{BASE}shape/{shape}"]
    assert {v.node for v in shape_violations(in_memory(corrupted.lines), checks)} == {node.strip("<>")}


@pytest.mark.parametrize("name", MORE)
def test_a_corrupted_graph_is_told(name: str, graph: list[str]) -> None:
    corrupt, shape = MORE[name]
    corrupted = Copy(small(graph))
    node = corrupt(corrupted)
    found = shape_violations(in_memory(corrupted.lines), shapes.load(shapes.shapes_file()))
    assert {v.node for v in found if v.shape == f"{BASE}shape/{shape}"} == {node.strip("<>")}


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


@pytest.mark.parametrize(
    ("predicate", "told"),
    [
        ("igr:verdict", "does not have exactly one igr:verdict that the ontology declares"),
        ("igr:disputeKind", "does not have exactly one igr:disputeKind that the ontology declares"),
    ],
)
def test_what_is_held_of_claims_is_traced_to_their_document(
    predicate: str, told: str, store: Path, tmp_path: Path, kg: Run
) -> None:
    path = judged_copy(store, tmp_path / "kg")
    corrupted = Copy(nquads(path).decode().splitlines())
    node = dropped(predicate)(corrupted)
    publish(path, corrupted.lines)
    [violation] = json.loads(kg("validate", "--store", path, "--json").out)
    sides = ("prov:used", "igr:claimFor", "igr:claimAgainst")
    claims = {m["value"] for side in sides for m in corrupted.find(side) if m["subject"] == node}
    assert (violation["node"], violation["message"]) == (node.strip("<>"), told)
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

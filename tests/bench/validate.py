"""Times the checks of `kg validate` on made-up claims, by this project's own engine and by others.

    python tests/bench/validate.py --claims 10000 --engine kg pyshacl-dataset --limit 600

Each run has a process of its own, so that the peak memory is that of one engine. shifty, turbo and rudof are not
among the packages of this project: pip install pyshifty pyshacl-turbo pyrudof.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import rdflib

from kg import rdf, reports, shapes, shards, vocab
from kg.assemble import assemble
from kg.model import (
    Claim,
    Concept,
    Document,
    Entity,
    Evidence,
    Extraction,
    LinkedClaim,
    Mention,
    Modality,
    Part,
    Polarity,
    Reference,
    Relation,
    Role,
)
from kg.store import Store, writer

CLAIMS_A_WORK = 100


def extraction(number: int, size: int, concepts: dict[str, list[Concept]], chance: random.Random) -> Extraction:
    """A made-up work with claims that hold to the ontology, one in a sentence."""
    name, text, claims = f"work-{number:06}", "", []
    for _ in range(size):
        head, relation, tail = _statement(concepts, chance)
        start = len(text)
        text += f"{head.label} {relation} {tail.label}. "
        evidence = Evidence(start, len(text) - 1, text[start:-1])
        claims.append(_claim(name, head, relation, tail, evidence, chance))
    parts = (Part(0, len(text), Role.BODY),)
    document = Document(name, text, Reference(f"Work {number}"), parts, f"{name}.txt")
    return Extraction(document, (), tuple(claims), size)


def _statement(concepts: dict[str, list[Concept]], chance: random.Random) -> tuple[Concept, Relation, Concept]:
    known = vocab.load()
    relation = chance.choice(list(Relation))
    head, tail = (
        _pick(concepts[chance.choice(sorted(t for t in types if concepts.get(t)))], chance)
        if any(concepts.get(t) for t in types)
        else None
        for types in (known.heads[relation], known.tails[relation])
    )
    return (head, relation, tail) if head and tail else _statement(concepts, chance)


def _pick(concepts: list[Concept], chance: random.Random) -> Concept:
    # A few concepts are spoken of often and most seldom, as in texts.
    return concepts[int(len(concepts) * chance.random() ** 3)]


def _claim(
    doc: str, head: Concept, relation: Relation, tail: Concept, evidence: Evidence, chance: random.Random
) -> Claim:
    at = evidence.end - 1 - len(tail.label)
    return Claim(
        doc,
        Mention(head.label, head.type, evidence.start, evidence.start + len(head.label)),
        relation,
        Mention(tail.label, tail.type, at, at + len(tail.label)),
        evidence,
        "made-up",
        round(chance.uniform(0.5, 1), 2),
        polarity=chance.choices(list(Polarity), (9, 1))[0],
        modality=chance.choices(list(Modality), (8, 1, 1))[0],
    )


def linked(found: Extraction, entities: dict[str, Entity]) -> Iterator[LinkedClaim]:
    """The claims of a made-up work, whose mentions are labels of concepts."""
    for claim in found.claims:
        ends = entities[claim.head.text], entities[claim.tail.text]
        yield LinkedClaim(claim, *ends, (1.0, "label"), (1.0, "label"))


def make(path: Path, size: int) -> None:
    """A store of made-up works with so many claims, the same for the same number."""
    chance = random.Random(size)
    concepts: dict[str, list[Concept]] = {}
    for concept in vocab.load().concepts:
        concepts.setdefault(concept.type, []).append(concept)
    entities = {c.label: Entity(c.iri, c.label, c.type, False) for c in vocab.load().concepts}
    lines: list[str] = []
    claims: list[LinkedClaim] = []
    with writer(path) as target:
        for number in range(-(-size // CLAIMS_A_WORK)):
            made = extraction(number, min(CLAIMS_A_WORK, size - number * CLAIMS_A_WORK), concepts, chance)
            target.write_shard(made.document.id, shards.dump(made, "made-up"))
            found = list(linked(made, entities))
            lines += rdf.work_quads(made, found)
            claims += found
        lines += rdf.assembled_quads(assemble(claims))
        target.publish(lines, vocab.ontology_files())


def check_kg(path: Path) -> int:
    """Everything that `kg validate` does: the shapes, and the evidence against the texts."""
    with Store.open(path) as store:
        return len(reports.validate(store, path))


def check_pyshacl_memory(path: Path) -> int:
    """PySHACL on a graph in the memory of rdflib."""
    graph = rdflib.Graph().parse(triples(path), format="ox-nt")
    return _check_pyshacl(graph)


def check_pyshacl_dataset(path: Path) -> int:
    """PySHACL on the store, each of its look-ups answered by Oxigraph."""
    with Store.open(path) as store:
        return _check_pyshacl(store.dataset())


def _check_pyshacl(graph: rdflib.Graph) -> int:
    import pyshacl

    _, report, _ = pyshacl.validate(graph, shacl_graph=str(shapes.shapes_file()), inplace=True)
    assert isinstance(report, rdflib.Graph)
    return len(set(report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)))


def check_shifty(path: Path) -> int:
    """The Rust engine of pyshifty, on a file of triples."""
    engine = importlib.import_module("shifty")
    options = {"infer": False, "graph_mode": "data", "on_unsupported": "error"}
    return int(not engine.validate(triples(path), shapes.shapes_file(), **options)[0])


def check_turbo(path: Path) -> int:
    """The Rust engine of pyshacl-turbo, on a file of triples."""
    engine = importlib.import_module("pyshacl_turbo")
    formats = {"data_graph_format": "nt", "shacl_graph_format": "turtle"}
    return int(not engine.validate(str(triples(path)), shacl_graph=str(shapes.shapes_file()), **formats)[0])


def check_rudof(path: Path) -> int:
    """The Rust engine of pyrudof, on a file of triples."""
    engine = importlib.import_module("pyrudof")
    session = engine.Rudof(engine.RudofConfig())
    session.read_data(str(triples(path)), engine.RDFFormat.NTriples)
    session.read_shacl(str(shapes.shapes_file()), engine.ShaclFormat.Turtle)
    return len(session.validate_shacl(engine.ShaclValidationMode.Native))


ENGINES: dict[str, Callable[[Path], int]] = {
    "kg": check_kg,
    "pyshacl-dataset": check_pyshacl_dataset,
    "pyshacl-memory": check_pyshacl_memory,
    "shifty": check_shifty,
    "turbo": check_turbo,
    "rudof": check_rudof,
}


def triples(path: Path) -> Path:
    """The file with the triples of a store, for engines that read files; it is written before the clock runs."""
    return path.with_suffix(".nt")


def write_triples(path: Path) -> None:
    """Write the triples of all graphs, each once."""
    with Store.open(path) as store:
        data = store.serialize("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "nt")
    triples(path).write_bytes(data)


def measure(engine: str, path: Path, limit: int) -> dict[str, object]:
    """Seconds, seconds of CPU and MB at the peak of one run; no figures if it was stopped or fell over."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(engine, path, sender))
    process.start()
    sender.close()
    try:
        found: dict[str, object] = receiver.recv() if receiver.poll(limit) else {"stopped after": limit}
    except EOFError:
        found = {"fell over": True}
    process.kill()
    process.join()
    return {"engine": engine, **found}


def _measured(engine: str, path: Path, sender: Connection) -> None:
    started = time.perf_counter()
    found = ENGINES[engine](path)
    seconds = time.perf_counter() - started
    sender.send({"s": round(seconds, 1), "cpu s": round(time.process_time(), 1), "MB": _peak(), "violations": found})


def _peak() -> int:
    # Not ru_maxrss, which starts from the size of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def main() -> None:
    """Make a store of each size and time each engine on it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000])
    parser.add_argument("--engine", nargs="+", choices=ENGINES, default=["kg"])
    parser.add_argument("--limit", type=int, default=3600, help="seconds after which a run is stopped")
    parser.add_argument("--folder", type=Path, help="where stores are made, and found again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for size in options.claims:
            path = (options.folder or Path(temporary)) / f"claims-{size}"
            if not triples(path).exists():
                make(path, size)
                write_triples(path)
            for engine in options.engine:
                print(json.dumps({"claims": size, **measure(engine, path, options.limit)}), flush=True)


if __name__ == "__main__":
    main()

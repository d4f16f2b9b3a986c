"""The receipt of a build adds up, names what read the documents, and depends on their content alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from fixtures_store import DOCUMENTS, Run

from kg import __version__, curate, engines, pipeline, publish, receipt, shards
from kg.curate import Decision, Verdict
from kg.engines import one
from kg.holdings import Shards
from kg.model import Engine, Mode, Polarity, StoreError
from kg.pipeline import Settings
from kg.receipt import Receipt
from kg.store import Store, Writer, writer

pytest_plugins = ["fixtures_store"]


def of(path: Path) -> Receipt:
    """The receipt of a store."""
    with Store.open(path) as opened:
        return receipt.receipt(opened, Shards(path))


def shown(path: Path) -> str:
    return "\n".join(receipt.lines(of(path)))


def change(path: Path, name: str, **changed: object) -> None:
    """Write other values into the shard of a document; None takes one out."""
    raw = json.loads(Shards(path).read_shard(name))
    raw = {k: v for k, v in (raw | changed).items() if v is not None}
    Shards(path).write_shard(name, json.dumps(raw).encode())


def test_the_funnel_adds_up(store: Path) -> None:
    found = of(store)
    assert found.documents == found.works == len(DOCUMENTS)
    assert found.sentences == 2 * len(DOCUMENTS)
    assert found.candidates == found.read + sum(count for _, count in found.dropped)
    assert found.joined is not None
    assert found.read - found.joined == found.claims > found.propositions
    assert (found.rejected, found.edited, found.written) == (0, 0, 0)
    assert all(sum(counts.values()) == found.claims for counts in found.claims_by.values())
    assert found.claims_by["polarity"][Polarity.NEGATIVE] > 0
    assert sum(count for _, count in found.sources) == found.propositions


def test_claims_that_are_joined_are_those_the_graph_lacks(store: Path) -> None:
    read = [shards.load(Shards(store).read_shard(name)) for name in Shards(store).shards()]
    kept = {c.id for c in publish.linked(Shards(store))}
    assert of(store).joined == sum(len(e.claims) for e in read) - len(kept)


@pytest.mark.parametrize(
    ("rule", "engine"),
    [
        ("title", Engine.RULES),
        ("hinder-verb", Engine.RULES),
        ("hinder-verb+curated", Engine.RULES),
        ("model", Engine.MODEL),
        ("model+curated", Engine.MODEL),
        ("hinder-verb+model", Engine.BOTH),
        ("hinder-verb+model+curated", Engine.BOTH),
        ("model-of", Engine.RULES),
        ("", Engine.RULES),
    ],
)
def test_the_rule_of_a_claim_tells_what_read_it(rule: str, engine: Engine) -> None:
    assert receipt.engine_of(rule) is engine


def test_the_corpus_is_known_by_its_content(papers: Path, store: Path, tmp_path: Path) -> None:
    files = sorted(shutil.copytree(papers, tmp_path / "elsewhere").iterdir())
    for path in (files[3:], files[:3]):
        pipeline.build(path, tmp_path / "kg", Settings(engine=Engine.RULES))
    assert of(tmp_path / "kg").corpus == of(store).corpus
    files[0].write_text(files[0].read_text(encoding="utf-8") + " ", encoding="utf-8")
    pipeline.build(files[:1], tmp_path / "kg", Settings(engine=Engine.RULES))
    assert of(tmp_path / "kg").corpus != of(store).corpus


def test_the_same_input_gives_the_same_bytes_of_documents(papers: Path, store: Path, tmp_path: Path) -> None:
    pipeline.build([papers], tmp_path / "kg", Settings(workers=2))
    one, two = Shards(store), Shards(tmp_path / "kg")
    assert one.shards() == two.shards()
    assert all(one.read_shard(name) == two.read_shard(name) for name in one.shards())
    assert shown(tmp_path / "kg") == shown(store)


def test_what_read_the_documents_is_named(store: Path) -> None:
    (reader,) = of(store).readers
    assert (reader.fingerprint, reader.documents) == (one.fingerprint(engines.DEFAULT_MODEL), len(DOCUMENTS))
    named = dict(reader.versions)
    assert (named["kg"], named["engine"], named["mode"]) == (__version__, "both", "balanced")
    assert named["model"].startswith(f"{engines.DEFAULT_MODEL} 3.")
    assert set(named) == {*"kg spacy model engine mode rules ontology onnxruntime network".split()}
    assert f"read by             {reader.fingerprint}, 6 documents" in shown(store)


def test_rules_alone_use_no_network() -> None:
    named = one.versions(Settings(engine=Engine.RULES, mode=Mode.PRECISE))
    assert (named["engine"], named["mode"]) == ("rules", "precise")
    assert not {"network", "onnxruntime"} & set(named)


def test_documents_read_by_different_programs_are_told(own_store: Path) -> None:
    first = Shards(own_store).shards()[0]
    change(own_store, first, reader="of yesterday", versions={"kg": "0.0.9"})
    found = of(own_store)
    assert [r.documents for r in found.readers] == [5, 1]
    assert found.readers[1] == receipt.Reader("of yesterday", (("kg", "0.0.9"),), 1)
    text = shown(own_store)
    assert "Different programs, rules or settings read the documents." in text
    assert "of yesterday, 1 document\n" in text


def test_a_document_of_an_earlier_version_has_no_counts(own_store: Path, store: Path) -> None:
    first = Shards(own_store).shards()[0]
    change(own_store, first, reader=None, versions=None, candidates=None, dropped=None)
    found = of(own_store)
    assert (found.candidates, found.dropped) == (None, ())
    assert (found.read, found.claims, found.joined) == (of(store).read, of(store).claims, of(store).joined)
    text = shown(own_store)
    assert "candidate claims" not in text
    assert "Candidates are not known: an earlier version read some documents." in text
    assert "an earlier version, 1 document" in text


def test_a_graph_of_other_documents_is_told(own_store: Path, old_store: Path) -> None:
    shutil.copytree(old_store / "documents", own_store / "documents", dirs_exist_ok=True)
    assert of(own_store).joined is not None
    Shards(own_store).delete_shard(Shards(own_store).shards()[0])
    found = of(own_store)
    assert (found.documents, found.works, found.joined) == (5, 6, None)
    text = shown(own_store)
    assert "The graph was made from other documents than the store holds now." in text
    assert "said twice" not in text


def judged(target: Writer) -> tuple[Decision, ...]:
    """A rejection of one claim and a correction of another."""
    one, two, *_ = sorted(publish.linked(target), key=lambda c: c.id)
    made = (curate.linked_anchor(c) for c in (one, two))
    reject = Decision(one.id, Verdict.REJECT, "Ann", "2026-11-22T12:00:00Z", next(made), curate.Reason.BOUNDARIES)
    other = curate.Edit(polarity=_other(two.claim.polarity))
    return reject, Decision(two.id, Verdict.EDIT, "Ann", "2026-11-22T12:00:00Z", next(made), edit=other)


def _other(polarity: Polarity) -> Polarity:
    return Polarity.NEGATIVE if polarity is Polarity.POSITIVE else Polarity.POSITIVE


def test_what_curators_did_is_in_the_funnel(own_store: Path, store: Path) -> None:
    with writer(own_store) as target:
        target.write_note(publish.DECISIONS, curate.dump(judged(target)))
        publish.publish(target)
    found, before = of(own_store), of(store)
    assert (found.rejected, found.edited, found.written) == (1, 1, 1)
    assert (found.read, found.joined, found.claims) == (before.read, before.joined, before.claims - 1)
    text = shown(own_store)
    assert all(f"{what} by curators" in text for what in ("- rejected", "- written anew", "+ written"))


def test_a_damaged_document_is_told(own_store: Path) -> None:
    Shards(own_store).write_shard(Shards(own_store).shards()[0], b"{")
    with pytest.raises(StoreError, match="damaged"):
        of(own_store)


def test_everything_is_in_the_json(store: Path, kg: Run) -> None:
    printed = json.loads(kg("info", "--json", "--store", store).out)
    found = of(store)
    assert printed == json.loads(json.dumps(receipt.as_json(found)))
    assert printed["funnel"]["dropped"] == dict(found.dropped)
    assert printed["corpus_sha256"] == found.corpus
    assert len(printed["corpus_sha256"]) == 64
    assert printed["read_by"][0]["versions"]["kg"] == __version__


def test_the_text_stands_in_columns(store: Path, kg: Run) -> None:
    rows = kg("info", "--store", store).out.split("\n\n")[0].splitlines()
    assert rows[0].split() == ["documents", "6"]
    assert len({len(row) for row in rows}) == 1
    assert [row.split("  ")[0] for row in rows if row[0] != " "] == [
        "documents",
        "sentences",
        "candidate claims",
        "claims read",
        "claims",
        "propositions",
    ]

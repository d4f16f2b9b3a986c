"""The bundled works and the claims marked in them have the form that corpus/README.md promises."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg import vocab
from kg.model import THIS_WORK, EntityType, Modality, Polarity, Relation
from kg.read import fulltext

CORPUS = Path(__file__).parents[1] / "corpus"
WORKS = sorted((CORPUS / "works").glob("*.md"))
SPLITS = ("train", "dev", "test")
KEYS = ("title", "authors", "year", "url", "checked")
KINDS = {"article", "book", "chapter", "thesis", "report", "working-paper"}


def records(name: str) -> list[dict[str, Any]]:
    """The works of a claims file."""
    return [json.loads(line) for line in (CORPUS / "claims" / f"{name}.jsonl").read_text("utf-8").splitlines()]


def test_every_work_has_a_record_and_a_body() -> None:
    faults = []
    for path in WORKS:
        _, front, body = path.read_text("utf-8").split("---\n", 2)
        record = yaml.safe_load(front)
        faults += [f"{path.name}: no {key}" for key in KEYS if not record[key]]
        faults += [f"{path.name}: kind {record['kind']}"] if record["kind"] not in KINDS else []
        faults += [f"{path.name}: title differs"] if not body.startswith(f"# {record['title']}\n") else []
        faults += [] if re.fullmatch(r"[a-z0-9-]+\.md", path.name) else [f"{path.name}: name"]
        faults += [] if 100 <= len(body.split()) <= 500 else [f"{path.name}: {len(body.split())} words"]
    assert faults == []


def test_no_work_stands_twice() -> None:
    references = [fulltext.read_markdown(path).reference for path in WORKS]
    same = Counter((r.title.lower(), r.authors) for r in references)
    assert [work for work, count in same.items() if count > 1] == []


def test_splits_share_nothing_and_miss_nothing() -> None:
    named = Counter(r["doc"] for split in SPLITS for r in records(split))
    assert set(named.values()) == {1}
    assert set(named) == {path.stem for path in WORKS}
    assert {r["doc"] for r in records("second")} < set(named)


@pytest.mark.parametrize("name", [*SPLITS, "second"])
def test_claims_keep_to_the_guide(name: str) -> None:
    """Types as the ontology has them, evidence that is a slice, things that the text names."""
    vocabulary = vocab.load()
    faults = []
    for record in records(name):
        text = (CORPUS / "works" / f"{record['doc']}.md").read_text("utf-8")
        low = text.lower()
        types = {e["text"]: EntityType(e["type"]) for e in record["entities"]} | {THIS_WORK: EntityType.WORK}
        for entity in record["entities"]:
            forms = (entity["text"], *entity.get("aliases", ()))
            if not any(form.lower() in low for form in forms):
                faults.append(f"{record['doc']}: {entity['text']} is not in the text")
        for claim in record["relations"]:
            relation, place = Relation(claim["relation"]), claim["evidence"]
            Polarity(claim["polarity"]), Modality(claim["modality"])
            sentence = text[place["start"] : place["end"]]
            if not sentence or sentence != sentence.strip():
                faults.append(f"{record['doc']}: evidence {place}")
            if not {claim["head"], claim["tail"], claim["attributedTo"]} <= set(types):
                faults.append(f"{record['doc']}: a claim of what is no thing: {claim}")
            if types[claim["tail"]] not in vocabulary.tails[relation]:
                faults.append(f"{record['doc']}: {relation} of a {types[claim['tail']]}")
            if types[claim["head"]] not in vocabulary.heads[relation]:
                faults.append(f"{record['doc']}: a {types[claim['head']]} that {relation}")
    assert faults == []

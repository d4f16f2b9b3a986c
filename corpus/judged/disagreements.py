"""How often the label of a pair of claims that seem to clash is right, from the judged pairs.

python corpus/judged/disagreements.py                                   the figures
python corpus/judged/disagreements.py --draw OUT [--store S] [--gold G]  the pairs of today, to be judged

Pairs come from the annotated claims of ``corpus/claims`` (each is read as it was marked, so that only the judging of
pairs is measured), from a built store, and from gold files elsewhere, of which no sentence is copied. A row that was
judged keeps what it was found to be (``is``: a label, or ``none``, where the two do not clash); only its label is
renewed. ``cause`` says why a label was wrong, now or before a guard was added;
``reading`` is a sentence that was misread.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg import publish, shards, vocab
from kg.assemble import assemble, chains, resolve
from kg.disagree import disagreements
from kg.evaluate import wilson
from kg.holdings import Shards
from kg.link import Linker, link
from kg.model import (
    THIS_WORK,
    Claim,
    Dispute,
    Document,
    EntityType,
    Evidence,
    Extraction,
    LinkedClaim,
    Mention,
    Modality,
    Polarity,
    Proposition,
    Reference,
    Relation,
)
from kg.read import fulltext

JUDGED = Path(__file__).with_suffix(".tsv")
CORPUS = Path(__file__).parents[1]
SPLITS = ("train", "dev", "test")
COLUMNS = (
    "source",
    "split",
    "ends",
    "label",
    "is",
    "verdict",
    "cause",
    "note",
    "claim_a",
    "claim_b",
    "work_a",
    "work_b",
    "sentence_a",
    "sentence_b",
)
READING = "reading"
"""The cause of a wrong label that lies in a sentence that was misread, not in the judging of the pair."""

Row = dict[str, str]
Records = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """Works with their claims, and the claims linked."""

    works: Mapping[str, Reference]
    claims: list[LinkedClaim]


def annotated(splits: Iterable[str] = SPLITS) -> Read:
    """The marked claims of the corpus."""
    records = (json.loads(line) for s in splits for line in _lines(CORPUS / "claims" / f"{s}.jsonl"))
    return _linked(_extraction(r, fulltext.read_markdown(CORPUS / "works" / f"{r['doc']}.md")) for r in records)


def gold(paths: Iterable[Path]) -> Read:
    """The claims of gold files; passages of one work, which ``passages/index.jsonl`` names, are one work."""
    found = []
    for path in paths:
        index = path.parent / "passages" / "index.jsonl"
        sources = {r["doc"]: r["source"] for r in map(json.loads, _lines(index))} if index.exists() else {}
        for record in map(json.loads, _lines(path)):
            text = path.parent / "passages" / f"{record['doc']}.txt"
            seed = path.parents[1] / "seeds" / text.name
            document = fulltext.read_text(text if text.exists() else seed)
            work = Path(sources.get(record["doc"], record["doc"])).stem
            found.append(_extraction(record, Document(work, document.text, document.reference, document.parts)))
    return _linked(found)


def stored(store: Path) -> Read:
    """The claims of a store as its next graph will have them."""
    held = Shards(store)
    documents = (shards.load(held.read_shard(name)).document for name in held.shards())
    return Read({d.id: d.reference for d in documents}, list(publish.linked(held)))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _linked(extractions: Iterable[Extraction]) -> Read:
    linker = Linker(vocab.load().concepts)
    works: dict[str, Reference] = {}
    claims: list[LinkedClaim] = []
    for extraction in extractions:
        works[extraction.document.id] = extraction.document.reference
        claims += link(extraction, linker)
    return Read(works, claims)


def _extraction(record: Records, document: Document) -> Extraction:
    forms = {e["text"]: (e["text"], *e.get("aliases", ())) for e in record["entities"]}
    return Extraction(document, (), tuple(_claim(r, document, forms) for r in record["relations"]))


def _claim(record: Records, document: Document, forms: Mapping[str, tuple[str, ...]]) -> Claim:
    place = record.get("evidence", {"start": 0, "end": 0})
    start, end = place["start"], place["end"]
    evidence = Evidence(start, end, document.text[start:end])

    def mention(name: str, type: str) -> Mention:
        found = ((evidence.text.casefold().find(f.casefold()), len(f)) for f in forms.get(name, (name,)))
        at, length = next((f for f in found if f[0] >= 0), (-1, 0))
        return Mention(name, EntityType(type), *((start + at, start + at + length) if at >= 0 else ()))

    return Claim(
        document.id,
        mention(record["head"], record["headType"]),
        Relation(record["relation"]),
        mention(record["tail"], record["tailType"]),
        evidence,
        "annotated",
        1.0,
        polarity=Polarity(record.get("polarity", "positive")),
        modality=Modality(record.get("modality", "asserted")),
        attributed_to=record.get("attributedTo", THIS_WORK),
        time=record.get("time", ""),
        place=record.get("place", ""),
    )


def pairs(read: Read, source: str) -> Iterator[Row]:
    """The pairs that the package finds, unjudged; denials of what nobody asserts are no pairs."""
    concepts = vocab.load().concepts
    authors = {doc: reference.authors for doc, reference in read.works.items()}
    propositions = assemble(read.claims, authors, chains(concepts, read.claims))
    levels = {c.iri: c.level for c in concepts if c.level}
    by_id, known = {c.id: c for c in read.claims}, {p.id: p for p in propositions}
    for d in disagreements(propositions, read.works, resolve, levels):
        if d.claim_a:
            one, other = by_id[d.claim_a].claim, by_id[d.claim_b].claim
            same = _ends(known[d.proposition_a]) == _ends(known[d.proposition_b])
            yield {
                **dict.fromkeys(COLUMNS, ""),
                "source": source,
                "split": _split(one.doc, other.doc),
                "ends": "same" if same else "narrower",
                "label": d.kind,
                "claim_a": d.claim_a,
                "claim_b": d.claim_b,
                "work_a": one.doc,
                "work_b": other.doc,
                "sentence_a": _shown(one),
                "sentence_b": _shown(other),
            }


def _ends(proposition: Proposition) -> tuple[str, str]:
    return proposition.head.iri, proposition.tail.iri


def _shown(claim: Claim) -> str:
    """The sentence, if it is one of our own synopses."""
    own = (CORPUS / "works" / f"{claim.doc}.md").exists()
    return " ".join(claim.evidence.text.split()) if own else ""


def _split(*docs: str) -> str:
    """``test`` where a work of the pair is in that split, whose pairs have no part in mending."""
    return "test" if _held_out().intersection(docs) else "open"


@cache
def _held_out() -> frozenset[str]:
    return frozenset(json.loads(line)["doc"] for line in _lines(CORPUS / "claims" / "test.jsonl"))


def judged() -> list[Row]:
    """The rows of the judged file."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def renewed(rows: Iterable[Row], known: Iterable[Row]) -> Iterator[Row]:
    """Rows with what was found before of the same pair, or of one with the same sentences if the links have changed."""
    judged = [row for row in known if row["is"]]
    by_pair, by_sentence = {_pair(r): r for r in judged}, {_said(r): r for r in judged}
    for row in rows:
        found = by_pair.get(_pair(row)) or (by_sentence.get(_said(row)) if row["sentence_a"] else None)
        if found is not None:
            row |= {k: found[k] for k in ("is", "cause", "note")}
            row["verdict"] = "right" if row["is"] == row["label"] else "wrong"
        yield row


def _pair(row: Row) -> tuple[str, str, str]:
    return row["source"], row["claim_a"], row["claim_b"]


def _said(row: Row) -> tuple[str, str, str, str]:
    return row["source"], row["label"], row["sentence_a"], row["sentence_b"]


def write(rows: Iterable[Row], path: Path) -> None:
    """Write rows as a file to judge."""
    order = {kind: n for n, kind in enumerate(Dispute)}
    rows = sorted(rows, key=lambda r: (r["source"], order[Dispute(r["label"])], _pair(r)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)


def figures(rows: list[Row]) -> Iterator[str]:
    """The precision of each label, and that of calling every pair a conflict, as lines of text."""
    rows = [r for r in rows if r["is"]]
    yield f"{'':32} {'right':>5} {'of':>4}  precision, 95 % (Wilson)"
    for source in sorted({r["source"] for r in rows}):
        for kind in Dispute:
            yield from _line(f"{source}: {kind}", [r for r in rows if (r["source"], r["label"]) == (source, kind)])
    for name, of in _SHARES.items():
        yield from _line(f"conflict, {name}", [r for r in rows if r["label"] == Dispute.CONFLICT and of(r)])
        yield from _line(f"no guard, {name}", [r | {"label": Dispute.CONFLICT} for r in rows if of(r)])
    wrong = Counter(f"{r['label']}: {r['cause']}" for r in rows if r["is"] != r["label"])
    yield "wrong, by cause: " + ", ".join(f"{cause} {n}" for cause, n in sorted(wrong.items()))


_SHARES: dict[str, Callable[[Row], bool]] = {
    "all": lambda r: True,
    "same ends": lambda r: r["ends"] == "same",
    "narrower ends": lambda r: r["ends"] == "narrower",
    "annotated": lambda r: r["source"] == "annotated",
    "store": lambda r: r["source"] == "store",
    "rightly read": lambda r: r["cause"] != READING,
    "held-out works": lambda r: r["split"] == "test",
}


def _line(name: str, rows: list[Row]) -> Iterator[str]:
    right = sum(r["is"] == r["label"] for r in rows)
    if rows:
        low, high = wilson(right, len(rows))
        yield f"{name:32} {right:5} {len(rows):4}  {right / len(rows):.3f}, {low:.3f} to {high:.3f}"


def main(arguments: list[str]) -> None:
    """Print the figures, or write the pairs of today."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", type=Path, metavar="OUT", help="write the pairs of today to a file")
    parser.add_argument("--store", type=Path, help="a built store of the corpus")
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="gold files of the annotation guide")
    given = parser.parse_args(arguments)
    if given.draw is None:
        print("\n".join(figures(judged())))
        return
    rows = [*pairs(annotated(), "annotated")]
    rows += pairs(stored(given.store), "store") if given.store else ()
    rows += pairs(gold(given.gold), "gold") if given.gold else ()
    write(renewed(rows, judged() if JUDGED.exists() else ()), given.draw)


if __name__ == "__main__":
    main(sys.argv[1:])

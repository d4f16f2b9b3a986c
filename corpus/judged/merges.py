"""The judged merges: forms of words that the linker took for a thing by another name, right or wrong.

python corpus/judged/merges.py                                           prints the precision of merges.tsv
python corpus/judged/merges.py --file corpus/judged/placings.tsv         prints that of another judged table
python corpus/judged/merges.py --draw 200 --seed 2 --store STORE > FILE  draws merges of a store for judging

A merge is a form of words, the type it was read as and the thing it was taken for; each counts once, however often
it stands in the texts. The sentence is one of those that it was drawn from.

placings.tsv has the local concepts that the head of their words places under a broader concept, drawn and judged alike.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.aliases import rows
from kg.evaluate import wilson
from kg.holdings import Shards
from kg.model import LinkedClaim
from kg.publish import linked

JUDGED = Path(__file__).with_name("merges.tsv")
COLUMNS = ("surface", "type", "canonical", "iri", "reason", "work", "sentence", "verdict", "note")
LOCAL = "a local concept"


def draw(claims: Iterable[LinkedClaim], count: int, seed: int) -> list[dict[str, str]]:
    """Merges of the claims drawn at random, each of the distinct ones as likely as any other, without verdicts."""
    claims = list(claims)
    places: defaultdict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for linked_claim in claims:
        claim = linked_claim.claim
        for mention, entity in ((claim.head, linked_claim.head), (claim.tail, linked_claim.tail)):
            places[mention.text, str(mention.type), entity.iri].append(
                (claim.doc, " ".join(claim.evidence.text.split()))
            )
    made = rows(claims)
    chance = random.Random(seed)
    return [
        dict(zip(COLUMNS, (a.surface, a.type, a.label, a.iri, a.comment, *chance.choice(sorted(where))), strict=False))
        for a in sorted(chance.sample(made, min(count, len(made))))
        for where in [places[a.surface, a.type, a.iri]]
    ]


def figures(judged: Iterable[Mapping[str, str]]) -> list[str]:
    """The share of right rows with its 95 % interval: all, then merges by what they lead to, or placings by type.

    Raises:
        ValueError: a row has another verdict than right or wrong.
    """
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for row in judged:
        if row["verdict"] not in {"right", "wrong"}:
            name = next(iter(row.values()))
            raise ValueError(f"{name!r} is judged {row['verdict']!r}; write right or wrong")
        kind = row["type"]
        if "reason" in row:
            kind = "with a local concept" if LOCAL in row["reason"] else "with a thing of the ontology"
        for group in ("all", kind):
            groups[group].append(row["verdict"] == "right")
    return [_line(group, sum(found), len(found)) for group, found in groups.items()]


def _line(group: str, right: int, of: int) -> str:
    low, high = wilson(right, of)
    return f"{group:30} {right:4} of {of:4} right  {right / max(of, 1):.3f}  ({low:.3f} to {high:.3f})"


def main() -> None:
    """Draw, or print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=JUDGED, help="the judged table")
    parser.add_argument("--draw", type=int, metavar="N", help="draw so many merges instead of printing the figures")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", type=Path, help="the store to draw from")
    asked = parser.parse_args()
    if not asked.draw:
        with asked.file.open(encoding="utf-8", newline="") as file:
            print("\n".join(figures(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))))
        return
    if asked.store is None:
        parser.error("--draw needs --store")
    table = csv.DictWriter(
        sys.stdout, COLUMNS, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
    )
    table.writeheader()
    table.writerows(draw(linked(Shards(asked.store)), asked.draw, asked.seed))


if __name__ == "__main__":
    main()

"""Measures how far claims can be believed, and writes it into the card of a network.

    python corpus/train/calibrate.py kg/extract/data/model

The record of each rule comes from the train split, on which later rules were written too. The curves from scores to
confidence (Platt, 1999) and the confidence that each mode asks for come from the dev split, which the network was not
trained on.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from examples import CORPUS
from numpy.typing import NDArray

from kg import evaluate, extract, vocab
from kg.export.annotations import record as as_record
from kg.extract.blend import Blender
from kg.extract.network import Network
from kg.model import Claim, Document, Engine, Extraction
from kg.read import fulltext

WAYS = ("rule", "both", "model")
FIRM = 8
"""How many firings a rule needs before its record weighs as much as that of all rules."""
PRECISE = 0.75
"""Precision on the dev split that precise mode aims at."""
COMPLETE = 0.15
"""Confidence that complete mode asks for."""


def documents(split: str) -> list[tuple[evaluate.Record, Document]]:
    """The gold and the text of each work of a split."""
    gold = evaluate.load(CORPUS / "claims" / f"{split}.jsonl")
    return [(g, fulltext.read_markdown(CORPUS / "works" / f"{doc}.md")) for doc, g in gold.items()]


def rule_records() -> dict[str, float]:
    """The precision of each rule, drawn towards that of all where it fires seldom."""
    nlp = extract.load()
    fired, right = Counter[str](), Counter[str]()
    for gold, document in documents("train"):
        read = next(extract.extract([document], nlp, Engine.RULES))
        for claim, is_right in evaluate.judged(gold, as_record(read)):
            fired[claim["rule"]] += 1
            right[claim["rule"]] += is_right
    whole = sum(right.values()) / sum(fired.values())
    return {r: round((right[r] + FIRM * whole) / (fired[r] + FIRM), 3) for r in sorted(fired)}


def observed(network: Network) -> list[tuple[str, list[float], bool]]:
    """Way, log odds and rightness of every claim that rules and network make in the dev split."""
    nlp = extract.load()
    found: list[tuple[str, list[float], bool]] = []
    for gold, document in documents("dev"):
        made: dict[float, tuple[str, list[float]]] = {}

        def note(way: str, odds: Sequence[float], made: dict[float, tuple[str, list[float]]] = made) -> float:
            guess = _guess(way, odds) + 1e-9 * len(made)  # no two alike, so that each leads back to its odds
            made[guess] = (way, list(odds))
            return guess

        blender = Blender(network, vocab.load(), note)
        _, claims, _ = extract.read(document, nlp, blender)
        ranked = sorted(claims, key=lambda c: -c.confidence)
        record = as_record(Extraction(document, (), _unlike(ranked)))
        for claim, is_right in evaluate.judged(gold, record):
            found.append((*made[claim["confidence"]], is_right))
    return found


def _unlike(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Claims without those that say the same once more."""
    seen: dict[tuple[str, str, str], Claim] = {}
    for claim in claims:
        seen.setdefault((claim.head.text.lower(), claim.relation, claim.tail.text.lower()), claim)
    return tuple(replace(c) for c in seen.values())


def _guess(way: str, odds: Sequence[float]) -> float:
    return sum(odds) / len(odds) + (way == "both")


def fit(rows: Sequence[tuple[list[float], bool]]) -> list[float]:
    """Weights of a logistic curve, a little drawn towards none, by Newton's method."""
    x = np.array([[1.0, *odds] for odds, _ in rows])
    y = np.array([float(right) for _, right in rows])
    weights: NDArray[np.float64] = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        curve = x.T @ (x * (p * (1 - p))[:, None]) + 0.1 * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(curve, x.T @ (y - p) - 0.1 * weights)
    return [round(float(w), 4) for w in weights]


def least(sure: Sequence[tuple[float, bool]], gold: int) -> dict[str, float]:
    """The confidence each mode asks for: balanced where F1 is best, precise where ``PRECISE`` is reached."""
    ranked = sorted(sure, reverse=True)
    right = np.cumsum([r for _, r in ranked])
    count = np.arange(1, len(ranked) + 1)
    ends = [a[0] != b[0] for a, b in pairwise(ranked)] + [True]
    best = max((2 * r / (n + gold), c) for r, n, (c, _), end in zip(right, count, ranked, ends, strict=True) if end)[1]
    exact = [c for r, n, (c, _), end in zip(right, count, ranked, ends, strict=True) if end and r / n >= PRECISE]
    return {"precise": min(exact, default=best), "balanced": best, "complete": min(COMPLETE, best)}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of the network")
    folder = parser.parse_args().folder
    path = folder / "card.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card["rules"] = rule_records()
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    rows = observed(Network(folder))
    weights = {way: fit([(odds, right) for w, odds, right in rows if w == way]) for way in WAYS}
    sure = [
        (round(float(1 / (1 + np.exp(-np.dot(weights[way], [1.0, *odds])))), 3), right) for way, odds, right in rows
    ]
    gold = sum(len(g["relations"]) for g, _ in documents("dev"))
    card |= {"confidence": weights, "least": least(sure, gold)}
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for way in WAYS:
        mine = [right for w, _, right in rows if w == way]
        print(f"{way}: {len(mine)} claims on dev, {sum(mine)} right, weights {weights[way]}")
    print(f"least {card['least']}")


if __name__ == "__main__":
    main()

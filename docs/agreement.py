"""How far the two markings of forty works of the corpus agree, by the measure that judges extraction.

python docs/agreement.py
"""

from __future__ import annotations

from pathlib import Path

from kg import evaluate

CLAIMS = Path(__file__).parents[1] / "corpus" / "claims"

if __name__ == "__main__":
    second = evaluate.load(CLAIMS / "second.jsonl")
    first = {k: v for split in ("train", "dev", "test") for k, v in evaluate.load(CLAIMS / f"{split}.jsonl").items()}
    print("\n".join(evaluate.table(evaluate.evaluate({doc: first[doc] for doc in second}, second))))

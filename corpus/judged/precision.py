"""Count the judged claims of the audit by who made them: the record from which belief is reckoned.

The audit was drawn from all claims of the bundled corpus (``kg audit --n 200``); precise.tsv, which was drawn from
the surest alone, would credit all makers with too much.

python corpus/judged/precision.py
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from kg.assemble.precision import NETWORK, family, way

JUDGED = Path(__file__).with_name("audit.tsv")
RECORD = Path(__file__).parents[2] / "kg" / "assemble" / "data" / "precision.json"

PRIOR = (1.0, 1.0)
"""Right and wrong claims that every way of making them is credited with before any is judged."""

WAY_WEIGHT, CONFIDENCE_WEIGHT = 20, 20
"""Claims that the record of the way counts as beside the rule's own, and the confidence of a claim beside both.

Twenties foretell a judged claim from the others as well as any of 5, 10, 20, 40 and 80 do (log loss .620 by leaving one
out, best .618; by the confidence alone .627, by one share for all .683).
"""


def record(rows: Iterable[dict[str, str]]) -> dict[str, object]:
    """The record of judged claims: right and judged, by way and by rule."""
    judged = [(row["rule"], row["verdict"] == "accept") for row in rows if row["verdict"] in ("accept", "reject")]
    return {
        "prior": PRIOR,
        "way_weight": WAY_WEIGHT,
        "confidence_weight": CONFIDENCE_WEIGHT,
        "ways": _counts(judged, way),
        "families": _counts([(rule, right) for rule, right in judged if way(rule) != NETWORK], family),
    }


def _counts(judged: list[tuple[str, bool]], key: Callable[[str], str]) -> dict[str, list[int]]:
    total = Counter(key(rule) for rule, _ in judged)
    right = Counter(key(rule) for rule, is_right in judged if is_right)
    return {name: [right[name], total[name]] for name in sorted(total)}


def text() -> str:
    """The record as the file has it."""
    with JUDGED.open(encoding="utf-8-sig", newline="") as file:
        made = record(csv.DictReader(file, delimiter="\t"))
    lines = [f" {json.dumps(key)}: {_block(value)}" for key, value in made.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _block(value: object) -> str:
    if not isinstance(value, dict):
        return json.dumps(value)
    return "{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()) + "\n }"


if __name__ == "__main__":
    RECORD.write_text(text(), encoding="utf-8")

"""Extractions in the annotation-guide format: JSON Lines, one document a line."""

from __future__ import annotations

import json
from typing import Any

from kg.model import Claim, Extraction


def record(extraction: Extraction) -> dict[str, Any]:
    """One document as a JSON object: ``doc``, ``entities``, ``relations`` with evidence, rule, confidence."""
    return {
        "doc": extraction.document.id,
        "entities": [
            {"text": e.text, "type": str(e.type), **({"aliases": list(e.aliases)} if e.aliases else {})}
            for e in extraction.entities
        ],
        "relations": [_relation(c) for c in extraction.claims],
    }


def line(extraction: Extraction) -> str:
    """The record as one line of JSON, without a line end."""
    return json.dumps(record(extraction), ensure_ascii=False)


def _relation(claim: Claim) -> dict[str, Any]:
    found: dict[str, Any] = {
        "head": claim.head.text,
        "headType": str(claim.head.type),
        "relation": str(claim.relation),
        "tail": claim.tail.text,
        "tailType": str(claim.tail.type),
        "polarity": str(claim.polarity),
        "modality": str(claim.modality),
        "attributedTo": claim.attributed_to,
        "evidence": {"start": claim.evidence.start, "end": claim.evidence.end, "text": claim.evidence.text},
        "rule": claim.rule,
        "confidence": claim.confidence,
    }
    return found | {k: v for k, v in (("time", claim.time), ("place", claim.place)) if v}

"""Extractions as bytes and back: what is kept of a document in the store."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from kg.model import (
    Claim,
    Document,
    DocumentEntity,
    EntityType,
    Evidence,
    Extraction,
    Mention,
    Modality,
    Part,
    Polarity,
    Reference,
    Relation,
    Role,
    StoreError,
)


def dump(extraction: Extraction, key: str) -> bytes:
    """An extraction and the key of what it was made from, as canonical JSON."""
    return json.dumps({"key": key, **asdict(extraction)}, ensure_ascii=False, sort_keys=True).encode()


def key_of(data: bytes) -> str:
    """The key a shard was written with.

    Raises:
        StoreError: the bytes are no shard.
    """
    return str(_parse(data)["key"])


def load(data: bytes) -> Extraction:
    """The extraction of a shard.

    Raises:
        StoreError: the bytes are no shard.
    """
    raw = _parse(data)
    try:
        return Extraction(
            document=_document(raw["document"]),
            entities=tuple(
                DocumentEntity(e["text"], EntityType(e["type"]), tuple(e["aliases"])) for e in raw["entities"]
            ),
            claims=tuple(_claim(c) for c in raw["claims"]),
            sentences=raw["sentences"],
        )
    except (KeyError, TypeError, ValueError) as e:
        raise StoreError(f"a document of the store is damaged ({e}); remove the store and build it again") from e


def _parse(data: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(data)
        if not isinstance(raw, dict) or "key" not in raw:
            raise ValueError("no key")
    except ValueError as e:
        raise StoreError(f"a document of the store is damaged ({e}); remove the store and build it again") from e
    return raw


def _document(raw: dict[str, Any]) -> Document:
    reference = dict(raw["reference"])
    for name in ("authors", "places"):
        reference[name] = tuple(reference[name])
    parts = tuple(Part(p["start"], p["end"], Role(p["role"])) for p in raw["parts"])
    return Document(raw["id"], raw["text"], Reference(**reference), parts, raw["source"])


def _claim(raw: dict[str, Any]) -> Claim:
    return Claim(
        **{
            **raw,
            "head": _mention(raw["head"]),
            "relation": Relation(raw["relation"]),
            "tail": _mention(raw["tail"]),
            "evidence": Evidence(**raw["evidence"]),
            "trigger": tuple(raw["trigger"]),
            "polarity": Polarity(raw["polarity"]),
            "modality": Modality(raw["modality"]),
        }
    )


def _mention(raw: dict[str, Any]) -> Mention:
    return Mention(raw["text"], EntityType(raw["type"]), raw["start"], raw["end"])

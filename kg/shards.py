"""Extractions as bytes and back: what is kept of a document in the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
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
    Page,
    Part,
    Polarity,
    Record,
    Reference,
    Relation,
    Role,
    Section,
    StoreError,
    digest,
)

Versions = Mapping[str, str]
NONE: Versions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a shard tells about its making.

    Attributes:
        document: id of the document.
        content: SHA-256 of the document, wherever its file lay.
        sentences: how many of it were read.
        claims: how many were read in it.
        candidates: all that might have been claims; None where an earlier version read it, which did not count them.
        dropped: those that are no claims, by reason.
        reader: fingerprint of what read it; empty where an earlier version did.
        versions: the programs and data that read it, by name.
    """

    document: str
    content: str
    sentences: int
    claims: int
    candidates: int | None
    dropped: tuple[tuple[str, int], ...]
    reader: str
    versions: tuple[tuple[str, str], ...]


def name(id: str) -> str:
    """The name of the shard of the document with this id."""
    return digest(id)


def dump(extraction: Extraction, key: str, reader: str = "", versions: Versions = NONE) -> bytes:
    """An extraction, the key of what it was made from and what read it, as canonical JSON."""
    made = {"key": key, "reader": reader, "versions": dict(versions)}
    return json.dumps(made | asdict(extraction), ensure_ascii=False, sort_keys=True).encode()


def facts(data: bytes) -> Facts:
    """What a shard tells about its making.

    Raises:
        StoreError: the bytes are no shard.
    """
    raw = _parse(data)
    try:
        return Facts(
            document=str(raw["document"]["id"]),
            content=_content(raw["document"]),
            sentences=int(raw["sentences"]),
            claims=len(raw["claims"]),
            candidates=int(raw["candidates"]) if "candidates" in raw else None,
            dropped=_dropped(raw),
            reader=str(raw.get("reader", "")),
            versions=tuple(sorted((str(k), str(v)) for k, v in raw.get("versions", {}).items())),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as e:
        raise _damaged(e) from e


def key_of(data: bytes) -> str:
    """The key a shard was written with.

    Raises:
        StoreError: the bytes are no shard.
    """
    return str(_parse(data)["key"])


def document(data: bytes) -> Document:
    """The document of a shard, without what was read from it.

    Raises:
        StoreError: the bytes are no shard.
    """
    raw = _parse(data)
    try:
        return _document(raw["document"])
    except (KeyError, TypeError, ValueError) as e:
        raise _damaged(e) from e


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
            candidates=raw.get("candidates", 0),
            dropped=_dropped(raw),
        )
    except (KeyError, TypeError, ValueError) as e:
        raise _damaged(e) from e


def _parse(data: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(data)
        if not isinstance(raw, dict) or "key" not in raw:
            raise ValueError("no key")
    except ValueError as e:
        raise _damaged(e) from e
    return raw


def _damaged(error: Exception) -> StoreError:
    return StoreError(f"a document of the store is damaged ({error}); remove the store and build it again")


def _content(document: dict[str, Any]) -> str:
    """A digest of a document without its source, the only part that is not content."""
    held = {name: value for name, value in document.items() if name != "source"}
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def _dropped(raw: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((str(reason), int(count)) for reason, count in raw.get("dropped", ()))


def _document(raw: dict[str, Any]) -> Document:
    reference = dict(raw["reference"])
    for name in ("authors", "places", "keywords"):
        reference[name] = tuple(reference.get(name, ()))
    return Document(
        id=raw["id"],
        text=raw["text"],
        reference=Reference(**reference),
        parts=tuple(
            Part(p["start"], p["end"], Role(p["role"]), Section(p.get("section", Section.NONE))) for p in raw["parts"]
        ),
        source=raw["source"],
        pages=tuple(Page(p["start"], p["label"]) for p in raw.get("pages", ())),
        record=Record(**raw["record"]) if raw.get("record") else None,
    )


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

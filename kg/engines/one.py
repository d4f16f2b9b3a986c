"""One document to the bytes of its shard, and what these bytes depend on."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg import __version__, shards, vocab
from kg.engines import Settings, Work
from kg.model import Document, Engine, Extraction, Part, Reference, Role, digest

if TYPE_CHECKING:
    from spacy.language import Language

_WARMING = "Trust between mayors may promote joint action (Feiock, 2013). Transaction costs hinder it."


def read(document: Document, settings: Settings) -> Extraction:
    """Read the claims of a document in this process.

    Raises:
        ModelError: the spaCy pipeline is missing or unfit.
    """
    from kg.extract import extract  # which loads spaCy; a build that has nothing to read does without

    return next(extract([document], _pipeline(settings.model), settings.engine, settings.mode))


def shard(work: Work, settings: Settings) -> bytes:
    """Read a document and write down what was read, with its key and what read it.

    Raises:
        ModelError: the spaCy pipeline is missing or unfit.
    """
    return shards.dump(read(work.document, settings), work.key, fingerprint(settings.model), versions(settings))


def warm(settings: Settings) -> None:
    """Load what readings by rules need and keep it for good, so that processes that are forked share its memory.

    The network is left out: the library that runs it has threads, which do not outlive a fork.

    Raises:
        ModelError: the spaCy pipeline is missing or unfit.
    """
    part = Part(0, len(_WARMING), Role.BODY)
    read(Document("warming", _WARMING, Reference(""), (part,)), Settings(settings.model, engine=Engine.RULES))
    fingerprint(settings.model)
    versions(settings)
    gc.collect()
    gc.freeze()


def ready(settings: Settings) -> None:
    """Load what is left, the network, where the settings want it.

    Raises:
        ModelError: the spaCy pipeline is missing or unfit.
    """
    from kg.extract import network

    _pipeline(settings.model)
    if settings.engine is not Engine.RULES:
        network.load()


def key(document: Document, settings: Settings) -> str:
    """What an extraction depends on: the document, how it is read, the rules and weights, the ontology, spaCy."""
    content = json.dumps(asdict(document), sort_keys=True, ensure_ascii=False)
    return digest(content, settings.engine, settings.mode, fingerprint(settings.model))


@cache
def fingerprint(model: str) -> str:
    """A digest of everything but the document that shapes an extraction."""
    package = _package()
    files = [*sorted((package / "extract").rglob("*.py")), *sorted((package / "extract" / "data").rglob("*"))]
    files += [*sorted((package / "repair").iterdir()), package / "normal.py", *vocab.ontology_files()]
    packages = ("spacy", "onnxruntime", "tokenizers", model)
    return digest(__version__, model, *map(_installed, packages), *_hashes(files))


@cache
def versions(settings: Settings) -> Mapping[str, str]:
    """What reads documents, by name: versions of programs, digests of rules, network and ontology."""
    data = _package() / "extract" / "data"
    used = {
        "kg": __version__,
        "spacy": _installed("spacy"),
        "model": f"{settings.model} {_installed(settings.model)}",
        "engine": str(settings.engine),
        "mode": str(settings.mode),
        "rules": digest(*_hashes(sorted(data.glob("*.json*")))),
        "ontology": digest(*_hashes(vocab.ontology_files())),
    }
    if settings.engine is not Engine.RULES:
        used["onnxruntime"] = _installed("onnxruntime")
        used["network"] = digest(*_hashes(sorted((data / "model").iterdir())))
    return MappingProxyType(used)


def _package() -> Path:
    return Path(__file__).parents[1]


def _hashes(files: Iterable[Path]) -> list[str]:
    return [hashlib.sha256(f.read_bytes()).hexdigest() for f in files if f.is_file()]


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


@cache
def _pipeline(model: str) -> Language:
    from kg.extract import load

    return load(model)

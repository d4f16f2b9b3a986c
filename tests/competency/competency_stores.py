"""Stores of the hand-built graph, for the tests that ask it."""

from __future__ import annotations

from pathlib import Path

import pytest
from competency_graph import LINKS, lines

from kg import vocab
from kg.store import Store, writer


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """What the five seed documents say."""
    return _store(tmp_path_factory.mktemp("seeds"), seeds_only=True)


@pytest.fixture(scope="session")
def all_works(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """What the seed documents and the synopses say."""
    return _store(tmp_path_factory.mktemp("all-works"), seeds_only=False)


def _store(folder: Path, *, seeds_only: bool) -> Store:
    with writer(folder / "store") as target:
        target.publish(lines(seeds_only=seeds_only), [*vocab.ontology_files(), LINKS])
    return Store.open(folder / "store")

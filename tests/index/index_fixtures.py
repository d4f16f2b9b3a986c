"""Indexes of the six documents, as they were read and after people have judged some of their claims.

PYTEST_DONT_REWRITE: test modules import from here before pytest takes this module as a plugin.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from judged_graph import judged_copy

from kg import pipeline
from kg.index import Index, ensure
from kg.pipeline import Settings
from kg.terms import BASE

PROTECTIONISM = f"{BASE}concept/local-protectionism"
INTEGRATION = f"{BASE}concept/regional-economic-integration"
SHARING = f"{BASE}concept/benefit-sharing-mechanism"
CHEN = f"{BASE}work/chen-2003"

CREDITED = (
    "---\ntitle: Who says what\nauthors: ['Müller, Ann', Ben Roe, Cy Poe]\nyear: 2011\nplaces: [Norway]\n---\n"
    "Janeba and Schjelderup (2003) argue that tax competition promotes economic growth. "
    "According to Oates (1972), fiscal decentralization promotes economic growth."
)
"""A work that credits its claims to others."""


@pytest.fixture(scope="session")
def judged(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which claims are accepted, rejected, edited and contested; not to be changed."""
    return judged_copy(store, tmp_path_factory.mktemp("judged") / "kg")


@pytest.fixture(scope="session")
def index(store: Path) -> Iterator[Index]:
    """The index of the six documents."""
    opened = Index(ensure(store))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def judged_index(judged: Path) -> Iterator[Index]:
    """The index of the judged store."""
    opened = Index(ensure(judged))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def scholarly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of one work that credits claims to scholars."""
    folder = tmp_path_factory.mktemp("scholarly")
    (folder / "roe-2011.md").write_text(CREDITED, encoding="utf-8")
    pipeline.build([folder / "roe-2011.md"], folder / "kg", Settings())
    opened = Index(ensure(folder / "kg"))
    yield opened
    opened.close()

"""Which part of the graph a page shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixtures_store import Run

pytest_plugins = ("fixtures_store",)


@pytest.mark.parametrize(
    ("asked", "things"),
    [
        ((), 16),
        (("--focus", "local protectionism"), 3),
        (("--focus", "Local Protectionism", "--hops", "2"), 5),
        (("--path", "benefit sharing", "market segmentation"), 4),
        (("--modality", "hypothetical"), 2),
        (("--relation", "hinders", "--polarity", "positive"), 9),
        (("--since", "2003", "--until", "2003"), 4),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_parts_of_the_graph(store: Path, tmp_path: Path, kg: Run, asked: tuple[str, ...], things: int) -> None:
    done = kg("view", "--store", store, "--out", tmp_path / "g.html", *asked)
    assert done.code == 0, done.err
    assert f": {things} things, " in done.err


def test_a_query_says_what_is_drawn(store: Path, tmp_path: Path, kg: Run) -> None:
    query = tmp_path / "denied.rq"
    query.write_text(
        "PREFIX igr: <https://w3id.org/igr/ontology#> SELECT ?claim WHERE { ?claim igr:polarity igr:negative }", "utf-8"
    )
    done = kg("view", "--store", store, "--out", tmp_path / "g.html", "--query", query)
    assert ": 2 things, 1 claims" in done.err
    assert "what denied.rq gives" in (tmp_path / "g.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--focus", "local protectionsm"), "no thing is called 'local protectionsm'; nearest: local protectionism"),
        (("--focus", "fiscal stress"), "no claim that is asked for speaks of 'fiscal stress'"),
        (("--path", "tax sharing", "benefit sharing"), "no chain of claims joins"),
        (("--query", "nothing.rq"), "nothing.rq: cannot be read"),
        (("--since", "2050"), "no claim is left to draw (published 2050 to ...)"),
        (("--relation", "heals"), "'heals' is no relation; choose of"),
        (("--focus", "a", "--query", "b.rq"), "give one of --focus LABEL, --path LABEL LABEL and --query FILE.rq"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_cannot_be_drawn_is_said(
    store: Path, tmp_path: Path, kg: Run, asked: tuple[str, ...], message: str
) -> None:
    done = kg("view", "--store", store, "--out", tmp_path / "g.html", *asked)
    assert done.code in (1, 2)
    assert message in " ".join(done.err.replace("│", " ").split())
    assert not (tmp_path / "g.html").exists()

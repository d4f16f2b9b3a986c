from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from network_sample import STAMP, quads, selection
from rocrate.rocrate import ROCrate

from kg.export.crate import METADATA, SETTINGS, write_crate
from kg.export.folders import Content
from kg.model import KgError
from kg.terms import BASE

QUERIES = {"who says.rq": b"SELECT * { ?s ?p ?o }"}


def written(path: Path, author: str = "", contents: Mapping[str, Content] | None = None) -> tuple[Path, ...]:
    return write_crate(
        selection(),
        path,
        {"graph.nq": b"".join(quads()), "evidence.csv": b"a\n"} if contents is None else contents,
        QUERIES,
        configuration={"engine": "both"},
        versions={"spaCy": "3.8.2"},
        author=author,
    )


@pytest.mark.parametrize("name", ["crate", "crate.zip"])
def test_the_library_reads_it(tmp_path: Path, name: str) -> None:
    written(tmp_path / name)
    crate = ROCrate(tmp_path / name)
    files = {entity.id for entity in crate.data_entities}
    assert files == {"graph.nq", "evidence.csv", SETTINGS, "queries/who%20says.rq"}
    assert crate.root_dataset["license"]["name"] == "CC BY 4.0"
    assert STAMP.corpus in crate.root_dataset["description"]
    assert crate.root_dataset.get("author") is None
    work = crate.get(f"{BASE}work/a")
    assert work["identifier"] == "https://doi.org/10.1234/a"
    assert work["author"] == ["Doe, Jane", "Roe, Rich; Jr"]
    assert {work.id for work in crate.root_dataset["isBasedOn"]} == {f"{BASE}work/{name}" for name in "abcd"}


def test_every_entity_that_is_named_is_described(tmp_path: Path) -> None:
    written(tmp_path / "crate", author="Jane Doe")
    graph = json.loads((tmp_path / "crate" / METADATA).read_text("utf-8"))["@graph"]
    known = [entity["@id"] for entity in graph]
    assert len(known) == len(set(known))

    def named(value: object) -> set[str]:
        if isinstance(value, dict):
            return {value["@id"]}
        return {name for item in value for name in named(item)} if isinstance(value, list) else set()

    used = {name for entity in graph for key, value in entity.items() if key != "conformsTo" for name in named(value)}
    assert used <= set(known)
    assert "#author" in used


def test_no_text_and_no_unsafe_address_of_a_work(tmp_path: Path) -> None:
    written(tmp_path / "crate")
    text = (tmp_path / "crate" / METADATA).read_text("utf-8")
    assert "javascript:" not in text
    assert "\u202e" not in text


def test_settings_are_in_it(tmp_path: Path) -> None:
    written(tmp_path / "crate")
    settings = json.loads((tmp_path / "crate" / SETTINGS).read_text("utf-8"))
    assert settings == {"configuration": {"engine": "both"}, "versions": {"spaCy": "3.8.2"}}


@pytest.mark.parametrize("name", [METADATA, SETTINGS, "../x"])
def test_contents_cannot_take_a_name_of_the_crate(tmp_path: Path, name: str) -> None:
    with pytest.raises(KgError, match="name"):
        written(tmp_path / "crate", contents={name: b""})


def test_the_same_crate_twice(tmp_path: Path) -> None:
    first = written(tmp_path / "a.zip")[0].read_bytes()
    assert written(tmp_path / "b.zip")[0].read_bytes() == first

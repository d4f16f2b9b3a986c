"""The claim table read property by property holds what the ready question gives."""

from __future__ import annotations

from pathlib import Path

from kg import queries
from kg.claimrow import read_rows
from kg.claimtable import claim_rows
from kg.resources import data_dir
from kg.store import Store

pytest_plugins = ("fixtures_store",)


def test_the_rows_are_those_of_the_question(store: Path) -> None:
    question = queries.find(queries.catalogue(data_dir("queries")), "claims")
    with Store.open(store) as source:
        table = source.select(question.text)
        asked = read_rows(dict(zip(table.columns, (cell or "" for cell in row), strict=True)) for row in table.rows)
        found = tuple(claim_rows(source))
    assert len(found) > 5
    assert sorted(found, key=lambda row: row.claim) == sorted(asked, key=lambda row: row.claim)
    assert [(row.doc, int(row.start)) for row in found] == sorted((row.doc, int(row.start)) for row in found)

"""What came of the files that were given: reports, records of one work, and what people decide about them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from fixtures_store import Run, nquads
from rdflib import URIRef
from rdflib.namespace import DCTERMS

from kg import pipeline
from kg.model import Engine
from kg.pipeline import Settings
from kg.store import Store
from kg.terms import work_iri

pytest_plugins = ["fixtures_store"]

PACTS = (
    "River pacts promote intergovernmental cooperation. Local protectionism hinders river pacts among the made-up "
    "provinces of the delta, and benefit sharing reduces local protectionism."
)
RIS = f"""TY  - JOUR
AU  - Example, Ada
TI  - River pacts among the made-up provinces of the delta
PY  - 2019
JO  - J Inv Gov
AB  - {PACTS}
DO  - 10.5555/pacts.1
ER  -

TY  - THES
AU  - Sample, Ben
TI  - Shared fire engines in three invented counties
PY  - 2015
PB  - University of Nowhere
AB  - Shared engines promote trust between the invented counties of the north.
ER  -

TY  - JOUR
AU  - Sample, Ben
TI  - Shared fire engines in three invented counties
PY  - 2016
JO  - Journal of Invented Government
AB  - Shared engines promote cooperation between the invented counties of the north.
ER  -

TY  - JOUR
AU  - Nobody, Carl
ER  -
"""
BIB = f"""@article{{pacts,
  title = {{River Pacts Among the Made-up Provinces of the Delta}},
  author = {{Example, Ada and Sample, Ben}},
  year = {{2019}},
  journal = {{Journal of Invented Government}},
  volume = {{12}}, pages = {{1--20}},
  keywords = {{rivers; pacts}},
  abstract = {{{PACTS} More.}},
}}
"""
RULES = Settings(engine=Engine.RULES)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one work in two formats, of a thesis and its article, and of a record with nothing; not changed."""
    folder = tmp_path_factory.mktemp("given")
    (folder / "search.ris").write_text(RIS, encoding="utf-8")
    (folder / "library.bib").write_text(BIB, encoding="utf-8")
    report = pipeline.build([folder], folder / "kg", RULES)
    assert (report.documents, report.merged) == (3, 1)
    return folder / "kg"


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(built, tmp_path / "kg"))


def decided(store: Path, kg: Run, *arguments: str) -> dict[str, Any]:
    """What ``kg duplicates --json`` prints after a decision."""
    code, out, err = kg("duplicates", *arguments, "--json", "--store", store)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def relations(store: Path) -> set[tuple[str, str]]:
    """Pairs of works that the graph says are related."""
    with Store.open(store) as opened:
        triples = opened.dataset().quads((None, DCTERMS.relation, None, None))
        return {(str(one), str(other)) for one, _, other, _ in triples}


def test_intake_says_what_came_of_every_file(built: Path, kg: Run) -> None:
    code, out, err = kg("intake", "--store", built)
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    assert "search.ris ris utf-8 4 3 1" in words
    assert "library.bib bibtex utf-8 1 1 0" in words


def test_intake_of_a_file_tells_what_was_skipped_and_why(built: Path, kg: Run) -> None:
    out = " ".join(kg("intake", "search.ris", "--store", built).out.split())
    assert "search.ris:26" in out
    assert "has neither title nor abstract" in out
    assert "library.bib" not in out


def test_intake_as_json_holds_the_record_that_was_skipped(built: Path, kg: Run) -> None:
    library, search = json.loads(kg("intake", "--json", "--store", built).out)
    assert (library["source"], library["taken"], library["skipped"]) == ("library.bib", 1, [])
    (skipped,) = search["skipped"]
    assert (skipped["line"], skipped["raw"]) == (26, "TY  - JOUR\nAU  - Nobody, Carl\nER  -")
    assert dict(search["missing"]) == {"doi": 2, "keywords": 3}


def test_intake_of_a_file_that_was_not_given_is_one_line(built: Path, kg: Run) -> None:
    code, out, err = kg("intake", "other.ris", "--store", built)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "no file other.ris was given" in err


def test_a_skipped_record_is_exit_code_3_and_told(tmp_path: Path, kg: Run) -> None:
    (tmp_path / "search.ris").write_text(RIS, encoding="utf-8")
    code, out, err = kg("build", tmp_path / "search.ris", "--engine", "rules", "--store", tmp_path / "kg")
    assert (code, out) == (3, "")
    assert "search.ris (ris, utf-8): 4 records, 3 taken, 1 skipped" in err
    assert "search.ris:26: has neither title nor abstract" in err


def test_duplicates_are_listed_with_the_reason(built: Path, kg: Run) -> None:
    code, out, err = kg("duplicates", "--store", built)
    assert (code, err) == (0, "further records of works: 1, of 1; pairs of related works: 1\n")
    assert [line.split()[0] for line in out.splitlines() if line.startswith(" ")] == ["counts", "same", "work", "work"]
    assert "[one title, author and year]" in out
    found = decided(built, kg)
    (group,) = found["groups"]
    (related,) = found["related"]
    assert group["reasons"] == ["one title, author and year"]
    assert related["reason"] == "one title, different kinds of work"
    assert (group["kept"][:13], [other[:13] for other in group["others"]]) == ("example-2019-", ["example-2019-"])
    assert (related["one"][:12], related["other"][:12]) == ("sample-2015-", "sample-2016-")


def test_the_work_that_counts_takes_what_its_other_record_knows(built: Path, kg: Run) -> None:
    (group,) = decided(built, kg)["groups"]
    work = URIRef(work_iri(group["kept"]))
    with Store.open(built) as opened:
        told = {str(value) for _, _, value, _ in opened.dataset().quads((work, None, None, None))}
        assert not list(opened.dataset().quads((URIRef(work_iri(group["others"][0])), None, None, None)))
    assert {"10.5555/pacts.1", "Example, Ada", "Sample, Ben", group["others"][0]} <= told
    assert any("Journal of Invented Government" in value for value in told)


def test_a_thesis_and_its_article_are_related_both_ways(built: Path, kg: Run) -> None:
    (related,) = decided(built, kg)["related"]
    one, other = work_iri(related["one"]), work_iri(related["other"])
    assert relations(built) == {(one, other), (other, one)}


def test_the_store_is_valid_and_says_how_many_are_merged(built: Path, kg: Run) -> None:
    assert kg("validate", "--store", built).code == 0
    assert "- records of a work that another document is 1" in " ".join(kg("info", "--store", built).out.split())


def test_undoing_and_redoing_gives_the_same_graph(own: Path, kg: Run) -> None:
    before = nquads(own)
    (group,) = decided(own, kg)["groups"]
    apart = decided(own, kg, "--apart", group["others"][0])
    assert apart["groups"] == []
    assert nquads(own) != before
    again = decided(own, kg, "--same", group["kept"], group["others"][0])
    assert again["groups"] == [group | {"reasons": ["decided"]}]
    assert nquads(own) == before


def test_two_documents_that_no_rule_joins_can_be_joined(own: Path, kg: Run) -> None:
    (related,) = decided(own, kg)["related"]
    found = decided(own, kg, "--same", related["one"], related["other"])
    assert [group["reasons"] for group in found["groups"]] == [["one title, author and year"], ["decided"]]
    assert (found["related"], relations(own)) == ([], set())


def test_a_decision_outlives_the_next_build(own: Path, tmp_path: Path, kg: Run) -> None:
    (group,) = decided(own, kg)["groups"]
    decided(own, kg, "--apart", group["kept"])
    (tmp_path / "more.txt").write_text("Towns\n\nBenefit sharing reduces local protectionism.\n", encoding="utf-8")
    pipeline.build([tmp_path / "more.txt"], own, RULES)
    assert decided(own, kg)["groups"] == []


@pytest.mark.parametrize("arguments", [("--apart", "nobody"), ("--same", "nobody", "nothing")])
def test_a_decision_on_an_unknown_document_changes_nothing(own: Path, arguments: tuple[str, ...], kg: Run) -> None:
    before = nquads(own)
    code, out, err = kg("duplicates", *arguments, "--store", own)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "no document nobody" in err
    assert nquads(own) == before

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from table_samples import CLAIMS, HOSTILE, STAMP, claim, selection, table

from kg.export.comparison import compared, write_comparison


def test_values_are_marked_where_they_are_not_only_asserted() -> None:
    (a, of_a), (b, of_b), (c, of_c) = compared(selection())
    assert (a.doc, b.doc, c.doc) == ("a", "b", "c")
    assert of_a["mechanism"] == ("grant",)
    assert of_a["research problem"] == ("grant",)
    assert of_a["theory"] == ("club theory",)
    assert of_a["government"] == ("north",)
    assert of_b["mechanism"] == ("grant (asserted and denied and recommended)", "merger")
    assert of_b["place"] == ("Utopia (denied)",)
    assert of_b["country"] == ("Erewhon", "Utopia")
    assert of_c["method"] == ("case study (hypothetical)",)


def test_csv_is_as_orkg_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "comparison.csv"
    write_comparison(selection([*CLAIMS, claim(12, "a", "merger", "addresses", "quarrel", head_label="=1")]), path)
    with path.open(encoding="utf-8", newline="") as file:
        heading, first, second, third = csv.reader(file)
    assert path.read_bytes().startswith(b"paper:title,paper:authors,paper:publication_month,")
    assert heading[:7] == [
        *("paper:title", "paper:authors", "paper:publication_month", "paper:publication_year"),
        *("paper:doi", "paper:research_field", "contribution:extraction_method"),
    ]
    assert heading[7] == "contribution:research_problem"
    assert heading.count("mechanism") == 2
    assert first[:7] == ["On a", "Ann Ames", "", "2001", "10.1234/a", "R11", "Automatic"]
    assert first[8:10] == ["grant", "'=1"], "what more claims speak of comes first"
    assert second[1] == "Ben B. Bond; Cy-Lee Cole"
    assert third[1:4] == ["Ministry of Made-up Affairs", "", ""]


def test_csv_has_ten_values_of_a_property_and_counts_the_rest(tmp_path: Path) -> None:
    many = [claim(100 + at, "b", f"tool {at:02}", "addresses", "quarrel", head_type="Mechanism") for at in range(14)]
    twice = claim(200, "b", "tool 13", "addresses", "quarrel", head_type="Mechanism")
    path = tmp_path / "comparison.csv"
    write_comparison(selection([*CLAIMS, *many, twice]), path)
    with path.open(encoding="utf-8", newline="") as file:
        heading, _, second, _ = csv.reader(file)
    found = [value for name, value in zip(heading, second, strict=True) if name == "mechanism"]
    assert found[:2] == ["grant (asserted and denied and recommended)", "tool 13"], "those of most claims are kept"
    assert found[2:] == ["merger", *(f"tool {at:02}" for at in range(7))]
    told = json.loads((tmp_path / "comparison.csv-metadata.json").read_text(encoding="utf-8"))
    assert (told["most_values"], told["values_left_out"]) == (10, {"mechanism": 6})
    write_comparison(selection(), path)
    assert json.loads((tmp_path / "comparison.csv-metadata.json").read_text())["values_left_out"] == {}


def test_xlsx_has_every_value(tmp_path: Path) -> None:
    many = [claim(100 + at, "b", f"tool {at:02}", "addresses", "quarrel", head_type="Mechanism") for at in range(14)]
    write_comparison(selection([*CLAIMS, *many]), tmp_path / "comparison.xlsx")
    heading, _, second, *_ = table(openpyxl.load_workbook(tmp_path / "comparison.xlsx")["Comparison"])
    assert len(second[heading.index("mechanism")].split("; ")) == 16


def test_orkg_takes_no_year_before_1900(tmp_path: Path) -> None:
    path = tmp_path / "comparison.csv"
    write_comparison(selection([claim(1, "d", "grant", "addresses", "quarrel", doi="no doi")]), path)
    assert path.read_text().splitlines()[1].startswith("On d,Di Dunn,,,,R11,Automatic,")


def test_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "comparison.xlsx"
    assert write_comparison(selection([replace(CLAIMS[0], tail_label=HOSTILE, tail="x"), *CLAIMS[1:]]), path) == (path,)
    book = openpyxl.load_workbook(path)
    heading, first, *_ = table(book["Comparison"])
    found = dict(zip(heading, first, strict=True))
    assert (found["work"], found["year"], found["mechanism"]) == ("Ames (2001)", 2001, "grant")
    assert found["obstacle"] == HOSTILE.replace("\x07", "\ufffd")
    assert book["Comparison"]["D2"].hyperlink.target == "https://doi.org/10.1234/a"
    assert table(book["Works without a claim"])[1:] == [["Dunn (1850)", "Dunn, D. (1850). On d."]]
    assert dict(STAMP.pairs()).items() <= dict(table(book["README"])).items()


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_no_claims_and_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for number, chosen in enumerate((selection([]), selection())):
        one, other = tmp_path / f"one{number}{suffix}", tmp_path / f"other{number}{suffix}"
        write_comparison(chosen, one)
        write_comparison(chosen, other)
        assert one.read_bytes() == other.read_bytes()

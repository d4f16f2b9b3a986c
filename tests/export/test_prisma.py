from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from table_samples import HOSTILE, selection

from kg.export.prisma import Flow, total, write_prisma
from kg.model import KgError

FLOW = Flow(
    identified=(("one; two, three.ris", 120), ("four.bib", 30)),
    duplicates=20,
    excluded_automatic=(("not in English", 3), ("no abstract", 4)),
    screened=123,
    excluded_assessed=(("other field, old", 2),),
    read=90,
    claims=1234,
)
SVG = "{http://www.w3.org/2000/svg}"


def rows(path: Path, flow: Flow) -> dict[str, dict[str, str]]:
    write_prisma(selection(), path, flow)
    with path.open(encoding="utf-8", newline="") as file:
        return {row["data"]: row for row in csv.DictReader(file) if row["data"] != "NA"}


def texts(path: Path, flow: Flow) -> list[str]:
    write_prisma(selection(), path, flow)
    root = ET.parse(path).getroot()
    return [(text.text or "").replace("\u00a0", " ") for text in root.iter(f"{SVG}text")]


def test_csv_is_what_the_r_package_reads(tmp_path: Path) -> None:
    found = rows(tmp_path / "prisma.csv", FLOW)
    heading = (tmp_path / "prisma.csv").read_text().splitlines()[0]
    assert heading == "data,node,box,description,boxtext,tooltips,url,n"
    assert found["database_results"]["n"] == "150"
    assert found["database_specific_results"]["n"] == "one two three.ris, 120; four.bib, 30"
    assert found["excluded_automatic"]["n"] == "7"
    assert found["dbr_excluded"]["n"] == "other field old, 2"
    assert [found["duplicates"][name] for name in ("n", "node", "box")] == ["20", "node8", "box3"]


def test_what_was_read_is_not_called_included(tmp_path: Path) -> None:
    found = rows(tmp_path / "prisma.csv", FLOW)
    assert (found["new_studies"]["n"], found["new_studies"]["node"]) == ("", "node15")
    assert "90" not in {row["n"] for row in found.values()}
    lines = texts(tmp_path / "prisma.svg", FLOW)
    at = lines.index("Works read by the program (n = 90)")
    assert lines[at + 1] == "Claims read from them (n = 1,234)"
    assert not [line for line in lines if "included" in line.lower() or "review" in line]


def test_csv_leaves_blank_what_is_not_known(tmp_path: Path) -> None:
    found = rows(tmp_path / "prisma.csv", Flow())
    assert {row["n"] for row in found.values()} == {""}
    assert {"register_results", "website_results", "records_excluded", "total_studies"} <= set(found)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((), None), ((("a", 1), ("b", None)), None), ((("a", 1), ("b", 0)), 1)],
)
def test_a_sum_is_known_where_all_is(counts: tuple[tuple[str, int | None], ...], expected: int | None) -> None:
    assert total(counts) == expected


def test_svg(tmp_path: Path) -> None:
    lines = texts(tmp_path / "prisma.svg", FLOW)
    assert {"Records identified (n = 150)", "four.bib (n = 30)", "Duplicate records (n = 20)"} <= set(lines)
    assert {"Records excluded (n = not known)", "Claims read from them (n = 1,234)"} <= set(lines)
    assert {"Identification", "Screening", "Read", "corpus SHA-256: ab12"} <= set(lines)


def test_svg_of_nothing_makes_no_number_up(tmp_path: Path) -> None:
    counted = [line for line in texts(tmp_path / "prisma.svg", Flow()) if "n =" in line]
    assert len(counted) >= 9
    assert all("not known" in line for line in counted)


def test_texts_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / "prisma.svg"
    lines = texts(path, Flow(identified=((HOSTILE, 1),)))
    assert any("<script>" in line for line in lines)
    assert "<script" not in path.read_text()


@pytest.mark.parametrize("suffix", [".csv", ".svg"])
def test_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    one, other = tmp_path / f"one{suffix}", tmp_path / f"other{suffix}"
    write_prisma(selection(), one, FLOW)
    write_prisma(selection(), other, FLOW)
    assert one.read_bytes() == other.read_bytes()


def test_other_forms_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"the suffix must be \.csv or \.svg"):
        write_prisma(selection(), tmp_path / "prisma.png", FLOW)

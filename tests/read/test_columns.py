"""Tables: dialects by header, names, broken rows, and the files that others exported."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kg.model import ReadError
from kg.read import people, rows
from kg.read.columns import FORMATS, header, parse
from kg.read.records import Entry, Fault, Source

DATA = Path(__file__).parents[1] / "data" / "read"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "real-inputs"

WOS = "PT\tAU\tAF\tTI\tSO\tAB\tPY\tDI\tBP\tEP\tZQ"


def source(text: str) -> Source:
    return Source("table.csv", text.encode(errors="replace"), text)


def entries(text: str) -> list[Entry]:
    return [one for one in parse(source(text)) if isinstance(one, Entry)]


def faults(text: str) -> list[Fault]:
    return [one for one in parse(source(text)) if isinstance(one, Fault)]


def test_zotero_with_a_line_break_inside_a_cell() -> None:
    first, second = entries((DATA / "zotero.csv").read_text(encoding="utf-8"))
    reference = first.reference
    assert reference.title == "Joint councils in Exampleland"
    assert reference.authors == ("Reed, Anna", "van den Berg, Jan", "Ministry of Made-up Affairs")
    assert (reference.year, reference.pages, reference.doi) == (2019, "12-34", "10.5555/ex.1")
    assert (reference.kind, reference.keywords) == ("article-journal", ("water", "councils"))
    assert first.abstract == "Councils share water plants & roads."
    assert first.unknown == ("Colour",)
    assert (first.line, second.line) == (2, 4)
    assert json.loads(first.raw)["Author"].startswith("Reed, Anna")
    assert (second.reference.kind, second.reference.container) == ("thesis", "University of Example")
    assert second.abstract == ""


def test_scopus_prefers_full_names() -> None:
    (entry,) = entries((DATA / "scopus.csv").read_text(encoding="utf-8"))
    assert entry.reference.authors == ("Reed, Anna", "Berg, Jan-Paul")
    assert (entry.reference.kind, entry.reference.pages) == ("paper-conference", "5-9")
    assert entry.unknown == ()


@pytest.mark.parametrize("authors", ["Reed, A., Berg, J.-P.", "Reed A., Berg J.-P.", "Reed A.; Berg J.-P."])
def test_scopus_of_every_generation(authors: str) -> None:
    text = f'Authors,Title,Year,Source title,Link,EID\n"{authors}",Towns,2011,Invented Policy,,2-s2.0-2\n'
    assert [f.name for f in FORMATS if f.fits(source(text))] == ["scopus-csv"]
    assert entries(text)[0].reference.authors == ("Reed, A.", "Berg, J.-P.")


def test_web_of_science_tabs_keep_quotation_marks_of_titles() -> None:
    row = '\nJ\tReed, A; Berg, J\tReed, Anna; Berg, Jan\t"Good" towns\tPOLICY\tThey "do.\t2012\t10.5555/ex.6\t1\t9\tx\t'
    (entry,) = entries(WOS + row)
    assert entry.reference.title == '"Good" towns'
    assert entry.reference.authors == ("Reed, Anna", "Berg, Jan")
    assert (entry.reference.kind, entry.reference.pages, entry.unknown) == ("article-journal", "1-9", ("ZQ",))


def test_openalex_table() -> None:
    text = (
        "id,doi,title,publication_year,type,authorships.author.display_name,biblio.volume\n"
        "https://openalex.org/W1,https://doi.org/10.5555/EX,Pacts,2020,article,Anna Reed|Jan van den Berg,4\n"
    )
    (entry,) = entries(text)
    assert [f.name for f in FORMATS if f.fits(source(text))] == ["openalex-csv"]
    assert entry.reference.authors == ("Reed, Anna", "van den Berg, Jan")
    assert (entry.reference.doi, entry.reference.volume, entry.abstract) == ("10.5555/ex", "4", "")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_table_with_a_title(delimiter: str) -> None:
    text = "\n\nTitle,Source,Abstract,Mood\nTowns,Policy (2004) 102:4 (253-258). Date: 2004,NA,glad\n,,,\n"
    (entry,) = entries(text.replace(",", delimiter))
    reference = entry.reference
    assert (entry.line, reference.title, reference.container, reference.year) == (4, "Towns", "Policy", 2004)
    assert (reference.volume, reference.issue, reference.pages) == ("102", "4", "253-258")
    assert (entry.abstract, entry.unknown) == ("", ("Mood",))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,b,c,d", "has 4 cells where the header has 3"),
        ("a", "has 1 cells"),
        (",,glad", "nothing under a column that is known"),
        ('a,"b,c', "quotation mark"),
    ],
)
def test_bad_rows_are_faults_and_the_rest_is_read(row: str, reason: str) -> None:
    text = f"title,authors,mood\n{row}\nTowns,Anna Reed,\n"
    (fault,) = faults(text)
    assert reason in fault.reason
    assert (fault.line, fault.raw) == (2, row + "\n")
    assert [entry.reference.title for entry in entries(text)] == ["Towns"]


def test_two_columns_of_one_name_both_stay() -> None:
    (entry,) = entries("title,keywords,keywords,\nTowns,a,b,c\n")
    assert json.loads(entry.raw) == {"title": "Towns", "keywords": "a", "keywords (2)": "b", "column 4": "c"}
    assert entry.reference.keywords == ("a", "b")


@pytest.mark.parametrize(
    "text", ["", "name,place\na,b\n", "TY  - JOUR\nTI  - a\n", "title\na\n", '[{"title": 1}]', "@book{a,\n"]
)
def test_other_texts_are_no_tables(text: str) -> None:
    assert header(text) is None
    with pytest.raises(ReadError, match="name the columns"):
        list(parse(source(text)))


@pytest.mark.parametrize(
    "text", ['a,"\n' * 3000, '"a\n' * 3000, "\0" * 9000, "a\rb,\n" * 3000, "\ud800,b\n", '"' * 9001]
)
def test_hostile_rows_end(text: str) -> None:
    assert list(parse(source("title,year\n" + text)))


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Smith, John", ("Smith, John",)),
        ("John Smith, Jane Doe", ("Smith, John", "Doe, Jane")),
        ("Smith, J. and Doe, A.", ("Smith, J.", "Doe, A.")),
        ("Ministry of Finance and Economy", ("Ministry of Finance and Economy",)),
        ("W Guo", ("Guo, W",)),
        ("Smith, John; World Bank", ("Smith, John", "World Bank")),
        ("[No author name available]", ()),
        ("李明；王芳", ("李明", "王芳")),
        ("Martin King Jr.", ("King, Martin Jr.",)),
    ],
)
def test_names(value: str, names: tuple[str, ...]) -> None:
    assert people.listed(value) == names


@pytest.mark.parametrize(
    "name",
    ["database-quirks/embase.csv", "political-science/wos_columns_joined.csv", "scopus-wos-native/scopus_60.csv"],
)
def test_files_of_others_give_as_many_as_the_csv_module_counts(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the real files are not here")
    text = path.read_text(encoding="utf-8-sig")
    assert len(entries(text)) == len(list(csv.DictReader(io.StringIO(text))))
    assert not faults(text)


def test_a_row_without_end_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_CELL", 1_000)
    text = "Title,Year\na," + "b," * 2_000 + "\nRivers,2011\n"
    assert [entry.reference.title for entry in entries(text)] == ["Rivers"]
    (fault,) = faults(text)
    assert (fault.line, "is longer than" in fault.reason) == (2, True)


def test_cells_that_are_empty_at_the_end_take_no_time() -> None:
    (entry,) = entries("Title,Year\nRivers,2011" + "," * 1_000_000 + "\n")
    assert entry.reference.title == "Rivers"

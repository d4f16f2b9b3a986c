"""JSON: the five formats, broken and hostile texts, and the files that others exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.model import ReadError
from kg.read.jsons import FORMATS, told
from kg.read.openalex import MAX_ABSTRACT, rebuilt
from kg.read.records import Entry, Fault, Source

DATA = Path(__file__).parents[1] / "data" / "read"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "real-inputs"
PARSERS = {format.name: format.parse for format in FORMATS}


def source(text: str) -> Source:
    return Source("works.json", text.encode(errors="replace"), text)


def read(text: str, name: str = "") -> list[Entry | Fault]:
    return list(PARSERS[name or told(source(text))](source(text)))


def works(text: str, name: str = "") -> list[Entry]:
    return [one for one in read(text, name) if isinstance(one, Entry)]


def test_csl() -> None:
    first, second = works((DATA / "csl.json").read_text(encoding="utf-8"))
    assert first.reference.authors == ("van den Berg, Jan", "Ministry of Made-up Affairs")
    assert (first.reference.title, first.reference.year) == ("Towns and the made-up state", 2015)
    assert (first.reference.kind, first.reference.container) == ("thesis", "University of Example")
    assert first.reference.keywords == ("towns", "grants")
    assert (second.reference.year, second.reference.doi, second.reference.pages) == (2016, "10.5555/ex.3", "1-4")
    assert (second.line, second.unknown) == (2, ("mood",))
    assert second.raw.startswith('{"id":"b","type":"article-journal"')


def test_others_are_nobody() -> None:
    (work,) = works('[{"id": "a", "type": "book", "title": "T", "author": [{"family": "Doe"}, {"family": "others"}]}]')
    assert work.reference.authors == ("Doe",)


def test_crossref() -> None:
    (entry,) = works((DATA / "crossref.json").read_text(encoding="utf-8"))
    assert entry.reference.title == "Compacts: The made-up case"
    assert entry.reference.authors == ("Reed, Anna", "Example Council")
    assert (entry.reference.kind, entry.reference.year) == ("article-journal", 2020)
    assert entry.abstract.startswith("Aim: To see ")


def test_openalex_lines_one_of_them_cut() -> None:
    first, broken, third = read((DATA / "openalex.jsonl").read_text(encoding="utf-8"))
    assert isinstance(first, Entry)
    assert isinstance(broken, Fault)
    assert isinstance(third, Entry)
    assert (first.abstract, first.reference.pages) == ("Water pacts Water", "1-8")
    assert first.reference.authors == ("van den Berg, Jan", "World Made-up Bank")
    assert broken.line == 2
    assert (third.reference.kind, third.reference.container) == ("thesis", "University of Example")
    assert third.reference.keywords == ("Federalism",)


def test_publish_or_perish() -> None:
    text = json.dumps(
        [{"title": "Towns …", "authors": ["A Reed"], "year": 2020, "volume": 0, "article_url": "https://example.org"}]
    )
    (entry,) = works(text)
    assert (entry.reference.authors, entry.reference.volume, entry.reference.year) == (("Reed, A",), "", 2020)


def test_zotero_items_and_their_attachments() -> None:
    data = {
        "itemType": "thesis",
        "title": "Towns",
        "creators": [{"lastName": "Reed", "firstName": "Anna"}],
        "university": "U",
    }
    entry, fault = read(json.dumps([{"key": "A", "data": data}, {"key": "B", "data": {"itemType": "attachment"}}]))
    assert isinstance(entry, Entry)
    assert isinstance(fault, Fault)
    assert (entry.reference.authors, entry.reference.container) == (("Reed, Anna",), "U")


def test_an_inverted_index_costs_no_memory() -> None:
    assert rebuilt({"b": [10**9, -1, True, None, 1.5], "a": [0]}) == "a b"
    assert len(rebuilt({"w" * 1000: list(range(100_000))})) <= MAX_ABSTRACT
    assert rebuilt([1, 2]) == ""


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '[{"title":' + "[" * 300 + "]" * 300 + "}]"])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="nested"):
        read(text, "csl-json")


WRONG = [None, 1, True, 1e300, "x", [], [1, [2, [3]]], {}, {"a": 1}, [None], [{"family": 3}], "\ud800", "\0"]


@pytest.mark.parametrize("name", sorted(PARSERS))
@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_types_anywhere_never_crash(name: str, wrong: object) -> None:
    keys = (Path(__file__).parents[2] / "kg/read/data/keys.tsv").read_text(encoding="utf-8").splitlines()
    fields = next(line.split("\t")[1].split() for line in keys if line.startswith(f"{name}\t"))
    for one in read(json.dumps([dict.fromkeys(fields, wrong)]), name):
        one.raw.encode()


@pytest.mark.parametrize(
    "text",
    [
        '[{"title":"a","title":"b"}]',
        '[{"title":NaN}]',
        '[{"title":"a","volume":' + "9" * 6000 + "}]",
        '{"items":[{"title":"a"}]}',
        '{"title":"a"}\n{"title":"b"}',
        '[{"title":"a"}] [{"title":"b"}]',
    ],
)
def test_odd_but_readable(text: str) -> None:
    assert works(text, "csl-json")


@pytest.mark.parametrize(
    "text",
    [
        '[{"title":"a"},{"title":',
        '[{"title":"a"}',
        '[{"title":"a"},3]',
        '[{"title":"a"},{"x":1}]',
        '[{"title":"a"},{x}]',
    ],
)
def test_what_cannot_be_read_is_a_fault_and_the_rest_stays(text: str) -> None:
    found = read(text, "csl-json")
    assert [type(one) for one in found] == [Entry, Fault]


@pytest.mark.parametrize("text", ["", "[]", "{}", "[1, 2]", '{"a": 1}', "title,year", "[link](x)"])
def test_other_texts_are_of_no_format(text: str) -> None:
    assert told(source(text)) == ""


@pytest.mark.parametrize(
    ("name", "format", "path"),
    [
        ("openalex-json/works_55.json", "openalex", "results"),
        ("zotero-csl/zotero_library_csl.json", "csl-json", ""),
        ("other-exports/publish_or_perish_scholar.json", "publish-or-perish", ""),
    ],
)
def test_files_of_others_give_as_many_as_json_counts(name: str, format: str, path: str) -> None:
    file = SHARED / name
    if not file.exists():
        pytest.skip("the real files are not here")
    text = file.read_text(encoding="utf-8-sig")
    whole = json.loads(text)
    assert told(source(text)) == format
    assert [json.loads(one.raw) for one in works(text)] == (whole[path] if path else whole)

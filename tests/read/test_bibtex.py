from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import ReadError
from kg.read import bibtex, bibtex_blocks
from kg.read.bibtex_names import names
from kg.read.records import Entry, Fault, Source

DATA = Path(__file__).parents[1] / "data" / "read"
REAL = Path(__file__).parents[3] / "shared" / "real-inputs"


def source(text: str, name: str = "works.bib") -> Source:
    return Source(name, text.encode(errors="replace"), text)


def of_file(path: Path) -> list[Entry | Fault]:
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    assert bibtex.fits(source(text))
    return list(bibtex.parse(source(text)))


def entry(text: str) -> Entry:
    (found,) = bibtex.parse(source(text))
    assert isinstance(found, Entry)
    return found


def test_an_entry_of_the_web_of_science() -> None:
    first = of_file(DATA / "grants.bib")[0]
    assert isinstance(first, Entry)
    work = first.reference
    assert first.line == 7
    assert work.title == "Do IGR Forums Raise Trust? Études of 40% of Councils & Provinces in a Naïve Model"
    assert work.authors == ("Rivers, Anna", "World Bank", "van den Hill, Jan")
    assert (work.year, work.kind, work.container) == (2016, "article-journal", "Journal of Regional Grants")
    assert (work.doi, work.pages, work.volume, work.issue) == ("10.1234/jrg.2016.001_a", "1007-1031", "66", "6")
    assert work.keywords == ("fiscal federalism", "trust, central; local", "IGR")
    assert first.abstract == "Central governments pay $5 to 10% of councils when p < 0.05. Provinces do not."
    assert first.unknown == ("moon-phase",)


def test_every_entry_of_a_file_is_read_also_with_a_key_that_is_taken() -> None:
    found = of_file(DATA / "grants.bib")
    assert [(e.line, e.reference.title) for e in found[1:] if isinstance(e, Entry)] == [
        (26, 'Grants in "Plain" Counties'),
        (35, "The same key again"),
        (39, "Under Their Own Care: Councils and the Poor Law"),
        (49, "One Line Entry"),
        (49, "A Page"),
        (51, "Proceedings of the Meeting on Grants"),
    ]


def test_fields_of_other_blocks_are_filled_in() -> None:
    _, script, _, thesis, chapter, page, _ = (e.reference for e in of_file(DATA / "grants.bib") if isinstance(e, Entry))
    assert script.authors == ("Stone, JP", "Lake, C", "de la Cruz, S")
    assert script.container == "The Journal of Regional Grants (Online)"
    assert (thesis.kind, thesis.container, thesis.publisher) == ("thesis", *["University of Somewhere"] * 2)
    assert thesis.keywords == ("councils", "Poor laws; history – Somewhere", "welfare")
    assert (chapter.container, chapter.year, chapter.publisher) == (
        "Proceedings of the Meeting on Grants",
        1999,
        "Meeting Press",
    )
    assert page.url == "https://example.org/a_b"


def test_what_is_broken_is_read_or_told() -> None:
    found = of_file(DATA / "broken.bib")
    assert [(e.line, e.reference.title, e.reference.year) for e in found if isinstance(e, Entry)] == [
        (1, "A brace too few", 2003),
        (9, "A brace too many", 2004),
        (21, "The last one is whole", 2005),
    ]
    assert [(f.line, f.reason.split(";")[0]) for f in found if isinstance(f, Fault)] == [
        (7, "text between entries"),
        (15, "an entry inside a comment"),
        (17, "an entry that is commented out or broken"),
        (19, "has no fields that can be read"),
        (26, "is cut off"),
    ]


def test_nothing_of_a_broken_file_is_lost() -> None:
    text = (DATA / "broken.bib").read_text(encoding="utf-8")
    joined = "".join(found.raw for found in of_file(DATA / "broken.bib"))
    assert "".join(joined.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{World Bank}", ("World Bank",)),
        ("{Ministry of Finance, Somewhere}", ("Ministry of Finance, Somewhere",)),
        ("Jane Doe and {Barnes and Noble}", ("Doe, Jane", "Barnes and Noble")),
        ("van der Lake, Jan and others", ("van der Lake, Jan",)),
        ("A. Moss; B. Fern and C. Reed", ("Moss, A.", "Fern, B.", "Reed, C.")),
        ("Lake, Jr., John", ("Lake, Jr., John",)),
        ("{\\'E}mile {van Zola}", ("van Zola, Émile",)),
        ("{\\'E}mile Zola and 王伟", ("Zola, Émile", "王伟")),
        ("Moss, A., Fern, B., Reed, C.", ("Moss, A.", "Fern, B.", "Reed, C.")),
        ("Ministry of Water", ("Ministry of Water",)),
        ("family=Lake, given=Jan, prefix=van der, useprefix=false and Moss, A.", ("van der Lake, Jan", "Moss, A.")),
        ("", ()),
    ],
)
def test_names(written: str, expected: tuple[str, ...]) -> None:
    assert names(written) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("phdthesis", "thesis"), ("InCollection", "chapter"), ("techreport", "report"), ("strange", "document")],
)
def test_kinds(kind: str, expected: str) -> None:
    assert entry(f"@{kind}{{k, title={{T}}}}").reference.kind == expected


@pytest.mark.parametrize(
    ("field", "name", "expected"),
    [
        ("EarlyAccessDate = {JAN 2021}", "year", 2021),
        ("early-access-date = {JAN 2021}, year = {2022}", "year", 2022),
        ("pages = {NA -- NA}", "pages", ""),
        ("pages = {PII S1047198700000009}", "pages", ""),
        ("title = {Towns meet.}", "title", "Towns meet"),
        ("title = {Towns and so on ...}", "title", "Towns and so on ..."),
    ],
)
def test_values_as_programs_write_them(field: str, name: str, expected: object) -> None:
    assert getattr(entry(f"@article{{k, {field}, title={{T}}}}").reference, name) == expected


def test_a_macro_of_macros_does_not_explode() -> None:
    text = "@string{a = {river}}\n" + "@string{a = a # a # a}\n" * 60 + "@book{k, title = a # a}"
    assert len(entry(text).reference.title) <= 2000


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("@a{k, T = {x {y} z}, n = 3}", (("T", "x {y} z"), ("n", "3"))),
        ('@a{k, T = "x" # m, T = {again}}', (("T", '"x" # m'), ("T", "again"))),
        ("@a(k, T = {x (y)})", (("T", "x (y)"),)),
        ("@a{k}", ()),
    ],
)
def test_fields_of_a_raw_entry(raw: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert bibtex.fields(raw) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TY  - JOUR\nTI  - A\n",
        '{"title": "@article{k, a = {b}}"}',
        "# Read me\n\n" + "We made a tool for councils. " * 40 + "\n\n@article{k,\n title = {A}}",
        "Cite us:\n```\n@article{k,\n title = {A}}\n```",
        "write to\n@someone, please",
    ],
)
def test_other_texts_do_not_fit(text: str) -> None:
    assert not bibtex.fits(source(text))


HOSTILE = {
    "@": "@",
    "open": "\n@a{",
    "open with key": "\n@a{k,",
    "comments": "@comment{\n",
    "one line": "@a{k,x={1}}",
    "fields": "@a{k,\n x = {1}\n",
    "blanks": " \n",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_time_in_proportion(unit: str) -> None:
    start = time.perf_counter()
    assert list(bibtex.parse(source(unit * 10_000))) is not None
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("unit", ["{", "}", '"', "\\", "$a", "# a", "and ", "a, ", "a; "])
def test_hostile_values_take_time_in_proportion(unit: str) -> None:
    start = time.perf_counter()
    for name in ("title", "author", "keywords", "abstract"):
        list(bibtex.parse(source(f"@article{{k, {name} = {{{unit * 20_000}}}}}")))
    assert time.perf_counter() - start < 10


@given(st.text(alphabet='@ab{}(),="\\#$% \n'))
def test_any_text_is_read_without_error(text: str) -> None:
    for found in bibtex.parse(source("@article{k, title = {A}}\n" + text)):
        assert found.raw in text or found.line == 1


@pytest.mark.parametrize(
    ("path", "entries", "abstracts", "dois"),
    [
        ("political-science/wos_search.bib", 150, 148, 150),
        ("political-science/zotero_export.bib", 228, 62, 185),
        ("political-science/script_made.bib", 171, 171, 171),
        ("theses/zotero_theses.bib", 100, 93, 25),
        ("scopus-wos-native/scopus_40.bib", 40, 40, 39),
        ("zotero-csl/zotero_library.bib", 44, 27, 23),
    ],
)
def test_real_exports(path: str, entries: int, abstracts: int, dois: int) -> None:
    if not (REAL / path).exists():
        pytest.skip("real exports are not part of the project")
    found = of_file(REAL / path)
    works = [e for e in found if isinstance(e, Entry)]
    assert len(found) == len(works) == entries
    assert sum(bool(e.abstract) for e in works) == abstracts
    assert sum(bool(e.reference.doi) for e in works) == dois
    assert not [e.unknown for e in works if e.unknown]


def test_a_brace_that_never_closes_costs_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bibtex, bibtex_blocks):
        monkeypatch.setattr(module, "LONGEST", 4_000_000 // 1_000)
    text = "@article{a, title = " + "{" * 10_000 + "\n@article{b, title = {Rivers}}\n"
    fault, found = bibtex.parse(source(text))
    assert isinstance(fault, Fault)
    assert fault.reason.endswith("close its braces")
    assert isinstance(found, Entry)
    assert found.reference.title == "Rivers"


def test_blocks_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibtex, "MAX_BLOCKS", 10)
    text = "@string{a = {b}}\n" * 10 + "@article{a, title = a}\n"
    with pytest.raises(ReadError, match="holds more than 10 blocks; split it"):
        list(bibtex.parse(source(text)))


@pytest.mark.parametrize(("unit", "fits"), [("\n", True), (" \n", True), ("%\n", False)])
def test_blank_lines_take_no_time(unit: str, fits: bool) -> None:
    assert bibtex.fits(source(unit * 2_000 + "Rivers\n@article{a, title = {Rivers}}")) is fits
    assert bibtex_blocks.key("@article{ a ,") == "a"
    assert bibtex_blocks.key("@article{" + "\v" * 50_000) == ""
    found = list(bibtex.parse(source("@article{a, title = {A}}\n" + "%,,,\n" * 2_000 + "Rivers")))
    assert [type(item) for item in found] == [Entry, Fault]


def test_an_entry_brings_the_macros_it_uses() -> None:
    text = (
        '@string{press = "Example " # kind}\n@string{kind = {Press}}\n@string{open = "a { b"}\n'
        '@string{other = "Other"}\n'
        "@book{a, title = {Bridges}, publisher = press # { Ltd}, series = open, month = mar, note = {other}}"
    )
    (found,) = (entry for entry in bibtex.parse(source(text)) if isinstance(entry, Entry))
    assert found.needs == "@string{press = {Example kind}}\n"
    assert found.raw.startswith("@book{a")

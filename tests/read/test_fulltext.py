from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Document, ReadError, Reference, Role
from kg.read import fulltext
from kg.read.fulltext import read_markdown, read_text

Blocks = list[tuple[str, str]]


def text_of(folder: Path, content: str | bytes) -> Document:
    path = folder / "river-compacts.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_text(path)


def markdown_of(folder: Path, content: str) -> Document:
    path = folder / "river-compacts.md"
    path.write_text(content, encoding="utf-8")
    return read_markdown(path)


def blocks(document: Document) -> Blocks:
    """The parts as pairs of role and text."""
    return [(p.role, document.text[p.start : p.end]) for p in document.parts]


LONG = "The river commission of the four provinces met once a year in the old town hall"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("River Compacts\n\nThey work.\n", [("title", "River Compacts"), ("body", "They work.")]),
        ("They work.\n\nMostly.\n", [("body", "They work."), ("body", "Mostly.")]),
        ("Who Pays?\n\nAll do.", [("title", "Who Pays?"), ("body", "All do.")]),
        (f"T\nA.\n{LONG * 2}.\nB.", [("title", "T"), ("body", "A."), ("body", f"{LONG * 2}."), ("body", "B.")]),
        ("T\n\n1. Methods\n\nWe count.", [("title", "T"), ("heading", "1. Methods"), ("body", "We count.")]),
        ("T\n\nKey words：trust; parks", [("title", "T"), ("keywords", "Key words：trust; parks")]),
        ("T\n\n**Keywords**: trust", [("title", "T"), ("keywords", "**Keywords**: trust")]),
        ("T\n\nMethods ........ 12", [("title", "T"), ("skipped", "Methods ........ 12")]),
        (f"T\n\n{LONG}\nand in spring.", [("title", "T"), ("body", f"{LONG}\nand in spring.")]),
        (f"T\n\n{LONG}\n\nand in spring.", [("title", "T"), ("body", f"{LONG}\n\nand in spring.")]),
        (f"T\n\n{LONG}.\n\nIn spring.", [("title", "T"), ("body", f"{LONG}."), ("body", "In spring.")]),
        (f"T\n\n{LONG}\n2. Results", [("title", "T"), ("body", LONG), ("heading", "2. Results")]),
        (f"T\n\n{LONG}\nKeywords: trust", [("title", "T"), ("body", LONG), ("keywords", "Keywords: trust")]),
        ("x" * 251, [("body", "x" * 251)]),
        (" \n\n T \n \n\nEnd.\n\n", [("title", " T "), ("body", "End.")]),
    ],
)  # fmt: skip
def test_roles_of_blocks(tmp_path: Path, text: str, expected: Blocks) -> None:
    assert blocks(text_of(tmp_path, text)) == expected


@pytest.mark.parametrize("heading", ["References", "REFERENCES:", "7. Bibliography", "## Works Cited", "Notes."])
def test_lists_of_references_are_passed_over(tmp_path: Path, heading: str) -> None:
    entries = "A. Lee. Rivers. 1999.\n\nB. Kim (2001) Lakes of the north\n\nC. Roy. Seas. 2003."
    document = text_of(tmp_path, f"T\n\nWe count.\n\n{heading}\n\n{entries}\n\nAppendix\n\nMore.")
    roles = [role for role, _ in blocks(document)]
    assert roles == ["title", "body", "skipped", "skipped", "skipped", "skipped", "heading", "body"]


def test_headings_of_markdown(tmp_path: Path) -> None:
    text = "# Do the councils of the river basin matter?\nThey do.\n\n## Why so?\n\nNobody knows.\n"
    assert blocks(markdown_of(tmp_path, text)) == [
        ("title", "# Do the councils of the river basin matter?"),
        ("body", "They do."),
        ("heading", "## Why so?"),
        ("body", "Nobody knows."),
    ]


def test_the_text_is_what_python_reads(tmp_path: Path) -> None:
    document = text_of(tmp_path, b"\xef\xbb\xbfRivers\r\n\r\nThey\rflow \xe6\xb2\xb3.\n")
    assert document.text == "Rivers\n\nThey\nflow 河.\n"
    assert document.text == (tmp_path / "river-compacts.txt").read_text(encoding="utf-8-sig")
    assert (document.id, document.source) == ("river-compacts", "river-compacts.txt")


def test_control_characters_are_blanks(tmp_path: Path) -> None:
    text = "Rivers\x01 run\n\nThey\tflow\x0c on\ufffe.\n"
    assert text_of(tmp_path, text).text == markdown_of(tmp_path, text).text
    assert text_of(tmp_path, text).text == "Rivers  run\n\nThey\tflow  on\ufffd.\n"


@pytest.mark.parametrize(
    ("text", "title"),
    [("**River Compacts**\n\nThey work.", "River Compacts"), ("They work.", "river-compacts"), ("#  A  b \n", "A b")],
)
def test_the_title_is_the_first_short_line(tmp_path: Path, text: str, title: str) -> None:
    assert text_of(tmp_path, text).reference == Reference(title)
    assert markdown_of(tmp_path, text).reference == Reference(title)


FRONT = """---
title: "Compacts: a study"
authors:
  - Ann Lee
  - Bo Kim
year: 2009-05
kind: article
container: River Studies
doi: https://doi.org/10.1000/x.1
url: https://example.org/x
places: [China, "No"]
---
"""


def test_front_matter_gives_the_reference(tmp_path: Path) -> None:
    document = markdown_of(tmp_path, FRONT + "\nCompacts work.\n")
    assert document.reference == Reference(
        title="Compacts: a study",
        authors=("Ann Lee", "Bo Kim"),
        year=2009,
        kind="article",
        container="River Studies",
        doi="10.1000/x.1",
        url="https://example.org/x",
        places=("China", "No"),
    )
    assert blocks(document) == [("body", "Compacts work.")]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("title: No", Reference("No")),
        ("title: 1984\nyear: unknown", Reference("1984")),
        ("title: X\nauthors: Ann Lee", Reference("X", authors=("Ann Lee",))),
        ("title: X\ndoi: null\nurl: ~\nauthors:\nplaces: [null, China]", Reference("X", places=("China",))),
        ("title: X\ndate: 2009-02-30", Reference("X")),
        ("title: [a, b]\nauthors: [[a], {b: c}, d]", Reference("river-compacts", authors=("d",))),
        ('title: "a\\ud800b"', Reference("a?b")),
        ('title: "a\\x01b\\nc"', Reference("a\ufffdb c")),
        ("title: a\x01b", Reference("a b")),
        ("", Reference("river-compacts")),
    ],
)
def test_odd_front_matter(tmp_path: Path, front: str, expected: Reference) -> None:
    text = f"---\n{front}\n---\nCompacts work." if front else "---\n---\nCompacts work."
    document = markdown_of(tmp_path, text)
    assert document.reference == expected
    assert blocks(document) == [("body", "Compacts work.")]


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("title: X\nauthors: 'x", ".md:4: front matter is not YAML"),
        ("- a\n- b", ".md:2: front matter is not 'key: value' lines"),
        ("a: " + "[" * 5000, "front matter is not YAML"),
        ("a: &a [x]\nb: *c", "front matter is not YAML"),
    ],
)
def test_broken_front_matter_is_refused(tmp_path: Path, front: str, message: str) -> None:
    with pytest.raises(ReadError) as raised:
        markdown_of(tmp_path, f"---\n{front}\n---\nCompacts work.")
    assert message in str(raised.value)


def test_nested_aliases_do_not_grow(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    document = markdown_of(tmp_path, "---\n" + "\n".join(lines) + "\nauthors: *a39\n---\nCompacts work.")
    assert document.reference.authors == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"a\0b", "is binary"),
        ("Rivers".encode("utf-16"), "is UTF-16"),
        ("Les fleuves de la région sont gérés à côté.".encode("latin-1"), "is not UTF-8 (byte 19"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(ReadError) as raised:
        text_of(tmp_path, content)
    assert str(raised.value).startswith(f"{tmp_path / 'river-compacts.txt'}: ")
    assert message in str(raised.value)


def test_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulltext, "MAX_BYTES", 1 << 20)
    with pytest.raises(ReadError, match="larger than 1 MB"):
        text_of(tmp_path, b"x" * ((1 << 20) + 1))


def test_too_many_paragraphs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulltext, "MAX_PARAGRAPHS", 10)
    assert text_of(tmp_path, "# a\n" * 10)
    with pytest.raises(ReadError, match="has more than 10 paragraphs; split it"):
        text_of(tmp_path, "# a\n" * 11)


@pytest.mark.parametrize("unit", ["." * 50, "and so on " * 9 + "\n\n", ". ", "# a. . . .\n", "* ", "1."])
def test_time_grows_with_length(tmp_path: Path, unit: str) -> None:
    start = time.process_time()
    text_of(tmp_path, unit * (800_000 // len(unit)) + "!x")
    assert time.process_time() - start < 5


def test_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="No such file"):
        read_text(tmp_path / "gone.txt")


LINES = st.sampled_from(
    [
        "",
        " ",
        "T",
        "# T",
        "References",
        "Keywords: x",
        "A ... 1",
        LONG,
        f"{LONG}.",
        "and so on.",
        "1. One",
        "---",
        "x: y",
    ]
)


@given(st.lists(LINES, min_size=1).map("\n".join).filter(str.strip))
def test_parts_stand_in_order_and_leave_nothing_out(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    document = text_of(tmp_path_factory.getbasetemp(), text)
    places = [place for part in document.parts for place in (part.start, part.end)]
    assert places == sorted(places)
    covered = {i for part in document.parts for i in range(part.start, part.end)}
    assert all(i in covered for i, c in enumerate(document.text) if not c.isspace())
    assert [p.role for p in document.parts].count(Role.TITLE) <= 1

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import yaml
from network_sample import CLAIMS, HOSTILE, claim, selection

from kg.export.folders import is_safe
from kg.export.markdown_notes import file_names, front_matter, link, plain
from kg.export.obsidian import write_obsidian
from kg.terms import BASE


def notes(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def head(note: str) -> dict[str, object]:
    found = yaml.safe_load(note.split("---\n")[1])
    assert isinstance(found, dict)
    return found


def links(note: str) -> set[str]:
    """The notes that a note links to, as Obsidian reads it."""
    return {f"{target}.md" for target in re.findall(r"(?<!\\)\[\[([^\]|#]+)[^\]]*\]\]", note)}


def test_things_of_two_works_and_all_works_have_notes(tmp_path: Path) -> None:
    (path,) = write_obsidian(selection(), tmp_path / "vault.zip")
    found = notes(path)
    assert [name for name in found if name.startswith("things/")] == ["things/cooperation.md", "things/trust.md"]
    assert sum(name.startswith("works/") for name in found) == 3, "a work without claims has none"
    assert "index.md" in found


def test_every_link_leads_to_a_note(tmp_path: Path) -> None:
    found = notes(write_obsidian(selection(), tmp_path / "vault.zip", 1)[0])
    used = {target for note in found.values() for target in links(note)}
    assert used <= set(found)
    assert {"things/trust.md", "things/cooperation.md"} <= used


def test_the_note_of_a_thing(tmp_path: Path) -> None:
    note = notes(write_obsidian(selection(), tmp_path / "vault.zip")[0])["things/trust.md"]
    assert head(note) == {
        "title": "trust",
        "aliases": ["mutual trust"],
        "type": "Factor",
        "works": 2,
        "claims": 3,
        "iri": f"{BASE}concept/trust",
        "tags": ["kg/Factor"],
    }
    assert re.findall(r"^##+ .*", note, re.MULTILINE) == [
        "## promotes …",
        "### [[things/cooperation|cooperation]]",
        "## … requires this",
        "### [[things/cooperation|cooperation]]",
    ]
    assert "(denied)" in note
    assert "(recommended)" in note


def test_the_note_of_a_work(tmp_path: Path) -> None:
    found = notes(write_obsidian(selection(), tmp_path / "vault.zip")[0])
    note = found["works/Doe 2000 Title a.md"]
    assert head(note)["authors"] == ["Doe, Jane", "Roe, Rich; Jr"]
    assert head(note)["url"] == "https://doi.org/10.1234/a"
    assert "- this work *studies* [[things/trust|trust]]: " in note
    (other,) = (note for name, note in found.items() if "2001" in name)
    assert "url" not in head(other), "an address that is no web address is left out"


def test_text_of_documents_stays_text(tmp_path: Path) -> None:
    found = notes(write_obsidian(selection(), tmp_path / "vault.zip", 1)[0])
    for name, note in found.items():
        assert is_safe(name)
        body = note.split("---\n", 2)[2] if note.startswith("---\n") else note
        assert "secret.md" not in links(note)
        assert not re.search(r"(?<!\\)<|(?<!\\)`|(?<![\\%])%%|(?<!\\)(?<!\w)#tag", body), name
        assert "\u202e" not in note
        assert not re.search(r"^---", body, re.MULTILINE)
    assert any("\\[\\[secret\\]\\]" in note for note in found.values())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("R&D in 2020: a *new* way", "R&D in 2020: a \\*new\\* way"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("a == b ~~c~~ %%d%% e:: f", "a \\== b \\~~c\\~~ \\%%d\\%% e\\:: f"),
        ("$x$ \\(y\\)", "\\$x\\$ \\\\(y\\\\)"),
        ("two\nlines", "two lines"),
    ],
)
def test_plain_text(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("value", [HOSTILE, "yes", "2020", "a: b", "- x", "", "\x85\u2028end", "\U0001f600", "'\"\\"])
def test_front_matter_is_yaml(value: str) -> None:
    matter = front_matter({"title": "t", "value": [value]})
    read = yaml.safe_load(matter.removeprefix("---\n").removesuffix("---\n"))
    assert read["title"] == "t"
    shown = " ".join(value.split()).replace("\x00", "‹U+0000›").replace("\u202e", "‹U+202E›")
    assert read["value"] == [shown.replace("[[", "[ [")]


def test_a_link_cannot_be_ended_by_its_text() -> None:
    assert link("things", "x", "a]] [[b|c]] #d") == "[[things/x|a b c d]]"
    assert link("things", "x", "]]") == "[[things/x|-]]"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("trust", "trust"),
        ("../../etc/passwd", "etc passwd"),
        ("a/b\\c:d*e?f", "a b c d e f"),
        ("CON", "CON note"),
        ("com1.txt", "com1.txt note"),
        ("index", "index note"),
        ("ends. ", "ends"),
        ("信任", "信任"),
        ("x" * 200, "x" * 90),
        ("信" * 200, "信" * 66),
    ],
)
def test_file_names(label: str, name: str) -> None:
    assert file_names({"k": label}) == {"k": name}
    assert is_safe(f"{name}.md")


def test_names_that_differ_in_case_alone_are_told_apart() -> None:
    names = file_names({"k1": "Trust", "k2": "trust", "k3": "caf\xe9", "k4": "cafe\u0301", "k5": "???", "k6": "other"})
    assert len({name.casefold() for name in names.values()}) == 6
    assert names["k6"] == "other"
    assert names["k1"].startswith("Trust ")
    assert file_names(dict(reversed({"k1": "Trust", "k2": "trust"}.items())))["k1"] == names["k1"]


def test_the_same_notes_twice(tmp_path: Path) -> None:
    (path,) = write_obsidian(selection(), tmp_path / "vault.zip")
    first = path.read_bytes()
    assert write_obsidian(selection(), path)[0].read_bytes() == first


def test_a_folder_of_notes(tmp_path: Path) -> None:
    more = (*CLAIMS, claim(9, "trust", "isA", "cooperation", "c"))
    files = write_obsidian(selection(more), tmp_path / "vault")
    assert all(path.is_file() for path in files)
    assert (tmp_path / "vault" / "things" / "trust.md").is_file()

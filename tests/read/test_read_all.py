from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.model import ReadError
from kg.read import Ignored, Reading, Refusal, read, read_all, suffixes


def put(folder: Path, *names: str) -> list[Path]:
    """Files with a sentence each."""
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Rivers of {path.stem} flow.\n", encoding="utf-8")
    return paths


def kinds() -> str:
    """The suffixes in a message."""
    *others, last = suffixes()
    return f"{', '.join(others)} or {last}"


def ids(found: Iterable[Reading | Refusal | Ignored]) -> list[str]:
    """Ids of documents, the file names of refusals in brackets, the names left aside in braces."""
    named: list[str] = []
    for item in found:
        if isinstance(item, Reading):
            named += [document.id for document in item.documents]
        else:
            named.append(f"[{Path(item.source).name}]" if isinstance(item, Refusal) else f"{{{' '.join(item.names)}}}")
    return named


def records(path: Path, *titles: str) -> Path:
    """A RIS file with a record for each title."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"TY  - JOUR\nTI  - {title}\nAU  - Doe, Jane\nPY  - 2010\nER  - \n" for title in titles)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_order_given_does_not_matter(tmp_path: Path) -> None:
    paths = put(tmp_path, "b.md", "a.txt", "deep/er/c.TXT")
    assert ids(read_all([tmp_path])) == ["a", "b", "c"]
    assert ids(read_all(paths)) == ids(read_all(paths[::-1])) == ["a", "b", "c"]


def test_folders_are_searched_for_documents_only(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "README.md", "readme.txt", ".hidden.md", ".git/b.md", "c.png", "x/noext")
    assert ids(read_all([tmp_path])) == ["{c.png x/noext}", "a"]


def test_a_file_is_taken_once_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = put(tmp_path, "a.md")
    monkeypatch.chdir(tmp_path)
    given = [path, Path("a.md"), tmp_path, tmp_path / "x" / ".." / "a.md", Path(".")]
    assert ids(read_all(given)) == ["a"]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_files_of_one_name_the_first_is_taken(tmp_path: Path, turned: bool) -> None:
    paths = put(tmp_path, "x/a.txt", "y/a.txt", "x/a.md")
    first, *others = read_all(paths[::-1] if turned else paths)
    assert isinstance(first, Reading)
    assert first.documents[0].source == "a.md"
    assert ids(others) == ["[a.txt]", "[a.txt]"]
    assert all(isinstance(o, Refusal) and str(tmp_path / "x" / "a.md") in o.reason for o in others)


def test_what_cannot_be_read_is_told_in_its_place(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "c.md")
    (tmp_path / "b.md").write_bytes(b"\0")
    (tmp_path / "none").mkdir()
    found = list(read_all([tmp_path, tmp_path / "d.pdf", tmp_path / "none"]))
    assert ids(found) == ["[none]", "a", "[b.md]", "c", "[d.pdf]"]
    reasons = [f.reason.removeprefix(f"{tmp_path}{os.sep}") for f in found if isinstance(f, Refusal)]
    assert reasons == [
        f"none: holds no document; give a folder with {kinds()} files",
        "b.md: is binary, not text; export it as text",
        "d.pdf: no such file; check the path",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.png", "cannot read .png; give .bib, "),
        ("a.pdf", "cannot read .pdf"),
        ("a.zip", "cannot read .zip"),
        ("a.ris", "cannot read .ris: what it holds is of another kind, or broken; export it again"),
    ],
)
def test_unknown_kinds_are_refused(tmp_path: Path, name: str, message: str) -> None:
    (path,) = put(tmp_path, name)
    with pytest.raises(ReadError) as raised:
        read(path)
    assert message in str(raised.value)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file names")
def test_names_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    stray = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))
    try:
        stray.write_text("Rivers flow.\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    (refusal,) = read_all([tmp_path])
    assert isinstance(refusal, Refusal)
    assert refusal.source.endswith("caf\\udce9.md")
    assert "is not UTF-8; rename" in refusal.reason
    assert refusal.reason.encode()


@pytest.mark.skipif(sys.platform == "win32", reason="no such file names")
def test_names_with_control_characters_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "a\nb.md", "c\x1b[31m.png", "d\u2028.md")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("e\x1bf.txt", "Rivers flow.")
        archive.writestr("g\n.png", "Rivers flow.")
    ignored, *refused = read_all([tmp_path])
    assert isinstance(ignored, Ignored)
    assert ignored.names == ("c\\x1b[31m.png",)
    assert [Path(r.source).name for r in refused if isinstance(r, Refusal)] == [
        "a\\nb.md",
        "d\\u2028.md",
        "e\\x1bf.txt",
        "g\\n.png",
    ]
    assert all(isinstance(r, Refusal) and r.reason.isprintable() and "rename" in r.reason for r in refused)


def test_globs_are_spread(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "b.txt", "deep/c.md")
    assert ids(read_all([tmp_path / "*.md"])) == ["a"]
    assert ids(read_all([tmp_path / "**" / "*.md"])) == ["a", "c"]
    assert ids(read_all([tmp_path / "*.ris"])) == ["[*.ris]"]


def test_a_name_that_looks_like_a_glob_is_a_name(tmp_path: Path) -> None:
    put(tmp_path, "a[1].md", "a1.md")
    assert ids(read_all([tmp_path / "a[1].md"])) == ["a[1]"]


def test_members_of_an_archive_are_read_one_by_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("b/one.txt", "Rivers of one flow.")
        archive.writestr("a.ris", "TY  - JOUR\nTI  - Rivers of the plain\nER  - \n")
        archive.writestr("../out.txt", "Rivers of two flow.")
        archive.writestr("__MACOSX/one.txt", "no")
        archive.writestr("picture.png", b"\x89PNG\0")
    found = list(read_all([tmp_path / "x.zip"]))
    sources = sorted(d.source for item in found if isinstance(item, Reading) for d in item.documents)
    assert [s.removeprefix(str(tmp_path)) for s in sources] == ["x.zip/a.ris:1", "x.zip/b/one.txt"]
    refused = sorted(item.reason.removeprefix(str(tmp_path)) for item in found if isinstance(item, Refusal))
    assert len(refused) == 2
    assert "../out.txt': its name leads out of the archive" in refused[0]
    assert "/x.zip/picture.png: cannot read .png" in refused[1]


def test_standard_input_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"TY  - JOUR\nTI  - Rivers\nER  - \n")))
    (found,) = read_all([Path("-")])
    assert isinstance(found, Reading)
    assert (found.intake.source, found.intake.format, found.intake.taken) == ("stdin", "ris", 1)


def test_the_same_record_in_two_files_is_two_documents(tmp_path: Path) -> None:
    records(tmp_path / "a.ris", "Rivers and towns")
    records(tmp_path / "b.ris", "Rivers and towns")
    one, other = ids(read_all([tmp_path]))
    assert one.startswith("doe-2010-rivers-and-towns-")
    assert other.startswith("doe-2010-rivers-and-towns-")
    assert one != other


def test_the_same_record_twice_in_a_file_is_numbered(tmp_path: Path) -> None:
    path = records(tmp_path / "a.ris", "Rivers and towns", "Rivers and towns")
    one, other = ids(read_all([path]))
    assert other == f"{one}-2"


def test_a_record_that_a_file_of_the_same_name_holds_is_skipped_with_the_reason(tmp_path: Path) -> None:
    records(tmp_path / "x" / "a.ris", "Rivers and towns")
    records(tmp_path / "y" / "a.ris", "Rivers and towns", "Roads and towns")
    _, second = read_all([tmp_path])
    assert isinstance(second, Reading)
    assert (second.intake.seen, second.intake.taken) == (2, 1)
    (skipped,) = second.intake.skipped
    assert (skipped.line, skipped.title) == (1, "Rivers and towns")
    assert skipped.reason.startswith(f"has the same name as {tmp_path}/x/a.ris")
    assert skipped.raw.startswith("TY  - JOUR")


def test_ids_do_not_depend_on_what_else_is_read(tmp_path: Path) -> None:
    alone = ids(read_all([records(tmp_path / "a.ris", "Rivers and towns")]))
    records(tmp_path / "a.ris", "Roads", "Rivers and towns", "Hills")
    assert alone[0] in ids(read_all([tmp_path]))

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.model import Document, ReadError
from kg.read import Refusal, read, read_all


def put(folder: Path, *names: str) -> list[Path]:
    """Files with a sentence each."""
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Rivers of {path.stem} flow.\n", encoding="utf-8")
    return paths


def ids(found: Iterable[Document | Refusal]) -> list[str]:
    """Ids of documents, and the file names of refusals in brackets."""
    return [d.id if isinstance(d, Document) else f"[{Path(d.source).name}]" for d in found]


def test_the_order_given_does_not_matter(tmp_path: Path) -> None:
    paths = put(tmp_path, "b.md", "a.txt", "deep/er/c.TXT")
    assert ids(read_all([tmp_path])) == ["a", "b", "c"]
    assert ids(read_all(paths)) == ids(read_all(paths[::-1])) == ["a", "b", "c"]


def test_folders_are_searched_for_documents_only(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "README.md", "readme.txt", ".hidden.md", ".git/b.md", "c.pdf", "noext")
    assert ids(read_all([tmp_path])) == ["a"]


def test_a_file_is_taken_once_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = put(tmp_path, "a.md")
    monkeypatch.chdir(tmp_path)
    given = [path, Path("a.md"), tmp_path, tmp_path / "x" / ".." / "a.md", Path(".")]
    assert ids(read_all(given)) == ["a"]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_files_of_one_name_the_first_is_taken(tmp_path: Path, turned: bool) -> None:
    paths = put(tmp_path, "x/a.txt", "y/a.txt", "x/a.md")
    first, *others = read_all(paths[::-1] if turned else paths)
    assert isinstance(first, Document)
    assert first.source == "a.md"
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
        "none: holds no document; give a folder with .md or .txt files",
        "b.md: is binary, not text; export it as text",
        "d.pdf: no such file; check the path",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [("a.pdf", "cannot read .pdf; give .md or .txt"), ("a", "cannot read a file without suffix")],
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

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from kg.export.folders import LIST, is_safe, write_files
from kg.model import KgError


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_folder_is_written_and_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    written = write_files(folder, {"a.md": b"1", "sub/b.md": b"2"})
    assert (
        sorted(path.relative_to(folder).as_posix() for path in written) == names(folder) == [LIST, "a.md", "sub/b.md"]
    )
    (folder / "mine.md").write_text("mine")
    write_files(folder, {"a.md": b"3", "c.md": b"4"})
    assert names(folder) == [LIST, "a.md", "c.md", "mine.md"]
    assert (folder / "a.md").read_bytes() == b"3"
    assert json.loads((folder / LIST).read_text("utf-8"))["files"] == ["a.md", "c.md"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": b"1"})
    assert (tmp_path / "a").read_bytes() == b"1"


@pytest.mark.parametrize("content", [None, "[]", '{"files": 3}', "no JSON", '{"files": [7]}'])
def test_a_folder_of_others_is_refused(tmp_path: Path, content: str | None) -> None:
    (tmp_path / "a").write_text("mine")
    if content is not None:
        (tmp_path / LIST).write_text(content)
    with pytest.raises(KgError, match="holds other things"):
        write_files(tmp_path, {"a": b"1"})
    assert (tmp_path / "a").read_text() == "mine"


def test_a_file_of_others_in_our_folder_is_not_replaced(tmp_path: Path) -> None:
    write_files(tmp_path / "out", {"a": b"1"})
    (tmp_path / "out" / "b").write_text("mine")
    with pytest.raises(KgError, match="not ours"):
        write_files(tmp_path / "out", {"a": b"2", "b": b"3"})
    assert (tmp_path / "out" / "a").read_bytes() == b"1", "nothing is written before all is known to fit"


def test_a_list_cannot_make_us_remove_what_lies_outside(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "x").write_text("mine")
    folder = tmp_path / "out"
    write_files(folder, {"a": b"1"})
    (folder / "link").symlink_to(victim)
    (folder / LIST).write_text(json.dumps({"files": ["../victim/x", "link/x", "/etc/hosts"]}))
    (folder / "a").unlink()
    write_files(folder, {"a": b"1"})
    assert (victim / "x").read_text() == "mine"
    with pytest.raises(KgError, match="not ours"):
        write_files(folder, {"link/y": b"1"})


@pytest.mark.parametrize("name", ["../a", "/a", "a/../b", "a//b", "", ".", "a\\b", "c:d", "a\n", "a.", "a ", "x/"])
def test_unsafe_names(tmp_path: Path, name: str) -> None:
    assert not is_safe(name)
    with pytest.raises(KgError, match="no safe name"):
        write_files(tmp_path / "out.zip", {name: b""})


def test_a_zip_holds_no_time_and_no_order(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"2")
    (path,) = write_files(tmp_path / "out.zip", {"b": tmp_path / "source", "a": b"1"})
    first = path.read_bytes()
    write_files(path, {"a": b"1", "b": b"2"})
    assert path.read_bytes() == first
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["a", "b"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_what_cannot_be_read_or_written_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(KgError, match="make it first"):
        write_files(tmp_path / name, {"a": tmp_path / "missing"})
    with pytest.raises(KgError, match="make it first"):
        write_files(tmp_path / "no" / name, {"a": b""})


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(KgError, match="not a folder"):
        write_files(tmp_path / "out", {"a": b""})

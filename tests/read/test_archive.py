from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile

import pytest

from kg.model import ReadError
from kg.read import archive

Content = dict[str, bytes]


def zipped(content: Content, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in content.items():
            made.writestr(name, data)
    return out.getvalue()


def taken(data: bytes) -> dict[str, bytes | str]:
    return {name: str(c) if isinstance(c, ReadError) else c for name, c in archive.members(data, "all.zip")}


def test_members_in_order_of_name_without_hidden_ones() -> None:
    data = zipped(
        {"b/z.ris": b"Z", "a.ris": b"A", "__MACOSX/._a.ris": b"x", ".DS_Store": b"x", "b/.git/x.txt": b"x", "d/": b""}
    )
    assert list(archive.members(data, "all.zip")) == [("a.ris", b"A"), ("b/z.ris", b"Z")]


@pytest.mark.parametrize("name", ["../up.ris", "/etc/x.ris", "a/../../x.ris", "C:/x.ris", "a/.."])
def test_names_that_lead_out_are_refused(name: str) -> None:
    found = taken(zipped({name: b"x", "fine.ris": b"A"}))
    assert found.pop("fine.ris") == b"A"
    assert "leads out of the archive" in str(found[name])


def test_a_name_with_backslashes_stays_inside() -> None:
    assert b"x" not in taken(zipped({"..\\up.ris": b"x"})).values()


def test_links_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        info = zipfile.ZipInfo("link.ris")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(info, "/etc/passwd")
    assert "is a link" in str(taken(out.getvalue())["link.ris"])


def test_archives_in_archives_are_refused_and_office_files_are_not() -> None:
    inner = zipped({"a.ris": b"A"})
    word = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    found = taken(zipped({"inner.zip": inner, "thesis.docx": word}))
    assert "an archive in an archive" in str(found["inner.zip"])
    assert found["thesis.docx"] == word
    assert archive.is_archive(inner)
    assert not archive.is_archive(word)
    assert not archive.is_archive(b"TY  - JOUR")


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    found = taken(zipped({"bomb.txt": bytes(20_000_000), "fine.ris": b"A"}))
    assert "unpacks to over 200 times its size" in str(found["bomb.txt"])
    assert found["fine.ris"] == b"A"


def test_a_directory_that_lies_about_sizes_is_not_believed() -> None:
    data = zipped({"lie.txt": bytes(range(256)) * 1000})
    at = data.index(b"PK\x01\x02")
    lying = data[: at + 24] + struct.pack("<I", 10) + data[at + 28 :]
    assert "is damaged" in str(taken(lying)["lie.txt"])


def test_locked_unusual_and_damaged_members_are_refused() -> None:
    data = zipped({"a.ris": b"TY  - JOUR\n" * 50})
    at = data.index(b"PK\x01\x02")
    assert "password" in str(taken(data[: at + 8] + b"\x01\x00" + data[at + 10 :])["a.ris"])
    assert "unusual" in str(taken(zipped({"a.ris": b"A" * 500}, zipfile.ZIP_BZIP2))["a.ris"])
    start = data.index(b"a.ris") + 5
    assert "is damaged" in str(taken(data[:start] + b"\xff" * 8 + data[start + 8 :])["a.ris"])


def test_limits_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({f"{n}.ris": b"TY  - JOUR" * 100 for n in range(5)})
    monkeypatch.setattr(archive, "MAX_TOTAL", 3500)
    with pytest.raises(ReadError, match=r"all\.zip: unpacks to more than"):
        taken(data)
    monkeypatch.setattr(archive, "MAX_MEMBERS", 4)
    with pytest.raises(ReadError, match=r"all\.zip: holds more than 4 files; split it"):
        taken(data)


@pytest.mark.parametrize("data", [b"PK\x03\x04 no zip", b"", b"PK\x05\x06"])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="is cut off or broken"):
        taken(data)


def test_one_name_twice() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.writestr("a.ris", "A")
        made.writestr("a.ris", "B")
    first, second = archive.members(out.getvalue(), "all.zip")
    assert first == ("a.ris", b"A")
    assert "stands twice" in str(second[1])


def test_members_without_a_name_are_left_out() -> None:
    data = zipped({"a": b"A", "b.ris": b"B"})
    nameless = data.replace(b"a", b"\0")
    assert list(archive.members(nameless, "all.zip")) == [("b.ris", b"B")]

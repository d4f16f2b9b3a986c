from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Document, ReadError, Record, Role, Section
from kg.read import Intake, Reading, Skipped, intake, read

GERMAN = (
    "Die Zusammenarbeit der Gemeinden in der Region ist seit vielen Jahren umstritten. Der Beitrag untersucht, warum "
    "einige Kreise gemeinsame Verbände gründen und andere nicht, und welche Rolle die Länder dabei spielen."
)
ENGLISH = (
    "Cooperation among the towns of the region has been disputed for many years. This article asks why some counties "
    "found joint boards and others do not, and which part the states play in it."
)


def read_ris(path: Path, *lines: str) -> Reading:
    path.write_text("".join(f"{line}\n" for line in ("TY  - JOUR", *lines, "ER  - ")), encoding="utf-8")
    return read(path)


def texts(document: Document) -> list[tuple[str, Role, Section]]:
    return [(document.text[p.start : p.end], p.role, p.section) for p in document.parts]


def test_a_record_becomes_title_abstract_and_keywords(tmp_path: Path) -> None:
    found = read_ris(
        tmp_path / "a.ris", "TI  - Towns", f"AB  - {ENGLISH} © 2010 Elsevier Ltd. All rights reserved.", "KW  - towns"
    )
    (document,) = found.documents
    assert texts(document) == [
        ("Towns", Role.TITLE, Section.NONE),
        (ENGLISH, Role.BODY, Section.ABSTRACT),
        ("Keywords: towns", Role.KEYWORDS, Section.KEYWORDS),
    ]
    assert document.source == "a.ris:1"
    assert isinstance(document.record, Record)
    assert document.record.format == "ris"
    assert "All rights reserved" in document.record.text


@pytest.mark.parametrize(
    ("tail", "skipped"),
    [
        (" Copyright: © 2024 Doe et al. This is an open access article.", True),
        (" Copyright Journal of None © 2024 The Author(s).", True),
        (" © 2023 authors. Published by the Society of None.", True),
        (" Published by None Publishing.", True),
        (" We use budgets published by the ministry of finance.", False),
        (" It moved (a) the budget and (c) the authority of the councils.", False),
    ],
)
def test_the_notice_at_the_end_of_an_abstract_is_not_read(tmp_path: Path, tail: str, skipped: bool) -> None:
    (document,) = read_ris(tmp_path / "a.ris", "TI  - Towns", f"AB  - {ENGLISH}{tail}").documents
    body, *rest = texts(document)[1:]
    assert body[0] == (ENGLISH if skipped else ENGLISH + tail)
    assert [role for _, role, _ in rest] in ([[Role.SKIPPED], []] if skipped else [[]])


@pytest.mark.parametrize(
    ("lines", "taken", "reason"),
    [
        (("TI  - Towns", f"AB  - {GERMAN}"), 0, "is in German (de)"),
        (("TI  - Towns", f"AB  - {ENGLISH} {GERMAN}"), 1, ""),
        (("TI  - Die Zusammenarbeit der Gemeinden",), 1, ""),
        (("TI  - Städte", "LA  - German"), 0, "is in German (de)"),
        (("TI  - Towns", "LA  - German", f"AB  - {ENGLISH}"), 1, ""),
        (("TI  - 区域合作中的地方政府",), 0, "is in Chinese (zh)"),
        (("AU  - Doe, Jane",), 0, "has neither title nor abstract"),
        ((f"AB  - {ENGLISH}",), 1, ""),
    ],
)
def test_what_is_skipped_is_told(tmp_path: Path, lines: tuple[str, ...], taken: int, reason: str) -> None:
    found = read_ris(tmp_path / "a.ris", *lines).intake
    assert (found.seen, found.taken, len(found.skipped)) == (1, taken, 1 - taken)
    assert all(s.reason.startswith(reason) and s.line == 1 and "TY  - JOUR" in s.raw for s in found.skipped)


def test_other_languages_are_read_if_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.ris"
    read_ris(path, "TI  - Towns", f"AB  - {GERMAN}")
    assert read(path, frozenset({"de"})).intake.taken == 1


def test_a_text_in_another_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Städte\n\n{GERMAN}\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.txt: is in German \(de\); give a spaCy pipeline for that language"):
        read(tmp_path / "a.txt")


def test_what_records_lack_is_counted(tmp_path: Path) -> None:
    found = read_ris(tmp_path / "a.ris", "TI  - Towns", "PY  - 2010", "QQ  - what").intake
    assert dict(found.missing) == {"abstract": 1, "authors": 1, "container": 1, "doi": 1, "keywords": 1}
    assert dict(found.unknown) == {"QQ": 1}
    assert dict(found.languages) == {"": 1}


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")]
)
def test_the_encoding_is_told(tmp_path: Path, encoding: str, told: str) -> None:
    path = tmp_path / "a.ris"
    names = "".join(f"AU  - Müller-{n}, Jürgen\nAU  - Señor, José–{n}\n" for n in range(20))
    path.write_bytes(f"TY  - JOUR\r\nTI  - Städte “am” Fluß\r\n{names}ER  - \r\n".encode(encoding))
    found = read(path)
    assert found.intake.encoding == told
    assert found.documents[0].reference.title == "Städte “am” Fluß"


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.json"):
        read(tmp_path / "a.json")


def test_too_many_records_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_RECORDS", 1)
    (tmp_path / "a.ris").write_text("TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  - \n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.ris: holds more than 1 records; split it"):
        read(tmp_path / "a.ris")


def test_reports_are_kept_as_they_are() -> None:
    report = Intake("a.ris", "ris", "utf-8", 2, 1, (Skipped(3, "why; cure", "T", "TY"),), (("doi", 1),), (("en", 2),))
    assert intake.load(intake.dump(report)) == report
    with pytest.raises(ReadError, match="damaged"):
        intake.load(b"{}")


def test_addresses_have_no_control_characters(tmp_path: Path) -> None:
    (document,) = read_ris(tmp_path / "a.ris", "TI  - Towns", "UR  - https://example.org/\x01a").documents
    assert document.reference.url == "https://example.org/\ufffda"


def test_the_same_record_again_and_again_is_numbered_in_time(tmp_path: Path) -> None:
    path = tmp_path / "a.ris"
    path.write_text("TY  - JOUR\nTI  - Towns\nER  - \n" * 3_000, encoding="utf-8")
    first, second, *_, last = (document.id for document in read(path).documents)
    assert (second, last) == (f"{first}-2", f"{first}-3000")

"""Exports that other people made: every file is read, other programs count the same records, and nothing is lost."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any

import pytest

from kg.read import Reading, read
from kg.terms import clean

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real-inputs"
PAGE = ROOT / "docs" / "formats.md"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real-inputs is not there")


def _script() -> Any:
    spec = util.spec_from_file_location("formats", ROOT / "docs" / "formats.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules["formats"] = module
    spec.loader.exec_module(module)
    return module


formats = _script()
FILES: list[Path] = formats.files(REAL)


@cache
def reading(path: Path) -> Reading:
    return read(path)


def named(path: Path) -> str:
    return path.relative_to(REAL).as_posix()


def raws(path: Path) -> list[str]:
    """The records of a file as they were given, whether taken or skipped, in order."""
    found = [(int(d.source.rpartition(":")[2]), d.record.text) for d in reading(path).documents if d.record]
    found += [(skipped.line, skipped.raw) for skipped in reading(path).intake.skipped]
    return [raw for _, raw in sorted(found, key=lambda one: one[0])]


def of_suffix(*suffixes: str) -> list[Path]:
    return [path for path in FILES if path.suffix in suffixes]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_another_program_counts_the_same_records(path: Path) -> None:
    report = reading(path).intake
    assert formats.counted(path).records == report.seen
    assert report.taken + len(report.skipped) == report.seen


def test_the_page_says_what_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "outcome", lambda path: (reading(path).intake, ""))
    made = formats.table(formats.COLUMNS, formats.measured(REAL))
    page = PAGE.read_text(encoding="utf-8")
    assert formats.renewed(page, "measured", made) == page


@pytest.mark.parametrize("path", of_suffix(".ris", ".bib", ".nbib", ".enw", ".txt"), ids=named)
def test_every_letter_of_tagged_text_is_kept(path: Path) -> None:
    text = clean(path.read_bytes().decode("utf-8-sig"))
    framed = re.sub(r"^(?:FN|VR|EF)\b.*", "", text, flags=re.MULTILINE) if text.startswith("FN ") else text
    assert "".join("".join(raws(path)).split()) == "".join(framed.split())


@pytest.mark.parametrize("path", of_suffix(".csv"), ids=named)
def test_every_cell_of_a_table_is_kept(path: Path) -> None:
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    given = [[clean(cell) for cell in row if cell.strip()] for row in rows[1:] if any(cell.strip() for cell in row)]
    kept = [list(json.loads(raw).values()) for raw in raws(path)]
    assert [list(map(_lines, row)) for row in kept] == [list(map(_lines, row)) for row in given]


def _lines(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("path", of_suffix(".json"), ids=named)
def test_every_field_of_json_is_kept(path: Path) -> None:
    found = json.loads(clean(path.read_bytes().decode("utf-8-sig")))
    works = found.get("results", [found.get("message", found)]) if isinstance(found, dict) else found
    assert [json.loads(raw) for raw in raws(path)] == works

"""Renews the tables of formats.md: what other programs count in real files, and what comes of these here.

    python docs/formats.py ../shared/real-inputs docs/formats.md

Between ``<!-- NAME begins -->`` and ``<!-- NAME ends -->`` stands a table that this script makes anew: ``measured``, a
row for each file of the folder, and ``limits``, the constants of kg/read. README.md and vocabularies are no documents.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import rispy
from bibtexparser.entrypoint import parse_string
from lxml import etree

from kg.read import (
    MAX_BYTES,
    Intake,
    Reading,
    Refusal,
    archive,
    bibtex,
    bibtex_blocks,
    docx,
    fulltext,
    html,
    intake,
    jsonstream,
    read_all,
    rows,
    taglines,
    wordxml,
)
from kg.read.pdf.process import Limits

COLUMNS = ("file", "format", "encoding", "in the file", "counted by", "seen", "taken", "skipped, and why", "without")
_BARE = ("abstract", "year", "doi")


def files(folder: Path) -> list[Path]:
    """The files of a folder that are documents, by path."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "README.md")
    return sorted(path for path in found if "vocabularies" not in path.relative_to(folder).parts)


@dataclass(frozen=True, slots=True)
class Count:
    """How many records another program finds in a file, and which program."""

    records: int
    by: str


def counted(path: Path) -> Count:
    """How many records another program finds in a file."""
    text = path.read_text(encoding="utf-8-sig")
    for pattern, count in COUNTERS:
        if re.search(pattern, path.name if pattern.startswith(r"\.") else text, re.MULTILINE):
            return count(text)
    raise ValueError(f"{path}: no other program is known that counts its records")


def _ris(text: str) -> Count:
    return Count(len(rispy.loads(text)), "rispy")


def _bibtex(text: str) -> Count:
    found = parse_string(text)
    given_up = len(found.failed_blocks)
    return Count(len(found.entries) + given_up, "bibtexparser" + (f" (gives up {given_up})" if given_up else ""))


def _csv(text: str) -> Count:
    csv.field_size_limit(rows.MAX_CELL)
    return Count(sum(any(row) for row in csv.reader(io.StringIO(text, newline=""))) - 1, "csv")


def _json(text: str) -> Count:
    found = json.loads(text)
    inner = found.get("results", [found]) if isinstance(found, dict) else found
    return Count(len(inner), "json")


def _xml(text: str) -> Count:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    works = etree.fromstring(text.encode(), parser).iter("PubmedArticle", "article")
    return Count(sum(1 for _ in works), "lxml")


def _lines(tag: str) -> Callable[[str], Count]:
    return lambda text: Count(len(re.findall(rf"^{tag}", text, re.MULTILINE)), f"grep ^{tag.strip()}")


COUNTERS: tuple[tuple[str, Callable[[str], Count]], ...] = (
    (r"\.bib\Z", _bibtex),
    (r"\.csv\Z", _csv),
    (r"\.json\Z", _json),
    (r"\.n?xml\Z", _xml),
    (r"\A\s*TY  ?- |^\s*TY  ?- ", _ris),
    (r"^PT [A-Z]\b", _lines("PT ")),
    (r"^%T ", _lines("%T ")),
    (r"^PMID- ", _lines("PMID- ")),
)
"""What is looked for, in the name where it begins with a dot and else in the text, and what counts such a file."""


def outcome(path: Path) -> tuple[Intake, str]:
    """The report on a file, as a build makes it, and why it was refused, if it was."""
    (found,) = read_all([path])
    if isinstance(found, Reading):
        return found.intake, ""
    assert isinstance(found, Refusal)
    return Intake(path.name), found.reason


def measured(folder: Path) -> Iterator[tuple[str, ...]]:
    """A row for each file, and one for all."""
    total: Counter[str] = Counter()
    for path in files(folder):
        count, (report, refusal) = counted(path), outcome(path)
        told = (count.records, report.seen, report.taken, len(report.skipped))
        total.update(dict(zip(("records", "seen", "taken", "skipped"), told, strict=True)), files=1)
        name = path.relative_to(folder).as_posix()
        yield name, report.format, report.encoding, f"{count.records}", count.by, *_came(report, refusal)
    yield (
        f"all {total['files']} files",
        *("", "", f"{total['records']:,}", ""),
        *(f"{total[name]:,}" for name in ("seen", "taken", "skipped")),
        "",
    )


def _came(report: Intake, refusal: str) -> tuple[str, str, str, str]:
    reasons = Counter(skipped.reason for skipped in report.skipped)
    why = "; ".join(f"{n}: {reason}" for reason, n in sorted(reasons.items())) or refusal or "0"
    missing = dict(report.missing)
    lacks = ", ".join(f"{name} {missing[name]}" for name in _BARE if name in missing)
    return f"{report.seen}", f"{report.taken}", why, lacks


def limits() -> Iterator[tuple[str, str]]:
    """What is refused because of its size, with the constants themselves."""
    pdf = Limits()
    yield "a file", f"{MAX_BYTES >> 20} MB"
    yield "a text or Markdown file", f"{fulltext.MAX_BYTES >> 20} MB, {fulltext.MAX_PARAGRAPHS:,} paragraphs"
    yield "a BibTeX entry", f"{bibtex_blocks.LONGEST // 1_000_000} million characters"
    yield "blocks of a BibTeX file", f"{bibtex.MAX_BLOCKS:,}"
    yield "records of a file", f"{intake.MAX_RECORDS:,}"
    yield "files in a zip archive", f"{archive.MAX_MEMBERS:,}"
    yield "a file in a zip archive, unpacked", f"{archive.MAX_MEMBER >> 20} MB"
    yield "all files of a zip archive, unpacked", f"{archive.MAX_TOTAL >> 20} MB"
    yield "bytes unpacked for each byte packed", f"{archive.MAX_RATIO}"
    yield "a record of tagged text (RIS, EndNote, PubMed, Web of Science)", f"{taglines.LONGEST:,} characters"
    yield "a cell of a table", f"{rows.MAX_CELL >> 20} million characters"
    yield "a record of JSON", f"{jsonstream.MAX_RECORD >> 20} MB, nested {jsonstream.MAX_DEPTH} deep"
    yield "a page of HTML", f"{html.MAX_CHARACTERS >> 20} million characters, {html.MAX_TAGS:,} tags"
    yield "a Word file", f"{wordxml.MAX_PART >> 20} MB of XML, {docx.MAX_PARAGRAPHS:,} paragraphs"
    yield "a PDF", f"{pdf.pages:,} pages, {pdf.letters:,} letters, {pdf.memory >> 20:,} MB of memory, {pdf.seconds} s"


def table(columns: Sequence[str], found: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [columns, tuple("---" for _ in columns), *found]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def renewed(text: str, name: str, made: str) -> str:
    """A text with what stands between two marks made anew.

    Raises:
        ValueError: the marks are not there.
    """
    begin, end = f"<!-- {name} begins -->\n", f"<!-- {name} ends -->"
    before, after = text.index(begin) + len(begin), text.index(end)
    return text[:before] + made + text[after:]


if __name__ == "__main__":
    page = Path(sys.argv[2] if len(sys.argv) > 2 else "docs/formats.md")
    made = renewed(page.read_text(encoding="utf-8"), "measured", table(COLUMNS, measured(Path(sys.argv[1]))))
    page.write_text(renewed(made, "limits", table(("what", "limit"), limits())), encoding="utf-8")

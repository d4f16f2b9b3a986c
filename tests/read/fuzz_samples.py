"""Small sound files of every format that is read, as they are damaged by ``fuzzing``."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docx import Document as WordFile
from reportlab.pdfgen.canvas import Canvas

DATA = Path(__file__).parents[1] / "data" / "read"

ABSTRACT = (
    "This paper asks why neighbouring towns share the costs of a river board and why some of them leave it. "
    "Trust among officials promotes cooperation, and debts hinder it."
)


@dataclass(frozen=True, slots=True)
class Seed:
    """Bytes to be spoiled, and how a file is made of them."""

    data: bytes
    made: Callable[[bytes], bytes] = bytes


@dataclass(frozen=True, slots=True)
class Sample:
    """The file name of a format, and the bytes it begins with."""

    name: str
    seeds: tuple[Seed, ...]


def _files(*names: str) -> tuple[Seed, ...]:
    return tuple(Seed((DATA / name).read_bytes()) for name in names)


def _text(*texts: str) -> tuple[Seed, ...]:
    return tuple(Seed(text.encode()) for text in texts)


def _zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _inside(data: bytes, member: str) -> Seed:
    """A member of an archive as what is spoiled; the rest of the archive stays as it is."""
    members = _unzipped(data)
    return Seed(members[member], lambda spoiled: _zipped(members | {member: spoiled}))


def _word() -> bytes:
    out, made = io.BytesIO(), WordFile()
    made.core_properties.author = "Moss, Ada"
    made.add_heading("Rivers and towns", 0)
    made.add_heading("Abstract", 1)
    made.add_paragraph(ABSTRACT)
    made.add_heading("1. Method", 1)
    made.add_paragraph("We read the minutes of nine made-up boards.").add_run(" They met twice a year.").bold = True
    made.add_table(2, 2).cell(0, 0).text = "Town"
    made.add_heading("References", 1)
    made.add_paragraph("Moss, A. (2001). On boards. Journal of Made-up Towns, 3, 1-9.")
    made.save(out)
    members = _unzipped(out.getvalue())
    members.pop("docProps/thumbnail.jpeg", None)
    return _zipped(members)


def _paper() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True, pageCompression=0)
    canvas.setTitle("Rivers and towns")
    for page in (1, 2):
        canvas.drawString(72, 780, f"Rivers and towns {page}")
        for number, start in enumerate(range(0, len(ABSTRACT), 70)):
            canvas.drawString(72, 700 - 14 * number, ABSTRACT[start : start + 70])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


_PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Rivers and towns | Made-up Journal</title>
<meta name="citation_author" content="Moss, Ada"><meta name="citation_doi" content="10.1234/rt.5">
<meta name="citation_publication_date" content="2011/05/01"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Rivers and towns</h1><h2>Abstract</h2><p>{ABSTRACT}<sup><a href="#n1">1</a></sup></p>
<table><tr><td>Town</td><td>3 km<sup>2</sup></td></tr></table><h2>References</h2><p>Moss (2001).</p></article></body>
</html>"""
_MARKDOWN = f"""---
title: "Rivers and towns"
authors: [Moss, Ada]
year: 2011
doi: https://doi.org/10.1234/rt.5
---
# Rivers and towns

## Abstract

{ABSTRACT}

Keywords: rivers; towns

## References

- Moss (2001). On boards.
"""
_PLAIN = f"""Rivers and towns

1. Introduction

{ABSTRACT}

Contents ........ 12

REFERENCES

Moss (2001). On boards.
"""
_WOS_ROWS = (
    "PT\tAU\tAF\tTI\tSO\tDE\tAB\tPY\tVL\tBP\tEP\tDI\tUT\n"
    f"J\tMoss, A; Hill, B\tMoss, Ada; Hill, Ben\tRivers and towns\tMADE-UP TOWNS\tgrants; trust\t{ABSTRACT}\t"
    "2011\t3\t12\t34\t10.1234/rt.5\tWOS:1\n"
)
_ROWS = (
    'Title,Authors,Year,Abstract,Keywords,Odd\n"Rivers, and towns","Moss, Ada; Hill, Ben",2011,'
    f'"{ABSTRACT}\nSecond ""line""",grants;trust,x\nRoads,World Bank,n.d.,,,\n'
)
_OPENALEX_ROWS = (
    "id,title,publication_year,authorships.author.display_name,doi,abstract\n"
    f'https://openalex.org/W1,Rivers and towns,2011,Ada Moss|Ben Hill,https://doi.org/10.1234/rt.5,"{ABSTRACT}"\n'
)
_SCHOLAR = json.dumps(
    [
        {
            "abstract": ABSTRACT,
            "article_url": "https://example.org/rt",
            "authors": ["A Moss", "B Hill"],
            "cites": 7,
            "cites_url": "https://example.org/cites",
            "ecc": 7,
            "rank": 1,
            "source": "Journal of Made-up Towns",
            "title": "Rivers and towns",
            "volume": 3,
            "year": 2011,
        }
    ]
)
_ZOTERO = json.dumps(
    [
        {
            "itemType": "journalArticle",
            "title": "Rivers and towns",
            "creators": [{"firstName": "Ada", "lastName": "Moss", "creatorType": "author"}],
            "abstractNote": ABSTRACT,
            "date": "2011-05",
            "DOI": "10.1234/rt.5",
            "tags": [{"tag": "grants"}],
        }
    ]
)


def _archived() -> tuple[Seed, ...]:
    names = ("plain.ris", "grants.bib", "pubmed.nbib", "csl.json", "zotero.csv", "endnote.xml")
    whole = _zipped({f"found/{name}": (DATA / name).read_bytes() for name in names})
    return Seed(whole), _inside(whole, "found/plain.ris"), _inside(whole, "found/csl.json")


@cache
def samples() -> dict[str, Sample]:
    """The samples by the name of their format."""
    word = _word()
    return {
        "ris": Sample("found.ris", _files("plain.ris", "untidy.ris", "numbered.ris")),
        "endnote-tagged": Sample("found.enw", _files("library.enw", "cnki.enw")),
        "cnki-refworks": Sample("found.txt", _files("cnki-refworks.txt")),
        "nbib": Sample("found.nbib", _files("pubmed.nbib")),
        "wos": Sample("found.txt", _files("wos.txt")),
        "bibtex": Sample("found.bib", _files("grants.bib", "broken.bib")),
        "endnote-xml": Sample("found.xml", _files("endnote.xml")),
        "pubmed": Sample("found.xml", _files("pubmed.xml")),
        "jats": Sample("found.nxml", _files("articles.nxml")),
        "tei": Sample("found.tei.xml", _files("grobid.tei.xml")),
        "docx": Sample("Towns (1) é%41.docx", (Seed(word), *(_inside(word, f"word/{n}.xml") for n in _WORD_PARTS))),
        "html": Sample("Towns & rivers.html", _text(_PAGE)),
        "pdf": Sample("Towns #2.pdf", (Seed(_paper()),)),
        "zotero-csv": Sample("found.csv", _files("zotero.csv")),
        "scopus-csv": Sample("found.csv", _files("scopus.csv")),
        "wos-tab": Sample("found.txt", _text(_WOS_ROWS)),
        "openalex-csv": Sample("found.csv", _text(_OPENALEX_ROWS)),
        "table": Sample("found.csv", _text(_ROWS, _ROWS.replace(",", "\t"))),
        "csl-json": Sample("found.json", _files("csl.json")),
        "openalex": Sample("found.jsonl", _files("openalex.jsonl")),
        "crossref": Sample("found.json", _files("crossref.json")),
        "zotero-json": Sample("found.json", _text(_ZOTERO)),
        "publish-or-perish": Sample("found.json", _text(_SCHOLAR)),
        "txt": Sample("河流 <b>.txt", _text(_PLAIN)),
        "md": Sample("Towns ' \".md", _text(_MARKDOWN)),
        "zip": Sample("found.zip", _archived()),
    }


_WORD_PARTS = ("document", "document", "document", "styles")  # the text more often than the rest

"""What a PDF says of the work it is: title, authors, year, DOI, kind; from its own record and its first pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model import Reference
from kg.read import cleaning
from kg.read.pdf.furniture import edge_rows, text_of
from kg.read.pdf.lines import File, Line
from kg.read.pdf.order import rows

_NO_TITLE = re.compile(
    r"(?:microsoft \w+ - .*|untitled.*|.*\.(?:docx?|pdf|tex|dvi|indd|rtf|odt|qxd|ps)|\(?(?:anonymous|unspecified)\)?|"
    r"(?:document|presentation|slide|full page|print|title)\s?\d*|\S*|[\W\d]*)",
    re.I,
)
_NO_AUTHOR = re.compile(
    r"\W*(?:anonymous|unspecified|unknown|author|user|admin\w*|owner|windows.*|microsoft.*|dell|hp|lenovo|\S*\d\S*)?\W*",
    re.I,
)
_THESIS = re.compile(
    r"\b(?:thesis|dissertation|independent study|research project|capstone)\b.{0,120}\b(?:submitted|fulfil+ment|degree|"
    r"requirements?)\b|\bsubmitted\b.{0,100}\bfulfil+ment\b",
    re.I | re.S,
)
_UNIVERSITY = re.compile(
    r"(?:the )?(?:(?:[A-Z][\w’'.-]+ ){1,5}University(?: of(?: [A-Z][\w’'-]+){1,4})?|"
    r"University of(?: [A-Z][\w’'-]+){1,4}|"
    r"UNIVERSITY OF(?: [A-Z]+){1,4}|(?:[A-Z]+ ){1,4}UNIVERSITY(?: OF(?: [A-Z]+){1,4})?)"
)
_BY = re.compile(r"(?:by|author|student|candidate|name)\s*:?\s*", re.I)
_JOURNAL = re.compile(
    r"(?P<name>[A-Z][\w&’',: -]{4,90}?),?\s+(?:vol(?:ume|\.)?\s*)?(?P<volume>\d{1,3})"
    r"(?:\s*\((?P<issue>\d{1,3}(?:[-–/]\d{1,3})?)\)|,?\s*(?:no\.?|issue|iss\.)\s*(?P<issue2>\d{1,3}))"
    r"(?:[\s,:]*\(?(?:1[89]|20)\d\d\)?)?(?:[\s,:]*(?:pp\.?\s*)?(?P<pages>\d{1,5}\s*[-–]\s*\d{1,5}))?",
    re.I,
)
_DATED = re.compile(
    r"(?:©|\(c\)|copyright|published|accepted|received|first online|\bvol|\d\()\D{0,60}?((?:1[89]|20)\d\d)", re.I
)
_NAME = re.compile(
    r"(?:(?:dr|prof|mr|mrs|ms)\.?\s+)?(?:[^\W\d_][\w’'-]*\.?|de|van|von|der|da|bin|al)(?:\s+(?:[^\W\d_][\w’'-]*\.?|[A-Z]\.)){1,4}"
)
_NO_NAME = re.compile(
    r"\b(?:universit\w*|department|school|institute|faculty|cent(?:re|er)|college|academy|abstract|journal|government|"
    r"ministry|the|and|of|in|for|by|received|thesis|submitted|keywords?|introduction|volume|issue|article|research)\b|@",
    re.I,
)
_PARTS = re.compile(r"\s*(?:;|,|&|\band\b)\s*")
_MARKS = re.compile(r"[\d*†‡§¶✉]+")
_ROOM = 15_000
"""Letters of the first pages that are looked through."""

_TITLE_PLACE = 0.75
"""How far down its page a title may begin."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title as a page shows it, and the lines below it."""

    text: str
    below: tuple[Line, ...]


def title(lines: Sequence[Line], size: float, height: float) -> Title:
    """The title on the first page of a document that shows one: its largest lines, if they are larger than the text.

    Args:
        lines: of the document, in reading order.
        size: of the text, in points.
        height: of the first page, in points.
    """
    for page in range(3):
        found = [line for line in lines if line.page == page]
        top = [line for line in found if line.y < _TITLE_PLACE * height and sum(map(str.isalpha, line.text)) >= 4]
        largest = max((line.size for line in top), default=0.0)
        if not top or sum(len(line.text) for line in found) < 20:
            continue
        chosen = [line for line in top if line.size > largest - 0.6 and largest > 1.12 * size]
        chosen = chosen or [line for line in top[:12] if line.bold or line.text.isupper()]
        if chosen:
            return _title(found, chosen)
        return Title("", tuple(found[:12]))
    return Title("", ())


def _title(found: list[Line], chosen: list[Line]) -> Title:
    """The first lines of those chosen that stand together."""
    taken = [chosen[0]]
    for line in chosen[1:]:
        if (
            0 < line.y - taken[-1].y < 2.2 * line.size
            and len(taken) < 8
            and found.index(line) == found.index(taken[-1]) + 1
        ):
            taken.append(line)
        else:
            break
    at = found.index(taken[-1])
    return Title(" ".join(line.text for line in taken), tuple(found[at + 1 : at + 13]))


def reference(file: File, shown: Title, abstract: str, keywords: str) -> Reference:
    """What is known of the work of a file.

    Args:
        file: as it was read, with what stands at the edges of its pages.
        shown: title of its first page.
        abstract: of the work, empty where it has none.
        keywords: its line of keywords.
    """
    first = _first_pages(file)
    thesis = bool(_THESIS.search(first))
    edges = _edges(file)
    journal = None if thesis else next((m for text in edges if (m := _JOURNAL.search(text))), None)
    university = _UNIVERSITY.search(first) if thesis else None
    container = cleaning.line(university.group() if university else journal["name"].strip(" ,") if journal else "")
    doi = _doi(file, first)
    return Reference(
        title=_best_title(file.info.get("Title", ""), shown.text, first),
        authors=_authors(file.info.get("Author", ""), shown, first),
        year=_year(first, edges, thesis),
        kind="thesis" if thesis else "article-journal" if journal or (doi and abstract) else "document",
        container=container,
        doi=doi,
        volume=journal["volume"] if journal else "",
        issue=(journal["issue"] or journal["issue2"] or "") if journal else "",
        pages=_pages(journal["pages"]) if journal and journal["pages"] else "",
        publisher=container if thesis else "",
        keywords=_keywords(keywords),
    )


def _first_pages(file: File) -> str:
    """The words of the first three pages, edges and all."""
    return "\n".join(text_of(row) for sheet in file.sheets[:3] for row in rows(sheet.pieces))[:_ROOM]


def _edges(file: File) -> list[str]:
    return [text_of(row)[:300] for sheet in file.sheets[:3] for side in edge_rows(sheet) for row in side]


def _pages(text: str) -> str:
    first, _, last = text.replace("–", "-").partition("-")
    return cleaning.pages(first, last)


def _best_title(given: str, shown: str, first: str) -> str:
    """The title of the record where the first pages show it, since it has its small letters; else the one shown."""
    given, shown = cleaning.line(given)[:500], cleaning.line(shown)[:500]
    if _NO_TITLE.fullmatch(given):
        return shown
    return given if not shown or _letters(given) in _letters(first) else shown


def _doi(file: File, first: str) -> str:
    """The DOI of the record, or of the first page before any reference."""
    for key in ("doi", "WPS-ARTICLEDOI", "Subject"):
        if found := cleaning.doi(file.info.get(key, "")):
            return found
    return cleaning.doi(re.split(r"\n\W*(?:references|bibliography)\W*\n", first[:6_000], flags=re.I)[0])


def _year(first: str, edges: Sequence[str], thesis: bool) -> int | None:
    page = first[:6_000]
    if thesis:
        return cleaning.year(page)
    for text in edges:
        if (_JOURNAL.search(text) or _DATED.search(text)) and (year := cleaning.year(text)):
            return year
    dated = [int(m.group(1)) for m in _DATED.finditer(page)]
    return max(dated) if dated else None


def _authors(given: str, shown: Title, first: str) -> tuple[str, ...]:
    """The authors of the record where the first pages name them, else the names below the title."""
    names = [name for part in re.split(r"\s*(?:;|&|\band\b)\s*", given) if (name := cleaning.line(part))]
    if len(names) == 1 and names[0].count(",") > 1:
        names = names[0].split(",")
    plain = _letters(first)
    named = [name for name in names if not _NO_AUTHOR.fullmatch(name) and _seen(name, plain)]
    return cleaning.names(map(_turned, named or list(_below(shown.below))))


def _seen(name: str, plain: str) -> bool:
    return any(len(part) > 2 and _letters(part) in plain for part in name.replace(",", " ").split())


def _below(lines: Sequence[Line]) -> Iterator[str]:
    """The names in the first line below a title that holds nothing but names."""
    for line in lines[:10]:
        text = (
            _BY.sub("", _MARKS.sub("", line.text).strip(), count=1)
            if _BY.match(line.text)
            else _MARKS.sub("", line.text)
        )
        parts = [part for part in _PARTS.split(" ".join(text.split()).strip(" ,;:")) if part]
        if (
            parts
            and len(text) < 200
            and all(_NAME.fullmatch(p) and not _NO_NAME.search(p) and _capital(p) for p in parts)
        ):
            yield from (part.title() if part.isupper() else part for part in parts)
            return


def _capital(name: str) -> bool:
    return name.split()[0][0].isupper() and name.split()[-1][0].isupper()


def _turned(name: str) -> str:
    """A name as "Family, Given"."""
    name = re.sub(r"\A(?:dr|prof|mr|mrs|ms)\.?\s+", "", name, flags=re.I)
    if "," in name or " " not in name.strip():
        return name
    given, family = name.strip().rsplit(" ", 1)
    while (parts := given.rsplit(" ", 1))[-1] in {"de", "van", "von", "der", "da", "bin", "al"} and len(parts) == 2:
        given, family = parts[0], f"{parts[1]} {family}"
    return f"{family}, {given}"


def _keywords(text: str) -> tuple[str, ...]:
    words = re.sub(r"\A\W*(?:key\s?-?words?(?: and phrases)?|index terms)\s*[:：—–.-]?\s*", "", text, flags=re.I)
    return cleaning.keywords([words], ";" if ";" in words else ",·•|")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()

"""Tables of works: Zotero, Scopus, Web of Science, OpenAlex, and any table with a title column.

Which columns mean what is data (``data/columns.tsv``), in order of preference for each field. A table's dialect is
told by its set of columns; what is not known is listed and not guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path

from kg.model import ReadError
from kg.read.records import Entry, Fault, Format, Source
from kg.read.rowfields import Values, row_abstract, row_reference
from kg.read.rows import Row, rows

_COLUMNS = Path(__file__).parent / "data" / "columns.tsv"
_HEAD = 16_384  # characters in which the header must end
_PREAMBLE = 3  # rows above the header: a line about the export, "sep=;"
_UNUSED = "-"
_SEPARATORS = re.compile(r"[\W_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """A program's tables: columns that are all there, and others of which at least one is, as keys."""

    name: str
    needs: frozenset[str] = frozenset()
    markers: frozenset[str] = frozenset()
    literal: bool = False  # with tabs, quotation marks are text unless the header stands in them

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a header is of this dialect."""
        if not self.needs:
            fields = {field for field in map(partial(_field, self.name), keys) if field and field != _UNUSED}
            return "title" in fields and len(fields) > 1
        return self.needs <= keys and not self.markers.isdisjoint(keys)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, its delimiter, the line they stand on, and whether quotation marks hold cells."""

    dialect: Dialect
    delimiter: str
    names: tuple[str, ...]
    line: int
    quoted: bool


def _words(text: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in text.split())


DIALECTS = (
    Dialect("zotero-csv", _words("key item_type title"), _words("publication_year author abstract_note date doi")),
    Dialect("scopus-csv", _words("title eid"), _words("authors year source_title link doi abstract")),
    Dialect(
        "scopus-csv",
        _words("title year source_title"),
        _words("author_s_id author_ids author_full_names art_no index_keywords cited_by publication_stage"),
    ),
    Dialect("wos-tab", _words("pt ti"), _words("au af so ut"), literal=True),
    Dialect(
        "openalex-csv",
        _words("id publication_year"),
        _words(
            "authorships_author_display_name authorships_raw_author_name author_names biblio_volume "
            "primary_location_source_display_name primary_location_display_name"
        ),
    ),
    Dialect("table"),
)
"""In the order in which they are tried."""


def key(column: str) -> str:
    """A column's name for comparison: small letters, one space for whatever stands between words."""
    return _SEPARATORS.sub(" ", column.casefold()).strip()


@cache
def _known(dialect: str) -> tuple[dict[str, tuple[int, str]], tuple[str, ...]]:
    """Rank and field of each column of a dialect, and the beginnings of columns that are not used."""
    exact: dict[str, tuple[int, str]] = {}
    prefixes: list[str] = []
    for line in _COLUMNS.read_text(encoding="utf-8").splitlines()[1:]:
        owner, field, columns = line.split("\t")
        for column in columns.split("|") if owner == dialect else ():
            if column.endswith("*"):
                prefixes.append(key(column))
            else:
                exact.setdefault(key(column), (len(exact), field))
    return exact, tuple(prefixes)


def _field(dialect: str, column: str) -> str:
    exact, prefixes = _known(dialect)
    found = exact.get(column)
    return found[1] if found else _UNUSED if prefixes and column.startswith(prefixes) else ""


@cache
def _rank(dialect: str) -> dict[str, int]:
    return {column: rank for column, (rank, _) in _known(dialect)[0].items()}


def header(text: str) -> Header | None:
    """The header among the first rows of a text, or None where there is none that is known."""
    head = text[:_HEAD]
    if not head.strip() or head.lstrip()[0] in "{[<@%":
        return None
    found = (_header_by(head, delimiter) for delimiter in "\t,;")
    return max(filter(None, found), key=lambda h: (-DIALECTS.index(h.dialect), len(h.names)), default=None)


def _header_by(head: str, delimiter: str) -> Header | None:
    for row in islice(rows(head, delimiter), _PREAMBLE):
        keys = frozenset(map(key, row.cells))
        for dialect in DIALECTS:
            if dialect.fits(keys):
                quoted = not dialect.literal or delimiter != "\t" or row.text.startswith('"')
                return Header(dialect, delimiter, _named(row.cells), row.line, quoted)
    return None


def _named(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns, each once: a second "Keywords" is "Keywords (2)", one without name "column 7"."""
    seen: dict[str, int] = {}
    names = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip() or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return tuple(names)


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The works of a table, one a row.

    Raises:
        ReadError: there is no header that is known.
    """
    found = header(source.text)
    if found is None:
        raise ReadError(f"{source.name}: no row of column names with a title; name the columns Title, Authors, Year")
    plan = _plan(found)
    for row in rows(source.text, found.delimiter, quoted=found.quoted):
        again = len(row.cells) == len(found.names) and _named(row.cells) == found.names
        if row.line > found.line and not again:
            yield _checked(row, found, plan)


Plan = tuple[tuple[tuple[int, str], ...], tuple[int, ...]]


def _plan(found: Header) -> Plan:
    """Positions and fields of the columns that are used, the preferred first, and positions of unknown ones."""
    name = found.dialect.name
    keys = [key(re.sub(r" \(\d+\)\Z", "", column)) for column in found.names]
    fields = [_field(name, column) for column in keys]
    ranks = _rank(name)
    used = [i for i, field in enumerate(fields) if field and field != _UNUSED]
    used.sort(key=lambda i: ranks.get(keys[i], len(ranks)))
    return tuple((i, fields[i]) for i in used), tuple(i for i, field in enumerate(fields) if not field)


def _checked(row: Row, found: Header, plan: Plan) -> Entry | Fault:
    cells, width = row.cells, len(found.names)
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    cells = cells[:end]
    if row.wrong or len(cells) != width:
        cure = "; put cells with delimiters or line breaks in quotation marks"
        reason = row.wrong or f"has {len(cells)} cells where the header has {width}{cure}"
        return Fault(row.line, reason, row.text)
    values: Values = {}
    for i, field in plan[0]:
        if (value := cells[i].strip()) and value != "NA":
            values.setdefault(field, []).append(value)
    if not values:
        return Fault(row.line, "has nothing under a column that is known; fill Title", row.text)
    cited = {found.names[i]: cells[i] for i in range(width) if cells[i].strip()}
    raw = _SURROGATE.sub(lambda m: f"\\u{ord(m.group()):04x}", json.dumps(cited, ensure_ascii=False))
    unknown = tuple(found.names[i] for i in plan[1] if cells[i].strip())
    return Entry(row.line, raw, row_reference(values), row_abstract(values), unknown=unknown)


def _fits(name: str, source: Source) -> bool:
    found = header(source.text)
    return found is not None and found.dialect.name == name


FORMATS: tuple[Format, ...] = tuple(
    Format(name, frozenset(suffixes.split()), partial(_fits, name), parse)
    for name, suffixes in (
        ("zotero-csv", ".csv"),
        ("scopus-csv", ".csv"),
        ("wos-tab", ".txt .tsv .tab"),
        ("openalex-csv", ".csv"),
        ("table", ".csv .tsv .tab .txt"),
    )
)

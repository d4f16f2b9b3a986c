"""BibTeX and BibLaTeX to entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.model import ReadError, Reference
from kg.read import cleaning, latex
from kg.read.bibtex_blocks import LONGEST, Chunk, chunks, expressions, fields, key, pieces
from kg.read.bibtex_names import names
from kg.read.records import Entry, Fault, Format, Source

__all__ = ["FORMATS", "fields", "fits", "parse"]

MAX_BLOCKS = 250_000
"""Entries, macros, comments and texts between them."""

_KINDS = {
    "article-journal": "article periodical review",
    "book": "book booklet collection mvbook mvcollection mvproceedings proceedings reference mvreference",
    "chapter": "inbook incollection bookinbook suppbook suppcollection inreference",
    "paper-conference": "inproceedings conference",
    "thesis": "phdthesis mastersthesis thesis bathesis bachelorsthesis",
    "report": "techreport report manual standard",
    "webpage": "online electronic www webpage",
    "article-newspaper": "newspaper newspaperarticle",
    "article-magazine": "magazine magazinearticle",
    "dataset": "dataset data",
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_SUBKINDS = {"newspaper": "article-newspaper", "magazine": "article-magazine"}

_JOURNAL = "journal journaltitle journal-full shortjournal journal-iso booktitle"
_CONTAINERS = {
    "thesis": "school institution university publisher organization",
    "chapter": "booktitle maintitle journal journaltitle",
    "paper-conference": "booktitle journal journaltitle eventtitle series",
    "book": "",
}
_DATES = ("year", "date", "early-access-date", "earlyaccessdate")
_PUBLISHER = "publisher school institution university organization"
_USED = f"""abstract article-number art_number author author_keywords authors crossref date doi early-access-date
    earlyaccessdate editor eid entrysubtype eventtitle howpublished issue keyword keywords langid language link
    maintitle number pages subtitle title url volume xdata year series {_JOURNAL} {_PUBLISHER}"""
_UNUSED = """abbrev_source_title abstractnote address addendum affiliation affiliations annotation annote archive
    archiveprefix author-email author+an author1 authortype bdsk-url-1 bdsk-url-2 book-author book-group-author
    book-series-title booksubtitle chapter cited-references coden collaboration conference_code
    correspondence_address correspondence_address1 copyright date-added date-modified document_type
    doc-delivery-number edition editora editors eissn eprint eprintclass eprinttype esi-highly-cited-paper
    esi-hot-paper eventdate eventyear file funding_details funding-acknowledgement funding-text group-author ids
    institutions isbn issn issuetitle journal-abbreviation journalsubtitle key keywords-plus label library lccn
    location meeting mendeley-groups mendeley-tags month note number-of-cited-references numpages oa options
    origdate orcid-numbers owner page_count pagetotal part pmid pmcid primaryclass pubmed_id pubstate references
    refid related researcherid-numbers research-areas sdg shortauthor shorttitle source sponsors sponsor sortkey
    subject-category suppl supplement times-cited timestamp titleaddon translator tradenames type unique-id urldate
    usage-count-last-180-days usage-count-since-2013 version volumes web-of-science-categories web-of-science-index
    xref da day keywords_plus chemicals_cas mrnumber zblnumber arxivid nationality citedby citations"""
_KNOWN = frozenset(f"{_USED} {_UNUSED}".split())
_OWN = frozenset("title subtitle author authors abstract doi url pages keywords author_keywords".split())

_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(][^={}\n\"]{0,200},\s*[A-Za-z][\w:+-]*[ \t]*=\s*[{\"\w]", re.M)
_HEADER = re.compile(r"(?:[^\S\n]*+(?:%[^\n]*+)?\n)*+\s*@")
_HEAD = 65_536  # characters that are looked at to tell the format
_PREAMBLE = 500  # characters of other text that may stand before the first entry
_BLOCK = re.compile(r"@[ \t]*(?!comment|string|preamble)[A-Za-z]+\s*[{(][^={}\n\"]{0,200},", re.I)
_NOISE = re.compile(r"(?:\s|%[^\n]*+|[,;})])*+")
_SHARED = re.compile(r"@\s*string|crossref|xdata", re.I)
_WEB = re.compile(r"https?://[^\s{}<>\"]+")
_ESCAPED = re.compile(r"\{?\\([_%&#$~])\}?")
_FUNDING = re.compile(r"funding_text[ _]?\d*|bdsk-(?:url|file)-\d+")
_TIGHT = re.compile(r",(?=\S)")
_MAX_MACRO = 1000  # characters of a macro, and parts of a value: macros of macros grow without end
_MAX_PARTS = 100
_MAX_AUTHORS = 1_000_000  # characters: longer than any list of authors
_MAX_MACROS = 10_000
_MAX_FIELDS = 100_000  # signs of equality in an entry


def fits(source: Source) -> bool:
    """Whether a text holds an entry near its beginning, after comments, other blocks or a short heading."""
    head = source.text[:_HEAD]
    if head.lstrip()[:1] in {"<", "{", "["}:
        return False
    found = _ENTRY.search(head)
    if not found:
        return False
    before = head[: found.start()].strip()
    return bool(_HEADER.match(head)) or (len(before) <= _PREAMBLE and "```" not in before)


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The entries of a BibTeX file; what is no block, and blocks without fields, are faults.

    Raises:
        ReadError: it has too many blocks.
    """
    shared = _shared(source)
    first = True
    for chunk in _chunks(source):
        if chunk.kind in _HANDLERS:
            yield from _HANDLERS[chunk.kind](chunk)
        elif not chunk.kind:
            yield from _text(chunk, first)
        else:
            yield _entry(chunk, shared)
        first = first and not chunk.kind


@dataclass(frozen=True, slots=True)
class _Shared:
    """What entries take from other blocks: texts of macros, and fields of parents by citation key."""

    macros: dict[str, str] = field(default_factory=dict)
    parents: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Work:
    """The fields of an entry: values as written by name in small letters, with those of its parent behind."""

    kind: str
    own: Mapping[str, str]
    parent: Mapping[str, str]
    macros: Mapping[str, str]

    def raw(self, *wanted: str) -> str:
        """The first value that is not empty, without delimiters and with macros filled in."""
        for name in wanted:
            inherited = "" if name in _OWN else self.parent.get(name, "")
            for value in (self.own.get(name, ""), inherited):
                if value and (text := _expanded(value, self.macros).strip()):
                    return text
        return ""

    def text(self, *wanted: str) -> str:
        """The same as one line of plain text."""
        raw = self.raw(*wanted)
        return cleaning.line(latex.decode(raw)) if raw else ""


def _chunks(source: Source) -> Iterator[Chunk]:
    for number, chunk in enumerate(chunks(source.text)):
        if number == MAX_BLOCKS:
            raise ReadError(f"{source.name}: holds more than {MAX_BLOCKS:,} blocks; split it")
        yield chunk


def _shared(source: Source) -> _Shared:
    shared, text = _Shared(), source.text
    if not _SHARED.search(text):
        return shared
    wanted: set[str] = set()
    for found in re.finditer(r"(?:crossref|xdata)\s*=\s*[{\"]\s*([^{}\"\n]+)", text, re.I):
        wanted.update(name.strip() for name in found.group(1).split(","))
    for chunk in _chunks(source):
        if chunk.kind == "string":
            _define(chunk.raw, shared.macros)
        elif chunk.kind and key(chunk.raw) in wanted:
            shared.parents.setdefault(key(chunk.raw), _by_name(chunk.raw[:LONGEST]))
    return shared


def _define(raw: str, macros: dict[str, str]) -> None:
    found = re.match(r"@\s*string\s*[{(]\s*([^\s={}\"]+)\s*=\s*(.*)[})]\s*\Z", raw, re.I | re.S)
    if found and len(macros) < _MAX_MACROS:
        macros[found.group(1).lower()] = _expanded(found.group(2), macros)[:_MAX_MACRO]


def _expanded(value: str, macros: Mapping[str, str]) -> str:
    parts = pieces(value)
    if parts is None:
        return value.strip('{}" \n')
    texts = (text if quoted else macros.get(text.lower(), text) for quoted, text in parts[:_MAX_PARTS])
    return "".join(texts)


def _by_name(raw: str) -> dict[str, str]:
    """The first value of each name that is not empty."""
    found: dict[str, str] = {}
    for name, value in expressions(raw) if raw.count("=") <= _MAX_FIELDS else ():
        if value.strip('{}" \n'):
            found.setdefault(" ".join(name.lower().split()), value)
    return found


def _comment(chunk: Chunk) -> Iterator[Fault]:
    if _BLOCK.search(chunk.raw, 1):
        yield Fault(chunk.line, "an entry inside a comment; take the @comment away to read it", chunk.raw)


def _nothing(chunk: Chunk) -> Iterator[Fault]:
    return iter(())


_HANDLERS = {"comment": _comment, "preamble": _comment, "string": _nothing, "xdata": _nothing, "set": _nothing}


def _text(chunk: Chunk, first: bool) -> Iterator[Fault]:
    """What stands between blocks: a heading of the file and comments by % are no fault unless they hold an entry."""
    if _BLOCK.search(chunk.raw):
        yield Fault(
            chunk.line, "an entry that is commented out or broken; begin it with @ on a line of its own", chunk.raw
        )
    elif not _NOISE.fullmatch(chunk.raw) and not (first and len(chunk.raw) <= _PREAMBLE):
        yield Fault(chunk.line, "text between entries; put it into an entry or take it out", chunk.raw)


def _entry(chunk: Chunk, shared: _Shared) -> Entry | Fault:
    if len(chunk.raw) > LONGEST:
        return Fault(
            chunk.line, f"has more than {LONGEST // 1_000_000} million characters; close its braces", chunk.raw
        )
    own = _by_name(chunk.raw)
    if not own:
        return Fault(chunk.line, "has no fields that can be read; add title = {…}, or close its braces", chunk.raw)
    if chunk.raw.rstrip(", \n")[-1] not in '})"':
        return Fault(chunk.line, "is cut off; add what is missing and close its braces", chunk.raw)
    work = _Work(_kind(chunk.kind, own), own, _parent(own, shared), shared.macros)
    unknown = tuple(name for name in own if name not in _KNOWN and not _FUNDING.fullmatch(name))
    summary = cleaning.abstract(latex.decode(work.raw("abstract")))
    return Entry(chunk.line, chunk.raw, _reference(work), summary, unknown=unknown, needs=_definitions(work))


def _definitions(work: _Work) -> str:
    """The macros that an entry uses as ``@string`` lines, one each; those that would break another entry are left."""
    used = {text.lower() for value in work.own.values() for quoted, text in pieces(value) or () if not quoted}
    texts = {name: " ".join(work.macros[name].split()) for name in sorted(used & set(work.macros))}
    return "".join(f"@string{{{name} = {{{text}}}}}\n" for name, text in texts.items() if _balanced(text))


def _balanced(text: str) -> bool:
    depth = 0
    for letter in re.findall(r"[{}]", text):
        depth += 1 if letter == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _kind(word: str, own: Mapping[str, str]) -> str:
    kind = _KIND.get(word, "document")
    subkind = own.get("entrysubtype", "").strip('{} "').lower()
    return _SUBKINDS.get(subkind, kind) if kind == "article-journal" else kind


def _parent(own: Mapping[str, str], shared: _Shared) -> dict[str, str]:
    """The fields an entry takes from the one it refers to: the title of a book is the booktitle of its chapters."""
    keys = [name.strip('{} "\n') for name in own.get("crossref", own.get("xdata", "")).split(",")]
    parent = dict(next((shared.parents[name] for name in keys if name in shared.parents), {}))
    if parent.get("title"):
        parent.setdefault("booktitle", parent["title"])
    return parent


def _reference(work: _Work) -> Reference:
    return Reference(
        title=_title(work),
        authors=_authors(work),
        year=next((y for n in _DATES if (y := cleaning.year(work.raw(n)))), None),
        kind=work.kind,
        container=work.text(*_CONTAINERS.get(work.kind, _JOURNAL).split()),
        doi=_doi(work),
        url=_url(work),
        volume=work.text("volume"),
        issue=work.text("issue", *(() if work.kind in {"report", "thesis", "book"} else ("number",))),
        pages=cleaning.pages(work.text("pages", "article-number", "art_number", "eid")),
        publisher=work.text(*_PUBLISHER.split()),
        language=work.text("language", "langid"),
        keywords=_keywords(work),
    )


def _title(work: _Work) -> str:
    title, subtitle = cleaning.title(work.text("title")), cleaning.title(work.text("subtitle"))
    if not title or not subtitle:
        return title or subtitle
    return f"{title} {subtitle}" if title[-1] in ":?!" else f"{title}: {subtitle}"


def _authors(work: _Work) -> tuple[str, ...]:
    written = work.raw("author", "authors") or (work.raw("editor") if work.kind == "book" else "")
    return names(cleaning.line(written[:_MAX_AUTHORS]))


def _doi(work: _Work) -> str:
    return cleaning.doi(_ESCAPED.sub(r"\1", work.raw("doi"))) or (
        cleaning.doi(_url(work)) if "doi.org/" in work.raw("url") else ""
    )


def _url(work: _Work) -> str:
    found = _WEB.search(_ESCAPED.sub(r"\1", work.raw("url", "link", "howpublished")))
    return found.group().rstrip(".,;") if found else ""


def _keywords(work: _Work) -> tuple[str, ...]:
    """Of the authors first, then of the database; separated by semicolons or, where there are none, by commas."""
    found: list[str] = []
    for name in ("author_keywords", "keywords", "keyword"):
        if not (value := cleaning.line(work.raw(name))):
            continue
        tight = len(_TIGHT.findall(value))  # as Zotero joins keywords that hold semicolons themselves
        separator = ";" if ";" in value and value.count(";") >= tight else ","
        found += [latex.decode(part) for part in latex.split(value, separator)]
    return cleaning.keywords(found, separators="")


FORMATS = (Format("bibtex", frozenset({".bib", ".bibtex", ".biblatex"}), fits, parse),)

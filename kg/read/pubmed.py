"""PubMed XML to entries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reference
from kg.read import cleaning
from kg.read.markup import at, words
from kg.read.records import Entry, Fault, Format, Source
from kg.read.xml import Element, head, records

_FITS = re.compile(r"<Pubmed(?:ArticleSet|BookArticleSet|Article|BookArticle)[\s>]")
_KINDS = {"Dataset": "dataset", "Newspaper Article": "article-newspaper", "Technical Report": "report"}
_UNLABELLED = frozenset({"", "unlabelled", "unassigned"})


def fits(source: Source) -> bool:
    """Whether a text is a set of PubMed articles."""
    return bool(_FITS.search(head(source)))


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The entries of a PubMed XML file; records that are not well formed are faults.

    Raises:
        ReadError: there is no article in it, or it declares entities.
    """
    for piece in records(source, "PubmedArticle|PubmedBookArticle", gaps=True):
        if isinstance(piece, Fault):
            yield piece
            continue
        book = piece.element.find("BookDocument")
        reference = _article(piece.element) if book is None else _book(book)
        yield Entry(piece.line, piece.raw, reference, _abstract(piece.element))


def _article(record: Element) -> Reference:
    article = record.find("MedlineCitation/Article")
    issue = None if article is None else article.find("Journal/JournalIssue")
    ids = [*record.iterfind("MedlineCitation/Article/ELocationID[@EIdType='doi']")]
    ids += record.iterfind("PubmedData/ArticleIdList/ArticleId[@IdType='doi']")
    return Reference(
        title=_title(article),
        authors=_authors(article),
        year=_year(issue, "PubDate") or _year(article, "ArticleDate"),
        kind=_kind(article),
        container=at(article, "Journal/Title", "Journal/ISOAbbreviation"),
        doi=next(filter(None, (cleaning.doi(words(i)) for i in ids)), ""),
        url=_address(at(record, "MedlineCitation/PMID")),
        volume=at(issue, "Volume"),
        issue=at(issue, "Issue"),
        pages=_pages(article),
        language=at(article, "Language"),
        keywords=_keywords(record),
    )


def _book(document: Element) -> Reference:
    title = at(document, "Book/BookTitle")
    chapter = _title(document)
    authors = _authors(document) or _authors(document.find("Book"))
    return Reference(
        title=chapter or title,
        authors=authors,
        year=_year(document.find("Book"), "PubDate") or _year(document, "ContributionDate"),
        kind="chapter" if chapter else "book",
        container=title if chapter else "",
        doi=cleaning.doi(at(document, "ArticleIdList/ArticleId[@IdType='doi']")),
        url=_address(at(document, "PMID")),
        volume=at(document, "Book/Volume"),
        pages=_pages(document),
        publisher=at(document, "Book/Publisher/PublisherName"),
        language=at(document, "Language"),
        keywords=_keywords(document),
    )


def _title(article: Element | None) -> str:
    """The title without the full stop and the brackets of translated titles that PubMed adds."""
    title = at(article, "ArticleTitle")
    bare = title.removesuffix(".") if not title.endswith("..") else title
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1].removesuffix(".")
    return at(article, "VernacularTitle").removesuffix(".") if bare in {"", "Not Available"} else bare


def _authors(article: Element | None) -> tuple[str, ...]:
    if article is None:
        return ()
    groups = article.findall("AuthorList")
    kept = [group for group in groups if group.get("Type") != "editors"] or groups
    return cleaning.names(_name(author) for group in kept for author in group.iterfind("Author"))


def _name(author: Element) -> str:
    family, given = at(author, "LastName"), at(author, "ForeName", "Initials")
    parts = (family, given, at(author, "Suffix"))
    return ", ".join(filter(None, parts)) if family else at(author, "CollectiveName")


def _year(parent: Element | None, tag: str) -> int | None:
    return cleaning.year(at(parent, f"{tag}/Year", f"{tag}/MedlineDate"))


def _kind(article: Element | None) -> str:
    types = [] if article is None else article.iterfind("PublicationTypeList/PublicationType")
    return next((_KINDS[t] for t in map(words, types) if t in _KINDS), "article-journal")


def _pages(article: Element | None) -> str:
    written = at(article, "Pagination/MedlinePgn")
    return cleaning.pages(
        written or at(article, "Pagination/StartPage"), "" if written else at(article, "Pagination/EndPage")
    )


def _address(number: str) -> str:
    return f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number.isascii() and number.isdigit() else ""


def _keywords(record: Element) -> tuple[str, ...]:
    """The keywords of the authors, or the subject headings where there are none."""
    own = cleaning.keywords(words(keyword) for keyword in record.iter("Keyword"))
    return own or cleaning.keywords((words(d) for d in record.iter("DescriptorName")), separators=";")


def _abstract(record: Element) -> str:
    texts = record.findall(".//Abstract/AbstractText") or record.findall(".//OtherAbstract/AbstractText")
    return cleaning.abstract(" ".join(filter(None, map(_paragraph, texts))))


def _paragraph(text: Element) -> str:
    label, body = cleaning.line(text.get("Label", "")).rstrip(": "), words(text)
    return body if label.lower() in _UNLABELLED or not body else f"{label}: {body}"


FORMATS = (Format("pubmed", frozenset({".xml"}), fits, parse),)

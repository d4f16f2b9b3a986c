"""Small cleanings of the values of records, the same for every format; what they take is untrusted."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import unquote

from kg.terms import clean

_TAG = re.compile(r"</?(?:jats:|mml:)?[a-zA-Z][a-zA-Z0-9:-]{0,30}(?:\s[^<>]{0,300})?/?>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\ufeff]")
_BLANKS = re.compile(r"[\t\x0b\x0c\x85]")
_HEADING = re.compile(
    r"\A(?:<\u6b63>\s*)?(?:(?:abstract|summary|\u6458\s?\u8981)\s*(?:[:.\u2014\u2013\uff1a]\s*|-\s+)|"
    r"(?-i:A(?:BSTRACT|bstract)(?:\s+(?=[A-Z\u201c\"])|(?=[A-Z][a-z]))|"
    r"S(?:UMMARY|ummary)\s+(?=(?:There|The|This|These|In|We|An?|Our|Although|While|As|To)\s)))|"
    r"\A<\u6b63>\s*|\ANO FULL TEXT AVAILABLE\b[^-]{0,200}-{3,}\s*",
    re.I,
)
_NOTHING = re.compile(
    r"\W*(?:n\.?/?a\.?|none|null|no abstract(?: is| was)?(?: available| provided)?|abstract (?:is )?not available|"
    r"no full text(?: is)? available|an abstract is not available)\W*",
    re.I,
)
_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}(?:\.\d{1,9})*/(?:\([^\s()]{1,20}\)[^\s\"]+|[^\s\"<>]+)")
_PARTED = re.compile(r"(?<=\))(\d{1,4}) ?\[ ?(?=\d)")  # a DOI with blanks: 10.5555/0001(2000)029 [ 0126:ABC]2.0
_AFTER_DOI = re.compile(r"[?#&|].*|/(?:full|pdf|epdf|abstract|html)\Z|\.pdf\Z", re.I)
_ESCAPED = re.compile(r"\{?\\([&%$#_])\}?")
_TAIL = re.compile(
    r"\s*(?:\[ABSTRACT FROM (?:AUTHOR|PUBLISHER)S?\.?\]|\(PsycI(?:NFO|nfo) Database Record \([cC]\)[^()]{0,80}\)|"
    r"\[Author Abstract\](?: KEY WORDS: .{0,500})?|"
    r"(?<=[.!?\u201d\"')\]])(?:(?: ?Copyright)? ?\u00a9[^\u00a9]{0,60}\u00a9?|"
    r"\s(?:Copyright )?\([cC]\) ?(?:19|20)\d\d\b)[^\u00a9]{0,250})\s*\Z"
)
_LONGEST_DOI = 2000  # characters of a value in which a DOI is looked for, and of a DOI
_SHORT_RANGE = re.compile(r"(\d{2,9})-(\d{1,8})")
_NO_PAGES = re.compile(r"(?:n/?a-?)+|pii:? ?s\d.*|", re.I)  # the second is the number of an article not yet printed
_ABBREVIATED = re.compile(r"(?:\b\w\.){2,}\Z|\.\.\Z|\b(?:al|co|corp|etc|inc|jr|ltd|no|sr|vol|vs)\.\Z", re.I)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d|21[0-4]\d)(?!\d)")


def line(value: str) -> str:
    """A value as one line of plain text: entities decoded, inline tags, control characters and ``\\&`` gone."""
    text = html.unescape(html.unescape(value)) if "&" in value else value
    if "<" in text:
        text = _TAG.sub(" " if "jats:" in text or "<p" in text else "", text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return " ".join(clean(_CONTROLS.sub("", _BLANKS.sub(" ", text))).split())


def title(value: str) -> str:
    """A title as one line of plain text, without the full stop that some databases put at its end."""
    text = line(value)
    return text if _ABBREVIATED.search(text[-20:]) else text.removesuffix(".")


def abstract(value: str) -> str:
    """An abstract as one line of plain text, without its heading; empty where a placeholder stands for it.

    The notices of a database or publisher at its end go as well.
    """
    text = _TAIL.sub("", _HEADING.sub("", line(value), count=1))
    return "" if _NOTHING.fullmatch(text) else text


def doi(value: str) -> str:
    """The DOI in a value, in small letters and without address; empty where there is none."""
    text = html.unescape(value)
    if "%2f" in text[:_LONGEST_DOI].lower():
        text = unquote(text[:_LONGEST_DOI])
    text = _PARTED.sub(r"\1[", clean(_CONTROLS.sub("", _BLANKS.sub(" ", text))))
    found = _DOI.search(text)
    if not found:
        return ""
    plain = found.group()[:_LONGEST_DOI]
    if "://" in text[: found.start()]:
        plain = _AFTER_DOI.sub("", plain)
    plain = plain.rstrip(".,;:]}'")
    return (plain.rstrip(")").rstrip(".,;") if plain.count(")") > plain.count("(") else plain).lower()


def year(value: str) -> int | None:
    """The first four-digit year of a value, from 1500 to 2149."""
    found = _YEAR.search(value)
    return int(found.group()) if found else None


def pages(first: str, last: str = "") -> str:
    """A range of pages as ``12-34``; a single number or article number as it is.

    A last page that leaves out what it shares with the first, as in ``1007-31``, is written in full.
    """
    one, two = (re.sub(r"\s*[-\u2010-\u2015]+\s*", "-", line(value)).strip("-+") for value in (first, last))
    one, two = ("" if _NO_PAGES.fullmatch(part) else part for part in (one, two))
    span = f"{one}-{two}" if one and two and two != one and "-" not in one else one or two
    short = _SHORT_RANGE.fullmatch(span)
    if short and len(short[2]) < len(short[1]):
        return f"{short[1]}-{short[1][: -len(short[2])]}{short[2]}"
    return span


def name(value: str) -> str:
    """A person as "Family, Given", or the name of a body as it is."""
    text = line(value).strip(" ,;")
    family, comma, given = text.partition(",")
    return f"{family.strip()}, {given.strip(' ,')}" if comma and given.strip(" ,") else text


def names(values: Iterable[str]) -> tuple[str, ...]:
    """The names that have a letter, each once, in order."""
    return tuple(dict.fromkeys(found for found in map(name, values) if any(map(str.isalpha, found))))


def keywords(values: Iterable[str], separators: str = ";") -> tuple[str, ...]:
    """The single keywords of values that may hold several, each once, in order."""
    parts = (part for value in values for part in re.split(f"[{re.escape(separators)}\n]", value))
    return tuple(dict.fromkeys(filter(None, (_keyword(line(part)) for part in parts))))


def _keyword(text: str) -> str:
    """Without the marks around it; the last full stop stays where it is that of an abbreviation."""
    text = text.strip(" ,*")
    return text.strip(".") if "." not in text[:-1].strip(".") else text

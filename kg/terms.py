"""IRIs and literals of the graph: how they are made and how they are written in N-Quads.

Text is untrusted: it reaches a line of the graph only through :func:`literal`, :func:`iri` or
:func:`slugify`. Pure string work.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from kg.model import digest

BASE = "https://w3id.org/igr/"
ONTOLOGY = BASE + "ontology#"
ASSEMBLED = BASE + "graph/assembled"
VOCABULARY = BASE + "graph/vocabulary"
CURATION = BASE + "graph/curation"

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SLUG = 80  # characters of a slug before it is cut
_RESERVED = frozenset({"assembled", "vocabulary", "curation"})  # graphs that are no document

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x7f": "\\u007F"},
)
# What XML 1.0 or UTF-8 cannot hold: no serialisation of the graph may be broken by a character of a text.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# RFC 3987 without the characters that turn the direction of the text around them.
_BEYOND_ASCII = "\u00a0-\u200d\u2010-\u2027\u2030-\u2065\u2070-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd"
_IN_IRI = rf"A-Za-z0-9._~:/?#@!$&'()*+,;=\-{_BEYOND_ASCII}"
_NOT_IN_IRI = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^%{_IN_IRI}]")
_IN_PATH = rf"(?:%[0-9A-Fa-f]{{2}}|[A-Za-z0-9._~:/?@!$&'()*+,;=\-{_BEYOND_ASCII}])*"
_WEB = re.compile(rf"https?://[A-Za-z0-9.\-]+(?::[0-9]{{1,5}})?(?:[/?]{_IN_PATH})?(?:#{_IN_PATH})?")


def clean(text: str) -> str:
    """The text, as long as before, with U+FFFD for characters that XML or UTF-8 cannot hold."""
    return _UNFIT.sub("\ufffd", text)


def literal(text: str, *, language: str = "", datatype: str = "") -> str:
    """The N-Quads literal of a text; ``datatype`` is the local name of an XSD type."""
    term = f'"{clean(text).translate(_ESCAPES)}"'
    if language:
        return f"{term}@{language}"
    return f"{term}^^<{_XSD}{datatype}>" if datatype else term


def iri(value: str) -> str:
    """The N-Quads term of an absolute IRI; characters that cannot stand in one are percent-encoded."""
    return f"<{_NOT_IN_IRI.sub(_percent, clean(value))}>"


def is_web_iri(value: str) -> bool:
    """Whether a value is a plain http or https address that can stand in the graph as it is."""
    return _WEB.fullmatch(value) is not None


def slugify(text: str) -> str:
    """A short ASCII name for an IRI, the same for texts that differ in case, accents or punctuation.

    Where letters are lost on the way, because they have no ASCII form or the text is long, a digest of
    the text keeps different texts apart; a text without an ASCII letter or digit is its digest.
    """
    folded = " ".join(unicodedata.normalize("NFKD", clean(text)).casefold().split())
    plain = "".join(c for c in folded if c not in "'\u2019" and not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not words:
        return digest(folded)[:12]
    if len(words) <= _SLUG and not any(c.isalnum() and not c.isascii() for c in plain):
        return words
    return f"{words[:_SLUG].strip('-')}-{digest(folded)[:8]}"


def work_iri(doc: str) -> str:
    """The IRI of the work with this document id."""
    return f"{BASE}work/{_encoded(doc)}"


def graph_iri(doc: str) -> str:
    """The IRI of the named graph of one work, never one of the graphs that are no document."""
    name = _encoded(doc)
    return f"{BASE}graph/" + (f"%{ord(name[0]):02X}{name[1:]}" if name in _RESERVED else name)


def scholar_iri(name: str) -> str:
    """The IRI of a person or body to whom a claim is credited."""
    return f"{BASE}scholar/{slugify(name)}"


def local_iri(words: tuple[str, ...]) -> str:
    """The IRI of a concept that no vocabulary names, from its content words in a fixed order."""
    return f"{BASE}local/{quote('-'.join(words), safe='-')}"


def evidence_iri(doc: str, start: int, end: int) -> str:
    """The IRI of a stretch of a work's text."""
    return f"{BASE}evidence/{_encoded(doc)}-{start}-{end}"


def _encoded(doc: str) -> str:
    return quote(clean(doc), safe="")


def _percent(match: re.Match[str]) -> str:
    return quote(match.group(), safe="")

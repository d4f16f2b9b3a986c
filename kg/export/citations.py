"""Citations and references of works in a style of the Citation Style Language, by citeproc-py.

citeproc-py does not tell apart works of the same authors and year, keeps no full names where a style asks for them
and leaves stops outside quotation marks; that is mended here, and the style files stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from kg.export.csl_items import item
from kg.export.drafts.model import Run, Runs, linked, plain, runs
from kg.export.selection import Work

_FILES = Path(__file__).parent / "csl"
_CSL = "{http://purl.org/net/xbiblio/csl}"
_TAG = re.compile(r"<(/?)(i|b|sup|sub|u|l|span)(?: [^<>]*)?>")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_DATE = "n.d."
_GUARD = str.maketrans("<>&", "\ue000\ue001\ue002")
_GUARDED = str.maketrans("\ue000\ue001\ue002", "<>&")
"""Marks in fields, for citeproc-py does not escape all of them."""
_NO_MEDIUM = "\ue003"
_SUFFIXES = 26


class Style(StrEnum):
    """The citation styles that come with the program."""

    APA = "apa"
    CHICAGO = "chicago-author-date"
    GB_T_7714 = "gb-t-7714"


@dataclass(frozen=True, slots=True)
class Citations:
    """How works are cited.

    Attributes:
        short: by document id, as ``Hall, 2003a``, without brackets.
        full: by document id, the entry of the references.
        order: document ids in the order of the references.
    """

    short: Mapping[str, str]
    full: Mapping[str, Runs]
    order: tuple[str, ...]


def cite(works: Iterable[Work], style: Style = Style.APA) -> Citations:
    """Cite works in a style; those of the same authors and year are told apart by letters, in the order of titles."""
    known = sorted({work.doc: work for work in works}.values(), key=lambda work: work.doc)
    items = {work.doc: _for_style(item(work.reference, f"w{at}"), style) for at, work in enumerate(known)}
    bare = _Processor(style, list(items.values())).short()
    letters = _letters({doc: (bare[made["id"]], str(made.get("title", ""))) for doc, made in items.items()})
    has_suffix = _has_suffix(style)
    for doc, letter in letters.items():
        items[doc] = _suffixed(items[doc], letter, has_suffix)
    lettered = _Processor(style, [items[doc] for doc in sorted(letters)]).short()
    rendered = _Processor(style, list(items.values())).full()
    short = {doc: (lettered if doc in letters else bare)[made["id"]] for doc, made in items.items()}
    full = {doc: _entry(rendered[made["id"]], style) for doc, made in items.items()}
    return Citations(short, full, tuple(sorted(full, key=lambda doc: (_sorting(plain(full[doc])), doc))))


class _Processor:
    """citeproc-py with a style and items."""

    def __init__(self, style: Style, items: Sequence[Mapping[str, Any]]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fields that its lists of variables lack
            source = CiteProcJSON(items)
            loaded = CitationStylesStyle(str(_FILES / f"{style}.csl"), locale="en-US", validate=False)
        _spell_out(loaded)
        self._citations = [Citation([CitationItem(str(made["id"]))]) for made in items]
        self._bibliography = CitationStylesBibliography(loaded, source, formatter.html)
        for citation in self._citations:
            self._bibliography.register(citation)

    def short(self) -> dict[str, str]:
        """The citations by id, without brackets."""
        cited = ((c.cites[0].key, str(self._bibliography.cite(c, lambda _: None))) for c in self._citations)
        return {key: unescape(_TAG.sub("", text)).translate(_GUARDED).strip("()（） ") for key, text in cited}

    def full(self) -> dict[str, str]:
        """The entries of the references by id, as HTML."""
        return dict(zip(self._bibliography.keys, map(str, self._bibliography.bibliography()), strict=True))


def _spell_out(style: CitationStylesStyle) -> None:
    """Keep given names whole where the style asks for that: citeproc-py does not know ``initialize="false"``."""
    root = style.root
    names = [name for names in root.iter(f"{_CSL}names") for name in names.findall(f"{_CSL}name")]
    names = [name for name in names if name.get("form") != "short"]
    if names and all(name.get("initialize") == "false" for name in names):
        root.attrib.pop("initialize-with", None)


def _has_suffix(style: Style) -> bool:
    """Whether a style says itself where the letter goes that tells works of a year apart."""
    return 'variable="year-suffix"' in (_FILES / f"{style}.csl").read_text(encoding="utf-8")


def _for_style(made: dict[str, Any], style: Style) -> dict[str, Any]:
    """An item to render: Chinese, Japanese and Korean names are never cut to initials; an address only without DOI."""
    names = [_whole(name) for name in made.get("author", ())]
    kept = {field: _guarded(value) for field, value in made.items() if field not in ("author", "keyword", "language")}
    if "DOI" in kept:
        kept.pop("URL", None)
    elif style is Style.GB_T_7714 and "URL" not in kept:
        # citeproc-py leaves the type of a work out where nothing stands beside it.
        kept["medium"] = _NO_MEDIUM
    if "issued" not in kept:
        kept["issued"] = {"literal": _NO_DATE}
    return kept | ({"author": names} if names else {})


def _guarded(value: Any) -> Any:
    return value.translate(_GUARD) if isinstance(value, str) else value


def _whole(name: Mapping[str, str]) -> dict[str, str]:
    joined = name.get("family", "") + name.get("given", "")
    return {"literal": joined} if _CJK.search(joined) else {part: _guarded(text) for part, text in name.items()}


def _letters(cited: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The letters of the works that are cited alike; ``cited`` gives citation and title."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for doc, (short, _) in cited.items():
        alike[short].append(doc)
    found: dict[str, str] = {}
    for docs in alike.values():
        if len(docs) > 1:
            docs.sort(key=lambda doc: (_sorting(cited[doc][1]), doc))
            found |= {doc: _letter(at) for at, doc in enumerate(docs)}
    return found


def _letter(at: int) -> str:
    """``a`` for 0, ``z`` for 25, ``aa`` for 26."""
    above, last = divmod(at, _SUFFIXES)
    return (_letter(above - 1) if above else "") + chr(ord("a") + last)


def _suffixed(made: Mapping[str, Any], letter: str, has_suffix: bool) -> dict[str, Any]:
    issued = made["issued"]
    if "literal" in issued:
        return {**made, "issued": {"literal": f"{issued['literal']}-{letter}"}}
    if has_suffix:
        return {**made, "year-suffix": letter}
    return {**made, "issued": {"literal": f"{issued['date-parts'][0][0]}{letter}"}}


def _entry(html: str, style: Style) -> Runs:
    """An entry as runs, with stops mended and addresses as links."""
    text = html.replace(f"/{_NO_MEDIUM}]", "]")
    text = re.sub(r"([?!.])((?:</i>)?[”’]?(?:</i>)?)\.(?=\s|$)", r"\1\2", text)
    if style is Style.CHICAGO:
        text = re.sub(r"([”’])([.,])", r"\2\1", text)
    return tuple(_looks(text))


def _looks(html: str) -> Iterable[Run]:
    """The runs of a text with the tags that citeproc-py writes; other marks in it are escaped."""
    at, italic, bold = 0, False, False
    for match in [*_TAG.finditer(html), None]:
        text = unescape(html[at : match.start() if match else len(html)]).translate(_GUARDED)
        for run in runs(linked(text)):
            yield Run(run.text, italic, bold, run.link)
        if match:
            at = match.end()
            italic = not match[1] if match[2] == "i" else italic
            bold = not match[1] if match[2] == "b" else bold


def _sorting(text: str) -> str:
    """A text as it is sorted: without case, accents and leading marks."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"^\W+", "", folded)

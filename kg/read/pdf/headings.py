"""The lines that tell the parts of a document apart, as patterns; each is matched from the start of a line or block."""

from __future__ import annotations

import re

_NUMBER = r"(?:(?:chapter\s+)?(?:\d+(?:\.\d+)*|[IVX]+)[.:]?\s+)?"
REFERENCES = re.compile(
    _NUMBER + r"(?:list of )?(?:references?|bibliograph(?:y|ies)|works cited|literature cited|references? list|"
    r"(?:references|bibliography) and (?:notes|sources)|sources and bibliography|literature)\W*",
    re.I,
)
CONTENTS = re.compile(
    r"(?:table of contents?|contents?(?: page)?|(?:list of |index of )?(?:tables?(?: and figures?)?|"
    r"figures?(?: and tables?)?|appendices|charts|maps|abbreviations(?: and acronyms)?|"
    r"acronyms(?: and abbreviations)?|illustrations))\W*",
    re.I,
)
NOTES = re.compile(_NUMBER + r"(?:end|foot)?notes\W*", re.I)
ABSTRACT = re.compile(r"(?:abstract|summary|executive summary|a\s+b\s+s\s+t\s+r\s+a\s+c\s+t)\W*", re.I)
ABSTRACT_LEAD = re.compile(r"(?:abstract|ABSTRACT|Abstract|Summary|SUMMARY)\s*[:.—–-]+\s+(?=\S)")
KEYWORDS = re.compile(r"\W*(?:key\s?-?words?(?: and phrases)?|index terms)\s*(?:[:：—–.-]|\Z)", re.I)
KNOWN = re.compile(
    _NUMBER + r"(?:introduction|literature review|(?:research )?methods?|methodology|results?|findings|discussion|"
    r"conclusions?(?: and .*)?|appendix(?: .{0,60})?|theoretical framework|background)\W*",
    re.I,
)
HISTORY = re.compile(
    r"\W*(?:article (?:history|info)|received:?\s|accepted:?\s|jel (?:codes?|class)|correspond|e-?mail|©|https?://|"
    r"doi\b|orcid\b|fund(?:ing|ers?)\s*:|(?:conflicts? of|competing) interests?\s*:|author contributions\s*:|"
    r"data availability(?: statement)?\s*:)",
    re.I,
)
SOURCE = re.compile(r"\W*(?:sources?|notes?)\s*:", re.I)
LEADER = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]*\s*\Z|…{2,}\s*[\divxlc]*\s*\Z", re.I)
TO_PAGE = re.compile(r"(?:\S.*\s)?(?:\d{1,3}|[ivxlc]{1,6})\Z")
FIELD = re.compile(
    r"(?:title|by|author|name|student(?: id)?|degree|major|(?:co-?)?advis[eo]r|supervisor|department|faculty|date)\s*:",
    re.I,
)
CAPTION = re.compile(
    r"(?i:table|figure|fig\.|chart|map|box|diagram|graph|exhibit|plate)\s*(?:\d+|[IVX]+|[A-Z]\b)(?:[.-]\d+)*"
    r"(?:\s*[.:|–—-]|\s*\Z|\s+[A-Z“\"(])"
)
CHAPTER = re.compile(r"(?:chapter|part|section|appendix)\s+\w+", re.I)
NUMBERED = re.compile(
    r"(?i:chapter|part|section|appendix)\s+(?:\d+|[IVXA-Z]+)\b(?!\s+[a-z])"
    r"|\d{1,2}(?:\.\d{1,2}){0,4}\.?\s+[A-Z“]|[IVX]{1,5}\.\s+[A-Z]"
)
STOP = re.compile(r"""[.!?…:;]["'”’»)\]]*\Z""")

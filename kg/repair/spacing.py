"""Fixes of spaces and stops around punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.repair.edits import Edit
from kg.repair.words import FUNCTION, count, is_word

_SPACE_BEFORE = re.compile(r"""[ ]+(?=[,.;:!?](?:[\s")\]]|[^\W\d]|\Z))|[ ]+(?=\))|(?<=\()[ ]+(?=\w)""")
_SPACE_AFTER = re.compile(
    r"""(?<=[a-z)\]"])[.;:!?](?=[A-Z])            # It ended.Then
    | (?<=[a-z\])]),(?=[A-Za-z])                  # cities,towns
    | (?<=(?:19|20)\d\d)[,;](?=[a-z])             # 2009,the
    | (?<=(?:19|20)\d\d)\.(?=[A-Z][a-z])          # 2009.The
    | (?<=[a-z]{3}[,;])(?=(?:19|20)\d\d\b)        # reform,2009
    | \)(?=[A-Z][a-z])                            # (2009)At
    | (?<=[a-z]{2})(?=\((?:[A-Z]|(?:19|20)\d\d|[a-z]+[ ]))  # theory(TCE)
    | (?<=s)'(?=[a-z]{4})                         # governments'policy
    | (?<=[a-z]{3})(?=(?:19|20)\d\d\b)            # since2009
    | (?<=\b(?:19|20)\d\d)(?=(?:and|to|the|in|of|by|with|on|for|from|as|is|was|has)\b)  # 2009and
    """,
    re.X,
)
_OWNER = re.compile(r"(?<=[A-Za-z]{2}'s)(?=([a-z]{3,}))")
_STOP = re.compile(r"(?<![\w./@:-])([a-z]{3,})([.;:])([a-z]{2,})(?=[ ,])")
_HEADED = re.compile(r"\b([A-Z][a-z]{3,})(?=(?:The|This|These|We|Our|In|It|To|As|By|For|On|There)\b)")
_CAMEL = re.compile(r"\b([a-z]{2,})(?=[A-Z][a-z]{3,}\b)")


def space_before(text: str) -> Iterator[Edit]:
    """Spaces before punctuation and behind an opening bracket."""
    for m in _SPACE_BEFORE.finditer(text):
        yield m.start(), m.end(), ""


def space_after(text: str) -> Iterator[Edit]:
    """Missing spaces after punctuation, and around years and brackets."""
    for m in _SPACE_AFTER.finditer(text):
        yield m.end(), m.end(), " "


def stops(text: str) -> Iterator[Edit]:
    """Missing spaces that only words tell: "the region.the paper", "China'slocal", "ofChina", "ResultsThe"."""
    found = [m.end(2) for m in _STOP.finditer(text) if all(is_word(m[g]) and m[g] not in _DOMAINS for g in (1, 3))]
    found += [m.start(1) for m in _OWNER.finditer(text) if is_word(m[1]) and not is_word("s" + m[1])]
    found += [m.end(1) for m in _HEADED.finditer(text) if is_word(m[1].lower())]
    found += [m.end(1) for m in _CAMEL.finditer(text) if m[1] in FUNCTION or (len(m[1]) >= 4 and count(m[1]))]
    yield from ((at, at, " ") for at in sorted(set(found)))


_DOMAINS = frozenset("com org net edu gov info html php pdf doc txt".split())

_LOST_STOP = re.compile(
    r"(?<=[a-z]{3})(?=[ ](?:(?:Therefore|However|Moreover|Furthermore|Meanwhile|Nevertheless|Besides|Finally"
    r"|First(?:ly)?|Second(?:ly)?|Third(?:ly)?|Fourth(?:ly)?|Lastly|Thus|Hence|Then|Consequently|Accordingly|Similarly|Specifically"
    r"|In addition|In fact|In particular|In short|In recent years|In other words|For example|At present|As a result"
    r"|At the same time|On the (?:one|other|contrary) ?(?:hand)?|That is to say), |We [a-z]+ ))"
)


def lost_stops(text: str) -> Iterator[Edit]:
    """Full stops that were lost before what can only open a sentence: "the economy However, this"."""
    for m in _LOST_STOP.finditer(text):
        yield m.end(), m.end(), "."

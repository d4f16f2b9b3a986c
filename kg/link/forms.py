"""Normal forms of a phrase for the linker: words in order, head last, letters only. Pure string work."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from kg.normal import STOP_WORDS, words

LINKS = frozenset(
    "of for in on at to among amongst between within into over across per via with from by under is are "
    "was were".split()
)
"""Words after which a modifier of the head stands: "mechanism of benefit sharing", "competition is low"."""

_DIRECTED = frozenset({"from", "by", "under", "within", "with", "other", "all", "and", "or"})
"""Small words that change what is meant: grants from states are not grants to states, nor is a contract with a
government one between governments."""

_MUTUAL = frozenset("cooperation collaboration coordination competition integration trade conflict trust".split())
"""What is between the parties: cooperation in the region is not cooperation among regions."""

JOINTS = frozenset({"and", "or"})

_ARTICLES = frozenset({"the", "a", "an"})

_POINTERS = frozenset({"that", "those", "one", "such"})
"""Words that stand for a thing named before, if "of" follows: "that of the Union" is not the Union."""

_BACKWARD = frozenset({"such", "this", "that", "these", "those"})
"""First words that mean things named before: "such laws" are not law."""

EMPTY = STOP_WORDS - _DIRECTED
"""Small words that change nothing."""

_PREFIXES = frozenset(
    "inter intra sub supra non multi micro macro meso meta mega semi quasi self co cross trans post pre re de anti "
    "socio geo bi tri extra".split()
)
"""Written with a hyphen, a space or neither: "inter-municipal", "inter municipal", "intermunicipal"."""

_JOINED = re.compile(r"\b(over|under)-(?=\w)", re.IGNORECASE)

_STATES = (
    (re.compile(r"\bU\.?S\.?(?:A\b\.?)?(?![a-z])|\bUSA\b"), "United States"),
    (re.compile(r"\bU\.?K\.?(?![a-z])"), "United Kingdom"),
)

_NUMBERS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(),
        map(str, range(2, 17)),
        strict=True,
    )
)

_ACTS = dict(
    pair.split(":")
    for pair in (
        "improving:improvement managing:management enhancing:enhancement reducing:reduction "
        "establishing:establishment protecting:protection allocating:allocation implementing:implementation "
        "enforcing:enforcement promoting:promotion internalizing:internalization providing:provision "
        "distributing:distribution formulating:formulation creating:creation eliminating:elimination "
        "abolishing:abolition redistributing:redistribution delegating:delegation controlling:control "
        "preventing:prevention transforming:transformation modernizing:modernization optimizing:optimization"
    ).split()
)
"""An act as gerund and as noun, where the gerund is hardly ever a modifier ("developing countries" is one)."""

_VERBS = dict(
    pair.split(":")
    for pair in (
        "improve:improvement manage:management enhance:enhancement reduce:reduction establish:establishment "
        "protect:protection allocate:allocation implement:implementation enforce:enforcement promote:promotion "
        "provide:provision distribute:distribution redistribute:redistribution eliminate:elimination "
        "represent:representation coordinate:coordination regulate:regulation"
    ).split()
)
DETERMINERS = frozenset("the a an its their this these of".split())
_SPELLED = re.compile(r"^(neighb|behavi|fav|lab|harb|end|col)our(?=.)")
"""British spelling inside a word, where the shared normal form only looks at its end."""

_TOGETHER = {"cooperative": "cooperation", "collaborative": "collaboration", "coordinative": "coordination"}
_ARRANGED = frozenset(
    "mechanism arrangement agreement relation framework model institution organization behavior system network".split()
)

_SAME = {"governmental": "government", "relationship": "relation"}

_ADJECTIVES = dict(
    pair.split(":")
    for pair in (
        "region:regional municipality:municipal province:provincial environment:environmental economy:economic "
        "society:social agriculture:agricultural industry:industrial institution:institutional culture:cultural "
        "organization:organizational constitution:constitutional ecology:ecological technology:technological"
    ).split()
)
"""A noun after "of" and the adjective before the head: "development of the economy", "economic development"."""

_YEARS = re.compile(r"[\(\[]?\b(?:1[6-9]|20)\d\d[a-z]?\b(?:\s*[,;–-]\s*(?:1[6-9]|20)?\d\d[a-z]?\b)*[\)\]]?")
_COMPANY = re.compile(
    r"[\s,]+(?:et\.? al\b\.?|and (?:others|colleagues|co-?workers|his colleagues|her colleagues))", re.I
)


def fold(phrase: str) -> str:
    """The phrase without accents and with the short names of two states written out."""
    plain = phrase
    if not phrase.isascii():
        bare = (c for c in unicodedata.normalize("NFKD", phrase) if not unicodedata.combining(c))
        plain = unicodedata.normalize("NFC", "".join(bare))
    if "-" in plain:
        plain = _JOINED.sub(r"\1", plain)
    plain = plain.replace("&", " and ")
    if "U" in plain:
        for pattern, name in _STATES:
            plain = pattern.sub(name, plain)
    return plain


_remembered = lru_cache(maxsize=100_000)
"""For functions of words, which come again and again in names and mentions."""


@_remembered
def tokens(phrase: str) -> tuple[str, ...]:
    """All normal words of a phrase in order but a first article, prefixes joined to what they stand before.

    >>> tokens("The inter-municipal councils of Länder")
    ('intermunicipal', 'council', 'of', 'lander')
    """
    found: list[str] = []
    prefix = ""
    for word in words(fold(phrase)):
        if word in _PREFIXES:
            prefix += word
        else:
            found.append(prefix + word)
            prefix = ""
    whole = (*found, prefix) if prefix else tuple(found)
    return whole[1:] if len(whole) > 1 and whole[0] in _ARTICLES else whole


@_remembered
def ordered(found: tuple[str, ...]) -> tuple[str, ...]:
    """The content words, the head last: what stands after "of" goes before it.

    "And" stays where it joins heads: cities and regions are no city-region.

    >>> ordered(tokens("the mechanism of benefit sharing"))
    ('benefit', 'sharing', 'mechanism')
    """
    before: list[str] = []
    for place, word in enumerate(found):
        if word in LINKS and before:
            rest = (w for w in ordered(found[place + 1 :]) if w not in JOINTS)
            directed = word in _DIRECTED or (word == "in" and before[-1] in _MUTUAL)
            return (*rest, *([word] if directed else ()), *_with_joint(before))
        points = word in _POINTERS and place + 1 < len(found) and found[place + 1] in LINKS
        if word not in EMPTY or (not before and (points or word in _BACKWARD)):
            before.append(word)
    return _with_joint(before)


def _with_joint(core: list[str]) -> tuple[str, ...]:
    return tuple(w for i, w in enumerate(core) if w not in JOINTS or 0 < i == len(core) - 2)


@_remembered
def key(found: tuple[str, ...]) -> tuple[str, ...]:
    """Content words in a fixed order, the head last: equal for phrases that differ in order and small words.

    The head keeps its place, since "network governance" is not a "governance network".
    """
    content = ordered(found) or found
    content = (*filter(str.isdigit, content), *(w for w in content if not w.isdigit()))  # no number is a head
    return (*sorted(content[:-1]), *content[-1:])


def bag(phrase: str) -> tuple[str, ...]:
    """The key of a phrase."""
    return key(tokens(phrase))


def letters(found: Sequence[str]) -> str:
    """The letters of normal words without what stands between them."""
    return "".join(found)


@_remembered
def derived(found: tuple[str, ...]) -> tuple[str, ...]:
    """The words with forms of one word made equal, where that changes no meaning.

    >>> key(derived(tokens("managing the fisheries"))) == key(derived(tokens("management of fisheries")))
    True
    """
    plain = [_NUMBERS.get(w, _SAME.get(w, w)) for w in _divided(found)]
    if len(plain) > 1:
        act = _act(*plain[:2])
        plain[:1] = [plain[0]] if not act else [act] if plain[1] in LINKS else [act, "of"]
    for place, (word, head) in enumerate(pairwise(plain)):
        if word in _TOGETHER and head in _ARRANGED:
            plain[place] = _TOGETHER[word]
    return tuple(_adjectival(plain))


def _act(verb: str, after: str) -> str:
    """The noun for a verb in front of its object; empty where the word may be a modifier."""
    if verb in _ACTS or verb in _VERBS:
        return _ACTS.get(verb) or _VERBS[verb]
    if verb.endswith("ize") and len(verb) > 6:
        return verb[:-1] + "ation"
    return verb[:-3] + "ation" if after in DETERMINERS and verb.endswith("izing") else ""


def _divided(found: Sequence[str]) -> list[str]:
    plain: list[str] = []
    for word in found:
        word = _SPELLED.sub(r"\1or", word) if "our" in word else word
        made = len(word) > 9 and word.endswith("making")
        plain += [word.removesuffix("making"), "making"] if made else [word]
    return plain


def _adjectival(plain: list[str]) -> list[str]:
    """Nouns alone after the last "of" as adjectives; a noun with a modifier of its own stays."""
    if "of" not in plain[1:]:
        return plain
    last = len(plain) - plain[::-1].index("of")
    tail = [w for w in plain[last:] if w not in EMPTY]
    nouns = [w for w in tail if w != "and"]
    if not nouns or not all(w in _ADJECTIVES for w in nouns) or (len(nouns) > 1 and len(nouns) == len(tail)):
        return plain
    return plain[:last] + [_ADJECTIVES.get(w, w) for w in tail]


def person(name: str) -> str:
    """The name of a scholar without the year of a work and "and others".

    >>> person("Feiock et al. (2009, 2013)")
    'Feiock'
    """
    bare = _COMPANY.sub("", _YEARS.sub("", name))
    return re.sub(r"\(\s*\)", "", bare).strip(" ,;") or name

"""Plain head words whose class is sure once the type of the phrase is known: "conflict between A and B".

The words are too everyday to be names of concepts, so they stand in a table: ``data/heads.tsv``. Its columns are the
type of the mention, the head words, the class, marks of which the phrase must have one (``only``), and marks that it
must not have (``not``). The first row that fits decides; the head ``*`` is any. A mark is a word beside the head,
``=word`` one before it, ``=one+other`` two before it, ``*word`` the first, ``~word`` the last of the noun phrase after
it, and a dot says that the head stands alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

from kg.link.forms import DETERMINERS, EMPTY, LINKS
from kg.model import EntityType
from kg.terms import BASE

_TABLE = Path(__file__).with_name("data") / "heads.tsv"
_ENDS = LINKS | frozenset(
    "without against toward towards about through throughout during after before beyond beneath beside besides "
    "regarding concerning as than that which who whose where when while because if until since despite not can "
    "will would should may might must could be being been has have had do does did cannot".split()
)
"""Words that end a first noun phrase."""
_AND = frozenset({"and", "or", "nor", "versus", "but"})
_ADJECTIVAL = ("al", "ic", "ive", "ary", "ous")
_NOUNS = frozenset(
    "capital proposal approval withdrawal renewal disposal official music traffic public logistic "
    "republic topic fabric arrival rival executive initiative incentive perspective directive secretary".split()
)
"""Nouns that end like adjectives."""
_TURNING = frozenset(
    "lack lacking absence absent failed failing failure insufficient inadequate weak poor missing no non without "
    "false pseudo quasi former potential limited low little less fewer incomplete imperfect ineffective abolition "
    "dissolution collapse loss loose anti counter end ending alleged reduced lower smaller declining avoided "
    "abandoned rejected hypothetical decline breakdown fake repealed cancelled stalled unsuccessful".split()
)
_TURNING_STARTS = ("non", "anti", "dis", "un", "mis", "mal", "pseudo", "counter")
_STRAIGHT = frozenset(
    "united unified unifying unitary union universal uniform unilateral under underlying understanding university unit "
    "unique unanimity unanimous unconditional unusual unequal uneven unbalanced unfair undue unresolved unnecessary "
    "unfunded uncertain dispersed discretionary discretion district distributive distribution distributional distinct "
    "distance distant dispute display disaster disease discussion discipline disposal disposable disciplinary discrete "
    "mission minister counterpart county country counties disruptive undersea discovery discourse".split()
)
"""Words that begin like an opposite and are none, or none that turns the head round."""
_VERBS = frozenset(
    "improve promote strengthen enhance increase reduce resolve solve avoid achieve share guard capture lose merge "
    "enact adopt sign ratify create establish form build join make use give take get provide support facilitate "
    "foster prevent manage regulate coordinate cooperate implement enforce revise change transform protect secure "
    "gain keep maintain raise cut hinder impede limit overcome weaken undermine ensure encourage pursue seek replace "
    "set put buy need want develop integrate pool stop end deepen expand accelerate realize help allow mean "
    "require contain adapt adjust".split()
)
_VERB_OR_NOUN = frozenset(
    "support use need change share limit help cut set pool stop end guard form sign build exchange raise gain "
    "cooperate put make want buy get give take keep lose allow merge".split()
)
"""Verbs of the list that modify a head as well, or end in a noun phrase."""
_GERUNDS = frozenset(
    "planning funding sharing bargaining housing training monitoring learning spending networking twinning building "
    "benchmarking outsourcing contracting neighboring existing growing increasing ongoing continuing emerging "
    "longstanding standing competing conflicting developing leading binding governing working coordinating "
    "revenue-sharing escalating underlying lasting rising supporting matching banking fishing mining shipping "
    "engineering farming policing lending borrowing purchasing voting equalizing pricing zoning negotiating "
    "enabling implementing negotiation prevailing pressing widening deepening intensifying simmering remaining".split()
)
"""Words in -ing that modify a head rather than act on it."""

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    iri: str
    only: frozenset[str]
    bars: frozenset[str]

    def fits(self, modifiers: Tokens, complement: Tokens) -> bool:
        """Whether the words before and after the head allow the class."""
        marks = frozenset(_marks(modifiers, complement))
        if not self.bars.isdisjoint(marks.union(complement)) or (self.only and self.only.isdisjoint(marks)):
            return False
        return not any(_turns(w) for w in modifiers if f"*{w}" not in self.only)


def _marks(modifiers: Tokens, complement: Tokens) -> Iterator[str]:
    """The words around a head as the table writes them."""
    yield from modifiers
    after = _noun_phrase(complement)
    yield from (*after, *(f"~{w}" for w in after[-1:]))
    yield from (f"={w}" for w in modifiers)
    yield from (f"={one}+{other}" for one in modifiers for other in modifiers)
    if modifiers:
        yield f"*{modifiers[0]}"
    elif not complement:
        yield "."


def class_of(found: Tokens, kind: EntityType) -> Iterator[str]:
    """The IRIs of the classes that the head of a first noun phrase leads to, the best first.

    Args:
        found: the normal words of a phrase.
        kind: the type it was read as.
    """
    core = _noun_phrase(found)
    rows = _table()
    if not core or not _is_plain(core):
        return
    modifiers, complement = core[:-1], found[len(core) + 1 :]
    for head in (core[-1], "*"):
        yield from (row.iri for row in rows.get((kind, head), ()) if row.fits(modifiers, complement))


def _noun_phrase(found: Tokens) -> Tokens:
    """The words before the first that ends a noun phrase; a number at the end is no head."""
    core = list(takewhile(lambda w: w not in _ENDS, found))
    while core and core[-1].isdigit():
        core.pop()
    return tuple(core)


def _is_plain(core: Tokens) -> bool:
    """Whether a noun phrase has one head and no verb in front of it."""
    if core[0] in _VERBS or any(w in DETERMINERS or w in _VERBS - _VERB_OR_NOUN for w in core):
        return False
    if any(w in _AND and not _joins_modifiers(core, place) for place, w in enumerate(core)):
        return False
    return not any(w.endswith("ing") and w not in _GERUNDS for w in core[:-1])


def _joins_modifiers(core: Tokens, place: int) -> bool:
    """Whether "and" stands between adjectives: "political and economic integration"."""
    return 0 < place < len(core) - 2 and core[place - 1].endswith(_ADJECTIVAL) and core[place - 1] not in _NOUNS


def _turns(word: str) -> bool:
    if word in _TURNING:
        return True
    return word not in _STRAIGHT and word not in EMPTY and word.startswith(_TURNING_STARTS)


@cache
def _table() -> dict[tuple[EntityType, str], list[_Row]]:
    rows: dict[tuple[EntityType, str], list[_Row]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            only, bars = (frozenset(line[c].split()) for c in ("only", "not"))
            row = _Row(f"{BASE}concept/{line['class']}", only, bars)
            for head in line["heads"].split():
                rows.setdefault((EntityType(line["type"]), head), []).append(row)
    return rows

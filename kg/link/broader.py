"""The kind of thing a phrase names: the longest head phrase of it that the ontology has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kg.link.forms import DETERMINERS, EMPTY, JOINTS, LINKS, key, ordered
from kg.link.heads import class_of
from kg.link.index import Index, Tokens, is_proper
from kg.link.match import Status
from kg.model import Concept, EntityType

Pair = frozenset[EntityType]

_NEGATING = frozenset(
    "lack lacking absence absent failed failing failure insufficient inadequate weak poor missing no not without false "
    "pseudo quasi former potential limited low little less incomplete imperfect ineffective unfair unequal excessive "
    "counter end abolition dissolution collapse loss anti non alleged proposed and or from by under about against "
    "towards than through during after before beyond regarding concerning".split()
)
"""A word left out that turns the meaning round, or joins the head to another."""
_NEGATING_PREFIXES = ("un", "dis", "non", "anti", "mis", "mal", "in", "im", "il", "ir", "de")
_CLOSE = {frozenset({EntityType.MECHANISM, EntityType.OUTCOME})}
"""Types that one thing has in different roles: cooperation as a means and as an end."""
_ONE = _CLOSE | {
    frozenset({EntityType.MECHANISM, EntityType.FACTOR}),
    frozenset({EntityType.MECHANISM, EntityType.AGREEMENT}),
    frozenset({EntityType.OUTCOME, EntityType.FACTOR}),
    frozenset({EntityType.OUTCOME, EntityType.ISSUE}),
}
"""Types that one thing may have where no nearer one fits: coordination as what matters to an outcome."""
_UNPLACED = frozenset({EntityType.SCHOLAR, EntityType.WORK})


def broader(found: Tokens, kind: EntityType, index: Index, titled: bool = False) -> Concept | None:
    """The concept whose name is the longest proper head phrase of the words, if its type fits.

    What is left out must not turn the meaning round: "lack of cooperation" is no cooperation, and poor
    coordination says nothing of coordination. One word, a phrase without its complement and a part of a
    written name count only where they are a preferred label: "cooperation" alone is many things. Where no name
    is found, the table of heads decides.

    Args:
        found: the normal words of a phrase.
        kind: the type it was read as.
        index: the names of the ontology.
        titled: whether the phrase is written as the name of one thing.
    """
    if kind in _UNPLACED or _acts(found):
        return None
    named = list(_named(found, index, titled))
    near = _fitting(named, kind, _CLOSE) or _fitting(named, kind, _ONE)
    return near or next(filter(None, map(index.concept, class_of(found, kind))), None)


def _named(found: Tokens, index: Index, titled: bool) -> Iterator[Concept]:
    """The concepts whose names are head phrases, those of the longest first."""
    size, core = len(ordered(found)), _core(found)
    for part in sorted(set(_heads(found)), key=lambda p: (-len(p), p)):
        names = index.named(key(part))
        if not names or len(part) >= size or part[0] in JOINTS:
            continue
        if any(_negates(w, index) for w in _left_out(found, part)):
            continue
        strict = titled or len(part) == 1 or (len(core) < size and core[-len(part) :] == part)
        yield from (n.concept for n in names if n.status is Status.PREFERRED or not strict)


def _fitting(named: Iterable[Concept], kind: EntityType, roles: set[Pair]) -> Concept | None:
    """The first concept of the type, or of one in the same role."""
    return next((c for c in named if _fits(c, kind, roles)), None)


def _acts(found: Tokens) -> bool:
    """Whether the words tell of an act on a thing: "reduce the number of actors"."""
    return len(found) > 1 and found[1] in DETERMINERS - {"of"} and found[0] not in LINKS


def _core(found: Tokens) -> Tokens:
    """The words before the first "of"."""
    return ordered(found[: next((i for i, w in enumerate(found) if w in LINKS and i), len(found))])


def _heads(found: Tokens) -> Iterator[Tokens]:
    """Phrases with the same head and fewer modifiers, in the order head last."""
    at = next((i for i, w in enumerate(found) if w in LINKS and i), len(found))
    core, rest = _core(found), ordered(found[at + 1 :])
    for start in range(len(core)):
        yield core[start:]
        for cut in range(len(rest)):
            yield rest[cut:] + core[start:]


def _left_out(found: Tokens, part: Tokens) -> Iterator[str]:
    words = Counter(w for w in found if w not in EMPTY)
    words.subtract(part)
    return words.elements()


def _negates(word: str, index: Index) -> bool:
    if word in _NEGATING:
        return True
    return any(word.startswith(p) and index.knows(word.removeprefix(p)) for p in _NEGATING_PREFIXES)


def _fits(concept: Concept, kind: EntityType, roles: set[Pair]) -> bool:
    if is_proper(concept):
        return False
    return concept.type is kind or frozenset({concept.type, kind}) in roles

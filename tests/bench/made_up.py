"""Made-up texts and claims of any number, always the same: what the measures of growth are fed with.

Texts are sentences of our own about things that the ontology names and things that nobody does. Claims are those of
``queries.py``, but with as many of them in a work as the bundled corpus has, and with things that grow in number as
they do there: of the ends of its 25,121 claims 14,202 are distinct local things, and with n claims their number grows
as n to the power of .93 (counted in random halves, quarters, eighths and sixteenths of the corpus).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from kg import terms
from kg.model import Document, Entity, EntityType
from queries import Maker

CLAIMS_A_WORK = 24_905 / 1_223
"""Distinct claims and works of the bundled corpus, as a build prints them."""
WORDS_A_WORK = 220
"""Words that are read of a work of the bundled corpus, on average."""
RECORDS = 1_000
"""Records in a file of search results."""

_NEW, _COUNTED, _FALL = 0.263, 25_121, 0.07
"""How often an end is a thing that no work named before, at how many claims, and with what power that falls."""
_COMMON = "local protectionism"  # of obstacles the one that is named most, for it is what ready questions ask about
_WIDTH = 120  # characters of a sentence of evidence

_KINDS = (
    "rural urban coastal upland riverside northern joint shared fiscal voluntary informal delegated seasonal paired"
).split()
_MATTERS = (
    "water refuse transit housing forest harbour tax labour school clinic flood energy data airport border land"
    " research tourism farm market road archive census heritage grid"
).split()
_HEADS = {
    EntityType.GOVERNMENT: ("county", "township", "province"),
    EntityType.BODY: ("board", "council", "commission"),
    EntityType.REGION: ("valley", "delta", "corridor"),
    EntityType.AGREEMENT: ("compact", "treaty", "accord"),
    EntityType.MECHANISM: ("fund", "quota", "tribunal", "scheme"),
    EntityType.OBSTACLE: ("rivalry", "shortage", "deadlock", "quarrel"),
    EntityType.THEORY: ("theory", "school"),
    EntityType.FACTOR: ("pressure", "gap", "habit", "interest"),
    EntityType.OUTCOME: ("growth", "trust", "saving", "balance"),
    EntityType.ISSUE: ("question", "service", "burden"),
    EntityType.METHOD: ("survey", "model"),
    EntityType.SCHOLAR: ("Author", "Writer"),
}
_SENTENCES = (
    "The {a} of two neighbouring districts promotes the {b}, although the {c} hinders it in dry years.",
    "Where the {a} is weak, mayors rely on the {b} and on letters between their offices.",
    "We study the {a} in {n} towns and compare it with the {b}.",
    "The {a} does not reduce the {b}, because each side waits for the other to pay.",
    "According to Verhoeven ({y}), the {a} leads to the {b} only when a third party keeps the accounts.",
    "Governments should establish a {a} before they divide the costs of the {b}.",
    "The {a} may weaken the {b}; it has never been tried without a {c}.",
    "A {a} is an agreement by which two or more units share the {b}.",
    "In {y} the province created a {a} to deal with the {b} and with the {c}.",
    "Most of the {n} officials whom we asked say that the {a} causes the {b}.",
    "Both sides gain from the {a}, but the {b} remains with the poorer one.",
    "The {a} consists of a {b}, a small staff and a yearly meeting of {n} members.",
)
_FAULTS = (
    "Ex-\nperience with the {a} showsthat the {b} is slow to answer .",
    "The {a}  was,in {y},replaced by the {b} .The {c} stayed.",
)
_FAULTY = 0.08  # share of the sentences that look like a bad scan


def name(type: EntityType, number: int) -> str:
    """The name of a thing that no vocabulary has; every number has its own."""
    rest, kind = divmod(number, len(_KINDS))
    rest, matter = divmod(rest, len(_MATTERS))
    more, head = divmod(rest, len(_HEADS[type]))
    numbered = f" {more}" if more else ""
    return f"{_KINDS[kind]} {_MATTERS[matter]} {_HEADS[type][head]}{numbered}"


# --- texts -------------------------------------------------------------------------------------


def text(number: int, words: int, labels: Sequence[str]) -> str:
    """Sentences of at least so many words about the things of ``labels`` and others."""
    chosen = random.Random(number)
    found: list[str] = []
    count = 0
    while count < words:
        pattern = chosen.choice(_FAULTS if chosen.random() < _FAULTY else _SENTENCES)
        things = {key: _thing(chosen, labels) for key in "abc"}
        found.append(pattern.format(n=chosen.randint(12, 400), y=chosen.randint(1950, 2024), **things))
        count += len(found[-1].split())
    return " ".join(found)


def _thing(chosen: random.Random, labels: Sequence[str]) -> str:
    if chosen.random() < 0.6:
        return chosen.choice(labels)
    return name(chosen.choice([EntityType.MECHANISM, EntityType.OBSTACLE, EntityType.FACTOR]), chosen.randrange(9_000))


def results(folder: Path, records: int, labels: Sequence[str]) -> int:
    """Write records with abstracts as files of search results (RIS); returns their bytes."""
    size = 0
    for first in range(0, records, RECORDS):
        lines = [_record(number, labels) for number in range(first, min(first + RECORDS, records))]
        content = "\n".join(lines).encode()
        (folder / f"results-{first // RECORDS:05}.ris").write_bytes(content)
        size += len(content)
    return size


def _record(number: int, labels: Sequence[str]) -> str:
    chosen = random.Random(-number)
    title = f"The {_thing(chosen, labels)} and the {_thing(chosen, labels)}: report {number} on {chosen.choice(labels)}"
    abstract = text(number, WORDS_A_WORK - len(title.split()), labels).replace("\n", " ")
    writer = f"{chosen.choice(_KINDS).title()}, {chosen.choice(_MATTERS).title()}"
    return f"TY  - JOUR\nTI  - {title}\nAU  - {writer}\nPY  - {chosen.randint(1980, 2025)}\nAB  - {abstract}\nER  - \n"


def theses(folder: Path, number: int, words: int, labels: Sequence[str]) -> int:
    """Write theses of so many words as plain text, a paragraph of 150 words or so after the other; their bytes."""
    size = 0
    for thesis in range(number):
        paragraphs = (text(1_000_000 * (thesis + 1) + place, 150, labels) for place in range(words // 155))
        content = "\n\n".join(paragraphs).encode()
        (folder / f"thesis-{thesis:05}.txt").write_bytes(content)
        size += len(content)
    return size


# --- claims ------------------------------------------------------------------------------------


class Growing(Maker):
    """Makes the claims of so many works; the more claims, the more things."""

    def __init__(self, works: int) -> None:
        super().__init__(round(works * CLAIMS_A_WORK))
        self.number = works
        self.made = 0
        self.locals = dict.fromkeys(EntityType, 0)

    @cached_property
    def named(self) -> dict[EntityType, list[Entity]]:
        """Every naming of a thing so far, so that what is named often is named again the more often."""
        found: dict[EntityType, list[Entity]] = {type: [] for type in EntityType}
        for type, (things, _) in self.things.items():
            known = sorted((thing for thing in things if not thing.local), key=lambda t: (t.label != _COMMON, t.iri))
            for rank, thing in enumerate(known):
                found[type] += [thing] * (1 + len(known) // (rank + 3))
            found[type] = found[type] or [self._new(type)]
        return found

    def _documents(self) -> Iterator[tuple[Document, int]]:
        for number in range(self.number):
            count = max(1, min(round(self.random.expovariate(1 / CLAIMS_A_WORK)), 6 * round(CLAIMS_A_WORK)))
            body = "".join(self._sentence(number, place) for place in range(count))
            self.made += count
            yield Document(f"work-{number:07}", body, self._reference(number), ()), count

    def _sentence(self, work: int, place: int) -> str:
        mixed = 7_919 * work + 104_729 * place
        parts = [name(EntityType.MECHANISM, mixed % 9_001), name(EntityType.OBSTACLE, mixed % 8_009)]
        said = _SENTENCES[mixed % len(_SENTENCES)].format(a=parts[0], b=parts[1], c="rest", n=work % 977, y=place)
        return f"{said[: _WIDTH - 2].rstrip('.'):.<{_WIDTH - 1}} "

    def _pick(self, types: Sequence[EntityType]) -> Entity:
        type = self.random.choice(types)
        known = self.named[type]
        new = self.random.random() < _NEW * (max(self.made, 1) / _COUNTED) ** -_FALL
        known.append(self._new(type) if new else self.random.choice(known))
        return known[-1]

    def _new(self, type: EntityType) -> Entity:
        label = name(type, self.locals[type])
        self.locals[type] += 1
        return Entity(f"{terms.BASE}local/{terms.slugify(label)}", label, type, local=True)

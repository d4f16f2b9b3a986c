"""The rows of an index, made from the properties of a graph. Rows come in sorted order, so that bytes are the same."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from kg.claimrow import ClaimRow
from kg.index.folding import folded
from kg.index.source import BIBO, DCTERMS, NAMES, RDFS, SKOS, Many, Source
from kg.terms import ONTOLOGY

Row = tuple[object, ...]

DISPUTES = ("Conflict", "ScopeDifference", "ReportedView", "Denied", "Hypothetical")
"""Kinds of disagreement in the order in which they are listed."""

COPIED = (
    "head_type tail_type polarity modality confidence rule head_mention tail_mention time place belief status "
    "trigger_start trigger_end head_start head_end tail_start tail_end"
).split()
"""The columns that the table of claims takes from a row of the claim table as they are."""

_SIDES = ("propositionFor", "propositionAgainst", "claimFor", "claimAgainst")
_NUMBERS = ("belief", "beliefLow", "beliefHigh", "denialBelief")
_COUNTS = ("works", "supportingWorks", "sources")


class Tables:
    """The rows of each table, from one source."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def rows(self) -> Iterator[tuple[str, Iterable[Row]]]:
        """Each table with its rows."""
        makers: Mapping[str, Callable[[], Iterable[Row]]] = {
            "node": self._nodes,
            "thing": self._things,
            "broader": self._broader,
            "work": lambda: self._works,
            "scholar": self._scholars,
            "member": self._members,
            "sentence": lambda: self._sentences,
            "proposition": self._propositions,
            "claim": self._claims,
            "disagreement": self._disagreements,
            "name": lambda: self._names,
            "total": self._totals,
        }
        for table, make in makers.items():
            yield table, make()

    def texts(self) -> Iterator[tuple[str, Iterable[Row]]]:
        """Each table that is searched by words with its numbers and folded texts."""
        yield "name_words", ((row[0], row[-1]) for row in self._names)
        yield "work_words", ((row[1], folded(str(row[3]))) for row in self._works)
        yield "sentence_words", ((row[1], folded(str(row[2]))) for row in self._sentences if row[-2])

    @cached_property
    def _all_claims(self) -> tuple[ClaimRow, ...]:
        found = (*self._source.claims, *self._source.rejected)
        return tuple(sorted(found, key=lambda row: (row.doc, int(row.start or 0), int(row.end or 0), row.claim)))

    @cached_property
    def _evidence(self) -> Mapping[str, str]:
        return self._source.values("evidence")

    @cached_property
    def _holder(self) -> Mapping[str, str]:
        return self._source.values("attributedTo")

    @cached_property
    def _stated(self) -> Mapping[str, str]:
        return self._source.values("states")

    @cached_property
    def _relation(self) -> Mapping[str, str]:
        return self._source.values("relation")

    @cached_property
    def _ends(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return self._source.values("head"), self._source.values("tail")

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        # The later ones count: a work has its citation, a thing that is a scholar too the name of the thing.
        mentions: dict[str, str] = {}
        for row in self._source.rejected:
            for iri, label in ((row.head, row.head_label), (row.tail, row.tail_label)):
                mentions[iri] = min(label, mentions.get(iri, label))
        return mentions | dict(self._source.terms) | dict(self._source.preferred) | self._cited

    @cached_property
    def _cited(self) -> dict[str, str]:
        source, years = self._source, self._source.values(DCTERMS + "issued")
        return {
            work: short_citation(self._authors.get(work, ()), years.get(work, ""), title)
            for work, title in source.titles.items()
        }

    @cached_property
    def _authors(self) -> Many:
        # A graph keeps no order of values; the citation names the authors in theirs.
        citations = self._source.values(DCTERMS + "bibliographicCitation")
        creators = self._source.lists(DCTERMS + "creator")
        return {
            work: tuple(sorted(creators.get(work, ()), key=lambda name: (_place(name, citations.get(work, "")), name)))
            for work in self._source.docs
        }

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        """The number of each node."""
        rows = self._all_claims
        heads, tails = self._ends
        iris = {
            *self._labels,
            *self._source.types,
            *(iri for row in rows for iri in (row.head, row.tail, row.work)),
            *(self._evidence[row.claim] for row in rows),
            *(self._holder[row.claim] for row in rows),
            *self._relation,
            *heads.values(),
            *tails.values(),
        }
        return {iri: number for number, iri in enumerate(sorted(iris), 1)}

    def _nodes(self) -> Iterator[Row]:
        for iri, number in self._numbers.items():
            yield number, iri, self._labels.get(iri, "")

    @cached_property
    def _is_thing(self) -> frozenset[str]:
        # A work that is an end of claims is a work, not a thing besides.
        ends = {iri for row in self._source.claims for iri in (row.head, row.tail)}
        return frozenset((ends | set(self._source.preferred)) - set(self._source.docs))

    @cached_property
    def _spoken(self) -> Mapping[str, tuple[int, int]]:
        """How many claims speak of a thing, and how many works."""
        return _tally((iri, row.work) for row in self._source.claims for iri in {row.head, row.tail})

    @cached_property
    def _credited(self) -> Mapping[str, tuple[int, int]]:
        return _tally((self._holder[row.claim], row.work) for row in self._source.claims)

    @cached_property
    def _made(self) -> Mapping[str, tuple[int, int]]:
        return _tally((row.work, row.work) for row in self._source.claims)

    def _things(self) -> Iterator[Row]:
        source = self._source
        definitions = source.values(SKOS + "definition", english=True)
        examples = source.values(SKOS + "example", english=True)
        levels, local = source.values("level"), source.values("local")
        found = sorted(self._is_thing, key=lambda iri: (-self._spoken.get(iri, (0, 0))[0], *self._by_label(iri)))
        for rank, iri in enumerate(found):
            level = source.preferred.get(levels.get(iri, ""), "")
            kept = (source.types.get(iri, ""), definitions.get(iri, ""), examples.get(iri, ""), level)
            yield self._numbers[iri], rank, *kept, local.get(iri) == "true", *self._spoken.get(iri, (0, 0))

    def _by_label(self, iri: str) -> tuple[str, str]:
        return folded(self._labels.get(iri, "")), iri

    def _broader(self) -> Iterator[Row]:
        for thing, generals in sorted(self._source.lists(SKOS + "broader").items()):
            for general in generals:
                if {thing, general} <= self._is_thing:
                    yield self._numbers[thing], self._numbers[general]

    @cached_property
    def _works(self) -> tuple[Row, ...]:
        return tuple(self._work_rows())

    def _work_rows(self) -> Iterator[Row]:
        source = self._source
        one = {
            name: source.values(name)
            for name in (DCTERMS + "bibliographicCitation", DCTERMS + "issued", BIBO + "doi", DCTERMS + "type")
        }
        citations, years, dois, kinds = one.values()
        addresses, sentences = source.values(DCTERMS + "source"), source.values("sentences")
        places, merged, related = source.lists("place"), source.lists("mergedDocument"), self._related
        for rank, work in enumerate(sorted(source.docs, key=lambda work: (folded(citations.get(work, "")), work))):
            named = (source.docs[work], citations.get(work, ""), source.titles[work], years.get(work, ""))
            found = (dois.get(work, ""), kinds.get(work, ""), addresses.get(work, ""))
            listed = (_json(self._authors[work]), _json(places.get(work, ())))
            counted = (int(sentences.get(work, "0")), self._made.get(work, (0, 0))[0])
            others = (_json(merged.get(work, ())), _json(related.get(work, ())))
            yield self._numbers[work], rank, *named, *found, *listed, *counted, *others

    @cached_property
    def _related(self) -> Many:
        """Other forms of a work, whichever of the two says so."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for one, others in self._source.lists(DCTERMS + "relation").items():
            for other in others:
                found[one].add(other)
                found[other].add(one)
        return {work: tuple(sorted(others)) for work, others in found.items()}

    def _scholars(self) -> Iterator[Row]:
        members = self._source.lists("hasMember")
        labels = self._source.scholars
        order = sorted(labels, key=lambda iri: (-self._credited.get(iri, (0, 0))[0], folded(labels[iri]), iri))
        for rank, iri in enumerate(order):
            yield (
                self._numbers[iri],
                rank,
                labels[iri],
                *self._credited.get(iri, (0, 0)),
                _json(members.get(iri, ())),
            )

    def _members(self) -> Iterator[Row]:
        for team, members in sorted(self._source.lists("hasMember").items()):
            for member in members:
                if {team, member} <= self._source.scholars.keys():
                    yield self._numbers[member], self._numbers[team]

    @cached_property
    def _sentences(self) -> tuple[Row, ...]:
        return tuple(self._sentence_rows())

    def _sentence_rows(self) -> Iterator[Row]:
        sections, pages = self._source.values("section"), self._source.values("page")
        counting = {row.claim for row in self._source.claims}
        told: defaultdict[str, list[ClaimRow]] = defaultdict(list)
        for row in self._all_claims:
            told[self._evidence[row.claim]].append(row)
        order = sorted(told, key=lambda iri: (-max(float(row.confidence or 0) for row in told[iri]), iri))
        for rank, iri in enumerate(order, 1):
            kept = [row.claim for row in told[iri] if row.claim in counting]
            row, first = told[iri][0], (kept or [told[iri][0].claim])[0]
            place = (row.quote, row.start, row.end, sections.get(iri, ""), pages.get(iri, ""))
            yield self._numbers[iri], rank, *place, len(kept), first

    def _propositions(self) -> Iterator[Row]:
        source, (heads, tails) = self._source, self._ends
        numbers = [source.values(name) for name in _NUMBERS]
        counts = [source.values(name) for name in _COUNTS]
        refines = source.lists("refines")
        for iri, relation in sorted(self._relation.items()):
            yield (
                self._numbers[iri],
                self._numbers[heads[iri]],
                relation.removeprefix(ONTOLOGY),
                self._numbers[tails[iri]],
                *(float(known.get(iri, "0")) for known in numbers),
                *(int(known.get(iri, "0")) for known in counts),
                _json(refines.get(iri, ())),
            )

    def _claims(self) -> Iterator[Row]:
        counting, numbers = {row.claim for row in self._source.claims}, self._numbers
        for number, row in enumerate(self._all_claims):
            proposition = numbers[self._stated[row.claim]] if row.claim in counting else None
            held = (numbers[self._holder[row.claim]], numbers[self._evidence[row.claim]])
            ends = (numbers[row.head], row.relation, numbers[row.tail])
            copied = (getattr(row, name) for name in COPIED)
            yield number, row.claim, proposition is not None, numbers[row.work], *ends, proposition, *held, *copied

    def _disagreements(self) -> Iterator[Row]:
        source = self._source
        kinds, reasons = source.values("disputeKind"), source.values(RDFS + "comment")
        sides = [source.values(name) for name in _SIDES]
        found = [(iri, kind, *(side.get(iri, "") for side in sides)) for iri, kind in kinds.items()]
        order = self._dispute_order()
        for number, (iri, kind, *parties) in enumerate(sorted(found, key=order)):
            yield number, iri, self._labels.get(kind, kind), reasons.get(iri, ""), *parties

    def _dispute_order(self) -> Callable[[tuple[str, ...]], tuple[object, ...]]:
        """As the question ``disagreements`` ranks them; those with one claim follow those with two."""
        rows = {row.claim: row for row in self._all_claims}
        ranks = {f"{ONTOLOGY}dispute{kind}": rank for rank, kind in enumerate(DISPUTES)}

        def key(dispute: tuple[str, ...]) -> tuple[object, ...]:
            iri, kind, _, _, one, other = dispute
            sides = [rows[claim] for claim in (one, other) if claim in rows]
            sure = [float(row.confidence or 0) for row in sides]
            both = sure[0] * sure[1] if len(sure) > 1 else 0.0
            stated = (sides[0].head_label, sides[0].relation, sides[0].tail_label) if sides else ("", "", "")
            cited = tuple(row.citation for row in sides)
            return ranks.get(kind, len(ranks)), -round(both, 8), -max(sure, default=0.0), *stated, cited, iri

        return key

    @cached_property
    def _names(self) -> tuple[Row, ...]:
        """Names of things, works and scholars, those with most claims first, then by their words."""
        counts = {"thing": self._spoken, "scholar": self._credited, "work": self._made}
        found = []
        for iri, of, kind, place, text in (*self._thing_names(), *self._other_names()):
            claims = counts[of].get(iri, (0, 0))[0]
            found.append(((-claims, folded(text), self._numbers[iri], of, place, text), kind, claims))
        return tuple(
            (n, node, of, kind, place, text, claims, plain)
            for n, ((_, plain, node, of, place, text), kind, claims) in enumerate(sorted(found), 1)
        )

    def _thing_names(self) -> Iterator[tuple[str, str, str, int, str]]:
        for place, kind in enumerate(NAMES, 1):
            for iri, names in self._source.names[kind].items():
                for text in names if iri in self._is_thing else ():
                    is_label = kind == "preferred" and text == self._source.preferred.get(iri)
                    yield iri, "thing", kind, 0 if is_label else place, text

    def _other_names(self) -> Iterator[tuple[str, str, str, int, str]]:
        for of, names in (("scholar", self._source.scholars), ("work", self._source.titles)):
            for iri, name in names.items():
                yield iri, of, "preferred", 0, name

    def _totals(self) -> Iterator[Row]:
        source = self._source
        totals = {
            "works": len(source.docs),
            "claims": len(source.claims),
            "propositions": len(self._relation),
            "things": sum(iri in self._is_thing for iri in self._spoken),
            "scholars": sum(iri in source.scholars for iri in self._credited),
            "disagreements": len(source.values("disputeKind")),
            "rejected": len(source.rejected),
        }
        yield from totals.items()


def short_citation(authors: Iterable[str], year: str, title: str) -> str:
    """``Ann & Ben (2001). Title``; the title alone where no author is known."""
    names = [author.partition(",")[0].strip() for author in authors]
    who = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
    when = f"({year})" if year else ""
    return ". ".join(filter(None, (" ".join(filter(None, (who, when))) if who else "", title)))


def _tally(found: Iterable[tuple[str, str]]) -> Mapping[str, tuple[int, int]]:
    """How often each first value stands there, and with how many second ones."""
    counts: Counter[str] = Counter()
    works: defaultdict[str, set[str]] = defaultdict(set)
    for iri, work in found:
        counts[iri] += 1
        works[iri].add(work)
    return {iri: (count, len(works[iri])) for iri, count in counts.items()}


def _place(name: str, citation: str) -> int:
    found = citation.find(name)
    return found if found >= 0 else len(citation)


def _json(values: Iterable[str]) -> str:
    return json.dumps(tuple(values), ensure_ascii=False)

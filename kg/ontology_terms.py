"""What the ontology page shows, read from the Turtle files: terms, vocabularies and actors as plain records.

Everything is sorted here, so that the same files give the same records. A term of ``igr.ttl`` keeps the
section and the order that the file gives it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from kg.model import EntityType
from kg.ontology_triples import IGR, SCHEMA, Triples
from kg.terms import BASE
from kg.vocab import ontology_files

ONTOLOGY = rdflib.URIRef(BASE + "ontology")
ACTORS = rdflib.URIRef(BASE + "scheme/actors")

_NATIONAL = rdflib.URIRef(BASE + "concept/national")
_GENERIC, _ACROSS, _COUNTRIES = "Kinds, in any country", "Across countries", "Countries"
_FACTS = (
    ("kind of", RDFS.subClassOf),
    ("said of", RDFS.domain),
    ("leads to", RDFS.range),
    ("inverse of", OWL.inverseOf),
    ("close to", SKOS.closeMatch),
    ("see also", RDFS.seeAlso),
)
_FACETS = ("level", "governmentType", "direction", "icaMode", "icaScope", "instrument", "stage", "stageAfter")
_VALUES = ("valence", "rank")
_MATCHES = (("same as", SKOS.exactMatch), ("close to", SKOS.closeMatch))
_TRAITS = (
    ("read backwards", "the same", OWL.SymmetricProperty),
    ("how many", "at most one", OWL.FunctionalProperty),
)
_LABELS = (SKOS.prefLabel, RDFS.label, DCTERMS.title)
_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)
_OUTSIDE = {"wikidata": "http://www.wikidata.org/entity/", "eurovoc": "http://eurovoc.europa.eu/"}


@dataclass(frozen=True, slots=True)
class Link:
    """A word of the page that leads somewhere: to an anchor, to an address, or nowhere where ``href`` is empty."""

    text: str
    href: str = ""


Facts = tuple[tuple[str, tuple[Link, ...]], ...]
"""What else is known of a term or concept: a heading and what stands under it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or value of ``igr.ttl``; only relations have ``heads`` and ``tails``."""

    name: str
    label: str
    definition: str
    example: str
    facts: Facts
    is_property: bool
    heads: tuple[Link, ...] = ()
    tails: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept of a vocabulary, with its narrower ones."""

    iri: str
    anchor: str
    label: str
    foreign: str
    definition: str
    example: str
    names: tuple[str, ...]
    source: str
    facts: Facts
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A vocabulary: its concepts as trees, and how many they are."""

    anchor: str
    title: str
    description: str
    size: int
    roots: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """A named or generic actor; ``definition`` is empty where the country already says what it is."""

    anchor: str
    label: str
    foreign: str
    definition: str


@dataclass(frozen=True, slots=True)
class Group:
    """Actors of one type in one country, under the country's name."""

    title: str
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything the page shows.

    Attributes:
        header: property of the ontology (``title``, ``license``, ``versionIRI`` ...) to value.
        sections: heading in ``igr.ttl`` to the terms under it.
        schemes: the vocabularies in the order of the entity types, then those of facets; without the actors.
        actors: type to groups by country; a type without groups is left out.
        actors_scheme: the description of the actors, without concepts.
        prefixes: prefix to namespace, as ``igr.ttl`` declares them.
    """

    header: dict[str, str]
    sections: dict[str, tuple[Term, ...]]
    schemes: tuple[Scheme, ...]
    actors: dict[EntityType, tuple[Group, ...]]
    actors_scheme: Scheme
    prefixes: dict[str, str]


@cache
def read(folder: Path | None = None) -> Ontology:
    """The ontology of a folder, or the project's own.

    Raises:
        VocabularyError: a file is missing or is not Turtle.
    """
    files = ontology_files(folder)
    graph = Triples(files)
    texts = [file.read_text(encoding="utf-8") for file in files]
    reader = _Reader(graph, dict(re.findall(r"(?m)^@prefix (\w+): <([^>]*)> \.", texts[0])))
    order = [s for text in texts for s in re.findall(r"(?m)^scheme:([\w-]+) a ", text)]
    nodes = sorted((rdflib.URIRef(f"{BASE}scheme/{name}") for name in order), key=reader.kind)
    schemes = {node: reader.scheme(node) for node in nodes}
    return Ontology(
        header=reader.header(),
        sections={title: tuple(map(reader.term, names)) for title, names in _sections(texts[0]).items()},
        actors_scheme=schemes.pop(ACTORS, Scheme("scheme-actors", "Actors", "", 0, ())),
        schemes=tuple(schemes.values()),
        actors=reader.actors(),
        prefixes=reader.prefixes,
    )


def anchor(iri: str) -> str:
    """The id of a term or concept in the page: a term's own name, else ``concept-`` and the like before it."""
    return iri.removeprefix(IGR).removeprefix(BASE).replace("/", "-")


def _sections(text: str) -> dict[str, list[str]]:
    """Heading in the file to the names of the terms that stand under it."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for heading, name in re.findall(r"(?m)^# --- (.+?) -*$|^igr:(\w+) a ", text):
        if heading:
            names = found.setdefault(heading, [])
        else:
            names.append(name)
    return {heading: names for heading, names in found.items() if names}


@dataclass(frozen=True)
class _Reader:
    graph: Triples
    prefixes: dict[str, str]

    def header(self) -> dict[str, str]:
        pairs = self.graph.predicate_objects(ONTOLOGY)
        return dict(sorted((re.split("[/#]", str(p))[-1], str(o)) for p, o in pairs))

    def term(self, name: str) -> Term:
        node = IGR[name]
        facts = [(title, self._links(node, p)) for title, p in _FACTS]
        if vocabularies := self._vocabularies(node):
            facts = [f for f in facts if f[1] != (self._link(SKOS.Concept),)] + [("values from", vocabularies)]
        traits = [(title, (Link(text),)) for title, text, kind in _TRAITS if (node, RDF.type, kind) in self.graph]
        return Term(
            name=name,
            label=self._english(node, RDFS.label),
            definition=self._english(node, SKOS.definition),
            example=self._english(node, SKOS.example),
            facts=_filled([*facts, *traits]),
            is_property=any((node, RDF.type, kind) in self.graph for kind in _PROPERTIES),
            heads=self._types(node, SCHEMA.domainIncludes),
            tails=self._types(node, SCHEMA.rangeIncludes),
        )

    def kind(self, scheme: rdflib.URIRef) -> int:
        """The place of a vocabulary: in the order of the entity types, after them where its concepts have none."""
        tops = self._objects(scheme, SKOS.hasTopConcept)
        found = [n for n, t in enumerate(EntityType) for top in tops if (top, RDF.type, IGR[t]) in self.graph]
        return min(found, default=len(EntityType))

    def _vocabularies(self, facet: rdflib.URIRef) -> tuple[Link, ...]:
        """The vocabularies that a facet takes its values from; none for other properties."""
        if (facet, RDFS.range, SKOS.Concept) not in self.graph:
            return ()
        values = {o for o in self.graph.objects(None, facet) if isinstance(o, rdflib.URIRef)}
        return tuple(map(self._link, sorted({s for o in values for s in self._objects(o, SKOS.inScheme)})))

    def scheme(self, node: rdflib.URIRef) -> Scheme:
        members = self._subjects(SKOS.inScheme, node)
        roots = [m for m in members if (m, SKOS.broader, None) not in self.graph and node != ACTORS]
        return Scheme(
            anchor=anchor(node),
            title=self._english(node, DCTERMS.title),
            description=self._english(node, DCTERMS.description),
            size=len(members),
            roots=tuple(map(self.entry, sorted(roots, key=self._rank))),
        )

    def entry(self, node: rdflib.URIRef) -> Entry:
        narrower = self._subjects(SKOS.broader, node)
        actors = [n for n in narrower if (n, SKOS.inScheme, ACTORS) in self.graph]
        children = sorted(set(narrower) - set(actors), key=self._rank)
        return Entry(
            iri=str(node),
            anchor=anchor(node),
            label=self._english(node, SKOS.prefLabel),
            foreign=min(self._texts(node, SKOS.prefLabel, "zh"), default=""),
            definition=self._english(node, SKOS.definition),
            example=self._english(node, SKOS.example),
            names=tuple(sorted(self._texts(node, SKOS.altLabel, "en"), key=str.casefold)),
            source="; ".join(self._values(node, DCTERMS.source)),
            facts=self._facts(node, actors),
            children=tuple(map(self.entry, children)),
        )

    def actors(self) -> dict[EntityType, tuple[Group, ...]]:
        """The actors by type and country, those of no country first."""
        groups: dict[EntityType, dict[str, list[Actor]]] = {t: defaultdict(list) for t in EntityType}
        types = {IGR[t]: t for t in EntityType}
        for node in self._subjects(SKOS.inScheme, ACTORS):
            title = self._country(node)
            for kind in self._objects(node, RDF.type):
                if kind in types:
                    groups[types[kind]][title].append(self._actor(node, types[kind], title))
        return {t: _sorted(found) for t, found in groups.items() if found}

    def _actor(self, node: rdflib.URIRef, kind: EntityType, country: str) -> Actor:
        is_unit = kind is EntityType.GOVERNMENT and country != _GENERIC
        return Actor(
            anchor=anchor(node),
            label=self._english(node, SKOS.prefLabel),
            foreign=min(self._texts(node, SKOS.prefLabel, "zh"), default=""),
            definition="" if is_unit else self._english(node, SKOS.definition),
        )

    def _country(self, node: rdflib.URIRef) -> str:
        """The country an actor lies in, or what it is where it lies in none."""
        chain: list[rdflib.URIRef] = []
        while node not in chain:
            chain.append(node)
            node = min(self._objects(node, IGR.locatedIn), default=node)
        states = [n for n in chain if (n, IGR.level, _NATIONAL) in self.graph]
        if len(chain) == 1 and self._english(chain[0], SKOS.prefLabel)[:1].islower():
            return _GENERIC
        if not states:
            return _ACROSS
        return _COUNTRIES if states[-1] == chain[0] else self._english(states[-1], SKOS.prefLabel)

    def _facts(self, node: rdflib.URIRef, actors: list[rdflib.URIRef]) -> Facts:
        facets = [(self._english(IGR[f], RDFS.label), self._links(node, IGR[f])) for f in _FACETS]
        values = [(v, tuple(map(Link, self._values(node, IGR[v])))) for v in _VALUES]
        matches = [(title, self._links(node, p)) for title, p in _MATCHES]
        return _filled([*facets, *values, ("actors", tuple(map(self._link, actors))), *matches])

    def _rank(self, node: rdflib.URIRef) -> tuple[str, int, str, str]:
        """Levels by rank, stages by their ladder, the rest by label."""
        ladder = len(self.graph.reached(node, IGR.stageAfter))
        label = self._english(node, SKOS.prefLabel).casefold()
        return min(self._values(node, IGR.rank), default="").zfill(3), ladder, label, node

    def _types(self, node: rdflib.URIRef, side: rdflib.URIRef) -> tuple[Link, ...]:
        """The types a relation may join; nearly all of them are named by what they leave out."""
        found = [t for t in EntityType if (node, side, IGR[t]) in self.graph]
        rest = [t for t in EntityType if t not in found]
        if len(rest) > 2:
            return tuple(Link(t, f"#{t}") for t in found)
        return (Link(f"any but {' or '.join(rest)}" if rest else "any"),)

    def _links(self, node: rdflib.URIRef, predicate: rdflib.URIRef) -> tuple[Link, ...]:
        return tuple(map(self._link, self._objects(node, predicate)))

    def _link(self, node: rdflib.URIRef) -> Link:
        if node.startswith(BASE):
            label = next(filter(None, (self._english(node, p) for p in _LABELS)), "")
            return Link(label or anchor(node), f"#{anchor(node)}")
        return Link(self._short(node), str(node) if str(node).startswith(("http://", "https://")) else "")

    def _short(self, iri: str) -> str:
        known = [(ns, p) for p, ns in (*self.prefixes.items(), *_OUTSIDE.items()) if iri.startswith(ns)]
        space, prefix = max(known, default=("", ""))
        return f"{prefix}:{iri.removeprefix(space)}" if prefix else iri

    def _subjects(self, predicate: rdflib.URIRef, value: rdflib.URIRef) -> list[rdflib.URIRef]:
        return sorted(s for s in self.graph.subjects(predicate, value) if isinstance(s, rdflib.URIRef))

    def _objects(self, node: rdflib.URIRef, predicate: rdflib.URIRef) -> list[rdflib.URIRef]:
        return sorted(o for o in self.graph.objects(node, predicate) if isinstance(o, rdflib.URIRef))

    def _values(self, node: rdflib.URIRef, predicate: rdflib.URIRef) -> list[str]:
        return sorted(str(o) for o in self.graph.objects(node, predicate))

    def _english(self, node: rdflib.URIRef, predicate: rdflib.URIRef) -> str:
        return min(self._texts(node, predicate, "en"), default="")

    def _texts(self, node: rdflib.URIRef, predicate: rdflib.URIRef, language: str) -> list[str]:
        found = (o for o in self.graph.objects(node, predicate) if isinstance(o, rdflib.Literal))
        return [str(o) for o in found if o.language == language]


def _sorted(groups: dict[str, list[Actor]]) -> tuple[Group, ...]:
    first = [t for t in (_GENERIC, _ACROSS, _COUNTRIES) if t in groups]
    titles = [*first, *sorted(groups.keys() - set(first))]
    return tuple(Group(t, tuple(sorted(groups[t], key=lambda a: (a.label.casefold(), a.anchor)))) for t in titles)


def _filled(facts: Iterable[tuple[str, tuple[Link, ...]]]) -> Facts:
    return tuple((title, links) for title, links in facts if links)

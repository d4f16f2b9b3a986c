"""What an index is made from: the properties of a published graph, each read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from kg import claimtable, reports
from kg.claimrow import ClaimRow
from kg.model import EntityType
from kg.store import Store
from kg.terms import ONTOLOGY

BIBO = "http://purl.org/ontology/bibo/"
DCTERMS = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

NAMES = {"preferred": SKOS + "prefLabel", "alternative": SKOS + "altLabel", "hidden": SKOS + "hiddenLabel"}
"""Kinds of names and the properties that give them."""

_TYPES = " ".join(f"<{ONTOLOGY}{type}>" for type in EntityType)
_ENGLISH = 'FILTER(LANG(?o) IN ("en", ""))'

_SHARED = frozenset(
    (
        *"evidence attributedTo states relation head tail belief section page documentId".split(),
        *(DCTERMS + name for name in ("bibliographicCitation", "issued", "title")),
        BIBO + "doi",
    )
)
"""What the claim table has and others want too; it is kept, as reading it takes longer than anything else."""

Many = Mapping[str, tuple[str, ...]]
"""Sorted values by subject."""


class Source:
    """A graph as tables of values by subject, each read when it is first wanted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, Mapping[str, str]] = {}

    @cached_property
    def claims(self) -> tuple[ClaimRow, ...]:
        """The claims that count."""
        return tuple(claimtable.claim_rows(self._store, self.values))

    @cached_property
    def rejected(self) -> tuple[ClaimRow, ...]:
        """The claims that curators rejected or wrote anew."""
        return tuple(ClaimRow.from_mapping(row) for row in reports.rejected_rows(self._store))

    def values(self, name: str, english: bool = False) -> Mapping[str, str]:
        """One value a subject, the least; ``name`` is a property of the ontology or an IRI."""
        if english:
            return {subject: values[0] for subject, values in self.lists(name, english).items()}
        if name not in _SHARED:
            return claimtable.least(self._store, name)
        if name not in self._kept:
            self._kept[name] = claimtable.least(self._store, name)
        return self._kept[name]

    def lists(self, name: str, english: bool = False) -> Many:
        """All distinct values of a property; with ``english``, those in English or in no language."""
        found: dict[str, set[str]] = {}
        for subject, value in self._pairs(name, _ENGLISH if english else ""):
            found.setdefault(subject, set()).add(value)
        return {subject: tuple(sorted(values)) for subject, values in found.items()}

    @cached_property
    def types(self) -> Mapping[str, str]:
        """The local name of the class of each thing, work and scholar; the least where there are several."""
        found: dict[str, str] = {}
        for subject, iri in self._pairs(RDF + "type", f"VALUES ?o {{ {_TYPES} }}"):
            name = iri.removeprefix(ONTOLOGY)
            found[subject] = min(name, found.get(subject, name))
        return found

    @cached_property
    def names(self) -> Mapping[str, Many]:
        """The names of things by kind."""
        return {kind: self.lists(name) for kind, name in NAMES.items()}

    @cached_property
    def preferred(self) -> Mapping[str, str]:
        """The English name of each thing."""
        return self.values(NAMES["preferred"], english=True)

    @cached_property
    def docs(self) -> Mapping[str, str]:
        """The document of each work."""
        return self.values("documentId")

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each work."""
        titles = self.values(DCTERMS + "title")
        return {work: titles.get(work, "") for work in self.docs}

    @cached_property
    def terms(self) -> Mapping[str, str]:
        """The English labels of the ontology and, whatever their class, of everything that has ``rdfs:label``."""
        return self.values(RDFS + "label", english=True)

    @cached_property
    def scholars(self) -> Mapping[str, str]:
        """The names of scholars to whom works credit claims, or of whom they speak."""
        return {iri: label for iri, label in self.terms.items() if self.types.get(iri) == EntityType.SCHOLAR}

    def _pairs(self, name: str, condition: str) -> Iterator[tuple[str, str]]:
        iri = name if ":" in name else ONTOLOGY + name
        rows = self._store.select(f"SELECT ?s ?o WHERE {{ ?s <{iri}> ?o {condition} }}").rows
        return ((str(subject), str(value)) for subject, value in rows)

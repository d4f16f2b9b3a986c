"""Shapes to SPARQL: what ``ontology/shapes.ttl`` demands becomes queries that find the nodes that break it.

Only the part of SHACL that the file needs is known, and anything else in a file is refused, so that no shape
is passed over in silence:

    targets      sh:targetClass or sh:targetSubjectsOf, one for a node shape
    paths        a property, sh:inversePath of one, sh:alternativePath of a list of them, or a list of them
    constraints  sh:minCount, maxCount, class, datatype, nodeKind, in, minInclusive, maxInclusive, lessThan,
                 lessThanOrEquals, pattern, uniqueLang, and sh:sparql with sh:select
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, RDFS, SH, XSD

from kg.model import VocabularyError
from kg.resources import data_dir

_Node = rdflib.term.Node

_CLASS = f"<{RDF.type}>/<{RDFS.subClassOf}>*"
_KINDS: dict[_Node, str] = {SH.IRI: "isIRI", SH.Literal: "isLiteral", SH.BlankNode: "isBlank"}
_CASTS = frozenset(XSD[name] for name in ("boolean", "dateTime", "decimal", "integer", "string"))
_SELECT = re.compile(r"\s*SELECT\s+(?P<columns>(?:[$?]\w+\s+)+)WHERE\s*\{(?P<body>.*)", re.DOTALL)
# What a query for one given $this may hold, but a query for every $this at once would read otherwise.
_UNFIT = re.compile(r"(?i)\b(?:MINUS|VALUES|SELECT|SERVICE)\b|[$?](?:PATH|currentShape|shapesGraph)\b")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, and the query that finds where it does not.

    Attributes:
        shape: IRI of the property shape or the SPARQL constraint.
        message: what is wrong with a node that is found; ``{?name}`` stands for a column of the query.
        cure: how to mend it.
        query: a SELECT query. Each row is a breach: ``this`` is the node and ``value`` the value at fault, if one is.
    """

    shape: str
    message: str
    cure: str
    query: str


def shapes_file() -> Path:
    """The file of the shapes that every store must hold to."""
    return data_dir("ontology") / "shapes.ttl"


def load(path: Path) -> tuple[Check, ...]:
    """The checks of a file of shapes, sorted by shape.

    Raises:
        VocabularyError: the file is missing, is not Turtle, or holds what is not known here.
    """
    return tuple(sorted(_Reader(_parse(path), path).checks(), key=lambda check: (check.shape, check.query)))


def declared_in(nodes: Iterable[str], files: Iterable[Path]) -> dict[str, Path]:
    """The first Turtle file that describes each node; nodes that no file describes are left out.

    Raises:
        VocabularyError: a file is missing or is not Turtle.
    """
    wanted, found = set(nodes), dict[str, Path]()
    for path in files if wanted else ():
        for triple in _triples(path):
            if isinstance(triple.subject, ox.NamedNode) and triple.subject.value in wanted:
                found.setdefault(triple.subject.value, path)
    return found


def _triples(path: Path) -> Iterator[ox.Quad]:
    # Oxigraph only reads the lines; rdflib would take a second to index what is asked once.
    try:
        yield from ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    except (OSError, SyntaxError, ValueError) as e:
        raise VocabularyError(f"{path}: not readable as Turtle ({e}); mend or restore the file") from e


def _parse(path: Path) -> rdflib.Graph:
    try:
        return rdflib.Graph().parse(path, format="ox-turtle")
    except (OSError, SyntaxError, ValueError) as e:
        raise VocabularyError(f"{path}: not readable as Turtle ({e}); mend or restore the file") from e


def _n3(node: _Node) -> str:
    assert isinstance(node, rdflib.URIRef | rdflib.BNode | rdflib.Literal)
    return node.n3()


def _class(term: _Node) -> str:
    return f"EXISTS {{ ?value {_CLASS} {_n3(term)} }}"


def _datatype(term: _Node) -> str:
    if term not in _CASTS:
        raise ValueError(f"sh:datatype {_n3(term)} is not known to kg validate")
    # The cast fails on what only claims to be of the type, such as "many"^^xsd:integer.
    return f"DATATYPE(?value) = {_n3(term)} && {_n3(term)}(STR(?value)) = ?value"


def _node_kind(term: _Node) -> str:
    if term not in _KINDS:
        raise ValueError(f"sh:nodeKind {_n3(term)} is not known to kg validate")
    return f"{_KINDS[term]}(?value)"


def _min_inclusive(term: _Node) -> str:
    return f"?value >= {_n3(term)}"


def _max_inclusive(term: _Node) -> str:
    return f"?value <= {_n3(term)}"


def _less_than(term: _Node) -> str:
    return _compares("<", term)


def _at_most(term: _Node) -> str:
    return _compares("<=", term)


def _compares(sign: str, term: _Node) -> str:
    return f"NOT EXISTS {{ ?this {_n3(term)} ?other . FILTER (!COALESCE(?value {sign} ?other, false)) }}"


def _pattern(term: _Node) -> str:
    return f"REGEX(STR(?value), {_n3(term)})"


_VALUE: dict[_Node, Callable[[_Node], str]] = {
    SH["class"]: _class,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH.minInclusive: _min_inclusive,
    SH.maxInclusive: _max_inclusive,
    SH.lessThan: _less_than,
    SH.lessThanOrEquals: _at_most,
    SH.pattern: _pattern,
}
"""Constraint to the expression that must be true of ?this and ?value; it fails where it cannot be told."""

_COUNT: dict[_Node, str] = {SH.minCount: "<", SH.maxCount: ">"}
_ABOUT = frozenset({RDF.type, RDFS.comment, RDFS.label, SH.message})
_NODE_SHAPE = _ABOUT | {SH.targetClass, SH.targetSubjectsOf, SH.property, SH.sparql}
_PROPERTY_SHAPE = _ABOUT | {SH.path, SH["in"], SH.uniqueLang, *_COUNT, *_VALUE}
_SPARQL_CONSTRAINT = _ABOUT | {SH.prefixes, SH.select}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the shapes of a graph; ``path`` is the file it came from."""

    graph: rdflib.Graph
    path: Path

    def checks(self) -> Iterator[Check]:
        """The checks of every node shape."""
        self._refuse_unreached()
        for shape in self.graph.subjects(RDF.type, SH.NodeShape):
            self._refuse_unknown(shape, _NODE_SHAPE)
            target = self._target(shape)
            for part in self.graph.objects(shape, SH.property):
                for query in self._property(part, target):
                    yield self._check(part, shape, query)
            for part in self.graph.objects(shape, SH.sparql):
                yield self._check(part, shape, self._sparql(part, target))

    def _check(self, part: _Node, shape: _Node, query: str) -> Check:
        if not isinstance(part, rdflib.URIRef):
            raise self._refusal(shape, "has a part without a name, which no report could point to")
        cure = self._one(part if (part, RDFS.comment, None) in self.graph else shape, RDFS.comment)
        return Check(str(part), str(self._one(part, SH.message)), str(cure), query)

    def _target(self, shape: _Node) -> str:
        found = [f"?this {_CLASS} {_n3(kind)} ." for kind in self.graph.objects(shape, SH.targetClass)]
        found += [f"?this {_n3(p)} ?any ." for p in self.graph.objects(shape, SH.targetSubjectsOf)]
        if len(found) != 1:
            raise self._refusal(shape, f"has {len(found)} targets, not one")
        return found[0]

    def _property(self, part: _Node, target: str) -> Iterator[str]:
        # At most three queries for a shape, however many constraints it has: each of them goes once over all nodes.
        self._refuse_unknown(part, _PROPERTY_SHAPE)
        value = f"?this {self._path(part)} ?value"
        if limits := self._limits(part):
            pattern = f"{target} OPTIONAL {{ {value} }}"
            yield f"SELECT ?this WHERE {{ {pattern} }} GROUP BY ?this HAVING ({limits})"
        if demands := self._demands(part):
            yield f"SELECT DISTINCT ?this ?value WHERE {{ {target} {value} . FILTER (!COALESCE({demands}, false)) }}"
        if (part, SH.uniqueLang, None) in self.graph:
            self._refuse_other_than_true(part, SH.uniqueLang)
            pattern = f"{target} {value} . BIND (LCASE(LANG(?value)) AS ?tag) FILTER (?tag != '')"
            yield f"SELECT ?this WHERE {{ {pattern} }} GROUP BY ?this ?tag HAVING (COUNT(DISTINCT ?value) > 1)"

    def _limits(self, part: _Node) -> str:
        terms = {sign: self._one(part, limit) for limit, sign in _COUNT.items() if (part, limit, None) in self.graph}
        for term in terms.values():
            if not isinstance(term, rdflib.Literal) or term.datatype != XSD.integer:
                raise self._refusal(part, f"counts up to {_n3(term)}, which is no whole number")
        return " || ".join(f"COUNT(DISTINCT ?value) {sign} {term}" for sign, term in terms.items())

    def _demands(self, part: _Node) -> str:
        demands = []
        for constraint in sorted(set(self.graph.predicates(part)) & _VALUE.keys(), key=str):
            try:
                demands.append(_VALUE[constraint](self._one(part, constraint)))
            except ValueError as e:
                raise self._refusal(part, str(e)) from e
        if (part, SH["in"], None) in self.graph:
            members = self.graph.items(self._one(part, SH["in"]))
            demands.append("(" + " || ".join(f"sameTerm(?value, {_n3(term)})" for term in members) + ")")
        return " && ".join(demands)

    def _sparql(self, part: _Node, target: str) -> str:
        self._refuse_unknown(part, _SPARQL_CONSTRAINT)
        found = _SELECT.fullmatch(str(self._one(part, SH.select)))
        if found is None or not re.search(r"[$?]this\s", found["columns"]) or _UNFIT.search(found["body"]):
            raise self._refusal(part, "sh:select is not a plain SELECT $this ... WHERE { ... }")
        return f"{self._prefixes(part)}SELECT DISTINCT {found['columns']}WHERE {{ {target} {found['body']}"

    def _prefixes(self, part: _Node) -> str:
        lines = []
        for source in self.graph.objects(part, SH.prefixes):
            for declared in self.graph.objects(source, SH.declare):
                prefix, namespace = self._one(declared, SH.prefix), self._one(declared, SH.namespace)
                lines.append(f"PREFIX {prefix}: <{namespace}>\n")
        return "".join(sorted(lines))

    def _path(self, part: _Node) -> str:
        path = self._one(part, SH.path)
        inverse = list(self.graph.objects(path, SH.inversePath))
        either = [step for top in self.graph.objects(path, SH.alternativePath) for step in self.graph.items(top)]
        steps = inverse or either or list(self.graph.items(path)) or [path]
        if not all(isinstance(step, rdflib.URIRef) for step in steps):
            known = "a property, nor sh:inversePath of one, nor a list or sh:alternativePath of them"
            raise self._refusal(part, f"sh:path is neither {known}")
        if either:
            return f"({'|'.join(map(_n3, steps))})"
        return ("^" if inverse else "") + "/".join(map(_n3, steps))

    def _one(self, node: _Node, predicate: _Node) -> _Node:
        found = list(self.graph.objects(node, predicate))
        if len(found) != 1:
            raise self._refusal(node, f"has {len(found)} values of {_n3(predicate)}, not one")
        return found[0]

    def _refuse_other_than_true(self, node: _Node, predicate: _Node) -> None:
        if self._one(node, predicate) != rdflib.Literal(True):
            raise self._refusal(node, f"{_n3(predicate)} can only be true")

    def _refuse_unknown(self, node: _Node, known: frozenset[_Node]) -> None:
        for predicate in sorted(set(self.graph.predicates(node)) - known, key=str):
            raise self._refusal(node, f"{_n3(predicate)} is not known to kg validate")

    def _refuse_unreached(self) -> None:
        # A shape that no sh:NodeShape leads to would check nothing.
        reached = set(self.graph.subjects(RDF.type, SH.NodeShape))
        for link in (SH.property, SH.sparql, SH.path, SH.prefixes, SH.declare):
            reached |= set(self.graph.objects(None, link))
        for node, predicate in sorted(self.graph.subject_predicates(), key=str):
            if str(predicate).startswith(str(SH)) and node not in reached:
                raise self._refusal(node, f"has {_n3(predicate)}, but no sh:NodeShape leads to it")

    def _refusal(self, node: _Node, reason: str) -> VocabularyError:
        return VocabularyError(f"{self.path}: {node}: {reason}; mend the shape")

"""Shapes become queries that find what pySHACL finds, and nothing that is not understood is passed over."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from corruptions import CORRUPTIONS, IGR, JUDGED, LINE, MORE, XSD, Copy, Corruption, in_memory, small
from judged_graph import judged_lines
from rdflib.namespace import RDF, SH

from kg import shapes
from kg.model import VocabularyError
from kg.store import Store

pytest_plugins = ["fixtures_store"]

Breach = tuple[str, str, str | None]
"""Node, shape and value, if one is at fault."""


def by_pyshacl(store: Store, path: Path) -> set[Breach]:
    """What pySHACL finds in a store."""
    _, report, _ = pyshacl.validate(store.dataset(), shacl_graph=str(path), inplace=True)
    assert isinstance(report, rdflib.Graph)
    return {_breach(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)}


def _breach(report: rdflib.Graph, result: rdflib.term.Node) -> Breach:
    shape = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
    value = report.value(result, SH.value)
    return str(report.value(result, SH.focusNode)), str(shape), None if value is None else str(value)


def by_queries(store: Store, path: Path) -> set[Breach]:
    """What the queries find in a store."""
    found = set()
    for check in shapes.load(path):
        table = store.select(check.query)
        for row in table.rows:
            cells = dict(zip(table.columns, row, strict=True))
            value = cells.get("value")
            found.add((cells["this"] or "", check.shape, value and value.removeprefix("_:")))
    return found


# --- against pySHACL ------------------------------------------------------------------------------


def damaged(lines: list[str], corruptions: Iterable[Corruption]) -> list[str]:
    """The lines with what each corruption takes out and adds by itself, so that none spoils the ground of another."""
    lost, gained, known = set[str](), dict[str, None](), set(lines)
    for turn, corrupt in enumerate(corruptions):
        copy = Copy(lines.copy(), turn=7 * turn)  # not all on one claim
        corrupt(copy)
        lost |= known.difference(copy.lines)
        gained |= dict.fromkeys(line for line in copy.lines if line not in known)
    return [line for line in lines if line not in lost] + list(gained)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pyshacl_finds_the_same_in_a_corrupted_corpus(corpus_store: Path, tmp_path: Path) -> None:
    lines = small(judged_lines(corpus_store, tmp_path / "kg"))
    store = in_memory(damaged(lines, [corrupt for corrupt, _ in (CORRUPTIONS | MORE | JUDGED).values()]))
    found = by_queries(store, shapes.shapes_file())
    assert found == by_pyshacl(store, shapes.shapes_file())
    assert len({shape for _, shape, _ in found}) >= 70


ODD = [
    '"a text"',
    '" "',
    '"mot"@fr',
    '"word"@en',
    *(f'"{text}"^^<{XSD}{kind}>' for text in ("-1", "0", "2", "0.5", "many") for kind in ("integer", "decimal")),
    "<https://w3id.org/igr/concept/local-protectionism>",
    f"<{IGR}positive>",
    f"<{IGR}Obstacle>",
    "<https://example.org/unknown>",
    "_:somebody",
]


NUMBERS = [value for value in ODD if re.match(r'"(-?[0-9]+"|0\.5"\^\^.*decimal)', value)]


def mutated(lines: list[str], chance: random.Random) -> Iterator[str]:
    """The lines of a graph, one in twelve of the data dropped, doubled or with another value."""
    for line in lines:
        found = LINE.fullmatch(line)
        assert found is not None
        if f"<{IGR}" in line.split()[0] or chance.random() > 1 / 12:
            yield line
            continue
        change = chance.choice(["drop", "double", "change", "change"])
        if change != "drop":
            # Other than in the standard, pySHACL compares what is no number as text, and stops at blank nodes.
            is_span = re.search("(?i)(start|end|belief|belieflow|beliefhigh|sources|works)>", found["predicate"])
            value = chance.choice(NUMBERS if is_span else ODD)
            yield f"{found['subject']} {found['predicate']} {value} {found['graph']} ."
        if change == "double":
            yield line


@pytest.fixture(scope="module")
def judged(store: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The graph of the six documents with decisions and facts, and without most of the vocabulary."""
    return small(judged_lines(store, tmp_path_factory.mktemp("judged") / "kg"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("seed", range(4))
def test_pyshacl_finds_the_same_in_a_graph_that_was_damaged_at_random(judged: list[str], seed: int) -> None:
    lines = list(mutated(judged, random.Random(seed)))
    damaged = in_memory(lines)
    found = by_queries(damaged, shapes.shapes_file())
    assert found == by_pyshacl(damaged, shapes.shapes_file())
    assert len(found) > 20


# --- each construct by itself ---------------------------------------------------------------------

PREFIXES = """@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PART = 'ex:part sh:path ex:p ; sh:message "is wrong" ; rdfs:comment "mend it" ; '
SHAPE = PREFIXES + "ex:shape a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:part .\n"
DATA = """
ex:Sub rdfs:subClassOf ex:T .
ex:none a ex:T .
ex:one a ex:T ; ex:p 1 ; ex:q 2 .
ex:two a ex:Sub ; ex:p 1 , 2 ; ex:q 2 .
ex:iri a ex:T ; ex:p ex:one ; ex:q ex:two .
ex:blank a ex:T ; ex:p [] .
ex:text a ex:T ; ex:p "a text" , "b" ; ex:q "b" .
ex:tags a ex:T ; ex:p "a"@en , "b"@EN , "c"@fr .
ex:tag a ex:T ; ex:p "a"@en , "a" , "b" .
ex:bad a ex:T ; ex:p "many"^^xsd:integer ; ex:q 5 .
ex:decimal a ex:T ; ex:p 1.5 , 3.0 .
ex:chain a ex:T ; ex:p ex:two , ex:tags .
ex:other ex:p 1 , ex:two .
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "shapes.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def data_store() -> Store:
    graph = rdflib.Graph().parse(data=PREFIXES + DATA, format="turtle")
    return in_memory(graph.serialize(format="nt").splitlines())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("constraint", "nodes"),
    [
        ("sh:minCount 1", "none"),
        ("sh:minCount 2", "none one iri blank bad"),
        ("sh:maxCount 1", "two text tags tag decimal chain"),
        ("sh:maxCount 0", "one two iri blank text tags tag bad decimal chain"),
        ("sh:minCount 1 ; sh:maxCount 2", "none tags tag"),
        ("sh:class ex:T", "one two blank text tags tag bad decimal"),
        ("sh:datatype xsd:integer", "iri blank text tags tag bad decimal chain"),
        ("sh:datatype xsd:string", "one two iri blank tags tag bad decimal chain"),
        ("sh:datatype xsd:boolean", "one two iri blank text tags tag bad decimal chain"),
        ("sh:nodeKind sh:IRI", "one two blank text tags tag bad decimal"),
        ("sh:nodeKind sh:Literal", "iri blank chain"),
        ("sh:nodeKind sh:BlankNode", "one two iri text tags tag bad decimal chain"),
        ("sh:in ( 1 ex:one )", "two blank text tags tag bad decimal chain"),
        ("sh:minInclusive 2", "one two iri blank text tags tag bad decimal chain"),
        ("sh:maxInclusive 1", "two iri blank text tags tag bad decimal chain"),
        ('sh:pattern "^a"', "one two iri blank text tags tag bad decimal chain"),
        ("sh:uniqueLang true", "tags"),
    ],
)
def test_a_constraint_finds_what_pyshacl_finds(constraint: str, nodes: str, tmp_path: Path) -> None:
    path, store = write(tmp_path, f"{SHAPE}{PART}{constraint} ."), data_store()
    found = by_queries(store, path)
    assert {node.rpartition("/")[2] for node, _, _ in found} == set(nodes.split())
    assert found == by_pyshacl(store, path)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("lessThan", {("two", "2"), ("iri", "https://example.org/one"), ("text", "b"), ("bad", "many")}),
        ("lessThanOrEquals", {("iri", "https://example.org/one"), ("bad", "many")}),
    ],
)
def test_what_cannot_be_compared_is_not_less(constraint: str, values: set[tuple[str, str]], tmp_path: Path) -> None:
    # The standard says so; pySHACL stops here.
    path = write(tmp_path, f"{SHAPE}{PART}sh:{constraint} ex:q .")
    found = by_queries(data_store(), path)
    assert {(node.rpartition("/")[2], value) for node, _, value in found} == values


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("target", "path", "nodes"),
    [
        ("sh:targetSubjectsOf ex:q", "ex:p", "two text"),
        ("sh:targetClass ex:T", "[ sh:inversePath ex:p ]", "two"),
        ("sh:targetClass ex:Sub", "[ sh:inversePath ex:p ]", "two"),
        ("sh:targetClass ex:T", "( ex:p ex:p )", "chain"),
        ("sh:targetClass ex:T", "[ sh:alternativePath ( ex:p ex:q ) ]", "one two iri text tags tag bad decimal chain"),
    ],
)
def test_a_target_and_a_path_lead_where_pyshacl_goes(target: str, path: str, nodes: str, tmp_path: Path) -> None:
    text = f"""{PREFIXES}ex:shape a sh:NodeShape ; {target} ; sh:property ex:part .
        ex:part sh:path {path} ; sh:maxCount 1 ; sh:message "is wrong" ; rdfs:comment "mend it" ."""
    file, store = write(tmp_path, text), data_store()
    found = by_queries(store, file)
    assert {node.rpartition("/")[2] for node, _, _ in found} == set(nodes.split())
    assert found == by_pyshacl(store, file)


QUERY = """
ex:shape a sh:NodeShape ; sh:targetClass ex:T ; rdfs:comment "mend it" ; sh:sparql ex:rule .
ex:prefixes sh:declare ex:declared .
ex:declared sh:prefix "e" ; sh:namespace "https://example.org/"^^xsd:anyURI .
ex:rule sh:prefixes ex:prefixes ; sh:message "has {?value}, not {?other}" ; sh:select '''%s''' .
"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_query_is_asked_of_every_node(tmp_path: Path) -> None:
    select = "SELECT $this ?value ?other WHERE { $this e:p ?value ; e:q ?other . FILTER (?value = ?other) }"
    path, store = write(tmp_path, PREFIXES + QUERY % select), data_store()
    found = by_queries(store, path)
    assert found == by_pyshacl(store, path)
    assert found == {
        ("https://example.org/two", "https://example.org/rule", "2"),
        ("https://example.org/text", "https://example.org/rule", "b"),
    }
    [check] = shapes.load(path)
    assert (check.message, check.cure) == ("has {?value}, not {?other}", "mend it")


@pytest.mark.parametrize(
    "select",
    [
        "SELECT ?value WHERE { ?value a ?this }",
        "SELECT * WHERE { $this e:p ?value }",
        "SELECT $this (1 AS ?value) WHERE { $this e:p ?x }",
        "SELECT $this WHERE { $this e:p ?x . MINUS { $this e:q ?x } }",
        "SELECT $this WHERE { VALUES ?x { 1 } $this e:p ?x }",
        "SELECT $this WHERE { { SELECT $this WHERE { $this e:p ?x } LIMIT 1 } }",
        "SELECT $this WHERE { SERVICE <https://example.org/> { $this e:p ?x } }",
        "SELECT $this WHERE { $this $PATH ?x }",
        "ASK { $this e:p ?x }",
    ],
)
def test_a_query_that_means_something_else_for_all_nodes_at_once_is_refused(select: str, tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"/rule: sh:select is not a plain SELECT"):
        shapes.load(write(tmp_path, PREFIXES + QUERY % select))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{SHAPE}{PART}sh:hasValue 1 .", "<http://www.w3.org/ns/shacl#hasValue> is not known to kg validate"),
        (f"{SHAPE}{PART}sh:minCount 1 ; sh:severity sh:Warning .", "#severity> is not known"),
        (f"{SHAPE}{PART}sh:deactivated true .", "#deactivated> is not known"),
        (f'{SHAPE}{PART}sh:pattern "a" ; sh:flags "i" .', "#flags> is not known"),
        (f"{SHAPE}{PART}sh:datatype xsd:gYear .", "sh:datatype <http://www.w3.org/2001/XMLSchema#gYear> is not known"),
        (f"{SHAPE}{PART}sh:nodeKind sh:IRIOrLiteral .", "#IRIOrLiteral> is not known"),
        (f'{SHAPE}{PART}sh:minCount "one" .', 'counts up to "one"'),
        (f"{SHAPE}{PART}sh:minCount 1 , 2 .", "has 2 values of <http://www.w3.org/ns/shacl#minCount>, not one"),
        (f"{SHAPE}{PART}sh:uniqueLang false .", "#uniqueLang> can only be true"),
        (f"{SHAPE}ex:part sh:path [ sh:zeroOrMorePath ex:p ] .", "sh:path is neither a property"),
        (f"{SHAPE}ex:part sh:path ( [ sh:inversePath ex:p ] ex:q ) .", "no sh:NodeShape leads to it"),
        (f"{SHAPE}ex:part sh:path ex:p ; sh:minCount 1 ; rdfs:comment 'x' .", "#message>, not one"),
        (f"{SHAPE}ex:part sh:path ex:p ; sh:minCount 1 ; sh:message 'x' .", "#comment>, not one"),
        (f"{SHAPE}{PART}sh:minCount 1 . ex:shape sh:closed true .", "#closed> is not known"),
        (f"{SHAPE}{PART}sh:minCount 1 . ex:shape sh:targetClass ex:U .", "has 2 targets, not one"),
        (f"{SHAPE}{PART}sh:minCount 1 . ex:lost sh:path ex:q ; sh:minCount 1 .", "ex.*/lost: .*no sh:NodeShape leads"),
        (f"{PREFIXES}ex:shape sh:targetClass ex:T .", "no sh:NodeShape leads to it"),
        (
            f"{PREFIXES}ex:shape a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .",
            "has a part without a name",
        ),
        ("ex:shape a", "not readable as Turtle"),
    ],
)
def test_what_is_not_understood_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(VocabularyError, match=reason if ".*" in reason else re.escape(reason)) as told:
        shapes.load(path)
    assert str(told.value).startswith(f"{path}: ")
    assert "mend" in str(told.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="not readable as Turtle"):
        shapes.load(tmp_path / "none.ttl")
    with pytest.raises(VocabularyError, match="not readable as Turtle"):
        shapes.declared_in(["https://example.org/a"], [tmp_path / "none.ttl"])


def test_the_first_file_that_describes_a_node_is_found(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.ttl", "b.ttl", "c.ttl")]
    for file, text in zip(files, ("ex:x ex:p ex:y .", "ex:y ex:p 1 .", "ex:y ex:p 2 ."), strict=True):
        file.write_text(PREFIXES + text, encoding="utf-8")
    nodes = ["https://example.org/y", "https://example.org/nobody", "not an IRI"]
    assert shapes.declared_in(nodes, files) == {"https://example.org/y": files[1]}
    assert shapes.declared_in([], [tmp_path / "none.ttl"]) == {}


# --- the shapes of this project -------------------------------------------------------------------


def test_every_shape_says_what_is_wrong_and_how_to_mend_it() -> None:
    for check in shapes.load(shapes.shapes_file()):
        assert check.shape.startswith("https://w3id.org/igr/shape/")
        for text in (check.message, check.cure):
            assert re.match(r"[a-z]", text), f"{check.shape}: {text}: is read in the middle of a line"
            assert not text.endswith(".")
        assert set(re.findall(r"\{[?$](\w+)\}", check.message)) <= set(re.findall(r"[?$](\w+)", check.query))


def test_the_shapes_are_shacl() -> None:
    conforms, _, said = pyshacl.validate(rdflib.Graph(), shacl_graph=str(shapes.shapes_file()), meta_shacl=True)
    assert conforms, said

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import rdf, terms
from kg.model import (
    THIS_WORK,
    Claim,
    Document,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    LinkedClaim,
    Mention,
    Modality,
    Polarity,
    Proposition,
    Reference,
    Relation,
)

IGR = terms.ONTOLOGY
OA = "http://www.w3.org/ns/oa#"
TEXT = "An opening sentence of some length. Tax sharing reduces protectionism. The end."
SENTENCE = Evidence(36, 70, TEXT[36:70])
HOSTILE = [
    'a "quoted" text',
    "back\\slash \\u0022 \\",
    "line\nfeed\rreturn\ttab",
    "{brace} <angle> |pipe| `tick` ^hat^",
    "nul\x00 bell\x07 escape\x1b delete\x7f",
    "lone \ud800 surrogate \udfff",
    "bidi \u202eoverride\u2066 isolate",
    "line\u2028separator paragraph\u2029 next\u0085line",
    "not a character \ufffe \uffff",
    "' . } SERVICE <http://example.org/> { ?s ?p ?o } #",
    "x" * 10_000,
    "",
]


def claim(
    head: str = "tax sharing",
    relation: Relation = Relation.ADDRESSES,
    tail: str = "protectionism",
    doc: str = "d1",
    **changes: object,
) -> LinkedClaim:
    made = Claim(
        doc,
        Mention(head, EntityType.MECHANISM, 36, 47),
        relation,
        Mention(tail, EntityType.OBSTACLE, 56, 69),
        SENTENCE,
        "reduces",
        0.8,
    )
    ends = (entity(head, EntityType.MECHANISM), entity(tail, EntityType.OBSTACLE))
    return LinkedClaim(replace(made, **changes), *ends, (1.0, "same"), (0.75, "hidden"))  # type: ignore[arg-type]


def entity(label: str, type: EntityType) -> Entity:
    return Entity(f"{terms.BASE}local/{terms.slugify(label)}", label, type, local=True)


def extraction(doc: str = "d1", text: str = TEXT, **reference: object) -> Extraction:
    return Extraction(Document(doc, text, Reference("A title", **reference), ()), (), (), sentences=3)  # type: ignore[arg-type]


class Line(NamedTuple):
    subject: str
    predicate: str
    object: str
    graph: str
    term: str


def read(lines: Iterable[str]) -> list[Line]:
    """What another reader finds in the lines, one a line and without blank nodes."""
    written = list(lines)
    found = []
    for quad in ox.parse("\n".join(written).encode(), format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        assert isinstance(quad.graph_name, ox.NamedNode)
        names = (quad.subject.value, quad.predicate.value, quad.object.value, quad.graph_name.value)
        found.append(Line(*names, str(quad.object)))
    assert len(found) == len(written)
    return found


def values(lines: list[Line], predicate: str) -> list[str]:
    return [line.object for line in lines if line.predicate == predicate]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_literal_gives_back_its_text(text: str) -> None:
    [quad] = read([f"<a:s> <a:p> {terms.literal(text)} <a:g> ."])
    assert quad.object == terms.clean(text)
    assert len(quad.object) == len(text)


@given(st.text(st.characters(), max_size=40))
def test_any_text_makes_one_valid_line(text: str) -> None:
    line = f"{terms.iri('https://w3id.org/igr/x/' + text)} <a:p> {terms.literal(text, language='en')} <a:g> ."
    [quad] = read([line])
    assert quad.object == terms.clean(text)
    # XML cannot hold what a literal must not contain.
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", quad.object)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://w3id.org/igr/concept/tax-sharing", "<https://w3id.org/igr/concept/tax-sharing>"),
        ('https://x.org/a"b<c>d e', "<https://x.org/a%22b%3Cc%3Ed%20e>"),
        ("https://x.org/100%", "<https://x.org/100%25>"),
        ("https://x.org/%E9", "<https://x.org/%E9>"),
        ("https://x.org/[1]\n\\{}|^`", "<https://x.org/%5B1%5D%0A%5C%7B%7D%7C%5E%60>"),
        ("https://x.org/é/长", "<https://x.org/é/长>"),
        ("https://x.org/\u202e\ud800", "<https://x.org/%E2%80%AE%EF%BF%BD>"),
    ],
)
def test_iri(value: str, expected: str) -> None:
    assert terms.iri(value) == expected


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Local protectionism", "local-protectionism"),
        ("  prisoner's   dilemma ", "prisoners-dilemma"),
        ("São Paulo (ABC)", "sao-paulo-abc"),
        ("Straße 7", "strasse-7"),
        ('"}; DROP\n\\', "drop"),
        ("\u202ereversed\u202c", "reversed"),
    ],
)
def test_slugify(text: str, slug: str) -> None:
    assert terms.slugify(text) == slug


@pytest.mark.parametrize("text", HOSTILE)
def test_a_slug_is_short_stable_ascii(text: str) -> None:
    slug = terms.slugify(text)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,88}", slug)
    assert slug == terms.slugify(text.upper() if text.isascii() else text)


def test_slugs_keep_apart_what_ascii_cannot_tell() -> None:
    texts = ["长江", "珠江", "长江 delta", "珠江 delta", "delta", "!!!", "???", "x" * 100, "x" * 101]
    assert len({terms.slugify(text) for text in texts}) == len(texts)


def test_the_graph_of_a_work_is_never_one_of_the_shared_graphs() -> None:
    graphs = {terms.graph_iri(doc) for doc in ("assembled", "vocabulary", "a/b", "a b")}
    assert len(graphs | {terms.ASSEMBLED, terms.VOCABULARY}) == 6


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (
            Reference("The Framework", ("Feiock, R. C.",), 2013, container="Policy Studies"),
            "Feiock, R. C. (2013). The Framework. Policy Studies.",
        ),
        (Reference("Who pays?", ("Li", "Wang")), "Li; Wang. Who pays?"),
        (Reference("Untitled", year=1999), "(1999). Untitled."),
        (Reference("Untitled"), "Untitled."),
    ],
)
def test_citation(reference: Reference, expected: str) -> None:
    assert rdf.citation(reference) == expected


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://doi.org/10.1111/psj.12023", True),
        ("http://x.org:8080/a?b=c&d=%20#e", True),
        ("https://例子.cn/", False),
        ("https://x.org/论文", True),
        ("javascript:alert(1)", False),
        ("https://x.org/a b", False),
        ("https://x.org/<script>", False),
        ("https://x.org/%zz", False),
        ("https://user:secret@x.org/", False),
        ("x.org/paper", False),
        ("", False),
    ],
)
def test_a_url_becomes_an_iri_only_if_it_is_one(url: str, kept: bool) -> None:
    quads = read(rdf.work_quads(extraction(url=url), []))
    assert values(quads, "http://purl.org/dc/terms/source") == ([url] if kept else [])


@given(st.from_regex(r"https?://[a-z.:0-9\[\]@-]{1,9}[/?#]?[^\s]{0,12}", fullmatch=True))
def test_no_url_breaks_a_graph(url: str) -> None:
    quads = read(rdf.work_quads(extraction(url=url), []))
    assert set(values(quads, "http://purl.org/dc/terms/source")) <= {url}


def test_the_record_of_a_work() -> None:
    source = extraction(
        authors=("Li", "Wang"), year=987, kind="article", container="J", doi="10.1/x", places=("China",)
    )
    quads = read(rdf.work_quads(source, []))
    assert {q.graph for q in quads} == {"https://w3id.org/igr/graph/d1"}
    assert {q.subject for q in quads} == {"https://w3id.org/igr/work/d1"}
    assert values(quads, "http://purl.org/dc/terms/creator") == ["Li", "Wang"]
    assert values(quads, "http://purl.org/dc/terms/issued") == ["0987"]
    assert values(quads, "http://purl.org/ontology/bibo/doi") == ["10.1/x"]
    assert values(quads, IGR + "place") == ["China"]
    assert values(quads, IGR + "sentences") == ["3"]
    assert values(quads, IGR + "documentId") == ["d1"]


def test_a_claim_with_everything() -> None:
    made = claim(trigger=(48, 55), time="in 2004", place="Jiangsu", attributed_to="Feiock, R.")
    quads = [q for q in read(rdf.work_quads(extraction(), [made])) if made.id in q.subject]
    found = {q.predicate.removeprefix(IGR): q.object.removeprefix(IGR) for q in quads}
    assert found == {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "Claim",
        "http://purl.org/dc/terms/temporal": "in 2004",
        "states": f"https://w3id.org/igr/proposition/{made.proposition}",
        "inWork": "https://w3id.org/igr/work/d1",
        "polarity": "positive",
        "modality": "asserted",
        "rule": "reduces",
        "confidence": "0.8",
        "linkScore": "0.75",
        "claimPlace": "Jiangsu",
        "attributedTo": "https://w3id.org/igr/scholar/feiock-r",
        "headMention": "tax sharing",
        "headType": "Mechanism",
        "headStart": "36",
        "headEnd": "47",
        "tailMention": "protectionism",
        "tailType": "Obstacle",
        "tailStart": "56",
        "tailEnd": "69",
        "triggerStart": "48",
        "triggerEnd": "55",
        "evidence": "https://w3id.org/igr/evidence/d1-36-70",
    }


def test_a_claim_without_spans() -> None:
    made = claim(head=THIS_WORK)
    made = replace(made, claim=replace(made.claim, head=Mention(THIS_WORK, EntityType.WORK)))
    quads = read(rdf.work_quads(extraction(), [made]))
    assert not values(quads, IGR + "headStart")
    assert not values(quads, IGR + "triggerStart")
    assert values(quads, IGR + "attributedTo") == ["https://w3id.org/igr/work/d1"]


def test_evidence_is_the_slice_with_its_surroundings() -> None:
    quads = read(rdf.work_quads(extraction(), [claim(), claim(polarity=Polarity.NEGATIVE)]))
    assert values(quads, OA + "exact") == [SENTENCE.text]
    assert values(quads, OA + "prefix") == [TEXT[4:36]]
    assert values(quads, OA + "suffix") == [TEXT[70:]]
    assert (values(quads, OA + "start"), values(quads, OA + "end")) == (["36"], ["70"])


def test_evidence_that_is_the_whole_text_has_no_surroundings() -> None:
    whole = claim(evidence=Evidence(0, len(TEXT), TEXT))
    quads = read(rdf.work_quads(extraction(), [whole]))
    assert not values(quads, OA + "prefix")
    assert not values(quads, OA + "suffix")


@pytest.mark.parametrize("polarity", Polarity)
@pytest.mark.parametrize("modality", Modality)
def test_only_what_is_asserted_becomes_a_direct_triple(polarity: Polarity, modality: Modality) -> None:
    quads = read(rdf.work_quads(extraction(), [claim(polarity=polarity, modality=modality)]))
    assert bool(values(quads, IGR + "addresses")) == (polarity is Polarity.POSITIVE and modality is Modality.ASSERTED)


def test_of_claims_with_one_id_the_surest_is_kept() -> None:
    sure, unsure = claim(rule="a", confidence=0.9), claim(rule="b", confidence=0.5)
    for order in ([sure, unsure], [unsure, sure]):
        assert values(read(rdf.work_quads(extraction(), order)), IGR + "rule") == ["a"]


def test_the_mentions_of_a_symmetric_claim_follow_its_proposition() -> None:
    one = claim("zhejiang", Relation.COOPERATES_WITH, "anhui")
    other = claim("anhui", Relation.COOPERATES_WITH, "zhejiang")
    assert one.proposition == other.proposition
    for made in (one, other):
        quads = read(rdf.work_quads(extraction(), [made]))
        assert values(quads, IGR + "headMention") == ["anhui"]
        assert values(quads, IGR + "cooperatesWith") == ["https://w3id.org/igr/local/zhejiang"]
        shared = Proposition(made.proposition, made.head, made.claim.relation, made.tail, (made,), 0.8)
        assert values(read(rdf.assembled_quads([shared])), IGR + "head") == ["https://w3id.org/igr/local/anhui"]


def test_propositions_count_works_and_name_local_things() -> None:
    claims = (claim(), claim(doc="d2"), claim(doc="d2", modality=Modality.RECOMMENDED))
    concept = Entity(f"{terms.BASE}concept/tax-sharing", "tax sharing", EntityType.MECHANISM, local=False)
    made = Proposition(claims[0].proposition, concept, Relation.ADDRESSES, claims[0].tail, claims, 0.9625)
    quads = read(rdf.assembled_quads([made]))
    assert {q.graph for q in quads} == {terms.ASSEMBLED}
    assert values(quads, IGR + "works") == ["2"]
    assert values(quads, IGR + "belief") == ["0.9625"]
    labels = [q for q in quads if q.predicate.endswith("#prefLabel")]
    assert [(q.subject, q.term) for q in labels] == [("https://w3id.org/igr/local/protectionism", '"protectionism"@en')]
    assert values(quads, IGR + "local") == ["true"]


def test_the_work_itself_is_not_labelled_again() -> None:
    work = Entity(terms.work_iri("d1"), "A title", EntityType.WORK, local=True)
    made = Proposition("p1", work, Relation.STUDIES, entity("trust", EntityType.FACTOR), (), 0.5)
    subjects = {q.subject for q in read(rdf.assembled_quads([made])) if q.predicate.endswith("#prefLabel")}
    assert subjects == {"https://w3id.org/igr/local/trust"}


def test_an_iri_has_the_label_of_most_claims() -> None:
    iri = f"{terms.BASE}local/joint-park"
    forms = [Entity(iri, label, EntityType.MECHANISM, local=True) for label in ("Joint Park", "joint park")]
    tail = entity("trust", EntityType.FACTOR)
    claims = (claim(), claim(doc="d2"))
    shared = [
        Proposition("p1", forms[0], Relation.PROMOTES, tail, claims[:1], 0.5),
        Proposition("p2", forms[1], Relation.REQUIRES, tail, claims, 0.5),
    ]
    for order in (shared, shared[::-1]):
        labels = values(read(rdf.assembled_quads(order)), "http://www.w3.org/2004/02/skos/core#prefLabel")
        assert sorted(labels) == ["joint park", "trust"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_records_make_valid_lines(text: str) -> None:
    source = extraction(doc=f"d/{text}", text=text * 3, authors=(text,), kind=text, container=text, doi=text, url=text)
    quote = Evidence(0, len(text), text)
    # A digest needs encodable text, which a document that was decoded has.
    holder = text.encode("utf-8", "replace").decode()
    made = claim(doc="d", evidence=quote, rule=text, time=text, place=text, attributed_to=holder)
    quads = read(rdf.work_quads(source, [made]))
    assert terms.clean(text) in values(quads, IGR + "quote")
    assert len({q.graph for q in quads}) == 1


def test_the_order_of_claims_does_not_matter() -> None:
    claims = [claim(), claim("trust"), claim(modality=Modality.RECOMMENDED), claim(attributed_to="Li")]
    shuffled = random.Random(7).sample(claims, len(claims))
    assert sorted(rdf.work_quads(extraction(), claims)) == sorted(rdf.work_quads(extraction(), shuffled))

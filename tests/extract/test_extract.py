from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import Reader, doc, stated
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg import vocab
from kg.extract import extract, load
from kg.model import THIS_WORK, Document, EntityType, Extraction, ModelError, Part, Reference, Relation, Role

Rows = list[tuple[str, list[str]]]

LISTS: Rows = [
    (
        "Mutual trust promotes regional cooperation and economic growth.",
        ["mutual trust | promotes | regional cooperation", "mutual trust | promotes | economic growth"],
    ),
    (
        "Mutual trust, stable leadership and common interests promote regional cooperation.",
        [
            "mutual trust | promotes | regional cooperation",
            "stable leadership | promotes | regional cooperation",
            "common interests | promotes | regional cooperation",
        ],
    ),
    (
        "The compact includes a joint fund, a shared budget and a river commission.",
        [
            "compact | hasPart | joint fund",
            "compact | hasPart | shared budget",
            "compact | hasPart | river commission",
        ],
    ),
    (
        "Regional cooperation depends on mutual trust and stable leadership.",
        [
            "regional cooperation | requires | mutual trust",
            "regional cooperation | requires | stable leadership",
        ],
    ),
    (
        "Fiscal stress and tax rivalry led to urban sprawl and distrust.",
        [
            "fiscal stress | causes | urban sprawl",
            "fiscal stress | causes | distrust",
            "tax rivalry | causes | urban sprawl",
            "tax rivalry | causes | distrust",
        ],
    ),
]
PASSIVES: Rows = [
    (
        "Regional cooperation is promoted by mutual trust.",
        ["mutual trust | promotes | regional cooperation"],
    ),
    (
        "Regional integration has been hindered by local protectionism.",
        ["local protectionism | hinders | regional integration"],
    ),
    (
        "Regional integration was weakened by tax competition and administrative barriers.",
        [
            "tax competition | hinders | regional integration",
            "administrative barriers | hinders | regional integration",
        ],
    ),
    (
        "The provinces are supervised by the central government.",
        ["central government | directs | provinces"],
    ),
    ("Transaction cost theory was proposed by Coase.", ["transaction cost theory | proposedBy | Coase"]),
]
NOMINAL: Rows = [
    ("Distrust is an obstacle to regional cooperation.", ["distrust | hinders | regional cooperation"]),
    (
        "The main obstacle to regional cooperation is distrust between mayors.",
        ["distrust between mayors | hinders | regional cooperation"],
    ),
    ("Lack of trust hinders regional cooperation.", ["lack of trust | hinders | regional cooperation"]),
    (
        "Fiscal equalization plays an important role in regional cooperation.",
        ["fiscal equalization | promotes | regional cooperation"],
    ),
    (
        "Fiscal equalization plays an important role in promoting regional integration.",
        ["fiscal equalization | promotes | regional integration"],
    ),
    ("Mutual trust is a premise of regional cooperation.", ["regional cooperation | requires | mutual trust"]),
    ("The key to regional cooperation is mutual trust.", ["regional cooperation | requires | mutual trust"]),
    (
        "The impact of fiscal decentralization on tax competition is large.",
        ["fiscal decentralization | causes | tax competition"],
    ),
    (
        "Establishing a joint fund promotes regional cooperation.",
        ["joint fund | promotes | regional cooperation"],
    ),
    ("Poland is a member of the European Union.", ["Poland | participatesIn | European Union"]),
    ("A customs union is a form of regional integration.", ["customs union | isA | regional integration"]),
]
RELATIVE: Rows = [
    (
        "The council, which was established by three counties, manages water pollution.",
        ["counties | establishes | council", "council | addresses | water pollution"],
    ),
    (
        "A river commission established by the provinces manages water pollution.",
        ["provinces | establishes | river commission", "river commission | addresses | water pollution"],
    ),
    (
        "The agreement signed by the counties reduces transaction costs.",
        ["counties | establishes | agreement", "agreement | addresses | transaction costs"],
    ),
    (
        "Compacts that reduce transaction costs promote regional cooperation.",
        ["compacts | addresses | transaction costs", "compacts | promotes | regional cooperation"],
    ),
    (
        "The counties formed a joint council, which manages water pollution.",
        ["counties | establishes | joint council", "joint council | addresses | water pollution"],
    ),
]
OTHERS: Rows = [
    ("Neighbouring cities compete with each other.", ["neighbouring cities | competesWith | neighbouring cities"]),
    ("Ostrom recommends a joint fund.", ["Ostrom | recommends | joint fund"]),
    (
        "The joint council seeks to reduce transaction costs.",
        ["joint council | addresses | transaction costs"],
    ),
    (
        "The joint council was founded in 1990. It reduces transaction costs.",
        ["joint council | addresses | transaction costs"],
    ),
    (
        "The counties set up a joint fund. This fund promotes regional integration.",
        ["counties | establishes | joint fund", "joint fund | promotes | regional integration"],
    ),
    ("Jefferson County cooperates with Clark County.", ["Jefferson County | cooperatesWith | Clark County"]),
    ("This paper examines river compacts.", ["THIS_WORK | studies | river compacts"]),
    ("The author draws on transaction cost theory.", ["THIS_WORK | usesTheory | transaction cost theory"]),
    ("Game theory explains tax rivalry.", ["game theory | explains | tax rivalry"]),
    ("The compact covers the river basin.", ["compact | appliesTo | river basin"]),
]
MISSED = [
    (
        "the tagger takes 'lead' for a noun",
        "Fiscal stress and tax rivalry lead to urban sprawl.",
        ["fiscal stress | causes | urban sprawl", "tax rivalry | causes | urban sprawl"],
    ),
    (
        "the tagger takes 'hinder' for a noun",
        "Local protectionism and market segmentation hinder regional integration.",
        [
            "local protectionism | hinders | regional integration",
            "market segmentation | hinders | regional integration",
        ],
    ),
    (
        "the tagger takes 'hinder' for a noun, behind a list of examples",
        "Obstacles such as distrust and free riding hinder regional cooperation.",
        ["distrust | hinders | regional cooperation", "free riding | hinders | regional cooperation"],
    ),
    (
        "the parser takes 'regression' for a verb",
        "This study uses regression analysis and expert interviews.",
        ["THIS_WORK | usesMethod | regression analysis", "THIS_WORK | usesMethod | expert interviews"],
    ),
]
"""Why, a text, and the claims that the grammar should read in it one day."""


@pytest.mark.parametrize(("text", "expected"), [*LISTS, *PASSIVES, *NOMINAL, *RELATIVE, *OTHERS])
def test_claims_of_a_text(read_text: Reader, text: str, expected: list[str]) -> None:
    assert sorted({stated(c) for c in read_text(text).claims}) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(t, e, marks=pytest.mark.xfail(reason=why, strict=False)) for why, t, e in MISSED],
)
def test_claims_that_are_missed(read_text: Reader, text: str, expected: list[str]) -> None:
    assert sorted({stated(c) for c in read_text(text).claims}) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "The weather was fine on Monday.",
        "The meeting took place in June.",
        "Table 2 lists the cities.",
        "See the appendix for details.",
        "What is cooperation?",
        "He promotes it.",
        "It promotes regional integration.",
        "Trust promotes trust.",
        "All rights reserved.",
        "The number of cities rose from ten to twelve.",
        "For more information, visit the website.",
        "We thank the editors for helpful comments.",
        "Local protectionism. Regional integration.",
        "12 3.4 %% @@ ... !!",
        "这是一个句子。",
    ],
)
def test_texts_that_claim_nothing(read_text: Reader, text: str) -> None:
    assert [stated(c) for c in read_text(text).claims] == []


NOISY = [
    "Mutual trust promotesregional cooperation，and tax rivalry hinders economic growth。",
    "The counties（three of them）established a joint office。It reduces transaction costs.",
    "The envi-\nronmental com-\npact reduces water pollu-\ntion.",
    "(1)Mutual trust promotes regional cooperation.Tax rivalry hinders regional integration.",
    "2、Mutual trust promotes regionalcooperation，economic growth。",
    "The localgovernment established a joint oﬃce [12] .It re\u00adduces **transaction costs**.",
    "\u3000Mutual\u00a0trust promotes “regional cooperation”  \n and  economic\ngrowth .",
]


def traced(extraction: Extraction) -> None:
    """Check that every offset leads into the text as read."""
    text = extraction.document.text
    for claim in extraction.claims:
        evidence = claim.evidence
        assert text[evidence.start : evidence.end] == evidence.text == evidence.text.strip() != ""
        if claim.rule not in {"title", "model"}:  # only rules have a trigger, and titles need none
            assert evidence.start <= claim.trigger[0] < claim.trigger[1] <= evidence.end
        for mention in (claim.head, claim.tail):
            if mention.text != THIS_WORK:
                assert 0 <= mention.start < mention.end <= len(text)
            else:
                assert (mention.start, mention.end) == (-1, -1)


@pytest.mark.parametrize("text", NOISY)
def test_evidence_is_a_slice_of_noisy_text(nlp: Language, text: str) -> None:
    before = "Title\n\n"
    document = Document("d", before + text, Reference("t"), (Part(len(before), len(before + text), Role.BODY),))
    (found,) = extract([document], nlp)
    assert found.claims
    traced(found)


@pytest.mark.parametrize(
    ("text", "head", "tail", "sentence"),
    [
        (NOISY[0], "Mutual trust", "regional cooperation", NOISY[0]),
        (NOISY[2], "envi-\nronmental com-\npact", "water pollu-\ntion", NOISY[2]),
        (NOISY[4], "Mutual trust", "regionalcooperation", NOISY[4].removeprefix("2、")),
        (NOISY[3], "Mutual trust", "regional cooperation", "Mutual trust promotes regional cooperation."),
    ],
)  # fmt: skip
def test_mentions_of_noisy_text(read_text: Reader, text: str, head: str, tail: str, sentence: str) -> None:
    claim = read_text(text).claims[0]
    assert text[claim.head.start : claim.head.end] == head
    assert text[claim.tail.start : claim.tail.end] == tail
    assert claim.evidence.text == sentence


def test_mentions_are_written_without_the_noise(read_text: Reader) -> None:
    claim = read_text("The localgovernment estab-\nlished a joint  oﬃce。").claims[0]
    assert stated(claim) == "local government | establishes | joint office"


WORDS = [
    "Trust",
    "promotes",
    "growth",
    "hinders",
    "the",
    "joint",
    "fund",
    "ﬁ",
    "，",
    "。",
    ". ",
    "\n",
    "-\n",
    "(",
    "“",
    "  ",
]


@settings(max_examples=40)
@given(words=st.lists(st.sampled_from(WORDS), max_size=20), glue=st.sampled_from(["", " "]))
def test_offsets_hold_for_any_text(nlp: Language, words: list[str], glue: str) -> None:
    (found,) = extract([doc(glue.join(words))], nlp)
    traced(found)


def test_a_keyword_list_gives_entities_and_no_claims(nlp: Language) -> None:
    text = "Keywords: regional integration; local protectionism hinders trade; river commission"
    (found,) = extract([doc(text, Role.KEYWORDS)], nlp)
    assert found.claims == ()
    kinds = {e.text: e.type for e in found.entities}
    assert kinds["regional integration"] is EntityType.OUTCOME
    assert kinds["river commission"] is EntityType.BODY


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Benefit sharing in river basins", "benefit sharing"),
        ("Taxes in cities: a study of local protectionism", "local protectionism"),
        ("A study of regional integration", "regional integration"),
    ],
)
def test_a_title_gives_one_claim(nlp: Language, title: str, subject: str) -> None:
    (found,) = extract([doc(title, Role.TITLE)], nlp)
    (claim,) = found.claims
    assert (claim.relation, claim.head.text, claim.head.type) == (Relation.STUDIES, THIS_WORK, EntityType.WORK)
    assert claim.tail.text.startswith(subject)
    assert claim.evidence.text == title


@pytest.mark.parametrize("role", [Role.HEADING, Role.SKIPPED])
def test_headings_and_references_are_not_read(nlp: Language, role: Role) -> None:
    (found,) = extract([doc("Mutual trust promotes regional cooperation.", role)], nlp)
    assert (found.claims, found.entities, found.sentences) == ((), (), 0)


def test_only_the_parts_of_a_document_are_read(nlp: Language) -> None:
    text = "Local protectionism hinders trade. Mutual trust promotes regional cooperation. Tax rivalry hinders growth."
    start, end = text.index("Mutual"), text.index("Tax")
    document = Document("d", text, Reference("t"), (Part(start, end, Role.BODY),))
    (found,) = extract([document], nlp)
    assert [stated(c) for c in found.claims] == ["mutual trust | promotes | regional cooperation"]
    assert (found.claims[0].evidence.start, found.sentences) == (start, 1)


def test_a_claim_made_twice_is_kept_with_both_sentences(read_text: Reader) -> None:
    found = read_text("Joint planning promotes growth. Joint planning promotes growth.")
    assert [c.evidence.start for c in found.claims] == [0, 32]
    assert len(found.entities) == 2


def test_entities_gather_their_forms(read_text: Reader) -> None:
    text = "Local governments met. The local government paid. Local governments left. Regional integration grew."
    found = {e.text: e for e in read_text(text).entities}
    assert found["local governments"].aliases == ("local government",)
    assert found["local governments"].type is EntityType.GOVERNMENT
    assert found["regional integration"].aliases == ()


def test_ends_have_types_that_the_relation_admits(read_text: Reader) -> None:
    vocabulary = vocab.load()
    for text, _ in [*PASSIVES, *NOMINAL, *OTHERS[:8]]:
        for claim in read_text(text).claims:
            assert vocabulary.admits(claim.head.type, claim.relation, claim.tail.type), stated(claim)


DOCUMENTS = [
    doc("The cities want to found a council. " + NOISY[1], id="a"),
    doc("The cities found a joint fund. It promotes regional integration.", id="b"),
    doc("Feiock argues that mutual trust promotes regional cooperation.", id="c"),
    doc("", id="d"),
    doc("Benefit sharing in river basins", Role.TITLE, id="e"),
]


def test_two_runs_are_equal(nlp: Language) -> None:
    first = list(extract(DOCUMENTS, nlp))
    assert [e.document.id for e in first] == ["a", "b", "c", "d", "e"]
    assert list(extract(DOCUMENTS, nlp)) == first
    assert sum(len(e.claims) for e in first) >= 4


def test_what_is_read_from_a_document_depends_on_nothing_else(nlp: Language) -> None:
    together = {e.document.id: e for e in extract(DOCUMENTS, nlp)}
    turned = {e.document.id: e for e in extract(DOCUMENTS[::-1], nlp)}
    alone = {d.id: next(extract([d], nlp)) for d in DOCUMENTS}
    assert together == turned == alone
    assert next(extract([DOCUMENTS[1]], load())) == alone["b"]


def test_documents_are_read_one_at_a_time(nlp: Language) -> None:
    def documents() -> Iterator[Document]:
        yield DOCUMENTS[2]
        raise AssertionError("read ahead")

    assert next(extract(documents(), nlp)).document.id == "c"


def test_a_missing_pipeline_is_told() -> None:
    with pytest.raises(ModelError, match="pip install en-core-web-gone"):
        load("en_core_web_gone")

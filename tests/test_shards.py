from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import doc
from hypothesis import given
from hypothesis import strategies as st

from kg import shards
from kg.model import (
    Claim,
    Document,
    DocumentEntity,
    EntityType,
    Evidence,
    Extraction,
    Mention,
    Modality,
    Part,
    Polarity,
    Reference,
    Relation,
    Role,
    StoreError,
)

HOSTILE = [
    "",
    "\0",
    "\x1f\x7f\x85\u2028\u2029",
    '"}], "key": "x"',
    "\\u0000 \\ud800 \\",
    "<script>alert(1)</script>&amp;",
    "' ; DROP GRAPH <x> . }",
    "=cmd|' /C calc'!A0",
    "\u202egnirts\u202c \ufeff\ufffe",
    "e\u0301 vs \u00e9, 政府 \U0001f3db\ufe0f",
    "\r\n\t",
]
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text())
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
PLACE = st.integers(-1, 10**9)
MENTION = st.builds(Mention, TEXT, st.sampled_from(EntityType), PLACE, PLACE)
CLAIM = st.builds(
    Claim,
    doc=TEXT,
    head=MENTION,
    relation=st.sampled_from(Relation),
    tail=MENTION,
    evidence=st.builds(Evidence, PLACE, PLACE, TEXT),
    rule=TEXT,
    confidence=st.floats(0, 1),
    trigger=st.tuples(PLACE, PLACE),
    polarity=st.sampled_from(Polarity),
    modality=st.sampled_from(Modality),
    attributed_to=TEXT,
    time=TEXT,
    place=TEXT,
)
REFERENCE = st.builds(Reference, TEXT, TEXTS, st.none() | st.integers(0, 3000), TEXT, TEXT, TEXT, TEXT, TEXTS)
DOCUMENT = st.builds(
    Document,
    TEXT,
    TEXT,
    REFERENCE,
    st.lists(st.builds(Part, PLACE, PLACE, st.sampled_from(Role)), max_size=3).map(tuple),
    TEXT,
)
EXTRACTION = st.builds(
    Extraction,
    DOCUMENT,
    st.lists(st.builds(DocumentEntity, TEXT, st.sampled_from(EntityType), TEXTS), max_size=3).map(tuple),
    st.lists(CLAIM, max_size=3).map(tuple),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.lists(st.tuples(TEXT, st.integers(0, 10**6)), max_size=3).map(tuple),
)
VERSIONS = st.dictionaries(TEXT, TEXT, max_size=3)


@given(EXTRACTION, TEXT, TEXT, VERSIONS)
def test_what_is_written_is_read_back(extraction: Extraction, key: str, reader: str, versions: dict[str, str]) -> None:
    data = shards.dump(extraction, key, reader, versions)
    again = shards.load(data)
    assert again == extraction
    assert repr(again) == repr(extraction)
    assert hash(again) == hash(extraction)
    assert shards.document(data) == extraction.document
    assert shards.key_of(data) == key
    assert shards.dump(again, key, reader, versions) == data
    facts = shards.facts(data)
    assert (facts.document, facts.reader, dict(facts.versions)) == (extraction.document.id, reader, versions)
    assert (facts.sentences, facts.claims) == (extraction.sentences, len(extraction.claims))
    assert (facts.candidates, facts.dropped) == (extraction.candidates, extraction.dropped)


def test_the_digest_of_a_document_is_that_of_its_content() -> None:
    one = doc("Trust helps.")
    same, others = replace(one, source="/a/b.txt"), (replace(one, id="e"), replace(one, text="Trust  helps."))
    digest = content(one)
    assert content(same) == digest
    assert all(content(other) != digest for other in others)
    assert content(replace(one, reference=Reference("Another title"))) != digest


def content(document: Document) -> str:
    return shards.facts(shards.dump(Extraction(document, (), ()), "k")).content


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_inside_its_value(text: str) -> None:
    data = shards.dump(Extraction(doc(text, id=text), (), ()), text)
    assert json.loads(data)["document"]["text"] == text
    assert shards.load(data).document.id == shards.key_of(data) == text


GOOD = shards.dump(
    Extraction(
        doc("Trust helps."),
        (DocumentEntity("trust", EntityType.FACTOR),),
        (
            Claim(
                "d",
                Mention("trust", EntityType.FACTOR, 0, 5),
                Relation.PROMOTES,
                Mention("growth", EntityType.OUTCOME),
                Evidence(0, 12, "Trust helps."),
                "rule",
                0.5,
            ),
        ),
    ),
    "k",
)


def test_a_shard_of_an_earlier_version_is_read_without_counts() -> None:
    raw = json.loads(GOOD)
    for name in ("candidates", "dropped", "reader", "versions"):
        del raw[name]
    old = json.dumps(raw).encode()
    assert shards.load(old) == shards.load(GOOD)
    facts = shards.facts(old)
    assert (facts.claims, facts.candidates, facts.dropped, facts.reader, facts.versions) == (1, None, (), "", ())


@pytest.mark.parametrize("read", [shards.load, shards.key_of, shards.facts])
@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"{", b"[]", b"3", b"null", b'"key"', b"{}", GOOD[:-5]])
def test_what_is_no_shard_is_refused(read: Callable[[bytes], object], data: bytes) -> None:
    with pytest.raises(StoreError, match="damaged"):
        read(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"promotes"', b'"adores"'),
        (b'"Factor"', b'"Person"'),
        (b'"body"', b'"soul"'),
        (b'"claims": [', b'"claims": [1, '),
        (b'"trigger"', b'"trickster"'),
        (b'"entities": [', b'"entities": [[], '),
        (b'"authors": []', b'"authors": null'),
        (b'"sentences"', b'"phrases"'),
        (b'"reference": {', b'"reference": {"colour": "red", '),
    ],
)
def test_shards_of_another_form_are_refused(old: bytes, new: bytes) -> None:
    assert old in GOOD
    with pytest.raises(StoreError, match="damaged"):
        shards.load(GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"candidates": 0', b'"candidates": "many"'),
        (b'"dropped": []', b'"dropped": [1]'),
        (b'"versions": {}', b'"versions": []'),
        (b'"document"', b'"documents"'),
        (b'"claims": [', b'"claims": 3, "was": ['),
    ],
)
def test_the_facts_of_another_form_are_refused(old: bytes, new: bytes) -> None:
    assert old in GOOD
    with pytest.raises(StoreError, match="damaged"):
        shards.facts(GOOD.replace(old, new))
